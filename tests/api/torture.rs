//! The whole binary under fire: killed in the middle of a storm of checkouts, again and again.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use modrotisk::db::Target;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::wire::Wire;
use crate::shopping;

/// A server of this build on a port of its own, over the test's database.
struct Server {
    address: SocketAddr,
    child: Child,
}

fn binary(target: &Target, folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_modrotisk"));
    let url = match target {
        Target::Sqlite(path) => format!("sqlite:{}", path.display()),
        Target::Postgres(url) => url.clone(),
    };
    command
        .env("MODROTISK_DATABASE_URL", url)
        .env("MODROTISK_DATA_DIR", folder)
        .env("MODROTISK_DEMO", "1")
        .env("MODROTISK_LOG_FILTER", "error");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

impl Server {
    fn start(target: &Target, folder: &std::path::Path) -> Server {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let child = binary(target, folder).arg("serve").env("MODROTISK_PORT", port.to_string()).spawn().unwrap();
        let server = Server { address: (Ipv4Addr::LOCALHOST, port).into(), child };
        let begun = Instant::now();
        while !matches!(Wire::to(server.address).send("GET", "/readyz", &[], None), Ok((200, _))) {
            assert!(begun.elapsed() < Duration::from_secs(30), "the server does not get ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// SIGKILL: no handler runs, nothing is finished.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// One buyer's way, with what the server has acknowledged of it.
#[derive(Clone, Default)]
struct Purchase {
    key: String,
    cart: String,
    order: Value,
    group: Option<Value>,
    payment: Option<String>,
    paid: bool,
}

fn ask(wire: &mut Wire, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Option<(u16, Value)> {
    let body = body.map(|body| body.to_string());
    let (status, bytes) = wire.send(method, &format!("/api/v1{path}"), headers, body.as_deref()).ok()?;
    Some((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

/// What a guest says when ordering what is in this cart.
fn order_for(cart: &Value) -> Value {
    let parcel = &cart["parcels"][0];
    json!({
        "email": "kupec@example.org", "name": "Maja Kalan", "terms_accepted": true, "locale": "sl", "total": cart["total"],
        "address": { "name": "Maja Kalan", "street": "Tavčarjeva 3", "postcode": "4000", "city": "Kranj", "country": "SI" },
        "deliveries": [{ "organisation_id": parcel["organisation_id"], "option_id": parcel["chosen_option_id"] }],
    })
}

/// Goes as far as the server lets it; each answer is noted before the next question. `None` when the server is gone.
fn go_on(wire: &mut Wire, purchase: &mut Purchase, variant: &str) -> Option<()> {
    if purchase.cart.is_empty() {
        let (status, cart) = ask(wire, "POST", "/carts/current/lines", &[], Some(json!({ "variant_id": variant, "quantity": 1 })))?;
        assert_eq!(status, 201, "{cart}");
        purchase.cart = cart["token"].as_str()?.to_owned();
        purchase.order = order_for(&cart);
    }
    if purchase.group.is_none() {
        let headers = [("X-Cart-Token", purchase.cart.as_str()), ("Idempotency-Key", purchase.key.as_str())];
        let (status, group) = ask(wire, "POST", "/order-groups", &headers, Some(purchase.order.clone()))?;
        if status == 503 {
            return Some(());
        }
        assert_eq!(status, 201, "{group}");
        purchase.group = Some(group);
    }
    let group = purchase.group.clone()?;
    let (id, token) = (group["id"].as_str()?.to_owned(), group["token"].as_str()?.to_owned());
    if purchase.payment.is_none() {
        let headers = [("X-Order-Token", token.as_str()), ("Idempotency-Key", purchase.key.as_str())];
        let (status, payment) = ask(wire, "POST", &format!("/order-groups/{id}/payments"), &headers, Some(json!({ "method": "sandbox" })))?;
        assert_eq!(status, 201, "{payment}");
        purchase.payment = Some(payment["id"].as_str()?.to_owned());
    }
    let key = format!("{}-outcome", purchase.key);
    let headers = [("X-Order-Token", token.as_str()), ("Idempotency-Key", key.as_str())];
    let path = format!("/payments/{}/sandbox-outcome", purchase.payment.clone()?);
    let (status, payment) = ask(wire, "POST", &path, &headers, Some(json!({ "outcome": "paid" })))?;
    assert_eq!(status, 200, "{payment}");
    purchase.paid = true;
    Some(())
}

fn storm(address: SocketAddr, variant: &str, span: Duration, next: &AtomicUsize, all: &Mutex<Vec<Purchase>>, kill: impl FnOnce() + Send) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut wire = Wire::to(address);
                while !stop.load(Ordering::Relaxed) {
                    let mut purchase = Purchase { key: format!("storm-{}", next.fetch_add(1, Ordering::Relaxed)), ..Purchase::default() };
                    let gone = go_on(&mut wire, &mut purchase, variant).is_none();
                    all.lock().unwrap().push(purchase);
                    if gone {
                        return;
                    }
                }
            });
        }
        std::thread::sleep(span);
        kill();
        stop.store(true, Ordering::Relaxed);
    });
}

#[actix_web::test]
async fn killing_the_process_during_checkouts_loses_nothing_that_was_acknowledged() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let variant = shopping::variant(&shopping::stocked(&app, &mara, "Predpasnik", 100_000, |_| ()).await);
    let (target, folder) = app.lies_at();
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    for round in 0..3 {
        let server = Server::start(&target, &folder);
        let address = server.address;
        storm(address, &variant, Duration::from_millis(700 + 300 * round), &next, &all, move || server.kill());
    }
    let mut purchases = all.into_inner().unwrap();
    let acknowledged = purchases.iter().filter(|purchase| purchase.group.is_some()).count();
    assert!(acknowledged > 20, "the storm was a breeze: {acknowledged} orders");
    let server = Server::start(&target, &folder);
    let mut wire = Wire::to(server.address);
    for purchase in &mut purchases {
        // What was acknowledged is there as it was acknowledged.
        if let Some(group) = &purchase.group {
            let token = group["token"].as_str().unwrap();
            let (status, now) =
                ask(&mut wire, "GET", &format!("/order-groups/{}", group["id"].as_str().unwrap()), &[("X-Order-Token", token)], None)
                    .unwrap();
            assert_eq!((status, &now["number"], &now["total"]), (200, &group["number"], &group["total"]));
            assert!(!purchase.paid || now["status"] == "paid", "acknowledged as paid, found {}", now["status"]);
        }
        // And the same keys carry on where the process died, without a second order or payment.
        if !purchase.cart.is_empty() {
            go_on(&mut wire, purchase, &variant).unwrap();
            assert!(purchase.paid);
        }
    }
    server.kill();
    let carts = purchases.iter().filter(|purchase| !purchase.cart.is_empty()).count() as i64;
    let orders = app.write(|tx| Ok(modrotisk::db::schema::orders::table.count().get_result::<i64>(tx.db)?)).await;
    assert_eq!(orders, carts, "one order for each cart, however often it was asked for");
    let verify = binary(&target, &folder).arg("verify").stdout(Stdio::piped()).output().unwrap();
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
    app.finish().await;
}
