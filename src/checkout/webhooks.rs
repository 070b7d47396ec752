//! What Stripe tells us: each message kept first and acted on once, in any order.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, post};
use serde_json::json;

use super::expire::{end_unpaid, receipt_of};
use super::letters;
use super::settle::{Settled, settle};
use super::shop::Shop;
use crate::db::Tx;
use crate::jobs::{self, Job};
use crate::kit::id::{PaymentId, RefundId};
use crate::kit::{Code, Error, Result};
use crate::mail::Letter;
use crate::orders::{self, GroupStatus};
use crate::payments::{self, Payment, PaymentMethod, ProviderEvent};
use crate::refunds;
use crate::stripe::{self, About, Message, RefundAnswer, Session, SessionState, Subject};
use crate::web::{App, Problems};

/// The job that looks at what a message spoke of; who does it stands above.
pub const LOOK: &str = "processor.look";

/// Stripe tells what happened. Signed over the raw body; unsigned messages are refused.
#[utoipa::path(tag = "payments", request_body(content = String, content_type = "application/json"),
    responses((status = 200, description = "Taken, now or before."), Problems))]
#[post("/stripe/webhooks")]
pub(super) async fn receive_stripe_webhook(app: App, request: HttpRequest, body: Bytes) -> Result<HttpResponse> {
    let shop = Shop::of(&app);
    let secret = shop.webhook_secret().ok_or(Error::not_found())?.to_owned();
    receive(app, shop, &secret, &request, body).await
}

/// Takes a message in at one of the two endpoints, each with a secret of its own.
pub async fn receive(app: App, shop: Shop, secret: &str, request: &HttpRequest, body: Bytes) -> Result<HttpResponse> {
    let signature = request.headers().get("Stripe-Signature").and_then(|value| value.to_str().ok()).ok_or(Code::WebhookRefused)?;
    let body = String::from_utf8(body.to_vec()).map_err(|_| Code::Malformed)?;
    let message = stripe::read(&body, signature, secret, app.now())?;
    app.write(move |tx| take(tx, &shop, &message, &body)).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).finish())
}

/// Keeps the message and acts on it, in one transaction: a fault undoes both, and Stripe sends it again.
pub fn take(tx: &mut Tx, shop: &Shop, message: &Message, body: &str) -> Result<()> {
    let event = ProviderEvent {
        id: message.id.clone(),
        kind: message.kind.clone(),
        livemode: message.livemode,
        outcome: "taken".to_owned(),
        payment_id: None,
        body: body.to_owned(),
        received_at: tx.now,
    };
    if !payments::keep_event(tx, &event)? {
        return Ok(());
    }
    let (outcome, payment) = if message.livemode != shop.expects_real_money(PaymentMethod::Stripe) {
        wrong_mode(tx, message)?;
        ("wrong_mode", None)
    } else {
        match &message.about {
            About::Session(session) => about_session(tx, shop, message, session)?,
            About::Refund(answer, ours) => (about_refund(tx, answer, ours.as_deref())?, None),
            About::Look(subject, id) => (look(tx, message, *subject, id)?, None),
            About::Other => ("ignored", None),
        }
    };
    payments::note_outcome(tx, &message.id, outcome, payment.as_ref())
}

/// A message that only says when to look: what it speaks of is asked for, so that neither order nor age of messages matters.
fn look(tx: &mut Tx, message: &Message, subject: Subject, id: &str) -> Result<&'static str> {
    let run_at = tx.now;
    jobs::enqueue(tx, Job { kind: LOOK, key: &message.id, payload: json!({ "subject": subject, "id": id }), run_at })?;
    Ok("looked_up")
}

fn about_session(tx: &mut Tx, shop: &Shop, message: &Message, session: &Session) -> Result<(&'static str, Option<PaymentId>)> {
    let Some(payment) = payment_of(tx, session)? else { return Ok(("unknown_payment", None)) };
    let outcome = match receipt_of(session) {
        Some(receipt) => match settle(tx, shop, &payment, &receipt)? {
            Settled::Paid => "paid",
            Settled::Already => "already_paid",
            Settled::Review => "mismatch",
            Settled::Refunded => "refunded",
        },
        None if session.state == SessionState::Expired => expired(tx, shop, &payment)?,
        None if message.kind.ends_with("async_payment_failed") => {
            payments::decline(tx, &payment.id)?;
            "declined"
        }
        None => "ignored",
    };
    Ok((outcome, Some(payment.id)))
}

/// By Stripe's id of the visit, or by our own where Stripe's answer was lost and only its message arrived.
fn payment_of(tx: &mut Tx, session: &Session) -> Result<Option<Payment>> {
    if let Some(payment) = payments::of_session(tx, &session.id)? {
        return Ok(Some(payment));
    }
    let Some(id) = session.payment.as_deref().and_then(|id| id.parse::<PaymentId>().ok()) else { return Ok(None) };
    match payments::find(tx, &id) {
        Ok(payment) if payment.method == PaymentMethod::Stripe && payment.provider_session.is_none() => Ok(Some(payment)),
        Ok(_) => Ok(None),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Stripe ended the visit. The pieces are given up if their time is over too; else the buyer may begin again.
fn expired(tx: &mut Tx, shop: &Shop, payment: &Payment) -> Result<&'static str> {
    payments::expire(tx, &payment.id)?;
    let group = orders::group(tx, &payment.order_group_id)?;
    if group.hold_expires_at <= tx.now {
        end_unpaid(tx, shop, &group.id, None, GroupStatus::Expired)?;
    }
    Ok("expired")
}

fn about_refund(tx: &mut Tx, answer: &RefundAnswer, ours: Option<&str>) -> Result<&'static str> {
    let by_name = match ours.and_then(|id| id.parse::<RefundId>().ok()) {
        Some(id) => payments::find_refund(tx, &id).ok(),
        None => None,
    };
    let Some(refund) = by_name.map_or_else(|| payments::refund_by_provider(tx, &answer.id), |refund| Ok(Some(refund)))? else {
        return Ok("unknown_refund");
    };
    if answer.status == "succeeded" || answer.has_failed() {
        refunds::settle(tx, &refund, answer)?;
    }
    Ok("refund_noted")
}

/// A message about play money where real money is expected, or the other way round.
fn wrong_mode(tx: &mut Tx, message: &Message) -> Result<()> {
    crate::events::record(tx, "stripe.wrong_mode", &message.id, None, json!({ "kind": message.kind, "livemode": message.livemode }))?;
    letters::tell_coordinators(tx, "stripe-wrong-mode", |l| {
        let subject = l.pick(
            "Stripe pošilja sporočila napačnega načina",
            "Stripe sends messages of the wrong mode",
            "Stripe sendet Nachrichten des falschen Modus",
        );
        let text = l.pick(
            "Prejeli smo sporočilo preskusnega načina tam, kjer pričakujemo pravi denar, ali obratno. Preverite ključe in naslov v nastavitvah Stripe.",
            "A message of test mode arrived where real money is expected, or the other way round. Check the keys and the webhook address at Stripe.",
            "Eine Nachricht im Testmodus kam an, wo echtes Geld erwartet wird, oder umgekehrt. Prüfen Sie Schlüssel und Webhook-Adresse bei Stripe.",
        );
        Letter::new(subject).p(text)
    })
}
