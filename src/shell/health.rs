//! What machines ask: is it alive, may it get requests, what does it count.
//!
//! `/healthz` answers while the process lives. `/readyz` answers 503 from the moment a stop is asked for, so that a
//! proxy sends nobody here while the last requests are finished. `/metrics` is for this machine, or for who holds the
//! token; a request that came through a proxy is never taken for one from this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::http::header;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, Responder, get};
use metrics_exporter_prometheus::PrometheusHandle;
use subtle::ConstantTimeEq;

use crate::db::migrations;
use crate::web::App;

/// What the health of the process hangs on. Cheap to clone.
#[derive(Clone, Default)]
pub struct Health(Arc<State>);

#[derive(Default)]
struct State {
    stopping: AtomicBool,
    metrics: Option<PrometheusHandle>,
    metrics_token: Option<String>,
}

impl Health {
    /// The health of a process that counts.
    pub fn counting(counts: PrometheusHandle, metrics_token: Option<String>) -> Health {
        Health(Arc::new(State { stopping: AtomicBool::new(false), metrics: Some(counts), metrics_token }))
    }

    /// From now on, send nobody here.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
    }

    fn stopping(&self) -> bool {
        self.0.stopping.load(Ordering::SeqCst)
    }
}

/// The routes.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(healthz).service(readyz).service(counters);
}

fn plain(mut answer: actix_web::HttpResponseBuilder, text: &str) -> HttpResponse {
    answer.insert_header((header::CACHE_CONTROL, "no-store")).content_type("text/plain; charset=utf-8").body(text.to_owned())
}

#[get("/healthz")]
async fn healthz() -> impl Responder {
    plain(HttpResponse::Ok(), "alive\n")
}

#[get("/readyz")]
async fn readyz(app: App, request: HttpRequest) -> impl Responder {
    if request.app_data::<Health>().is_some_and(Health::stopping) {
        return plain(HttpResponse::ServiceUnavailable(), "stopping\n");
    }
    match app.read(migrations::is_current).await {
        Ok(true) => plain(HttpResponse::Ok(), "ready\n"),
        Ok(false) => plain(HttpResponse::ServiceUnavailable(), "the database needs `modrotisk migrate`\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            plain(HttpResponse::ServiceUnavailable(), "the database does not answer\n")
        }
    }
}

#[get("/metrics")]
async fn counters(request: HttpRequest) -> impl Responder {
    let health = request.app_data::<Health>().cloned().unwrap_or_default();
    match &health.0.metrics {
        Some(handle) if may_read(&request, health.0.metrics_token.as_deref()) => plain(HttpResponse::Ok(), &handle.render()),
        // Who may not read them is not told that they are here.
        _ => actix_web::ResponseError::error_response(&crate::kit::Error::not_found()),
    }
}

/// Whether the caller holds the token, or sits at this machine with nobody in between.
fn may_read(request: &HttpRequest, token: Option<&str>) -> bool {
    let sent =
        request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    if let (Some(sent), Some(token)) = (sent, token) {
        return bool::from(sent.as_bytes().ct_eq(token.as_bytes()));
    }
    let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| request.headers().contains_key(*name));
    !passed_on && request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
}
