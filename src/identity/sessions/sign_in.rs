//! Signing in: the same answer and the same time for people that we know and people that we do not.
//!
//! The attempt is counted first, the password is checked outside of any transaction, and what follows from it is
//! decided in a second one.

use serde::{Deserialize, Serialize};

use super::{Device, Opened, SessionView};
use crate::db::Tx;
use crate::identity::accounts::{self, Account, Purpose, fold_email, links, second_factor};
use crate::identity::{attempts, passwords};
use crate::kit::check::Check;
use crate::kit::seal::Seal;
use crate::kit::{Code, Result};
use crate::web::App;

/// Who wants to sign in.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The mail address of the account.
    #[schema(max_length = 254)]
    pub email: String,
    /// Its password.
    #[schema(max_length = 200)]
    pub password: String,
}

/// The second step of signing in.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerSecondFactor {
    /// What the first step answered.
    #[schema(max_length = 100)]
    pub challenge: String,
    /// Six digits of the device, or a recovery code.
    #[schema(max_length = 40)]
    pub code: String,
}

crate::text_enum! {
    /// How far a sign-in has come.
    pub enum SignInStatus {
        /// `session` is there.
        SignedIn = "signed_in",
        /// `challenge` is there: ask for the code and answer at `/sessions/second-factor`.
        SecondFactorRequired = "second_factor_required",
    }
}

/// How far a sign-in has come.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignInAnswer {
    /// How far.
    pub status: SignInStatus,
    /// The session, when signed in.
    pub session: Option<SessionView>,
    /// For the second step, good for five minutes.
    pub challenge: Option<String>,
}

/// How the first step ended.
pub enum Step {
    /// Signed in.
    In(Box<Opened>),
    /// The second step is due.
    Challenge(String),
    /// The mailbox is not proven; the link was sent again.
    Unverified,
}

/// The first step: address and password.
pub async fn sign_in(app: &App, device: Device, asked: SignIn) -> Result<Step> {
    let mut check = Check::new();
    check.text("/email", &asked.email, 1..=254).text("/password", &asked.password, 1..=200);
    check.done()?;
    let email = fold_email(&asked.email);
    let (subject, address) = (email.clone(), device.address.clone());
    let found = app
        .write(move |tx| {
            attempts::charge(tx, attempts::PASSWORD_FROM, &address)?;
            attempts::charge(tx, attempts::PASSWORD, &subject)?;
            Ok(accounts::store::by_email(tx, &subject)?.map(|account| account.password_hash))
        })
        .await?;
    let right = passwords::verify(asked.password, found).await?;
    let (demo, base_url) = (app.settings().demo, app.settings().base_url.clone());
    app.write(move |tx| after_password(tx, &email, right, &device, demo, &base_url)).await
}

fn after_password(tx: &mut Tx, email: &str, right: bool, device: &Device, demo: bool, base_url: &str) -> Result<Step> {
    let account = accounts::store::by_email(tx, email)?.filter(|_| right).ok_or(Code::InvalidCredentials)?;
    attempts::give_back(tx, attempts::PASSWORD_FROM, &device.address)?;
    attempts::forget(tx, attempts::PASSWORD, email)?;
    if !account.is_active() {
        return Err(Code::AccountDisabled.into());
    }
    if account.email_verified_at.is_none() {
        // More letters than the mailbox should get in an hour are not sent; the answer stays the same.
        if attempts::charge(tx, attempts::LETTER, email).is_ok() {
            accounts::send_verification(tx, &account, base_url)?;
        }
        return Ok(Step::Unverified);
    }
    if account.has_second_factor() {
        return links::issue(tx, &account, Purpose::SecondFactor, &account.email).map(Step::Challenge);
    }
    super::open(tx, account, device, demo).map(|opened| Step::In(Box::new(opened)))
}

/// The second step: the code. `None` when it is wrong, so that the attempt stays counted.
pub fn answer_second_factor(tx: &mut Tx, asked: &AnswerSecondFactor, device: &Device, seal: &Seal) -> Result<Option<Opened>> {
    let (_, account) = links::look(tx, Purpose::SecondFactor, &asked.challenge)?;
    attempts::charge(tx, attempts::CODE, account.id.as_str())?;
    if !second_factor::accept(tx, &account, &asked.code, seal)? {
        return Ok(None);
    }
    let (_, account): (_, Account) = links::spend(tx, Purpose::SecondFactor, &asked.challenge)?;
    attempts::forget(tx, attempts::CODE, account.id.as_str())?;
    super::open(tx, account, device, true).map(Some)
}
