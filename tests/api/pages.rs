//! The frontend as the binary serves it: true heads, true statuses, a strict policy, files that last.

use std::path::Path;

use modrotisk::kit::locale::Locale;
use modrotisk::shell::pages::map::{LOCALES, PAGES, path_of};

use crate::harness::{Answer, TestApp};

const SHELL: &str =
    "<!doctype html>\n<html lang=\"sl\">\n<head><!--shell:head--></head><body><script>start()</script><!--shell:body--></body></html>\n";

/// A frontend as the build leaves it, small.
fn build(folder: &Path) {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("app-shell.html", SHELL);
    write("manifest.json", "{}");
    write("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    write("_app/immutable/entry/start.A.js", &"export const start = 1;\n".repeat(20));
    write("_app/immutable/entry/start.A.js.br", "brotli");
    write("_app/immutable/entry/start.A.js.gz", "gzip");
}

async fn shop() -> TestApp {
    TestApp::start_with(|settings| build(&settings.frontend_dir)).await
}

async fn look(app: &TestApp, path: &str) -> Answer {
    app.visitor().get(&format!("/{path}")).await
}

#[actix_web::test]
async fn every_page_of_the_map_says_its_language_title_and_address() {
    let app = shop().await;
    for (page, name, paths) in PAGES.iter().filter(|(_, _, paths)| !paths[0].contains(':')) {
        for locale in LOCALES {
            let path = path_of(*page, locale, "");
            let answer = look(&app, &path).await;
            assert_eq!(answer.status, 200, "{path}");
            let html = answer.text();
            assert!(html.contains(&format!("<html lang=\"{locale}\"")), "{path}");
            assert!(html.contains(" | Modrotisk</title>"), "{path}");
            let indexed = html.contains("rel=\"canonical\"");
            assert_ne!(indexed, html.contains("noindex"), "{path}");
            if indexed {
                assert!(html.contains(&format!("href=\"http://localhost:8080{path}\"")), "{path}");
                assert_eq!(html.matches("hreflang=").count(), 4, "{path}");
            }
        }
        assert!(!name.is_empty() && paths.len() == 3);
    }
    app.finish().await;
}

#[actix_web::test]
async fn what_is_not_there_is_a_404_that_people_can_read() {
    let app = shop().await;
    for (path, locale) in [
        ("/nekaj", Locale::Sl),
        ("/izdelki/ni-ga", Locale::Sl),
        ("/en/products/nothing", Locale::En),
        ("/de/kreative/niemand", Locale::De),
        ("/en/pop-ups/nowhere", Locale::En),
        ("/de/izdelki", Locale::De),
    ] {
        let answer = look(&app, path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-language"), locale.as_str(), "{path}");
        assert!(answer.text().contains("noindex") && answer.text().contains("<script>start()</script>"), "{path}");
    }
    for path in ["/_app/immutable/entry/gone.js", "/api/nothing", "/api/v1/nothing"] {
        look(&app, path).await.refused(404, "not_found");
    }
    for path in ["/../secret", "/%2e%2e/secret", "/_app/..%2f..%2fsecret", "/app-shell.html", "/manifest.json", "//evil.example/"] {
        assert_eq!(look(&app, path).await.status, 404, "{path}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn only_the_script_that_starts_the_app_may_run() {
    let app = shop().await;
    let answer = look(&app, "/").await;
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("script-src 'self' 'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00=';"), "{policy}");
    for part in ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "style-src-attr 'unsafe-inline'"] {
        assert!(policy.contains(part), "{part}");
    }
    assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'self' 'unsafe-inline'"));
    let docs = look(&app, "/api/docs/").await;
    assert_eq!(docs.status, 200);
    assert!(docs.header("content-security-policy").contains("style-src 'self' 'unsafe-inline'"));
    app.finish().await;
}

#[actix_web::test]
async fn the_back_office_is_no_search_engines_business() {
    let app = shop().await;
    for path in ["/studio", "/desk/queue", "/organizer", "/account/sign-in", "/mailbox"] {
        let answer = look(&app, path).await;
        assert_eq!((answer.status.as_u16(), answer.header("x-robots-tag")), (200, "noindex".to_owned()), "{path}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn files_last_and_pages_are_asked_for_again() {
    let app = shop().await;
    let visitor = app.visitor();
    let script = "//_app/immutable/entry/start.A.js";
    let plain = visitor.get(script).await;
    assert!(plain.header("cache-control").contains("immutable") && plain.header("content-encoding").is_empty());
    let brotli = visitor.with("accept-encoding", "gzip, br").get(script).await;
    assert_eq!((brotli.header("content-encoding"), brotli.text()), ("br".to_owned(), "brotli".to_owned()));
    let gzip = visitor.with("accept-encoding", "gzip, br;q=0").get(script).await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let page = visitor.get("//en").await;
    assert_eq!(page.header("cache-control"), "no-cache");
    let again = visitor.with("if-none-match", &page.header("etag")).get("//en").await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    let head = visitor.send(actix_web::http::Method::HEAD, "//en", None).await;
    assert_eq!((head.status.as_u16(), head.header("etag")), (200, page.header("etag")));
    visitor.post("//en", serde_json::json!({})).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn search_engines_are_kept_out_of_a_demonstration_and_led_through_a_shop() {
    let demo = shop().await;
    assert!(look(&demo, "/robots.txt").await.text().contains("Disallow: /\n"));
    demo.finish().await;
    let shop = TestApp::start_with(|settings| {
        settings.demo = false;
        build(&settings.frontend_dir);
    })
    .await;
    let robots = look(&shop, "/robots.txt").await.text();
    assert!(robots.contains("Disallow: /api/") && robots.contains("Sitemap: http://localhost:8080/sitemap.xml"));
    let sitemap = look(&shop, "/sitemap.xml").await.text();
    assert!(sitemap.contains("<loc>http://localhost:8080/</loc>") && sitemap.contains("<loc>http://localhost:8080/de/produkte</loc>"));
    assert!(!sitemap.contains("kosarica"), "a cart is nobody's to find");
    shop.finish().await;
}

#[actix_web::test]
async fn machines_are_told_whether_it_is_alive_and_nothing_else_by_strangers() {
    let app = shop().await;
    assert_eq!(look(&app, "/healthz").await.text(), "alive\n");
    assert_eq!(look(&app, "/readyz").await.text(), "ready\n");
    // The suite's callers have no address, so they are strangers.
    look(&app, "/metrics").await.refused(404, "not_found");
    app.finish().await;
}

#[test]
fn the_map_of_addresses_is_that_of_the_frontend() {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/frontend/src/lib/urls.ts")).unwrap();
    let table = source.split("const pages = {").nth(1).unwrap().split("} as const").next().unwrap();
    let mut count = 0;
    for line in table.lines().filter(|line| line.contains("sl:")) {
        let name = line.split(':').next().unwrap().trim();
        let texts: Vec<&str> = line.split('\'').skip(1).step_by(2).collect();
        let (_, _, paths) =
            PAGES.iter().find(|(_, other, _)| *other == name).unwrap_or_else(|| panic!("the server does not know the page {name}"));
        let bare = |text: &str| text.split(':').next().unwrap().to_owned();
        assert_eq!(
            texts.iter().map(|text| bare(text)).collect::<Vec<_>>(),
            paths.iter().map(|text| bare(text)).collect::<Vec<_>>(),
            "{name}"
        );
        count += 1;
    }
    assert_eq!(count, PAGES.len());
}
