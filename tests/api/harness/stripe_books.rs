//! The fake Stripe's second half: accounts, transfers and reversals, charges, disputes, and the books that all of it writes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::stripe::{FakeStripe, Request, State, form, missing, refusal};

/// What the second half holds.
#[derive(Default)]
pub struct Books {
    accounts: BTreeMap<String, Value>,
    /// What lies on each account.
    balances: BTreeMap<String, i64>,
    /// By movement of money: the charge and its row.
    charges: BTreeMap<String, (String, Value)>,
    transfers: BTreeMap<String, Value>,
    reversals: BTreeMap<String, Vec<Value>>,
    disputes: BTreeMap<String, Value>,
    warnings: BTreeMap<String, Value>,
    /// Charges from which nothing can be sent on.
    locked: BTreeSet<String>,
    rows: Vec<Value>,
}

impl FakeStripe {
    /// Everything that was sent on.
    pub fn transfers(&self) -> Vec<Value> {
        self.state().books.transfers.values().cloned().collect()
    }

    /// Everything that came back of it.
    pub fn reversals(&self) -> Vec<Value> {
        self.state().books.reversals.values().flatten().cloned().collect()
    }

    /// The accounts.
    pub fn accounts(&self) -> Vec<Value> {
        self.state().books.accounts.values().cloned().collect()
    }

    /// Stripe has another mind about an account.
    pub fn set_account(&self, id: &str, transfers: &str, wants: &[&str]) {
        let mut state = self.state();
        let account = state.books.accounts.get_mut(id).expect("an account");
        account["configuration"]["recipient"]["capabilities"]["stripe_balance"]["stripe_transfers"]["status"] = json!(transfers);
        account["requirements"]["entries"] = wants.iter().map(|want| json!({ "description": want })).collect();
    }

    /// The seller's bank has the money.
    pub fn pay_out(&self, account: &str) {
        self.state().books.balances.insert(account.to_owned(), 0);
    }

    /// The charge of a visit's movement of money.
    pub fn charge_of(&self, intent: &str) -> String {
        self.state().books.charges[intent].0.clone()
    }

    /// Nothing can be sent on from a charge any more.
    pub fn lock(&self, charge: &str) {
        self.state().books.locked.insert(charge.to_owned());
    }

    /// Somebody sends money on in the dashboard.
    pub fn send_by_hand(&self, account: &str, amount: i64) -> String {
        let mut state = self.state();
        let id = state.name("tr");
        let transfer =
            json!({ "id": id, "object": "transfer", "amount": amount, "amount_reversed": 0, "destination": account, "metadata": {} });
        state.books.transfers.insert(id.clone(), transfer);
        state.note("transfer", &id, -amount, 0);
        id
    }

    /// Somebody takes money back in the dashboard.
    pub fn reverse_by_hand(&self, transfer: &str, amount: i64) {
        let (status, _) = self.state().reverse(transfer, &BTreeMap::from([("amount".to_owned(), amount.to_string())]));
        assert_eq!(status, 200);
    }

    /// Strikes a row from the books, as if it had never been.
    pub fn strike(&self, source: &str) {
        self.state().books.rows.retain(|row| row["source"] != source);
    }

    /// Writes a struck charge again, with another amount.
    pub fn restore(&self, charge: &str, amount: i64) {
        self.state().note("charge", charge, amount, 25);
    }

    /// A buyer's bank questions a payment; answers with the dispute.
    pub fn dispute(&self, intent: &str, amount: i64, status: &str) -> Value {
        let mut state = self.state();
        let id = state.name("dp");
        let dispute = json!({
            "id": id, "object": "dispute", "amount": amount, "currency": "eur", "payment_intent": intent, "charge": state.books.charges[intent].0,
            "status": status, "reason": "product_not_received", "created": state.now, "livemode": false,
            "evidence_details": { "due_by": state.now + 7 * 86_400 }, "balance_transactions": [],
        });
        state.books.disputes.insert(id, dispute.clone());
        dispute
    }

    /// Stripe takes a disputed sum (and fifteen euros), or gives it back.
    pub fn move_dispute(&self, id: &str, takes: bool) {
        let mut state = self.state();
        let amount = state.books.disputes[id]["amount"].as_i64().unwrap();
        let (amount, fee) = if takes { (-amount, 1_500) } else { (amount, 0) };
        let row = state.note("adjustment", id, amount, fee);
        state.books.disputes.get_mut(id).unwrap()["balance_transactions"].as_array_mut().unwrap().push(row);
    }

    /// The bank has another mind about a dispute; answers with it.
    pub fn set_dispute(&self, id: &str, status: &str) -> Value {
        let mut state = self.state();
        let dispute = state.books.disputes.get_mut(id).unwrap();
        dispute["status"] = json!(status);
        dispute.clone()
    }

    /// The card's bank suspects fraud; answers with the warning.
    pub fn warn(&self, intent: &str) -> Value {
        let mut state = self.state();
        let id = state.name("issfr");
        let warning = json!({
            "id": id, "object": "radar.early_fraud_warning", "charge": state.books.charges[intent].0, "payment_intent": intent,
            "fraud_type": "made_with_stolen_card", "actionable": true, "livemode": false, "created": state.now,
        });
        state.books.warnings.insert(id, warning.clone());
        warning
    }
}

impl State {
    fn name(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}_{}", self.counter)
    }

    /// Writes a row into the books.
    pub fn note(&mut self, kind: &str, source: &str, amount: i64, fee: i64) -> Value {
        let id = self.name("txn");
        let row = json!({ "id": id, "object": "balance_transaction", "type": kind, "source": source, "amount": amount, "fee": fee,
            "net": amount - fee, "currency": "eur", "created": self.now });
        self.books.rows.push(row.clone());
        row
    }

    /// Money came in: one and a half percent and a quarter of a euro stay with Stripe.
    pub fn charge(&mut self, intent: &str, amount: i64) {
        let id = self.name("ch");
        let row = self.note("charge", &id, amount, amount * 15 / 1000 + 25);
        self.books.charges.insert(intent.to_owned(), (id, row));
    }

    /// Requests of the second half.
    pub fn act_on_books(&mut self, request: &Request) -> (u16, Value) {
        let parts: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        let found = |thing: Option<&Value>| thing.map_or((404, missing()), |thing| (200, thing.clone()));
        match (request.method.as_str(), parts.as_slice()) {
            ("POST", ["v2", "core", "accounts"]) => self.open_account(&request.body),
            ("GET", ["v2", "core", "accounts", id]) => found(self.books.accounts.get(*id)),
            ("POST", ["v1", "accounts", id, "login_links"]) => {
                let known = self.books.accounts.contains_key(*id);
                let url = format!("https://connect.stripe.com/express/{id}");
                if known { (200, json!({ "object": "login_link", "url": url })) } else { (404, missing()) }
            }
            ("POST", ["v2", "core", "account_links"]) => self.link(&request.body),
            ("GET", ["v1", "payment_intents", intent]) => self.intent(intent, &form(&request.query)),
            ("POST", ["v1", "transfers"]) => self.send(&form(&request.body)),
            ("GET", ["v1", "transfers"]) => {
                let group = form(&request.query).get("transfer_group").cloned().unwrap_or_default();
                let sent = self.books.transfers.values().filter(|sent| sent["transfer_group"] == group.as_str()).cloned().collect();
                page(sent, &form(&request.query))
            }
            ("GET", ["v1", "transfers", id]) => found(self.books.transfers.get(*id)),
            ("POST", ["v1", "transfers", id, "reversals"]) => self.reverse(id, &form(&request.body)),
            ("GET", ["v1", "transfers", id, "reversals"]) => {
                page(self.books.reversals.get(*id).cloned().unwrap_or_default(), &form(&request.query))
            }
            ("GET", ["v1", "disputes", id]) => found(self.books.disputes.get(*id)),
            ("GET", ["v1", "radar", "early_fraud_warnings", id]) => found(self.books.warnings.get(*id)),
            ("GET", ["v1", "balance_transactions"]) => {
                let asked = form(&request.query);
                let bound = |name: &str| asked.get(name).and_then(|text| text.parse::<i64>().ok()).expect("a span of time");
                let (from, until) = (bound("created[gte]"), bound("created[lt]"));
                let inside = |row: &&Value| (from..until).contains(&row["created"].as_i64().unwrap());
                page(self.books.rows.iter().rev().filter(inside).cloned().collect(), &asked)
            }
            _ => (404, missing()),
        }
    }

    fn open_account(&mut self, body: &str) -> (u16, Value) {
        let Ok(asked) = serde_json::from_str::<Value>(body) else { return (400, refusal("invalid_request_error", "send JSON")) };
        let capability = asked.pointer("/configuration/recipient/capabilities/stripe_balance/stripe_transfers/requested");
        let complete = asked["dashboard"] == "express"
            && capability == Some(&json!(true))
            && asked.pointer("/defaults/responsibilities/fees_collector") == Some(&json!("application"))
            && asked.pointer("/identity/country") == Some(&json!("si"))
            && asked["contact_email"].as_str().is_some_and(|email| email.contains('@'));
        if !complete {
            return (400, refusal("invalid_request_error", "incomplete"));
        }
        let id = self.name("acct");
        let account = json!({
            "id": id, "object": "v2.core.account", "metadata": asked["metadata"],
            "configuration": { "recipient": { "capabilities": { "stripe_balance": { "stripe_transfers": { "status": "restricted" } } } } },
            "requirements": { "entries": [{ "description": "identity.individual.date_of_birth" }] },
        });
        self.books.accounts.insert(id, account.clone());
        (200, account)
    }

    fn link(&mut self, body: &str) -> (u16, Value) {
        let asked: Value = serde_json::from_str(body).unwrap_or_default();
        let onboarding = asked.pointer("/use_case/account_onboarding").cloned().unwrap_or_default();
        let account = asked["account"].as_str().unwrap_or("");
        let ways_back =
            ["return_url", "refresh_url"].iter().all(|name| onboarding[*name].as_str().is_some_and(|url| url.starts_with("http")));
        if !self.books.accounts.contains_key(account) || !ways_back || onboarding["configurations"] != json!(["recipient"]) {
            return (400, refusal("invalid_request_error", "incomplete"));
        }
        let url = format!("https://connect.stripe.com/setup/e/{account}/{}", self.name("link"));
        (200, json!({ "object": "v2.core.account_link", "account": account, "url": url }))
    }

    fn intent(&self, intent: &str, asked: &BTreeMap<String, String>) -> (u16, Value) {
        let Some((charge, row)) = self.books.charges.get(intent) else { return (404, missing()) };
        let whole = asked.values().any(|value| value == "latest_charge.balance_transaction");
        let row = if whole { row.clone() } else { row["id"].clone() };
        let charge = json!({ "id": charge, "object": "charge", "balance_transaction": row });
        (200, json!({ "id": intent, "object": "payment_intent", "latest_charge": charge }))
    }

    fn send(&mut self, form: &BTreeMap<String, String>) -> (u16, Value) {
        let get = |name: &str| form.get(name).cloned().unwrap_or_default();
        let (amount, account, charge) = (get("amount").parse::<i64>().unwrap_or(0), get("destination"), get("source_transaction"));
        let status = "/configuration/recipient/capabilities/stripe_balance/stripe_transfers/status";
        if self.books.accounts.get(&account).and_then(|account| account.pointer(status)) != Some(&json!("active")) {
            return (400, refusal("invalid_request_error", "Your destination account needs to have the transfers capability enabled."));
        }
        let came = self.books.charges.values().find(|(id, _)| *id == charge).map(|(_, row)| row["amount"].as_i64().unwrap());
        let sent: i64 = self
            .books
            .transfers
            .values()
            .filter(|sent| sent["source_transaction"] == charge.as_str())
            .map(|sent| sent["amount"].as_i64().unwrap())
            .sum();
        let bounded = came.is_some_and(|came| amount > 0 && sent + amount <= came) && !self.books.locked.contains(&charge);
        if !bounded || get("currency") != "eur" || get("transfer_group").is_empty() || get("metadata[part]").is_empty() {
            return (
                400,
                refusal("invalid_request_error", "Transfers using this transaction as a source must not exceed the source amount."),
            );
        }
        let id = self.name("tr");
        let transfer = json!({
            "id": id, "object": "transfer", "amount": amount, "amount_reversed": 0, "currency": "eur", "destination": account,
            "source_transaction": charge, "transfer_group": get("transfer_group"),
            "metadata": { "part": get("metadata[part]"), "order": get("metadata[order]") },
        });
        *self.books.balances.entry(account).or_default() += amount;
        self.books.transfers.insert(id.clone(), transfer.clone());
        self.note("transfer", &id, -amount, 0);
        (200, transfer)
    }

    pub(super) fn reverse(&mut self, id: &str, form: &BTreeMap<String, String>) -> (u16, Value) {
        let amount: i64 = form.get("amount").and_then(|amount| amount.parse().ok()).unwrap_or(0);
        let Some(sent) = self.books.transfers.get(id).cloned() else { return (404, missing()) };
        let account = sent["destination"].as_str().unwrap().to_owned();
        let back = sent["amount_reversed"].as_i64().unwrap();
        if amount <= 0 || back + amount > sent["amount"].as_i64().unwrap() {
            return (400, refusal("invalid_request_error", "more than is left"));
        }
        if self.books.balances.get(&account).copied().unwrap_or(0) < amount {
            let message = "Insufficient funds in the connected account to reverse this transfer.";
            return (400, json!({ "error": { "type": "invalid_request_error", "code": "balance_insufficient", "message": message } }));
        }
        *self.books.balances.entry(account).or_default() -= amount;
        self.books.transfers.get_mut(id).unwrap()["amount_reversed"] = json!(back + amount);
        let name = self.name("trr");
        let metadata = form.get("metadata[reversal]").map_or(json!({}), |ours| json!({ "reversal": ours }));
        let reversal = json!({ "id": name, "object": "transfer_reversal", "amount": amount, "transfer": id, "metadata": metadata });
        self.books.reversals.entry(id.to_owned()).or_default().push(reversal.clone());
        self.note("transfer_refund", &name, amount, 0);
        (200, reversal)
    }
}

/// A page of a list; never more than three, so that whoever reads it turns pages.
fn page(all: Vec<Value>, asked: &BTreeMap<String, String>) -> (u16, Value) {
    let from =
        asked.get("starting_after").and_then(|last| all.iter().position(|one| one["id"] == last.as_str())).map_or(0, |place| place + 1);
    let data: Vec<&Value> = all.iter().skip(from).take(3).collect();
    (200, json!({ "object": "list", "has_more": from + data.len() < all.len(), "data": data }))
}
