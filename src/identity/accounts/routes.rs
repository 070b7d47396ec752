//! Accounts at the wire.

use actix_web::http::StatusCode;
use actix_web::{get, patch, post, put};
use serde::{Deserialize, Serialize};

use super::me::{self, MeView};
use super::model::{Account, AccountView, fold_email};
use super::office::{self, AccountListItem, AccountPage, EditAccountRoles};
use super::register::{self, NewAccount};
use super::second_factor::{self, RecoveryCodes, SecondFactorSetup};
use super::{guarded, recover};
use crate::identity::members::UseToken;
use crate::identity::passwords;
use crate::identity::proofs::{SignedIn, admin};
use crate::identity::sessions::{self, Device, SessionView, WithCookie};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::id::AccountId;
use crate::kit::locale::Locale;
use crate::kit::page::PageQuery;
use crate::web::{App, Client, Created, Json, Language, NoContent, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(register_account)
        .service(verify_account)
        .service(ask_verification_mail)
        .service(complete_email_change)
        .service(ask_password_reset)
        .service(complete_password_reset)
        .service(get_me)
        .service(edit_profile)
        .service(change_password)
        .service(change_email)
        .service(set_up_second_factor)
        .service(confirm_second_factor)
        .service(renew_recovery_codes)
        .service(remove_second_factor)
        .service(list_accounts)
        .service(edit_account_roles);
}

/// Who wants an account.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterAccount {
    /// The mailbox.
    #[schema(max_length = 254)]
    pub email: String,
    /// The password.
    #[schema(min_length = 10, max_length = 200)]
    pub password: String,
    /// How the person wants to be called.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The language of letters; the reader's unless told.
    pub locale: Option<Locale>,
}

/// To which mailbox a letter goes.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskMail {
    /// The mailbox.
    #[schema(max_length = 254)]
    pub email: String,
}

/// A letter is on its way, if it should be; the answer is the same for every mailbox.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MailSent {
    /// The mailbox.
    pub email: String,
}

/// A new password by a link.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompletePasswordReset {
    /// What stands behind `#token=` in the link.
    #[schema(max_length = 100)]
    pub token: String,
    /// The new password.
    #[schema(min_length = 10, max_length = 200)]
    pub password: String,
}

/// What a person says about themselves. What is left out stays.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditProfile {
    /// How the person wants to be called.
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    /// The language of letters.
    pub locale: Option<Locale>,
    /// For couriers and the desk; an empty text takes it away.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
}

/// A new password by the old one.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The old one.
    #[schema(max_length = 200)]
    pub current_password: String,
    /// The new one.
    #[schema(min_length = 10, max_length = 200)]
    pub new_password: String,
}

/// Another mailbox.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    /// The new mailbox.
    #[schema(max_length = 254)]
    pub email: String,
    /// The password.
    #[schema(max_length = 200)]
    pub password: String,
}

/// Proof of the person at the device.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPassword {
    /// The password.
    #[schema(max_length = 200)]
    pub password: String,
}

/// A code of the second factor.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmCode {
    /// Six digits.
    #[schema(max_length = 40)]
    pub code: String,
}

/// Both proofs.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPasswordAndCode {
    /// The password.
    #[schema(max_length = 200)]
    pub password: String,
    /// Six digits, or a recovery code.
    #[schema(max_length = 40)]
    pub code: String,
}

/// Which accounts to list.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// A part of an address or a name.
    #[param(max_length = 120)]
    pub q: Option<String>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

fn accepted(email: &str) -> WithCookie<MailSent> {
    WithCookie::plain(StatusCode::ACCEPTED, MailSent { email: fold_email(email) })
}

/// Register. The letter to the mailbox says how to go on.
#[utoipa::path(tag = "accounts", request_body = RegisterAccount, responses((status = 202, body = MailSent), Problems))]
#[post("/accounts")]
async fn register_account(app: App, client: Client, language: Language, asked: Json<RegisterAccount>) -> Result<WithCookie<MailSent>> {
    let asked = asked.into_inner();
    let mut check = Check::new();
    check.email("/email", asked.email.trim()).text("/name", &asked.name, 1..=120);
    passwords::check(&mut check, "/password", &asked.password, &asked.email, &asked.name);
    check.done()?;
    let password_hash = passwords::hash(asked.password).await?;
    let (answer, locale) = (accepted(&asked.email), asked.locale.unwrap_or(language.0));
    let new = NewAccount { email: asked.email, name: asked.name, locale, password_hash, coordinator: false, admin: false, demo: false };
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| register::register(tx, &new, &client.0, &base_url)).await?;
    Ok(answer)
}

/// Prove the mailbox of a new account by the link; signs in at once.
#[utoipa::path(tag = "accounts", request_body = UseToken, responses((status = 200, body = SessionView), Problems))]
#[post("/accounts/verification")]
async fn verify_account(app: App, device: Device, asked: Json<UseToken>) -> Result<WithCookie<SessionView>> {
    let demo = app.settings().demo;
    let opened = app
        .write(move |tx| {
            let account = register::verify(tx, &asked.token)?;
            sessions::open(tx, account, &device, demo)
        })
        .await?;
    Ok(WithCookie::set(&app, StatusCode::OK, opened.refresh_token.clone(), opened.view(&app)?))
}

/// Send the link that proves the mailbox again.
#[utoipa::path(tag = "accounts", request_body = AskMail, responses((status = 202, body = MailSent), Problems))]
#[post("/accounts/verification-mail")]
async fn ask_verification_mail(app: App, client: Client, asked: Json<AskMail>) -> Result<WithCookie<MailSent>> {
    Check::new().email("/email", asked.email.trim()).done()?;
    let answer = accepted(&asked.email);
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| register::ask_again(tx, &asked.email, &client.0, &base_url)).await?;
    Ok(answer)
}

/// Move the account to the mailbox that the link was sent to.
#[utoipa::path(tag = "accounts", request_body = UseToken, responses((status = 204), Problems))]
#[post("/accounts/email-change")]
async fn complete_email_change(app: App, asked: Json<UseToken>) -> Result<NoContent> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| recover::complete_email_change(tx, &asked.token, &base_url)).await?;
    Ok(NoContent)
}

/// Ask for a link that sets a new password.
#[utoipa::path(tag = "accounts", request_body = AskMail, responses((status = 202, body = MailSent), Problems))]
#[post("/password-resets")]
async fn ask_password_reset(app: App, client: Client, asked: Json<AskMail>) -> Result<WithCookie<MailSent>> {
    Check::new().email("/email", asked.email.trim()).done()?;
    let answer = accepted(&asked.email);
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| recover::ask_reset(tx, &asked.email, &client.0, &base_url)).await?;
    Ok(answer)
}

/// Set a new password by the link. Every session ends.
#[utoipa::path(tag = "accounts", request_body = CompletePasswordReset, responses((status = 204), Problems))]
#[post("/password-resets/completion")]
async fn complete_password_reset(app: App, asked: Json<CompletePasswordReset>) -> Result<NoContent> {
    let asked = asked.into_inner();
    let mut check = Check::new();
    passwords::check(&mut check, "/password", &asked.password, "", "");
    check.done()?;
    let token = asked.token.clone();
    app.read(move |tx| super::links::look(tx, super::Purpose::Reset, &token).map(drop)).await?;
    let hash = passwords::hash(asked.password).await?;
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| recover::complete_reset(tx, &asked.token, &hash, &base_url)).await?;
    Ok(NoContent)
}

/// Who I am, for whom I act, and what waits for me.
#[utoipa::path(tag = "me", security(("bearer" = [])), responses((status = 200, body = MeView), Problems))]
#[get("/me")]
async fn get_me(app: App, who: SignedIn) -> Result<Json<MeView>> {
    let demo = app.settings().demo;
    app.read(move |tx| me::me(tx, &who, demo)).await.map(Json)
}

/// Change what I say about myself.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = EditProfile, responses((status = 200, body = AccountView), Problems))]
#[patch("/me")]
async fn edit_profile(app: App, who: SignedIn, asked: Json<EditProfile>) -> Result<Json<AccountView>> {
    let mut check = Check::new();
    if let Some(name) = &asked.name {
        check.text("/name", name, 1..=120);
    }
    check.text("/phone", asked.phone.as_deref().unwrap_or(""), 0..=40).done()?;
    app.write(move |tx| me::edit(tx, &who, asked.name.as_deref(), asked.locale, asked.phone.as_deref())).await.map(Json)
}

/// Set a new password by the old one. Other sessions end.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = ChangePassword, responses((status = 204), Problems))]
#[put("/me/password")]
async fn change_password(app: App, who: SignedIn, asked: Json<ChangePassword>) -> Result<NoContent> {
    let asked = asked.into_inner();
    let account = guarded::by_password(&app, &who, asked.current_password, "/current_password").await?;
    let mut check = Check::new();
    passwords::check(&mut check, "/new_password", &asked.new_password, &account.email, &account.name);
    check.done()?;
    let hash = passwords::hash(asked.new_password).await?;
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| recover::change_password(tx, &who.account, &who.session, &hash, &base_url)).await?;
    Ok(NoContent)
}

/// Ask for a link to another mailbox.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = ChangeEmail, responses((status = 202, body = MailSent), Problems))]
#[post("/me/email")]
async fn change_email(app: App, who: SignedIn, asked: Json<ChangeEmail>) -> Result<WithCookie<MailSent>> {
    let asked = asked.into_inner();
    Check::new().email("/email", asked.email.trim()).done()?;
    guarded::by_password(&app, &who, asked.password, "/password").await?;
    let answer = accepted(&asked.email);
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| recover::ask_email_change(tx, &who.account, &asked.email, &base_url)).await?;
    Ok(answer)
}

/// Begin to set up a second factor.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = ConfirmPassword, responses((status = 201, body = SecondFactorSetup), Problems))]
#[post("/me/second-factor")]
async fn set_up_second_factor(app: App, who: SignedIn, asked: Json<ConfirmPassword>) -> Result<Created<SecondFactorSetup>> {
    let account: Account = guarded::by_password(&app, &who, asked.into_inner().password, "/password").await?;
    let seal = second_factor::seal_of(&app.settings().secret)?;
    app.write(move |tx| second_factor::begin(tx, &account, &seal)).await.map(Created)
}

/// Put the second factor in force by a first code. The recovery codes are shown this once.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = ConfirmCode, responses((status = 200, body = RecoveryCodes), Problems))]
#[post("/me/second-factor/confirmation")]
async fn confirm_second_factor(app: App, who: SignedIn, asked: Json<ConfirmCode>) -> Result<Json<RecoveryCodes>> {
    let (seal, base_url) = (second_factor::seal_of(&app.settings().secret)?, app.settings().base_url.clone());
    let codes = app.write(move |tx| guarded::confirm_factor(tx, &who, &asked.code, &seal, &base_url)).await?;
    codes.map(Json).ok_or_else(guarded::wrong_code)
}

/// New recovery codes in place of the old ones.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = ConfirmCode, responses((status = 200, body = RecoveryCodes), Problems))]
#[post("/me/second-factor/recovery-codes")]
async fn renew_recovery_codes(app: App, who: SignedIn, asked: Json<ConfirmCode>) -> Result<Json<RecoveryCodes>> {
    let (seal, base_url) = (second_factor::seal_of(&app.settings().secret)?, app.settings().base_url.clone());
    let codes = app.write(move |tx| guarded::renew_codes(tx, &who, &asked.code, &seal, &base_url)).await?;
    codes.map(Json).ok_or_else(guarded::wrong_code)
}

/// Take the second factor away.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = ConfirmPasswordAndCode, responses((status = 204), Problems))]
#[post("/me/second-factor/removal")]
async fn remove_second_factor(app: App, who: SignedIn, asked: Json<ConfirmPasswordAndCode>) -> Result<NoContent> {
    let asked = asked.into_inner();
    guarded::by_password(&app, &who, asked.password, "/password").await?;
    let (demo, base_url) = (app.settings().demo, app.settings().base_url.clone());
    let seal = second_factor::seal_of(&app.settings().secret)?;
    let removed = app.write(move |tx| guarded::remove_factor(tx, &who, &asked.code, &seal, (demo, &base_url))).await?;
    if removed { Ok(NoContent) } else { Err(guarded::wrong_code()) }
}

/// The accounts of this installation.
#[utoipa::path(tag = "accounts", security(("bearer" = [])), params(AccountQuery), responses((status = 200, body = AccountPage), Problems))]
#[get("/accounts")]
async fn list_accounts(app: App, who: SignedIn, query: Query<AccountQuery>) -> Result<Json<AccountPage>> {
    let query = query.into_inner();
    let page = PageQuery { limit: query.limit, after: query.after };
    app.read(move |tx| {
        let by = admin(tx, &who)?;
        office::list(tx, &by, query.q.as_deref(), &page)
    })
    .await
    .map(Json)
}

/// Give or take powers; disable or enable.
#[utoipa::path(tag = "accounts", security(("bearer" = [])), params(AccountId), request_body = EditAccountRoles, responses((status = 200, body = AccountListItem), Problems))]
#[patch("/accounts/{id}")]
async fn edit_account_roles(app: App, who: SignedIn, id: Path<AccountId>, asked: Json<EditAccountRoles>) -> Result<Json<AccountListItem>> {
    app.write(move |tx| {
        let by = admin(tx, &who)?;
        office::edit(tx, &by, &id, &asked)
    })
    .await
    .map(Json)
}
