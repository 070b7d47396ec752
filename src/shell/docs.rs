//! The API's document at `/api/openapi.json` and a page to read and try it at `/api/docs/`, with a policy of its own.

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{ServiceConfig, redirect, scope};
use actix_web::{HttpResponse, Responder, get};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The page brings its own styles and pictures inside its text; its scripts are files of ours.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes.
pub fn routes(cfg: &mut ServiceConfig) {
    let page = SwaggerUi::new("/{_:.*}").config(Config::from("/api/openapi.json").display_request_duration(true).filter(true));
    cfg.service(document)
        .service(redirect("/api/docs", "/api/docs/"))
        .service(scope("/api/docs").wrap(DefaultHeaders::new().add((header::CONTENT_SECURITY_POLICY, POLICY))).service(page));
}

#[get("/api/openapi.json")]
async fn document() -> impl Responder {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, no-cache"))
        .content_type("application/json")
        .body(super::server::DOCUMENT)
}
