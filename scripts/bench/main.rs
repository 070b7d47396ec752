//! `make bench`: how fast the shop answers and sells, as ratios within one run.
//!
//! Reading is measured beside the same bytes served from memory; placing an order beside the same use case handed
//! to the database without HTTP. Absolute figures depend on the machine and on what else it does; the ratios are
//! what the budgets speak of. Everything stays on loopback, and ends.
//!
//! It works on a data folder that `modrotisk demo` has filled (`MODROTISK_DATA_DIR`), on SQLite or, with
//! `MODROTISK_DATABASE_URL`, on PostgreSQL. `BENCH_SECONDS` shortens or lengthens each measurement.

#[path = "../../tests/api/harness/wire.rs"]
mod wire;

mod load;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, HttpServer, web};
use load::Measured;
use modrotisk::checkout::{self, PlaceOrder, Shop, Shopper};
use modrotisk::db::{Db, Target};
use modrotisk::kit::id::{Ids, VariantId};
use modrotisk::kit::locale::Locale;
use modrotisk::kit::time::Clock;
use modrotisk::shell::server;
use modrotisk::web::{App, MailSettings, Settings};
use serde_json::{Value, json};
use wire::Wire;

const CONNECTIONS: usize = 64;

fn main() {
    let span = Duration::from_secs(std::env::var("BENCH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5));
    let app = open();
    println!("database: {:?}; {CONNECTIONS} connections; {} s each", app.db().engine(), span.as_secs());
    let address = serve(app.clone());
    reads(address, span);
    orders(&app, address, span);
    last_pieces(&app, address);
    println!("resident memory at the end: {} MB", resident_mb());
}

fn open() -> App {
    let data_dir = std::path::PathBuf::from(
        std::env::var("MODROTISK_DATA_DIR").expect("MODROTISK_DATA_DIR names a folder that `modrotisk demo` has filled"),
    );
    let target = match std::env::var("MODROTISK_DATABASE_URL") {
        Ok(url) => url.parse().expect("a database URL"),
        Err(_) => Target::Sqlite(data_dir.join("modrotisk.db")),
    };
    let db = Db::open(target, 4, Clock::System, Ids::random()).expect("the database opens");
    let blobs = modrotisk::blobs::Blobs::open(data_dir.join("blobs")).expect("the folder of files");
    let settings = Settings {
        base_url: "http://localhost:8080".to_owned(),
        frontend_dir: data_dir.join("frontend"),
        data_dir,
        demo: true,
        secret: "a secret of the bench, long enough".to_owned(),
        client_address_header: None,
        mail: MailSettings { from: "Modrotisk <info@example.org>".to_owned(), smtp_url: None },
        stripe: None,
        operator: None,
        transfer_days: 3,
    };
    App::new(db, blobs, settings)
}

/// Serves the application and, beside it, whatever bytes were asked to be kept.
fn serve(app: App) -> SocketAddr {
    let parts = server::Parts::new(app.settings(), Default::default()).expect("the folder of pages can be read");
    listen(move || server::service(app.clone(), parts.clone()))
}

fn serve_bytes(body: Vec<u8>) -> SocketAddr {
    let body: Arc<[u8]> = body.into();
    listen(move || {
        let body = body.clone();
        let answer = move || {
            let body = web::Bytes::copy_from_slice(&body);
            async move { HttpResponse::Ok().content_type("application/json").body(body) }
        };
        actix_web::App::new().default_service(web::to(answer))
    })
}

fn listen<F, I, S, B>(factory: F) -> SocketAddr
where
    F: Fn() -> I + Send + Clone + 'static,
    I: actix_service::IntoServiceFactory<S, actix_http::Request>,
    S: actix_service::ServiceFactory<actix_http::Request, Config = actix_web::dev::AppConfig> + 'static,
    S::Error: Into<actix_web::Error> + 'static,
    S::InitError: std::fmt::Debug,
    S::Response: Into<actix_http::Response<B>> + 'static,
    B: actix_web::body::MessageBody + 'static,
{
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(factory).workers(2).bind(("127.0.0.1", 0)).expect("a free port");
            tell.send(server.addrs()[0]).expect("somebody waits for the address");
            server.run().await.expect("the server runs");
        });
    });
    told.recv().expect("the server has an address")
}

fn line(what: &str, measured: &Measured, limit: Option<&Measured>) {
    let milliseconds = |span: Duration| span.as_secs_f64() * 1000.0;
    let ratio = limit.map(|limit| {
        format!(
            "{:5.1} % of it, p99 {:.1}x",
            measured.per_second / limit.per_second * 100.0,
            measured.p99.as_secs_f64() / limit.p99.as_secs_f64().max(1e-9)
        )
    });
    println!(
        "{what:<44} {:>9.0}/s  p50 {:>7.2} ms  p99 {:>7.2} ms  {}{}",
        measured.per_second,
        milliseconds(measured.p50),
        milliseconds(measured.p99),
        ratio.unwrap_or_default(),
        if measured.failures > 0 { format!("  FAILED {}", measured.failures) } else { String::new() }
    );
}

fn reads(address: SocketAddr, span: Duration) {
    // A caller for each question: a kept connection that waits through a measurement is closed by the server.
    let ask = |path: &str| Wire::to(address).send("GET", path, &[], None).expect("it answers");
    let (_, list) = ask("/api/v1/storefront/products?limit=24");
    let first: Value = serde_json::from_slice(&list).expect("the list is JSON");
    let slug = first["items"][0]["slug"].as_str().expect("there is a product").to_owned();
    // What makes each question another one, with the same answer: a highest price beyond all prices, an unread parameter.
    for (what, path, other) in [
        ("list of 24 with filter counts", "/api/v1/storefront/products?limit=24".to_owned(), "&price_max=1000000"),
        ("product page", format!("/api/v1/storefront/products/{slug}"), "?n="),
        ("search", "/api/v1/storefront/products?q=modrotisk&limit=24".to_owned(), "&price_max=1000000"),
    ] {
        let (status, body) = ask(&path);
        assert_eq!(status, 200, "{path}");
        println!("-- {what}: {} bytes", body.len());
        let memory = load::get(serve_bytes(body), |_| "/".to_owned(), CONNECTIONS, span);
        line("   the same bytes from memory", &memory, None);
        line("   asked by everyone", &load::get(address, |_| path.clone(), CONNECTIONS, span), Some(&memory));
        line("   each asked for the first time", &load::get(address, |n| format!("{path}{other}{n}"), CONNECTIONS, span), Some(&memory));
    }
}

/// A cart that is ready to be ordered.
struct Ready {
    token: String,
    order: Value,
}

fn variants(wire: &mut Wire) -> Vec<String> {
    let (_, list) = wire.send("GET", "/api/v1/storefront/products?limit=24&in_stock=true", &[], None).expect("the list answers");
    let list: Value = serde_json::from_slice(&list).expect("the list is JSON");
    let mut found = Vec::new();
    for item in list["items"].as_array().into_iter().flatten() {
        let (_, page) = wire
            .send("GET", &format!("/api/v1/storefront/products/{}", item["slug"].as_str().unwrap_or("")), &[], None)
            .expect("the page answers");
        let page: Value = serde_json::from_slice(&page).expect("the page is JSON");
        // What is made to order does not run out.
        if page["personalisation"].is_null() && page["made_to_order"] == false {
            found.extend(page["variants"].as_array().into_iter().flatten().filter_map(|variant| variant["id"].as_str().map(str::to_owned)));
        }
    }
    found
}

/// Sets the shelf: so many pieces of a variant, whatever lay there.
fn put_on_shelf(app: &App, variant: &str, pieces: i64) {
    let variant: VariantId = variant.parse().expect("an id");
    let write = app.write(move |tx| {
        use diesel::prelude::*;
        use modrotisk::db::schema::{stock_levels, stock_movements};
        // A bench may set up what no request can: the level and its movement together.
        let level = stock_levels::table.filter(stock_levels::variant_id.eq(&variant)).filter(stock_levels::location.eq("web"));
        let on_hand: i64 = level.select(stock_levels::on_hand).first(tx.db)?;
        diesel::update(level).set(stock_levels::on_hand.eq(pieces)).execute(tx.db)?;
        diesel::update(
            stock_movements::table.filter(
                stock_movements::id.eq_any(
                    stock_movements::table
                        .filter(stock_movements::variant_id.eq(&variant))
                        .filter(stock_movements::location.eq("web"))
                        .order(stock_movements::id)
                        .limit(1)
                        .select(stock_movements::id)
                        .load::<String>(tx.db)?,
                ),
            ),
        )
        .set(stock_movements::delta.eq(stock_movements::delta + pieces - on_hand))
        .execute(tx.db)?;
        Ok(())
    });
    actix_web::rt::System::new().block_on(write).expect("the shelf is set");
}

fn fill_cart(wire: &mut Wire, variant: &str, index: usize) -> Ready {
    let (status, body) = wire
        .send("POST", "/api/v1/carts/current/lines", &[], Some(&json!({ "variant_id": variant, "quantity": 1 }).to_string()))
        .expect("the cart answers");
    let cart: Value = serde_json::from_slice(&body).expect("the cart is JSON");
    assert_eq!(status, 201, "{cart}");
    let deliveries: Vec<Value> = cart["parcels"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parcel| json!({ "organisation_id": parcel["organisation_id"], "option_id": parcel["chosen_option_id"] }))
        .collect();
    Ready {
        token: cart["token"].as_str().expect("a guest's cart has a token").to_owned(),
        order: json!({
            "email": format!("bench-{index}@example.org"), "name": "Kupec", "terms_accepted": true, "locale": "sl", "total": cart["total"],
            "address": { "name": "Kupec", "street": "Demo ulica 1", "postcode": "4000", "city": "Kranj", "country": "SI" },
            "deliveries": deliveries,
        }),
    }
}

fn ready(address: SocketAddr, variants: &[String], count: usize) -> Vec<Ready> {
    let mut wire = Wire::to(address);
    (0..count).map(|index| fill_cart(&mut wire, &variants[index % variants.len()], index)).collect()
}

fn place(wire: &mut Wire, cart: &Ready) -> u16 {
    let headers = [("X-Cart-Token", cart.token.as_str()), ("Idempotency-Key", cart.token.as_str())];
    wire.send("POST", "/api/v1/order-groups", &headers, Some(&cart.order.to_string())).map_or(0, |(status, _)| status)
}

fn orders(app: &App, address: SocketAddr, span: Duration) {
    let count = 400 * span.as_secs() as usize;
    println!("-- placing an order: cart, quote, hold, purchase, order, line, one transaction; {count} each way");
    let variants = variants(&mut Wire::to(address));
    for variant in &variants {
        put_on_shelf(app, variant, 1_000_000);
    }
    let carts = ready(address, &variants, count);
    let shop = Shop::of(app);
    let bare = actix_web::rt::System::new().block_on(load::futures(count, CONNECTIONS, |index| {
        let shopper = Shopper { signed_in: None, cart_token: Some(carts[index].token.clone()), order_token: None };
        let order: PlaceOrder = serde_json::from_value(carts[index].order.clone()).expect("the order is of its shape");
        let (app, shop) = (app.clone(), shop.clone());
        async move { app.write(move |tx| checkout::place(tx, &shop, &shopper, &order, Locale::Sl)).await.is_ok() }
    }));
    line("   without HTTP", &bare, None);
    let carts = ready(address, &variants, count);
    line("   over HTTP", &load::acts(address, &carts, CONNECTIONS, |wire, cart| place(wire, cart) == 201), Some(&bare));
}

/// 100 buyers, 7 last pieces, again and again: exactly 7 are sold, and nothing breaks.
fn last_pieces(app: &App, address: SocketAddr) {
    let rounds = 10;
    let variants = variants(&mut Wire::to(address));
    let variant = variants.first().expect("there is a variant").clone();
    let (mut sold_each, mut broken) = (Vec::new(), 0);
    for _ in 0..rounds {
        let carts = ready(address, std::slice::from_ref(&variant), 100);
        release_holds(app, &variant);
        put_on_shelf(app, &variant, 7);
        let sold = std::sync::atomic::AtomicUsize::new(0);
        let measured = load::acts(address, &carts, CONNECTIONS, |wire, cart| match place(wire, cart) {
            201 => sold.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < usize::MAX,
            status => status == 409,
        });
        broken += measured.failures;
        sold_each.push(sold.into_inner());
        put_on_shelf(app, &variant, 1_000_000);
    }
    println!("-- 100 buyers, 7 last pieces, {rounds} rounds: sold {sold_each:?}, and {broken} answers were neither sold nor sold out");
}

/// Counts what was held before as gone, so that a round begins with an empty shelf.
fn release_holds(app: &App, variant: &str) {
    let variant: VariantId = variant.parse().expect("an id");
    let write = app.write(move |tx| {
        use diesel::prelude::*;
        use modrotisk::db::schema::stock_levels;
        let level = stock_levels::table.filter(stock_levels::variant_id.eq(&variant)).filter(stock_levels::location.eq("web"));
        diesel::update(level).set(stock_levels::held.eq(0)).execute(tx.db)?;
        Ok(())
    });
    actix_web::rt::System::new().block_on(write).expect("the holds are let go");
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
