//! Servers of this build, buyers who storm them, and what must stand when the storm is over.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
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

/// How long a storm lasts: as long as the caller of the suite wants, or a moment.
pub fn span(moment: Duration) -> Duration {
    std::env::var("TORTURE_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).map_or(moment, Duration::from_secs)
}

/// A server of this build on a port of its own, over the test's database.
pub struct Server {
    pub address: SocketAddr,
    child: Child,
}

impl Server {
    /// Starts one; `within` may wrap the command in another, or change its settings.
    pub fn start(target: &Target, folder: &Path, within: impl Fn(Command) -> Command) -> Server {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut command = binary(target, folder);
        command.arg("serve").env("MODROTISK_PORT", port.to_string());
        let child = within(command).spawn().unwrap();
        let server = Server { address: (Ipv4Addr::LOCALHOST, port).into(), child };
        let begun = Instant::now();
        while !matches!(Wire::to(server.address).send("GET", "/readyz", &[], None), Ok((200, _))) {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server does not get ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// SIGKILL: no handler runs, nothing is finished.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// This build's program with the settings of a demonstration over the test's database.
pub fn binary(target: &Target, folder: &Path) -> Command {
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

/// One buyer's way, with what a server has acknowledged of it.
#[derive(Clone, Default)]
struct Purchase {
    key: String,
    cart: String,
    order: Value,
    group: Option<Value>,
    payment: Option<String>,
    paid: bool,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// To the end.
    Paid,
    /// A server in trouble said so, or the hold was over.
    Refused,
    /// There is no server.
    Gone,
}

/// A buyer's connection, and which refusals the trouble excuses.
struct Buyer<'a> {
    wire: Wire,
    variant: &'a str,
    excused: fn(u16) -> bool,
}

impl Buyer<'_> {
    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Result<Value, Step> {
        let body = body.map(|body| body.to_string());
        let (status, bytes) = self.wire.send(method, &format!("/api/v1{path}"), headers, body.as_deref()).map_err(|_| Step::Gone)?;
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if status < 300 {
            return Ok(answer);
        }
        assert!((self.excused)(status), "{method} {path}: {status} {answer}");
        assert!(answer["code"].is_string(), "a refusal without a problem: {method} {path}: {status} {answer}");
        Err(Step::Refused)
    }

    /// Goes as far as the server lets it; each answer is noted before the next question.
    fn go_on(&mut self, purchase: &mut Purchase) -> Step {
        self.steps(purchase).map_or_else(|ended| ended, |()| Step::Paid)
    }

    fn steps(&mut self, purchase: &mut Purchase) -> Result<(), Step> {
        if purchase.cart.is_empty() {
            let cart = self.ask("POST", "/carts/current/lines", &[], Some(json!({ "variant_id": self.variant, "quantity": 1 })))?;
            purchase.cart = text(&cart["token"]);
            purchase.order = order_for(&cart);
        }
        if purchase.group.is_none() {
            let headers = [("X-Cart-Token", purchase.cart.as_str()), ("Idempotency-Key", purchase.key.as_str())];
            purchase.group = Some(self.ask("POST", "/order-groups", &headers, Some(purchase.order.clone()))?);
        }
        let group = purchase.group.clone().unwrap_or_default();
        let (id, token) = (text(&group["id"]), text(&group["token"]));
        if purchase.payment.is_none() {
            let headers = [("X-Order-Token", token.as_str()), ("Idempotency-Key", purchase.key.as_str())];
            let path = format!("/order-groups/{id}/payments");
            purchase.payment = Some(text(&self.ask("POST", &path, &headers, Some(json!({ "method": "sandbox" })))?["id"]));
        }
        let key = format!("{}-outcome", purchase.key);
        let headers = [("X-Order-Token", token.as_str()), ("Idempotency-Key", key.as_str())];
        let path = format!("/payments/{}/sandbox-outcome", purchase.payment.clone().unwrap_or_default());
        self.ask("POST", &path, &headers, Some(json!({ "outcome": "paid" })))?;
        purchase.paid = true;
        Ok(())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
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

/// Everybody who ever wanted the thing.
struct Crowd {
    variant: String,
    next: AtomicUsize,
    purchases: Mutex<Vec<Purchase>>,
    excused: fn(u16) -> bool,
}

impl Crowd {
    fn buyer(&self, address: SocketAddr) -> Buyer<'_> {
        Buyer { wire: Wire::to(address), variant: &self.variant, excused: self.excused }
    }
}

/// A shop with plenty of one thing, and its crowd.
pub struct Trial {
    app: TestApp,
    pub target: Target,
    pub folder: std::path::PathBuf,
    crowd: Crowd,
}

impl Trial {
    /// Sets the shop up. `excused` says which refusals the trouble to come explains.
    pub async fn begin(excused: fn(u16) -> bool) -> Trial {
        let app = TestApp::start().await;
        let mara = app.creator("mara").await;
        let variant = shopping::variant(&shopping::stocked(&app, &mara, "Predpasnik", 100_000, |_| ()).await);
        let (target, folder) = app.lies_at();
        Trial { app, target, folder, crowd: Crowd { variant, next: AtomicUsize::new(0), purchases: Mutex::default(), excused } }
    }

    /// Eight buyers storm the server until `trouble` returns.
    pub fn storm(&self, address: SocketAddr, trouble: impl FnOnce()) {
        let (stop, crowd) = (AtomicBool::new(false), &self.crowd);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut buyer = crowd.buyer(address);
                    while !stop.load(Ordering::Relaxed) {
                        let key = format!("storm-{}", crowd.next.fetch_add(1, Ordering::Relaxed));
                        let mut purchase = Purchase { key, ..Purchase::default() };
                        let ended = buyer.go_on(&mut purchase);
                        crowd.purchases.lock().unwrap().push(purchase);
                        if ended == Step::Gone {
                            return;
                        }
                    }
                });
            }
            trouble();
            stop.store(true, Ordering::Relaxed);
        });
    }

    /// Waits until so many orders were acknowledged, however slow the machine is.
    pub fn until(&self, orders: usize) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) && self.acknowledged() < orders {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn acknowledged(&self) -> usize {
        self.crowd.purchases.lock().unwrap().iter().filter(|purchase| purchase.group.is_some()).count()
    }

    /// A healthy server: what was acknowledged is there as it was acknowledged, the same keys carry on without a second
    /// order or payment, and `verify` finds nothing.
    pub async fn end(self, at_least: usize) {
        let mut purchases = std::mem::take(&mut *self.crowd.purchases.lock().unwrap());
        let acknowledged = purchases.iter().filter(|purchase| purchase.group.is_some()).count();
        assert!(acknowledged >= at_least, "the storm was a breeze: {acknowledged} orders");
        let server = Server::start(&self.target, &self.folder, |command| command);
        let mut buyer = self.crowd.buyer(server.address);
        for purchase in &mut purchases {
            if let Some(group) = purchase.group.clone() {
                let token = text(&group["token"]);
                let headers = [("X-Order-Token", token.as_str())];
                let now =
                    buyer.ask("GET", &format!("/order-groups/{}", text(&group["id"])), &headers, None).expect("acknowledged, and gone");
                assert_eq!((&now["number"], &now["total"]), (&group["number"], &group["total"]));
                assert!(!purchase.paid || now["status"] == "paid", "acknowledged as paid, found {}", now["status"]);
            }
            if !purchase.cart.is_empty() {
                let ended = buyer.go_on(purchase);
                assert!(ended == Step::Paid || (ended == Step::Refused && (self.crowd.excused)(409)), "{}: {ended:?}", purchase.key);
            }
        }
        server.kill();
        let carts = purchases.iter().filter(|purchase| !purchase.cart.is_empty()).count() as i64;
        let orders = self.app.write(|tx| Ok(modrotisk::db::schema::orders::table.count().get_result::<i64>(tx.db)?)).await;
        assert_eq!(orders, carts, "one order for each cart, however often it was asked for");
        let verify = binary(&self.target, &self.folder).arg("verify").stdout(Stdio::piped()).output().unwrap();
        assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
        println!("{acknowledged} orders acknowledged, {carts} buyers, verify clean");
        self.app.finish().await;
    }
}
