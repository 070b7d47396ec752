//! A Stripe to test with: on loopback, with a state of its own, as strict as the real one about keys, forms and ids.
//!
//! It can be told to fail, to lose its answer after acting, and to be slow. Its messages are signed with the same secret
//! as the application's; a test delivers them itself, so twice, late, out of order or forged.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use modrotisk::web::StripeSettings;
use serde_json::{Value, json};

use super::stripe_books::Books;

/// The secret keys that the fake takes: play money, and real money.
const KEY: &str = "sk_test_modrotisk";
const LIVE_KEY: &str = "sk_live_modrotisk";
/// When everything happens at first: the beginning of every test.
const BEGINNING: i64 = 1_795_507_200;
/// The secret that messages are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_modrotisk";

/// The secret that messages about connected accounts are signed with.
pub const CONNECT_SECRET: &str = "whsec_modrotisk_connect";

/// How the next requests are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Answers 500 and does nothing.
    Fails,
    /// Understands, and does not want to.
    Refuses,
    /// Acts, then hangs up without an answer.
    LosesItsAnswer,
    /// Acts, and takes its time.
    IsSlow,
}

#[derive(Default)]
pub(super) struct State {
    sessions: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    paid: BTreeMap<String, i64>,
    /// What was answered under a key, and to which form.
    keys: BTreeMap<String, (String, u16, Value)>,
    mishaps: Vec<Mishap>,
    requests: Vec<String>,
    pub(super) counter: u64,
    live: bool,
    pub(super) now: i64,
    /// What a test set aside for the second API, disputes and the books; see `stripe_books.rs`.
    pub(super) books: Books,
}

/// The fake. Cheap to clone; its thread ends with the process.
#[derive(Clone)]
pub struct FakeStripe {
    base: String,
    state: Arc<Mutex<State>>,
}

impl FakeStripe {
    /// Listens on a free port.
    pub fn start() -> FakeStripe {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let fake = FakeStripe { base, state: Arc::default() };
        fake.state().now = BEGINNING;
        let serving = fake.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let fake = serving.clone();
                std::thread::spawn(move || fake.serve(stream));
            }
        });
        fake
    }

    /// The settings that lead the application here.
    pub fn settings(&self) -> StripeSettings {
        StripeSettings {
            secret_key: KEY.to_owned(),
            webhook_secret: WEBHOOK_SECRET.to_owned(),
            connect_webhook_secret: Some(CONNECT_SECRET.to_owned()),
            api_base: Some(self.base.clone()),
        }
    }

    /// The same with a key that moves real money.
    pub fn live_settings(&self) -> StripeSettings {
        StripeSettings { secret_key: LIVE_KEY.to_owned(), ..self.settings() }
    }

    /// What is done from now on is done then.
    pub fn at(&self, seconds: i64) {
        self.state().now = seconds;
    }

    /// Stripe keeps keys for a day.
    pub fn forget_keys(&self) {
        self.state().keys.clear();
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// How the next requests are treated, one after another.
    pub fn mishaps(&self, mishaps: &[Mishap]) {
        self.state().mishaps = mishaps.to_vec();
    }

    /// The requests that arrived: method and path.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// The visits.
    pub fn sessions(&self) -> Vec<Value> {
        self.state().sessions.values().cloned().collect()
    }

    /// The refunds.
    pub fn refunds(&self) -> Vec<Value> {
        self.state().refunds.values().cloned().collect()
    }

    /// The buyer pays a visit; answers with the visit as it is then.
    pub fn pay(&self, session: &str) -> Value {
        let mut state = self.state();
        let intent = format!("pi_{}", session.trim_start_matches("cs_test_"));
        let visit = state.sessions.get_mut(session).expect("a visit");
        assert_eq!(visit["status"], "open", "only an open visit can be paid");
        visit["status"] = json!("complete");
        visit["payment_status"] = json!("paid");
        visit["payment_intent"] = json!(intent);
        let (visit, amount) = (visit.clone(), visit["amount_total"].as_i64().unwrap());
        state.charge(&intent, amount);
        state.paid.insert(intent, amount);
        visit
    }

    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        let Some(request) = read(&mut reader) else { return };
        let mishap = {
            let mut state = self.state();
            state.requests.push(format!("{} {}", request.method, request.path));
            // What the clockwork reads by itself is not what a test means.
            let meant = request.path != "/v1/balance_transactions" && !request.path.starts_with("/v1/payment_intents");
            if state.mishaps.is_empty() || !meant { None } else { Some(state.mishaps.remove(0)) }
        };
        if mishap == Some(Mishap::IsSlow) {
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
        let (status, body) = match mishap {
            Some(Mishap::Fails) => (500, refusal("api_error", "something went wrong on Stripe's end")),
            Some(Mishap::Refuses) => (400, refusal("invalid_request_error", "This is not possible for this business.")),
            _ => self.answer(&request),
        };
        if mishap == Some(Mishap::LosesItsAnswer) {
            return;
        }
        let body = body.to_string();
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _ = reader.get_mut().write_all(format!("{head}{body}").as_bytes());
    }

    fn answer(&self, request: &Request) -> (u16, Value) {
        let asked_with = request.header("authorization");
        if asked_with != format!("Bearer {KEY}") && asked_with != format!("Bearer {LIVE_KEY}") {
            return (401, refusal("invalid_request_error", "Invalid API Key provided"));
        }
        if request.header("stripe-version").is_empty() {
            return (400, refusal("invalid_request_error", "no version"));
        }
        let mut state = self.state();
        state.live = asked_with.contains("_live_");
        if request.method != "POST" {
            return state.act(request);
        }
        let kind = if request.path.starts_with("/v2/") { "application/json" } else { "application/x-www-form-urlencoded" };
        if !request.body.is_empty() && request.header("content-type") != kind {
            return (400, refusal("invalid_request_error", "another kind of body is wanted"));
        }
        let key = request.header("idempotency-key");
        let moves_money = ["/v1/checkout/sessions", "/v1/refunds", "/v1/transfers", "/v2/core/accounts"].contains(&request.path.as_str())
            || request.path.ends_with("/reversals");
        if key.is_empty() {
            return if moves_money { (400, refusal("invalid_request_error", "the test wants a key")) } else { state.act(request) };
        }
        if let Some((form, status, answer)) = state.keys.get(&key) {
            let same = *form == format!("{} {}", request.path, request.body);
            return if same {
                (*status, answer.clone())
            } else {
                (400, refusal("idempotency_error", "Keys for idempotent requests can only be used with the same parameters"))
            };
        }
        let (status, answer) = state.act(request);
        state.keys.insert(key, (format!("{} {}", request.path, request.body), status, answer.clone()));
        (status, answer)
    }
}

impl State {
    fn act(&mut self, request: &Request) -> (u16, Value) {
        let parts: Vec<&str> = request.path.trim_start_matches("/v1/").split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("POST", ["checkout", "sessions"]) => self.open(&form(&request.body)),
            ("GET", ["checkout", "sessions", id]) => self.sessions.get(*id).map_or((404, missing()), |session| (200, session.clone())),
            ("POST", ["checkout", "sessions", id, "expire"]) => self.expire(id),
            ("POST", ["refunds"]) => self.refund(&form(&request.body)),
            _ => self.act_on_books(request),
        }
    }

    fn open(&mut self, form: &BTreeMap<String, String>) -> (u16, Value) {
        let get = |name: &str| form.get(name).cloned().unwrap_or_default();
        let mut total = 0i64;
        for index in 0.. {
            let line = |name: &str| get(&format!("line_items[{index}]{name}"));
            if line("[quantity]").is_empty() {
                break;
            }
            let (amount, quantity) = (line("[price_data][unit_amount]").parse::<i64>(), line("[quantity]").parse::<i64>());
            let (Ok(amount), Ok(quantity)) = (amount, quantity) else { return (400, refusal("invalid_request_error", "not a number")) };
            if line("[price_data][product_data][name]").is_empty() || line("[price_data][currency]") != "eur" {
                return (400, refusal("invalid_request_error", "a line needs a name and a currency"));
            }
            total += amount * quantity;
        }
        let secure = |name: &str| get(name).starts_with("http");
        if total == 0 || get("mode") != "payment" || !secure("success_url") || !secure("cancel_url") {
            return (400, refusal("invalid_request_error", "incomplete"));
        }
        self.counter += 1;
        let id = format!("cs_test_{}", self.counter);
        let session = json!({
            "id": id, "object": "checkout.session", "url": format!("https://checkout.stripe.com/c/pay/{id}"), "status": "open",
            "payment_status": "unpaid", "amount_total": total, "amount_subtotal": total, "currency": "eur", "payment_intent": null,
            "client_reference_id": get("client_reference_id"), "livemode": self.live, "mode": "payment", "created": 1_764_000_000,
            "expires_at": get("expires_at").parse::<i64>().unwrap_or(0), "customer_email": get("customer_email"), "locale": get("locale"),
            "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null }, "custom_fields": [],
            "custom_text": { "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null },
            "payment_method_types": ["card"], "shipping_options": [], "metadata": { "payment": get("metadata[payment]") },
        });
        self.sessions.insert(id, session.clone());
        (200, session)
    }

    fn expire(&mut self, id: &str) -> (u16, Value) {
        let Some(session) = self.sessions.get_mut(id) else { return (404, missing()) };
        if session["status"] != "open" {
            return (400, refusal("invalid_request_error", "Only Checkout Sessions with a status in [\"open\"] can be expired."));
        }
        session["status"] = json!("expired");
        session["url"] = Value::Null;
        (200, session.clone())
    }

    fn refund(&mut self, form: &BTreeMap<String, String>) -> (u16, Value) {
        let intent = form.get("payment_intent").cloned().unwrap_or_default();
        let amount: i64 = form.get("amount").and_then(|amount| amount.parse().ok()).unwrap_or(0);
        let back: i64 = self
            .refunds
            .values()
            .filter(|refund| refund["payment_intent"] == intent.as_str())
            .map(|refund| refund["amount"].as_i64().unwrap())
            .sum();
        match self.paid.get(&intent) {
            Some(paid) if amount > 0 && back + amount <= *paid => {}
            Some(_) => return (400, refusal("invalid_request_error", "Refund amount is greater than unrefunded amount on charge")),
            None => return (404, missing()),
        }
        self.counter += 1;
        let id = format!("re_{}", self.counter);
        self.note("refund", &id, -amount, 0);
        let refund = json!({
            "id": id, "object": "refund", "amount": amount, "created": 1_764_000_000, "currency": "eur", "payment_intent": intent,
            "status": "succeeded", "metadata": { "refund": form.get("metadata[refund]") },
        });
        self.refunds.insert(id, refund.clone());
        (200, refund)
    }
}

/// A message about an object, as Stripe sends it.
pub fn message(id: &str, kind: &str, object: &Value) -> String {
    let livemode = object["livemode"].as_bool().unwrap_or(false);
    json!({
        "id": id, "object": "event", "type": kind, "livemode": livemode, "created": 1_764_000_000, "pending_webhooks": 1,
        "api_version": "2026-09-30.endive", "data": { "object": object }, "request": null,
    })
    .to_string()
}

/// A message of the second API: it carries no object, only its name.
pub fn thin_message(id: &str, kind: &str, account: &str) -> String {
    let related = json!({ "id": account, "type": "v2.core.account", "url": format!("/v2/core/accounts/{account}") });
    json!({ "id": id, "object": "v2.core.event", "type": kind, "livemode": false, "created": "2026-11-24T08:00:00.000Z", "related_object": related })
        .to_string()
}

/// The signature of the endpoint for connected accounts.
pub fn connect_signature(body: &str, seconds: i64) -> String {
    stripe_webhook::Webhook::generate_test_header(body, CONNECT_SECRET, Some(seconds))
}

/// The signature over a message at a second.
pub fn signature(body: &str, seconds: i64) -> String {
    stripe_webhook::Webhook::generate_test_header(body, WEBHOOK_SECRET, Some(seconds))
}

pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Request {
    fn header(&self, name: &str) -> String {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, whole) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (path, query) = whole.split_once('?').map_or((whole.clone(), String::new()), |(path, query)| (path.to_owned(), query.to_owned()));
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, query, headers, body: String::from_utf8(body).ok()? })
}

/// A form's fields, decoded.
pub(super) fn form(body: &str) -> BTreeMap<String, String> {
    body.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decoded(name), decoded(value))).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

pub(super) fn refusal(kind: &str, message: &str) -> Value {
    json!({ "error": { "type": kind, "message": message } })
}

pub(super) fn missing() -> Value {
    refusal("invalid_request_error", "No such object")
}
