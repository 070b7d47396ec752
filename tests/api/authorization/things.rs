//! Things of the world: what comes after a purchase, people, the desk's work and a pop-up.

use modrotisk::claims::{self, Claim, ClaimStatus, Wish, picture_key};
use modrotisk::kit::id::{ClaimId, MessageId, OrderGroupId, OrderId, OrderLineId};
use modrotisk::kit::locale::Locale;
use modrotisk::kit::time::Instant;
use modrotisk::orders::Order;
use modrotisk::threads::{self, Message, Side};
use modrotisk::withdrawals::{self, Withdrawal, WithdrawalStatus};
use modrotisk::{mail, orders};
use serde_json::{Value, json};

use super::world::{Ids, bodies};
use crate::events::{announced, content, hall_content, id, weekend};
use crate::harness::{Caller, TestApp};
use crate::listings::complete;
use crate::shopping;

/// Messages of both sides, one of them reported, and a review of something that arrived.
pub async fn aftercare(app: &TestApp, owner: &Caller, ids: &mut Ids) {
    let (waiting, paid): (OrderId, OrderId) = (ids["order"].parse().unwrap(), ids["paid_order"].parse().unwrap());
    let message = |order: Order, sender: Side, id: MessageId, now: Instant| Message {
        id,
        order_id: order.id,
        organisation_id: order.organisation_id,
        sender,
        account_id: None,
        text: "Kdaj pride?".to_owned(),
        told: false,
        sent_at: now,
        read_at: None,
        reported_at: None,
        report_id: None,
        hidden: false,
    };
    // The purchase whose secret is held waits for its payment, so that no request could write this.
    let (own, theirs, reported) = app
        .write(move |tx| {
            let (waiting, paid) = (orders::find(tx, &waiting)?, orders::find(tx, &paid)?);
            let own = message(waiting, Side::Seller, tx.id(), tx.now);
            let theirs = message(paid.clone(), Side::Buyer, tx.id(), tx.now);
            let reported = message(paid, Side::Buyer, tx.id(), tx.now);
            for message in [&own, &theirs, &reported] {
                threads::add(tx, message)?;
            }
            Ok((own.id.to_string(), theirs.id.to_string(), reported.id.to_string()))
        })
        .await;
    let why = json!({ "reason": "offensive", "statement": "V tem sporočilu me žali." });
    owner.post(&format!("/orders/{}/messages/{reported}/report", ids["paid_order"]), why).await.ok();
    ids.insert("reported_message", reported);
    ids.insert("own_message", own);
    ids.insert("message", theirs);
    let variant = ids["variant"].clone();
    let group = shopping::bought(app, &[(&variant, 1)], "tretja@example.org").await;
    let order = id(&group["orders"][0]);
    let how = json!({ "carrier": "Pošta Slovenije", "tracking_number": null, "tracking_url": null });
    owner.post(&format!("/orders/{order}/shipment"), how).await.ok();
    owner.post(&format!("/orders/{order}/delivery"), json!(null)).await.ok();
    let path = format!("/order-groups/{}/lines/{}/review", id(&group), id(&group["orders"][0]["lines"][0]));
    let seen = shopping::holding(&app.visitor(), &group).put(&path, json!({ "stars": 4 })).await.ok();
    ids.insert("review", id(&seen["lines"][0]["review"]));
}

/// A withdrawal from one piece of the paid purchase, a claim about it, and a withdrawal whose secret the holder of the other has.
pub async fn come_back(app: &TestApp, group: &Value, paid: &Value, ids: &mut Ids) {
    let order = &paid["orders"][0];
    let path = format!("/order-groups/{}/orders/{}/withdrawals", id(paid), id(order));
    let what = json!({ "lines": [{ "line_id": order["lines"][0]["id"], "quantity": 1 }], "name": "Nekdo", "email": "druga@example.org" });
    let returns = shopping::post_once(&shopping::holding(&app.visitor(), paid), &path, what).await.created();
    ids.insert("withdrawal", id(&returns["withdrawals"][0]));
    let (order_id, line_id): (OrderId, OrderLineId) = (id(order).parse().unwrap(), id(&order["lines"][0]).parse().unwrap());
    let group_id: OrderGroupId = id(group).parse().unwrap();
    let (own, claim, own_claim, pictures) = app
        .write(move |tx| {
            let sold = orders::find(tx, &order_id)?;
            let claim = Claim {
                id: tx.id(),
                order_id: sold.id.clone(),
                order_group_id: sold.order_group_id.clone(),
                organisation_id: sold.organisation_id.clone(),
                order_line_id: line_id.clone(),
                status: ClaimStatus::Open,
                wish: Wish::Repair,
                description: "Po prvem pranju se je šiv razparal.".to_owned(),
                opened_at: tx.now,
                answer_by: tx.now,
                answer: None,
                answer_words: None,
                answered_at: None,
                refund_id: None,
                closed_at: None,
            };
            claims::open(tx, &claim)?;
            claims::add_picture(tx, &claim.id, claim.id.as_str(), 400, 300)?;
            // The purchase whose secret is held waits for its payment, so that no request could declare this.
            let declared = withdrawals::of_orders(tx, std::slice::from_ref(&order_id))?.remove(0);
            let waiting = orders::of_group(tx, &group_id)?.remove(0);
            let own = Withdrawal {
                id: tx.id(),
                order_id: waiting.id,
                order_group_id: group_id.clone(),
                status: WithdrawalStatus::Submitted,
                refund_id: None,
                refunded_at: None,
                ..declared
            };
            withdrawals::declare(tx, &own, &[])?;
            let envelope = mail::Envelope {
                to: own.email.clone(),
                name: own.name.clone(),
                locale: Locale::Sl,
                key: format!("withdrawal-received:{}:buyer", own.id),
            };
            mail::queue(tx, envelope, mail::Letter::new("Odstop"))?;
            let lines = orders::lines(tx, std::slice::from_ref(&own.order_id))?;
            let other = Claim {
                id: tx.id(),
                order_id: own.order_id.clone(),
                order_group_id: group_id.clone(),
                order_line_id: lines[0].id.clone(),
                ..claim.clone()
            };
            claims::open(tx, &other)?;
            claims::add_picture(tx, &other.id, other.id.as_str(), 400, 300)?;
            let pictures = claims::pictures(tx, &[claim.id.clone(), other.id.clone()])?;
            let of = |id: &ClaimId| pictures.iter().find(|picture| picture.claim_id == *id).unwrap().id.to_string();
            let shown = (of(&other.id), of(&claim.id));
            Ok((own.id.to_string(), claim.id.to_string(), other.id.to_string(), shown))
        })
        .await;
    for handle in [&claim, &own_claim] {
        app.inner().blobs().put(&picture_key(handle), b"RIFF").unwrap();
    }
    ids.insert("own_withdrawal", own);
    ids.insert("claim", claim);
    ids.insert("own_claim", own_claim);
    ids.insert("own_claim_picture", pictures.0);
    ids.insert("claim_picture", pictures.1);
}

/// A membership and an invitation of the studio.
pub async fn people_of(owner: &Caller, member: &Caller, mark: &str, ids: &mut Ids) {
    let home = format!("/organisations/{}", owner.organisation);
    let members = owner.get(&format!("{home}/members")).await.ok();
    let found = members["items"].as_array().unwrap().iter().find(|row| row["account_id"] == member.account.as_str()).cloned();
    ids.insert("membership", id(&found.expect("the colleague")));
    let body = json!({ "email": format!("invited-{mark}@example.org"), "role": "member" });
    ids.insert("invitation", id(&owner.post(&format!("{home}/invitations"), body).await.created()));
}

/// An open submission, a decision about a product of the studio, a saved reply, a technique and a commission rule.
pub async fn desk(coordinator: &Caller, owner: &Caller, mark: &str, ids: &mut Ids) {
    let refused = complete(owner, &format!("Torba {mark}"), |_| {}).await;
    let brought = owner.post(&format!("/products/{}/submission", id(&refused)), Value::Null).await.created();
    let reasons = json!({ "decision": "refused", "ground": "terms", "clause": "5.2", "facts": "Opis obljublja preveč." });
    coordinator.post(&format!("/desk/submissions/{}/decision", id(&brought)), reasons).await.created();
    let told = owner.get(&format!("/organisations/{}/decisions", owner.organisation)).await.ok();
    ids.insert("decision", id(&told["items"][0]));
    let open = complete(owner, &format!("Skodela {mark}"), |_| {}).await;
    ids.insert("submission", id(&owner.post(&format!("/products/{}/submission", id(&open)), Value::Null).await.created()));
    let mut reply = bodies()["POST /desk/saved-replies"].clone();
    reply["title"] = json!(format!("Manjka sestava {mark}"));
    ids.insert("reply", id(&coordinator.post("/desk/saved-replies", reply).await.created()));
    let technique = json!({ "names": { "sl": format!("Tehnika {mark}") } });
    let technique = coordinator.post("/desk/techniques", technique).await.created();
    ids.insert("technique", technique["code"].as_str().unwrap().to_owned());
    let rule = coordinator.post("/commission-rules", bodies()["POST /commission-rules"].clone()).await.created();
    ids.insert("rule", id(&rule));
}

/// A hall of the organizer and an announced pop-up with an entry, to which the studio is invited.
pub async fn events(app: &TestApp, coordinator: &Caller, organizer: &Caller, ids: &mut Ids) {
    let body = json!({ "organisation_id": organizer.organisation, "content": hall_content() });
    let venue = organizer.post("/venues", body).await.created();
    ids.insert("venue", id(&venue));
    let popup = announced(coordinator, organizer, content(&venue, weekend())).await;
    ids.insert("popup", id(&popup));
    ids.insert("popup_slug", popup["slug"].as_str().unwrap_or("").to_owned());
    let path = format!("/popups/{}", id(&popup));
    let entry = organizer.post(&format!("{path}/programme"), bodies()["POST /popups/{id}/programme"].clone()).await.created();
    let found = entry["programme"].as_array().and_then(|entries| entries.first()).cloned().unwrap_or(entry);
    ids.insert("entry", id(&found));
    let invite = json!({ "organisation_id": ids["studio"] });
    organizer.post(&format!("{path}/makers"), invite).await.created();
    app.run_jobs().await;
}

/// A transfer that waits, money that nobody could place, and a refund that its maker pays by hand.
pub async fn transfers(app: &TestApp, owner: &Caller, ids: &mut Ids) {
    let variant = ids["variant"].clone();
    let (waiting, paid) = (crate::bank::placed(app, &variant).await, crate::bank::placed(app, &variant).await);
    ids.insert("transfer_token", waiting["token"].as_str().unwrap().to_owned());
    crate::bank::read_in(owner, &[("W-1", 100, "SI99"), ("W-2", crate::bank::cents(&paid["total"]), crate::bank::reference(&paid))]).await;
    let path = format!("/orders/{}/refunds", id(&paid["orders"][0]));
    let amount = json!({ "amount": 100, "currency": "EUR" });
    shopping::post_once(owner, &path, json!({ "reason": "Popravek cene.", "amount": amount })).await.created();
    let bank = owner.get(&format!("/organisations/{}/bank", owner.organisation)).await.ok();
    ids.insert("due", id(&bank["waiting"][0]));
    ids.insert("bank_entry", id(&bank["unmatched"][0]));
    ids.insert("hand_refund", bank["to_give_back"][0]["refund_id"].as_str().unwrap().to_owned());
}

/// The letter about the pop-up, and the job that sends it.
pub async fn letter(app: &TestApp, organizer: &Caller, ids: &mut Ids) {
    let mail = app.mails_to(&organizer.email).await.pop().expect("a letter about the pop-up");
    ids.insert("mail", mail.id.to_string());
    let keys = [mail.id.to_string()];
    let jobs = app.write(move |tx| modrotisk::jobs::watch::of_keys(tx, modrotisk::mail::SENDING, &keys)).await;
    ids.insert("job", jobs[0].id.to_string());
}
