//! The routes and the workers, put together.

use std::collections::BTreeMap;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, middleware};
use serde::de::IgnoredAny;
use utoipa::OpenApi;

use super::health::Health;
use super::pages::Pages;
use crate::kit::{Code, Error};
use crate::web::{self, App, Promised, Routes, Settings, Workers};
use crate::{
    aftercare, awards, bank, calls, catalogue, checkout, commissions, delivery, desk, documents, fulfilment, identity, invoicing, judging,
    media, payouts, personal, processor, refunds, reports, returns, scheduling, storefront, studio,
};

/// Where the API lies.
const VERSION: &str = "/api/v1";

/// Everything under it. One line for each module that has routes.
fn api(cfg: &mut Routes) {
    identity::routes(cfg);
    media::routes::routes(cfg);
    catalogue::routes::routes(cfg);
    storefront::routes(cfg);
    studio::routes(cfg);
    delivery::routes::routes(cfg);
    checkout::routes(cfg);
    bank::routes(cfg);
    fulfilment::routes(cfg);
    returns::routes(cfg);
    aftercare::routes(cfg);
    commissions::routes(cfg);
    documents::routes(cfg);
    payouts::routes(cfg);
    processor::routes(cfg);
    reports::routes(cfg);
    scheduling::routes(cfg);
    desk::routes(cfg);
    judging::routes(cfg);
    calls::routes(cfg);
    judging::routes(cfg);
    awards::routes(cfg);
    personal::routes(cfg);
    super::post::routes(cfg);
}

/// What lies outside of `/api/v1` and is no page: files, feeds, what machines ask.
fn beside(cfg: &mut actix_web::web::ServiceConfig) {
    super::health::routes(cfg);
    super::pages::routes(cfg);
    super::docs::routes(cfg);
    media::routes::files(cfg);
    storefront::feeds(cfg);
    // checkout::webhooks(cfg);
}

/// Who does which job. One line for each module that has work to do later.
pub fn workers() -> Workers {
    let mut workers = Workers::default();
    super::post::jobs(&mut workers);
    identity::jobs(&mut workers);
    media::jobs(&mut workers);
    catalogue::jobs(&mut workers);
    refunds::jobs(&mut workers);
    invoicing::jobs(&mut workers);
    checkout::jobs(&mut workers);
    bank::jobs(&mut workers);
    fulfilment::jobs(&mut workers);
    returns::jobs(&mut workers);
    aftercare::jobs(&mut workers);
    payouts::jobs(&mut workers);
    processor::jobs(&mut workers);
    scheduling::jobs(&mut workers);
    desk::jobs(&mut workers);
    judging::jobs(&mut workers);
    calls::jobs(&mut workers);
    awards::jobs(&mut workers);
    personal::jobs(&mut workers);
    workers.every("machinery.forget", crate::kit::time::hours(6), |app: App, _| {
        Box::pin(async move {
            app.write(|tx| {
                crate::idempotency::forget_old(tx)?;
                crate::jobs::forget_old(tx)?;
                Ok(())
            })
            .await
        })
    });
    workers
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Modrotisk", description = "The marketplace and pop-up sales platform for creative products.", license(name = "Apache-2.0")),
    components(schemas(crate::web::Problem)),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document.components.get_or_insert_with(Default::default).add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The OpenAPI document, from the routes themselves.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (mut document, mut promised) = (Document::openapi(), Promised::default());
    let _ = actix_web::App::new().configure(|server| api(&mut Routes::gathering(server, &mut promised)));
    promised.write_into(&mut document, VERSION);
    document
}

/// The same document as it was last written down, to answer with. A test holds it against the routes.
pub const DOCUMENT: &str = include_str!("../../docs/openapi.json");

/// What every worker of the server shares besides the application. Cheap to clone.
#[derive(Clone)]
pub struct Parts {
    /// Which methods each path takes.
    pub methods: Methods,
    /// The built frontend.
    pub pages: Pages,
    /// Whether requests are welcome, and what is counted.
    pub health: Health,
}

impl Parts {
    /// The parts of a server with these settings.
    pub fn new(settings: &Settings, health: Health) -> std::io::Result<Parts> {
        Ok(Parts { methods: Methods::of(DOCUMENT)?, pages: Pages::read(&settings.frontend_dir)?, health })
    }
}

/// The whole service over an application.
pub fn service(
    app: App,
    parts: Parts,
) -> actix_web::App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error, InitError = ()>,
> {
    actix_web::App::new()
        .service(actix_web::web::scope(VERSION).configure(|server| api(&mut Routes::on(server))))
        .app_data(app)
        .app_data(parts.methods)
        .app_data(parts.pages)
        .app_data(parts.health)
        .app_data(web::json_config())
        .app_data(web::query_config())
        .app_data(web::path_config())
        .configure(beside)
        .default_service(actix_web::web::to(nowhere))
        .wrap(middleware::from_fn(web::guard::around))
}

/// Which methods each path of the API takes, for an honest 405.
#[derive(Clone)]
pub struct Methods(std::sync::Arc<Vec<(Vec<String>, Vec<String>)>>);

impl Methods {
    /// From the OpenAPI document.
    pub fn of(document: &str) -> std::io::Result<Methods> {
        #[derive(serde::Deserialize)]
        struct Named {
            paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
        }
        let Named { paths } = serde_json::from_str(document)?;
        let table = paths.into_iter().map(|(path, item)| {
            let methods = item.into_keys().map(|method| method.to_uppercase()).filter(|method| method != "PARAMETERS");
            (path.split('/').map(str::to_owned).collect(), methods.collect())
        });
        Ok(Methods(std::sync::Arc::new(table.collect())))
    }

    fn of_path(&self, path: &str) -> Vec<String> {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |template: &[String]| {
            template.len() == asked.len() && template.iter().zip(&asked).all(|(part, asked)| part.starts_with('{') || part == asked)
        };
        self.0.iter().filter(|(template, _)| fits(template)).flat_map(|(_, methods)| methods.clone()).collect()
    }
}

/// Where no route leads: a page or a file of the frontend, 405 with the methods that the path takes, or 404.
async fn nowhere(app: App, request: HttpRequest) -> HttpResponse {
    if let Some(pages) = request.app_data::<Pages>()
        && let Some(answer) = super::pages::answer(&app, pages, &request).await
    {
        return answer;
    }
    let allowed = request.app_data::<Methods>().map(|methods| methods.of_path(request.path())).unwrap_or_default();
    if allowed.is_empty() {
        return actix_web::ResponseError::error_response(&Error::not_found());
    }
    let mut refusal = actix_web::ResponseError::error_response(&Error::from(Code::MethodNotAllowed));
    if let Ok(value) = header::HeaderValue::from_str(&allowed.join(", ")) {
        refusal.headers_mut().insert(header::ALLOW, value);
    }
    refusal
}
