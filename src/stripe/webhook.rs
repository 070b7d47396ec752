//! What Stripe tells us, once its signature is checked.

use serde_json::Value;
use stripe_webhook::{Webhook, WebhookError};

use super::client::{RefundAnswer, Session, SessionState};
use crate::kit::money::Money;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// A signed message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Stripe's id of the message.
    pub id: String,
    /// Its kind, such as `checkout.session.completed`.
    pub kind: String,
    /// Whether it is about real money.
    pub livemode: bool,
    /// What it is about.
    pub about: About,
}

/// What a message is about.
#[derive(Clone, Debug)]
pub enum About {
    /// A visit to Stripe's page.
    Session(Session),
    /// Money on its way back, and our own name for it.
    Refund(RefundAnswer, Option<String>),
    /// Something that we look at ourselves: the message only says that it is time to.
    Look(Subject, String),
    /// Something that we do not act on.
    Other,
}

text_enum! {
    /// What is looked at when a message speaks of it.
    pub enum Subject {
        /// A payment that the buyer's bank questions.
        Dispute = "dispute",
        /// A suspicion of fraud.
        FraudWarning = "fraud_warning",
        /// Money sent on to a seller.
        Transfer = "transfer",
        /// A seller's account.
        Account = "account",
    }
}

/// Checks the signature over the raw body and reads the message. Refused (`webhook_refused`) when the signature does not
/// fit or is older than five minutes.
///
/// The body is read by the few fields we need: a newer version of Stripe's API may change others, and a paid order must
/// not depend on them.
pub fn read(body: &str, signature: &str, secret: &str, now: Instant) -> Result<Message> {
    match Webhook::construct_event_with_timestamp(body, signature, secret, now.millis() / 1000) {
        Ok(_) | Err(WebhookError::BadParse(_)) => {}
        Err(error) => return Err(Error { cause: Some(error.to_string()), ..Error::from(Code::WebhookRefused) }),
    }
    let event: Value = serde_json::from_str(body).map_err(|_| Code::Malformed)?;
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let id = text("/id").ok_or(Code::Malformed)?;
    let kind = text("/type").ok_or(Code::Malformed)?;
    let object = event.pointer("/data/object").unwrap_or(&Value::Null);
    let about = match object.get("object").and_then(Value::as_str) {
        Some("checkout.session") => session(object).map_or(About::Other, About::Session),
        Some("refund") => refund(object).unwrap_or(About::Other),
        _ => look(&kind, text).unwrap_or(About::Other),
    };
    let livemode = event.pointer("/livemode").and_then(Value::as_bool).unwrap_or(false);
    Ok(Message { id, kind, livemode, about })
}

/// What to look at. A message of the second API carries no object at all, only its id.
fn look(kind: &str, text: impl Fn(&str) -> Option<String>) -> Option<About> {
    let named = |subject, id: Option<String>| id.map(|id| About::Look(subject, id));
    match kind {
        _ if kind.starts_with("charge.dispute.") => named(Subject::Dispute, text("/data/object/id")),
        _ if kind.starts_with("radar.early_fraud_warning.") => named(Subject::FraudWarning, text("/data/object/id")),
        _ if kind.starts_with("transfer.") => named(Subject::Transfer, text("/data/object/id")),
        "account.updated" => named(Subject::Account, text("/data/object/id")),
        _ if kind.starts_with("v2.core.account") => named(Subject::Account, text("/related_object/id")),
        _ => None,
    }
}

fn session(object: &Value) -> Option<Session> {
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let currency = text("currency").and_then(|currency| currency.to_uppercase().parse().ok());
    let amount = object.get("amount_total").and_then(Value::as_i64);
    Some(Session {
        id: text("id")?,
        url: text("url"),
        state: match text("status").as_deref() {
            Some("complete") => SessionState::Complete,
            Some("expired") => SessionState::Expired,
            _ => SessionState::Open,
        },
        paid: text("payment_status").as_deref() == Some("paid"),
        amount: amount.zip(currency).map(|(amount, currency)| Money { amount, currency }),
        livemode: object.get("livemode").and_then(Value::as_bool).unwrap_or(false),
        intent: object.get("payment_intent").and_then(|intent| intent.as_str().or_else(|| intent.get("id")?.as_str())).map(str::to_owned),
        payment: text("client_reference_id"),
    })
}

fn refund(object: &Value) -> Option<About> {
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let ours = object.pointer("/metadata/refund").and_then(Value::as_str).map(str::to_owned);
    Some(About::Refund(RefundAnswer { id: text("id")?, status: text("status").unwrap_or_else(|| "pending".to_owned()) }, ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test";
    const BODY: &str = r#"{"id":"evt_1","type":"checkout.session.completed","livemode":false,"data":{"object":{"object":"checkout.session",
        "id":"cs_1","status":"complete","payment_status":"paid","amount_total":6400,"currency":"eur","payment_intent":{"id":"pi_1"},
        "client_reference_id":"pay_1","livemode":false,"a_field_of_next_year":[]}}}"#;

    fn at(seconds: i64) -> Instant {
        Instant::from_millis(seconds * 1000)
    }

    #[test]
    fn a_signed_message_is_read_whatever_else_it_holds() {
        let signature = Webhook::generate_test_header(BODY, SECRET, Some(1_700_000_000));
        let message = read(BODY, &signature, SECRET, at(1_700_000_100)).unwrap();
        let About::Session(session) = message.about else { panic!("a session") };
        assert_eq!((session.amount, session.paid), (Some(Money::euros(6_400)), true));
        assert_eq!(session.intent.as_deref(), Some("pi_1"));
    }

    #[test]
    fn a_forged_or_old_message_is_refused() {
        let signature = Webhook::generate_test_header(BODY, SECRET, Some(1_700_000_000));
        let refused = |body: &str, secret: &str, now| read(body, &signature, secret, at(now)).unwrap_err().code;
        assert_eq!(refused(BODY, "whsec_other", 1_700_000_000), Code::WebhookRefused);
        assert_eq!(refused(&BODY.replace("6400", "1"), SECRET, 1_700_000_000), Code::WebhookRefused);
        assert_eq!(refused(BODY, SECRET, 1_700_000_301), Code::WebhookRefused);
        assert_eq!(read(BODY, "t=1,v0=a", SECRET, at(1)).unwrap_err().code, Code::WebhookRefused);
    }
}
