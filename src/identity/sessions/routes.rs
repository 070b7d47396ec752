//! Sessions at the wire.

use actix_web::http::StatusCode;
use actix_web::{delete, get, post};
use serde::Serialize;

use super::cookie::{Device, RefreshCookie, WithCookie};
use super::model::SessionItem;
use super::sign_in::{self, AnswerSecondFactor, SignIn, SignInAnswer, SignInStatus, Step};
use super::{SessionView, store};
use crate::identity::SignedIn;
use crate::kit::id::SessionId;
use crate::kit::{Code, Error, Result};
use crate::web::{App, Json, NoContent, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(sign_in_with_password)
        .service(sign_in_with_code)
        .service(refresh_session)
        .service(sign_out)
        .service(list_sessions)
        .service(sign_out_everywhere)
        .service(end_session);
}

/// The devices on which the caller is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SessionList {
    /// The latest used first.
    pub items: Vec<SessionItem>,
}

/// Sign in with address and password.
#[utoipa::path(tag = "sessions", request_body = SignIn, responses((status = 201, body = SignInAnswer), Problems))]
#[post("/sessions")]
async fn sign_in_with_password(app: App, device: Device, asked: Json<SignIn>) -> Result<WithCookie<SignInAnswer>> {
    match sign_in::sign_in(&app, device, asked.into_inner()).await? {
        Step::In(opened) => {
            let session = Some(opened.view(&app)?);
            let answer = SignInAnswer { status: SignInStatus::SignedIn, session, challenge: None };
            Ok(WithCookie::set(&app, StatusCode::CREATED, opened.refresh_token, answer))
        }
        Step::Challenge(challenge) => {
            let answer = SignInAnswer { status: SignInStatus::SecondFactorRequired, session: None, challenge: Some(challenge) };
            Ok(WithCookie::plain(StatusCode::CREATED, answer))
        }
        Step::Unverified => Err(Code::EmailNotVerified.into()),
    }
}

/// The second step of signing in: a code of the device, or a recovery code.
#[utoipa::path(tag = "sessions", request_body = AnswerSecondFactor, responses((status = 201, body = SessionView), Problems))]
#[post("/sessions/second-factor")]
async fn sign_in_with_code(app: App, device: Device, asked: Json<AnswerSecondFactor>) -> Result<WithCookie<SessionView>> {
    let seal = crate::identity::accounts::second_factor::seal_of(&app.settings().secret)?;
    let opened = app.write(move |tx| sign_in::answer_second_factor(tx, &asked, &device, &seal)).await?;
    let opened = opened.ok_or(Error::from(Code::SecondFactorWrong))?;
    Ok(WithCookie::set(&app, StatusCode::CREATED, opened.refresh_token.clone(), opened.view(&app)?))
}

/// Exchange the refresh cookie for a new access token and a new cookie. Needs `X-Requested-With: modrotisk`.
#[utoipa::path(tag = "sessions", responses((status = 200, body = SessionView), Problems))]
#[post("/sessions/refresh")]
async fn refresh_session(app: App, cookie: RefreshCookie) -> Result<WithCookie<SessionView>> {
    let secret = cookie.0.ok_or(Error::from(Code::SignInAgain))?;
    let base_url = app.settings().base_url.clone();
    let opened = app.write(move |tx| super::refresh(tx, &secret, &base_url)).await?;
    let opened = opened.ok_or(Error::from(Code::SignInAgain))?;
    Ok(WithCookie::set(&app, StatusCode::OK, opened.refresh_token.clone(), opened.view(&app)?))
}

/// Sign this browser out. Needs `X-Requested-With: modrotisk`.
#[utoipa::path(tag = "sessions", responses((status = 204), Problems))]
#[delete("/sessions/current")]
async fn sign_out(app: App, cookie: RefreshCookie) -> Result<WithCookie<()>> {
    if let Some(secret) = cookie.0 {
        app.write(move |tx| super::end_by_token(tx, &secret)).await?;
    }
    Ok(WithCookie::removed(&app))
}

/// The devices on which I am signed in.
#[utoipa::path(tag = "sessions", security(("bearer" = [])), responses((status = 200, body = SessionList), Problems))]
#[get("/sessions")]
async fn list_sessions(app: App, who: SignedIn) -> Result<Json<SessionList>> {
    let items = app
        .read(move |tx| {
            crate::identity::account(tx, &who)?;
            Ok(store::of_account(tx, &who.account)?.iter().map(|session| session.item(&who.session)).collect())
        })
        .await?;
    Ok(Json(SessionList { items }))
}

/// Sign out everywhere, here too.
#[utoipa::path(tag = "sessions", security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/sessions")]
async fn sign_out_everywhere(app: App, who: SignedIn) -> Result<WithCookie<()>> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| super::end_everywhere(tx, &who, &base_url)).await?;
    Ok(WithCookie::removed(&app))
}

/// Sign one of my devices out.
#[utoipa::path(tag = "sessions", security(("bearer" = [])), params(SessionId), responses((status = 204), Problems))]
#[delete("/sessions/{id}")]
async fn end_session(app: App, who: SignedIn, id: Path<SessionId>) -> Result<NoContent> {
    app.write(move |tx| {
        crate::identity::account(tx, &who)?;
        super::end(tx, &who, &id)
    })
    .await?;
    Ok(NoContent)
}
