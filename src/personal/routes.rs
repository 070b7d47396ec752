//! Taking along and taking away, at the wire.

use actix_web::{HttpResponse, get, post};

use super::PersonalExport;
use crate::identity::SignedIn;
use crate::identity::accounts::{ConfirmPassword, by_password};
use crate::identity::sessions::WithCookie;
use crate::kit::Result;
use crate::web::{App, Json, Problems, Routes};

/// The routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(export_account).service(delete_account);
}

/// Everything that is kept of me, as a file.
#[utoipa::path(tag = "me", security(("bearer" = [])), responses((status = 200, body = PersonalExport), Problems))]
#[get("/me/export")]
async fn export_account(app: App, who: SignedIn) -> Result<HttpResponse> {
    let export = app.read(move |tx| super::export(tx, &who)).await?;
    Ok(HttpResponse::Ok()
        .insert_header(("Content-Disposition", "attachment; filename=\"modrotisk-account.json\""))
        .insert_header(("Cache-Control", "no-store"))
        .json(export))
}

/// Erase my account.
#[utoipa::path(tag = "me", security(("bearer" = [])), request_body = ConfirmPassword, responses((status = 204), Problems))]
#[post("/me/deletion")]
async fn delete_account(app: App, who: SignedIn, asked: Json<ConfirmPassword>) -> Result<WithCookie<()>> {
    by_password(&app, &who, asked.into_inner().password, "/password").await?;
    app.write(move |tx| super::erase(tx, &who)).await?;
    Ok(WithCookie::removed(&app))
}
