//! Serving the frontend: its files from memory, and for every address of the app the shell with a true head.
//!
//! A page that names something unknown answers 404, with the shell, so that people read it in the app and machines
//! believe it. Pages for people who are signed in are never for search engines.

mod files;
pub mod map;
mod shell;
mod sitemap;
mod texts;

use std::sync::Arc;

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};

use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::storefront;
use crate::web::App;

use files::{Files, is_known, tag_of};
use map::{LOCALES, Page, Place, path_of, place_of};
use shell::{Head, Shell};

pub use sitemap::routes;

/// The built frontend. Cheap to clone.
#[derive(Clone)]
pub struct Pages(Arc<Built>);

struct Built {
    files: Files,
    shell: Shell,
}

impl Pages {
    /// Reads the built frontend into memory.
    pub fn read(folder: &std::path::Path) -> std::io::Result<Pages> {
        let files = Files::read(folder)?;
        let shell = Shell::new(files.text("/app-shell.html"));
        Ok(Pages(Arc::new(Built { files, shell })))
    }

    /// Whether there is a built frontend at all.
    pub fn are_built(&self) -> bool {
        self.0.files.text("/app-shell.html").is_some()
    }
}

/// Answers for a file or a page; `None` where this is no address of the frontend.
pub async fn answer(app: &App, pages: &Pages, request: &HttpRequest) -> Option<HttpResponse> {
    let path = request.path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) || path.starts_with("/api/") || path == "/api" {
        return None;
    }
    if let Some(file) = pages.0.files.answer(request) {
        return Some(file);
    }
    if path.starts_with("/_app/") || path.starts_with("/media/") {
        return None;
    }
    match page(app, pages, request).await {
        Ok(page) => Some(page),
        Err(error) => Some(actix_web::ResponseError::error_response(&error)),
    }
}

async fn page(app: &App, pages: &Pages, request: &HttpRequest) -> Result<HttpResponse> {
    let (status, locale, mut head) = match place_of(request.path()) {
        Place::Public(page, locale, varying) => {
            let (status, head) = public(app, page, locale, varying).await?;
            (status, locale, head)
        }
        Place::BackOffice => {
            let told = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
            (StatusCode::OK, Locale::from_accept_language(told), Head::default())
        }
        Place::Nowhere(locale) => (StatusCode::NOT_FOUND, locale, texts::nothing_here(locale)),
    };
    head.demo = app.settings().demo;
    let html = pages.0.shell.page(locale, &head);
    let tag = tag_of(html.as_bytes());
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((header::CONTENT_SECURITY_POLICY, pages.0.shell.policy()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_LANGUAGE, locale.as_str()));
    if head.canonical.is_empty() {
        answer.insert_header(("X-Robots-Tag", "noindex"));
    }
    if status == StatusCode::OK && is_known(request, &tag) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(answer.content_type("text/html; charset=utf-8").body(html))
}

/// Status and head of a public page.
async fn public(app: &App, page: Page, locale: Locale, varying: String) -> Result<(StatusCode, Head)> {
    let mut head = match page {
        Page::Product | Page::Maker | Page::Popup | Page::Challenge => match found(app, page, locale, &varying).await? {
            Some(head) => head,
            None => return Ok((StatusCode::NOT_FOUND, texts::nothing_here(locale))),
        },
        _ => texts::head_of(page, locale),
    };
    if texts::is_for_search_engines(page) {
        head.canonical = app.url(&path_of(page, locale, &varying));
        head.alternates = LOCALES.iter().map(|other| (*other, app.url(&path_of(page, *other, &varying)))).collect();
    }
    Ok((StatusCode::OK, head))
}

/// What the storefront says about a product, a maker, a challenge or a pop-up; `None` where it is not there.
async fn found(app: &App, page: Page, locale: Locale, slug: &str) -> Result<Option<Head>> {
    let path = path_of(page, locale, slug);
    let Some(meta) = app.read(move |tx| storefront::meta(tx, &path)).await? else { return Ok(None) };
    let image = meta.image.map(|path| app.url(&path));
    let data = meta.data.map(|mut data| {
        // Machines want whole addresses.
        if let Some(path) = data.pointer("/location/url").and_then(serde_json::Value::as_str).map(|path| app.url(path)) {
            data["location"]["url"] = path.into();
        }
        if let Some(image) = &image {
            data["image"] = image.clone().into();
        }
        data
    });
    let head = Head { data, title: meta.title, description: meta.description, image, ..Head::default() };
    Ok((meta.status == 200).then_some(head))
}
