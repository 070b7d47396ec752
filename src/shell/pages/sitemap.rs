//! What search engines ask for: which pages there are and which they leave alone.

use actix_web::http::header;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, Responder, get};

use super::map::{LOCALES, PAGES, Page, path_of};
use super::shell::escape;
use super::texts::is_for_search_engines;
use crate::kit::Result;
use crate::storefront;
use crate::web::App;

/// The routes.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(robots).service(sitemap);
}

#[get("/robots.txt")]
async fn robots(app: App) -> impl Responder {
    let closed = if app.settings().demo {
        // A demonstration is nobody's shop.
        "Disallow: /\n".to_owned()
    } else {
        let offices =
            ["/api/", "/studio", "/desk", "/organizer", "/account", "/mailbox"].map(|path| format!("Disallow: {path}\n")).concat();
        format!("{offices}\nSitemap: {}\n", app.url("/sitemap.xml"))
    };
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .content_type("text/plain; charset=utf-8")
        .body(format!("User-agent: *\n{closed}"))
}

#[get("/sitemap.xml")]
async fn sitemap(app: App) -> Result<HttpResponse> {
    let mut places: Vec<(Page, String)> = PAGES
        .iter()
        .filter(|(page, _, paths)| is_for_search_engines(*page) && !paths[0].contains(':'))
        .map(|(page, _, _)| (*page, String::new()))
        .collect();
    places.extend(public_things(&app).await?);
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
                   xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        .to_owned();
    for (page, slug) in &places {
        let alternates: String = LOCALES
            .iter()
            .map(|other| {
                let address = escape(&app.url(&path_of(*page, *other, slug)));
                format!("<xhtml:link rel=\"alternate\" hreflang=\"{other}\" href=\"{address}\"/>")
            })
            .collect();
        for locale in LOCALES {
            xml.push_str(&format!("<url><loc>{}</loc>{alternates}</url>\n", escape(&app.url(&path_of(*page, locale, slug)))));
        }
    }
    xml.push_str("</urlset>\n");
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "public, max-age=3600")).content_type("application/xml").body(xml))
}

/// The products, makers, pop-ups, challenges and techniques that anyone can see.
async fn public_things(app: &App) -> Result<Vec<(Page, String)>> {
    let found = app.read(storefront::addresses).await?;
    let products = found.products.into_iter().map(|slug| (Page::Product, slug));
    let makers = found.makers.into_iter().map(|slug| (Page::Maker, slug));
    let popups = found.popups.into_iter().map(|slug| (Page::Popup, slug));
    let challenges = found.challenges.into_iter().map(|slug| (Page::Challenge, slug));
    let techniques = found.techniques.into_iter().map(|slug| (Page::Technique, slug));
    Ok(products.chain(makers).chain(popups).chain(challenges).chain(techniques).collect())
}
