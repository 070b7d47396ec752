//! Withdrawals and claims: in time, without leave, by line; and who sees what.

use std::time::Duration;

use actix_web::http::Method;
use futures_util::future::join_all;
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::time::{Instant, days};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, TestApp};
use crate::listings::telephone_picture;
use crate::shopping::{bought, holding, level, order_of, page, post_once, stocked, variant};

/// One maker, a purchase of three aprons, and the buyer who holds its secret.
struct Sold {
    app: TestApp,
    mara: Caller,
    apron: String,
    group: Value,
    buyer: Caller,
}

impl Sold {
    async fn start() -> Sold {
        let app = TestApp::start().await;
        let mara = app.creator("mara").await;
        let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await);
        let group = bought(&app, &[(&apron, 3)], "maja@example.com").await;
        let buyer = holding(&app.visitor(), &group);
        Sold { app, mara, apron, group, buyer }
    }

    fn order(&self) -> &Value {
        order_of(&self.group, &self.mara)
    }

    fn at(&self, rest: &str) -> String {
        format!("/order-groups/{}/orders/{}{rest}", self.group["id"].as_str().unwrap(), self.order()["id"].as_str().unwrap())
    }

    fn of_order(&self, rest: &str) -> String {
        format!("/orders/{}{rest}", self.order()["id"].as_str().unwrap())
    }

    async fn send(&self) {
        let how = json!({ "carrier": "Pošta Slovenije", "tracking_number": null, "tracking_url": null });
        self.mara.post(&self.of_order("/shipment"), how).await.ok();
    }

    async fn sent_and_received(&self) {
        self.send().await;
        self.mara.post(&self.of_order("/delivery"), json!(null)).await.ok();
    }

    async fn withdraw(&self, quantity: i64) -> Answer {
        let what = json!({ "name": "Maja Kalan", "email": "maja@example.com",
            "lines": [{ "line_id": self.order()["lines"][0]["id"], "quantity": quantity }] });
        post_once(&self.buyer, &self.at("/withdrawals"), what).await
    }

    async fn status(&self) -> String {
        order_of(&page(&self.app, &self.group).await, &self.mara)["status"].as_str().unwrap().to_owned()
    }

    async fn letter(&self, to: &str, subject: &str) -> Option<String> {
        let letters = self.app.mails_to(to).await;
        letters.into_iter().find(|letter| letter.subject.contains(subject)).map(|letter| letter.body_text)
    }

    /// Moves the clock to an instant.
    fn wait_until(&self, when: &str) {
        let span: Duration = Instant::parse(when).unwrap().since(self.app.inner().now());
        self.app.inner().db().clock().advance(span);
    }

    async fn open(&self) -> bool {
        let returns = self.buyer.get(&format!("/order-groups/{}/returns", self.group["id"].as_str().unwrap())).await.ok();
        returns["orders"][0]["open"].as_bool().unwrap()
    }
}

fn id_of(returns: &Value) -> String {
    returns["withdrawals"][0]["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn withdrawn_before_it_is_sent_the_order_is_off_and_all_money_back_at_once() {
    let sold = Sold::start().await;
    sold.mara.post(&sold.of_order("/acceptance"), json!(null)).await.ok();
    let returns = sold.withdraw(3).await.created();
    assert_eq!((&returns["withdrawals"][0]["status"], &returns["withdrawals"][0]["amount"]), (&json!("refunded"), &sold.group["total"]));
    assert_eq!((sold.status().await.as_str(), level(&sold.mara, &sold.apron).await), ("cancelled", (5, 0)));
    assert_eq!(page(&sold.app, &sold.group).await["refunded"], sold.group["total"]);
    let receipt = sold.letter("maja@example.com", "odstop od pogodbe").await.expect("a confirmation");
    assert!(receipt.contains("3 × Predpasnik") && receipt.contains("24. 11. 2026, 09:00"), "{receipt}");
    assert!(sold.letter(&sold.mara.email, "Kupec je odstopil").await.unwrap().contains("ne pošiljajte"));
    sold.withdraw(1).await.refused(409, "withdrawal_over");
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_guest_withdraws_and_has_goods_and_delivery_back_when_the_goods_are() {
    let sold = Sold::start().await;
    sold.sent_and_received().await;
    let returns = sold.withdraw(3).await.created();
    let withdrawal = &returns["withdrawals"][0];
    assert_eq!((withdrawal["status"].as_str(), withdrawal["whole"].as_bool()), (Some("submitted"), Some(true)));
    assert_eq!((&withdrawal["amount"], sold.status().await.as_str()), (&sold.group["total"], "withdrawal_requested"));
    let receipt = sold.letter("maja@example.com", "odstop od pogodbe").await.unwrap();
    assert!(receipt.contains("do 8. 12. 2026"), "{receipt}");
    assert_eq!(sold.mara.get(&format!("/organisations/{}/today", sold.mara.organisation)).await.ok()["returns_open"], 1);
    let listed = sold.mara.get(&format!("/organisations/{}/returns", sold.mara.organisation)).await.ok();
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["amount"]), (1, &sold.group["total"]));

    let sending = format!("/order-groups/{}/withdrawals/{}/sending", sold.group["id"].as_str().unwrap(), id_of(&returns));
    let proof = json!({ "carrier": "Pošta Slovenije", "tracking_number": "RR1SI" });
    let seen = sold.buyer.post(&sending, proof.clone()).await.ok();
    assert_eq!(seen["withdrawals"][0]["status"], "proof_of_sending");
    sold.app.visitor().post(&sending, proof).await.refused(404, "not_found");
    let receipt = format!("/withdrawals/{}/receipt", id_of(&returns));
    assert_eq!(sold.mara.post(&receipt, json!(null)).await.ok()["withdrawals"][0]["status"], "goods_received");
    sold.mara.post(&receipt, json!(null)).await.refused(409, "withdrawal_settled");
    assert_eq!(sold.status().await, "returned");
    let refund = format!("/withdrawals/{}/refund", id_of(&returns));
    let how = json!({ "restock": [sold.order()["lines"][0]["id"]] });
    assert_eq!(post_once(&sold.mara, &refund, how.clone()).await.ok()["withdrawals"][0]["status"], "refunded");
    post_once(&sold.mara, &refund, how).await.refused(409, "withdrawal_settled");
    assert_eq!((sold.status().await.as_str(), level(&sold.mara, &sold.apron).await), ("refunded", (5, 0)));
    assert_eq!(page(&sold.app, &sold.group).await["refunded"], sold.group["total"]);
    assert!(sold.letter("maja@example.com", "Denar po odstopu").await.is_some());
    sold.app.finish().await;
}

#[actix_web::test]
async fn part_of_an_order_is_withdrawn_the_delivery_stays_paid_and_lost_value_may_be_kept() {
    let sold = Sold::start().await;
    sold.sent_and_received().await;
    let unit = sold.order()["lines"][0]["unit_price"]["amount"].as_i64().unwrap();
    let returns = sold.withdraw(2).await.created();
    assert_eq!((&returns["withdrawals"][0]["amount"]["amount"], returns["lines"][0]["quantity"].as_i64()), (&json!(2 * unit), Some(1)));
    assert_eq!(sold.status().await, "delivered");
    sold.withdraw(2).await.refused(409, "nothing_to_withdraw");
    let refund = format!("/withdrawals/{}/refund", id_of(&returns));
    let kept = |amount: i64, reason: &str| json!({ "deduction": { "amount": amount, "currency": "EUR" }, "deduction_reason": reason });
    post_once(&sold.mara, &refund, kept(2 * unit + 1, "Oprano in zlikano.")).await.refused(422, "invalid");
    post_once(&sold.mara, &refund, kept(100, "")).await.refused(422, "invalid");
    let settled = post_once(&sold.mara, &refund, kept(1_001, "Oprano in zlikano.")).await.ok();
    assert_eq!(settled["withdrawals"][0]["amount"]["amount"], 2 * unit - 1_001);
    assert_eq!((sold.status().await.as_str(), level(&sold.mara, &sold.apron).await), ("delivered", (2, 0)));
    assert!(sold.letter("maja@example.com", "Denar po odstopu").await.unwrap().contains("Oprano in zlikano."));
    sold.app.finish().await;
}

#[actix_web::test]
async fn pieces_made_to_ones_wish_are_excepted_and_the_rest_of_the_order_is_not() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await);
    let wish = variant(
        &stocked(&app, &mara, "Vezen predpasnik", 5, |content| {
            content["withdrawal_exemption"] = json!("hygiene");
        })
        .await,
    );
    let group = bought(&app, &[(&apron, 1), (&wish, 1)], "maja@example.com").await;
    let buyer = holding(&app.visitor(), &group);
    let order = order_of(&group, &mara);
    let path = format!("/order-groups/{}/orders/{}/withdrawals", group["id"].as_str().unwrap(), order["id"].as_str().unwrap());
    let all: Vec<Value> = order["lines"].as_array().unwrap().iter().map(|line| json!({ "line_id": line["id"], "quantity": 1 })).collect();
    let what = |lines: Value| json!({ "name": "Maja Kalan", "email": "maja@example.com", "lines": lines });
    let exempt =
        order["lines"].as_array().unwrap().iter().position(|line| line["withdrawal_exempt"].is_string()).expect("an excepted line");
    post_once(&buyer, &path, what(json!(all))).await.refused(409, "withdrawal_exempt");
    let returns = buyer.get(&format!("/order-groups/{}/returns", group["id"].as_str().unwrap())).await.ok();
    assert_eq!(returns["orders"][0]["lines"][exempt]["quantity"], 0);
    let done = post_once(&buyer, &path, what(json!([all[1 - exempt]]))).await.created();
    assert_eq!((done["withdrawals"][0]["whole"].as_bool(), done["withdrawals"][0]["status"].as_str()), (Some(false), Some("refunded")));
    let seen = page(&app, &group).await;
    assert_eq!(order_of(&seen, &mara)["status"], "paid");
    app.finish().await;
}

#[actix_web::test]
async fn the_last_second_of_the_last_day_is_in_time_and_the_next_is_not() {
    // Received on a Tuesday: fourteen days end on a Tuesday at midnight in Ljubljana.
    let sold = Sold::start().await;
    sold.app.wind().await;
    sold.sent_and_received().await;
    sold.wait_until("2026-12-08T22:59:59Z");
    sold.app.run_jobs().await;
    assert!(sold.open().await);
    sold.withdraw(1).await.created();
    sold.wait_until("2026-12-08T23:00:00Z");
    assert!(!sold.open().await);
    sold.withdraw(1).await.refused(409, "withdrawal_over");
    sold.app.advance(days(1)).await;
    assert_eq!(sold.status().await, "completed");
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_time_that_would_end_on_days_off_ends_on_the_next_working_day() {
    // Received on 11 December: the fourteenth day is Christmas, then St Stephen's day, a Sunday; it ends on Monday.
    let sold = Sold::start().await;
    sold.app.wind().await;
    sold.send().await;
    sold.wait_until("2026-12-11T20:00:00Z");
    sold.mara.post(&sold.of_order("/delivery"), json!(null)).await.ok();
    let seen = page(&sold.app, &sold.group).await;
    assert_eq!(order_of(&seen, &sold.mara)["withdrawal"]["until"], "2026-12-28");
    sold.wait_until("2026-12-28T22:59:59Z");
    sold.app.run_jobs().await;
    assert!(sold.open().await && sold.status().await == "delivered");
    sold.wait_until("2026-12-28T23:00:00Z");
    assert!(!sold.open().await);
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_parcel_on_its_way_can_be_withdrawn_from_before_anybody_says_that_it_came() {
    let sold = Sold::start().await;
    sold.send().await;
    assert!(sold.open().await);
    sold.app.inner().db().clock().advance(days(18));
    assert!(sold.open().await);
    assert_eq!(sold.withdraw(3).await.created()["withdrawals"][0]["status"], "submitted");
    sold.app.finish().await;
}

#[actix_web::test]
async fn whoever_lost_the_link_has_it_by_mail_and_the_answer_tells_nothing() {
    let sold = Sold::start().await;
    let visitor = sold.app.visitor();
    let number = sold.order()["number"].as_str().unwrap().to_lowercase();
    assert_eq!(visitor_asks(&visitor, &number, "Maja@Example.com").await.status, 204);
    assert_eq!(visitor_asks(&visitor, &number, "eva@example.com").await.status, 204);
    assert_eq!(visitor_asks(&visitor, "MT-NIMAMO00", "maja@example.com").await.status, 204);
    let letter = sold.letter("maja@example.com", "Odstop od pogodbe").await.expect("the link");
    assert!(letter.contains(sold.group["token"].as_str().unwrap()));
    assert!(sold.app.mails_to("eva@example.com").await.is_empty());
    for _ in 0..3 {
        visitor_asks(&visitor, "MT-NIMAMO00", "maja@example.com").await;
    }
    visitor_asks(&visitor, &number, "maja@example.com").await.refused(429, "too_many_attempts");
    sold.app.finish().await;
}

async fn visitor_asks(visitor: &Caller, number: &str, email: &str) -> Answer {
    visitor.post("/withdrawal-links", json!({ "number": number, "email": email })).await
}

#[actix_web::test]
async fn strangers_neither_see_nor_settle_what_comes_back() {
    let sold = Sold::start().await;
    sold.sent_and_received().await;
    let jure = sold.app.creator("jure").await;
    let petra = sold.app.coordinator().await;
    let what =
        json!({ "name": "Nekdo", "email": "nekdo@example.com", "lines": [{ "line_id": sold.order()["lines"][0]["id"], "quantity": 1 }] });
    post_once(&sold.app.visitor(), &sold.at("/withdrawals"), what.clone()).await.refused(404, "not_found");
    post_once(&jure, &sold.at("/withdrawals"), what).await.refused(404, "not_found");
    let returns = sold.withdraw(1).await.created();
    let refund = format!("/withdrawals/{}/refund", id_of(&returns));
    post_once(&jure, &refund, json!({})).await.refused(404, "not_found");
    jure.get(&sold.of_order("/returns")).await.refused(404, "not_found");
    jure.get("/desk/returns").await.refused(403, "coordinator_only");
    assert_eq!(petra.get("/desk/returns").await.ok()["items"].as_array().unwrap().len(), 1);
    post_once(&petra, &refund, json!({})).await.ok();
    assert!(petra.get("/desk/returns").await.ok()["items"].as_array().unwrap().is_empty());
    sold.app.finish().await;
}

#[actix_web::test]
async fn whoever_is_to_act_is_reminded_and_the_desk_sees_what_is_overdue() {
    let sold = Sold::start().await;
    sold.app.wind().await;
    sold.sent_and_received().await;
    let petra = sold.app.coordinator().await;
    let returns = sold.withdraw(3).await.created();
    sold.app.advance(days(10)).await;
    assert!(sold.letter("maja@example.com", "Blago pošljite do").await.is_some());
    assert!(sold.letter(&sold.mara.email, "Vračilo denarja do").await.is_some());
    sold.mara.post(&format!("/withdrawals/{}/receipt", id_of(&returns)), json!(null)).await.ok();
    sold.app.advance(days(5)).await;
    assert!(sold.letter(&petra.email, "Rok za vračilo denarja je potekel").await.is_some());
    assert_eq!(petra.get("/desk/returns").await.ok()["items"][0]["overdue"], true);
    let letters = sold.app.mails_to(&petra.email).await.len();
    sold.app.advance(days(1)).await;
    assert_eq!(sold.app.mails_to(&petra.email).await.len(), letters, "each is told once");
    sold.app.finish().await;
}

/// Withdraws from two pieces of three, so many times at once; answers with the codes.
async fn at_once(sold: &Sold, times: usize) -> Vec<String> {
    let answers = join_all((0..times).map(|_| sold.withdraw(2))).await;
    answers.into_iter().map(|answer| answer.json()["code"].as_str().unwrap_or("").to_owned()).collect()
}

#[actix_web::test]
async fn twenty_withdrawals_at_once_take_each_piece_back_once() {
    let sold = Sold::start().await;
    sold.sent_and_received().await;
    let codes = at_once(&sold, 20).await;
    assert_eq!(codes.iter().filter(|code| code.is_empty()).count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| code.is_empty() || code == "nothing_to_withdraw"), "{codes:?}");
    sold.app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_on_pieces_that_race_is_lost() {
    let sold = Sold::start().await;
    sold.sent_and_received().await;
    let _off = guard::switch_off("withdraw_once");
    let codes = at_once(&sold, 4).await;
    assert!(codes.iter().any(|code| code == "internal"), "{codes:?}");
}

#[actix_web::test]
async fn a_claim_is_answered_with_money_and_closed() {
    let sold = Sold::start().await;
    let line = sold.order()["lines"][0]["id"].clone();
    let claim = json!({ "line_id": line, "description": "Po prvem pranju se je šiv razparal.", "wish": "reduction" });
    post_once(&sold.buyer, &sold.at("/claims"), claim.clone()).await.refused(409, "claim_too_late");
    sold.sent_and_received().await;
    post_once(&sold.app.visitor(), &sold.at("/claims"), claim.clone()).await.refused(404, "not_found");
    let opened = post_once(&sold.buyer, &sold.at("/claims"), claim.clone()).await.created();
    post_once(&sold.buyer, &sold.at("/claims"), claim).await.refused(409, "claim_open");
    assert!(sold.letter(&sold.mara.email, "Reklamacija").await.unwrap().contains("šiv razparal"));
    let id = opened["claims"][0]["id"].as_str().unwrap();
    let path = format!("/claims/{id}/answer");
    let says = |answer: &str, amount: Value| json!({ "answer": answer, "words": "Oprostite; znižujemo ceno.", "amount": amount });
    post_once(&sold.mara, &path, says("reduction", json!(null))).await.refused(422, "invalid");
    post_once(&sold.mara, &path, says("repair", json!({ "amount": 1_000, "currency": "EUR" }))).await.refused(422, "invalid");
    let answered = post_once(&sold.mara, &path, says("reduction", json!({ "amount": 1_000, "currency": "EUR" }))).await.ok();
    assert_eq!(
        (answered["claims"][0]["status"].as_str(), answered["refunds"][0]["reason"].as_str()),
        (Some("answered"), Some("guarantee"))
    );
    post_once(&sold.mara, &path, says("refused", json!(null))).await.refused(409, "claim_answered");
    assert_eq!(page(&sold.app, &sold.group).await["refunded"]["amount"], 1_000);
    assert!(sold.letter("maja@example.com", "Odgovor na reklamacijo").await.is_some());
    assert_eq!(sold.mara.post(&format!("/claims/{id}/closure"), json!(null)).await.ok()["claims"][0]["status"], "closed");
    sold.mara.post(&format!("/claims/{id}/closure"), json!(null)).await.refused(409, "claim_answered");
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_claim_can_be_made_for_two_years_and_one_without_an_answer_reaches_the_desk() {
    let sold = Sold::start().await;
    sold.app.wind().await;
    sold.sent_and_received().await;
    let petra = sold.app.coordinator().await;
    let claim = json!({ "line_id": sold.order()["lines"][0]["id"], "description": "Barva se razpija po vsej vrečki.", "wish": "refund" });
    post_once(&sold.buyer, &sold.at("/claims"), claim).await.created();
    sold.app.advance(days(21)).await;
    assert!(sold.letter(&sold.mara.email, "Reklamacija brez odgovora").await.is_some());
    sold.app.advance(days(10)).await;
    assert!(sold.letter(&petra.email, "Reklamacija brez odgovora").await.is_some());
    let returns = |sold: &Sold| format!("/order-groups/{}/returns", sold.group["id"].as_str().unwrap());
    assert_eq!(sold.buyer.get(&returns(&sold)).await.ok()["orders"][0]["claim_until"], "2028-11-24");

    let later = Sold::start().await;
    later.sent_and_received().await;
    later.wait_until("2028-11-24T22:59:59Z");
    assert_eq!(later.buyer.get(&returns(&later)).await.ok()["orders"][0]["lines"][0]["claimable"], true);
    later.wait_until("2028-11-24T23:00:00Z");
    let late = json!({ "line_id": later.order()["lines"][0]["id"], "description": "Barva se razpija po vsej vrečki.", "wish": "refund" });
    post_once(&later.buyer, &later.at("/claims"), late).await.refused(409, "claim_too_late");
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_claim_shows_up_to_five_pictures_to_its_two_sides_and_the_desk_only() {
    let sold = Sold::start().await;
    sold.sent_and_received().await;
    let claim = json!({ "line_id": sold.order()["lines"][0]["id"], "description": "Šiv se je razparal po enem pranju.", "wish": "repair" });
    let opened = post_once(&sold.buyer, &sold.at("/claims"), claim).await.created();
    let id = opened["claims"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!((opened["claims"][0]["pictures"].clone(), opened["claims"][0]["pictures_left"].as_i64()), (json!([]), Some(5)));
    let add = |who: &Caller, picture: Vec<u8>| {
        let (who, path) = (who.with("content-type", "application/octet-stream"), sold.at(&format!("/claims/{id}/pictures")));
        async move { who.send(Method::POST, &path, Some(picture)).await }
    };
    add(&sold.app.visitor(), telephone_picture(640, 480, 1)).await.refused(404, "not_found");
    add(&sold.buyer, b"%PDF-1.4".to_vec()).await.refused(415, "media_type_unsupported");
    // Two at once each find a place.
    let both = join_all((0..2).map(|_| add(&sold.buyer, telephone_picture(640, 480, 6)))).await;
    assert!(both.iter().all(|answer| answer.status == 201));
    for _ in 0..3 {
        add(&sold.buyer, telephone_picture(2000, 1500, 1)).await.created();
    }
    add(&sold.buyer, telephone_picture(640, 480, 1)).await.refused(409, "claim_pictures_full");
    let seen = sold.mara.get(&sold.of_order("/returns")).await.ok()["claims"][0].clone();
    let pictures = seen["pictures"].as_array().unwrap().clone();
    assert_eq!((pictures.len(), seen["pictures_left"].as_i64(), pictures[4]["width_px"].as_i64()), (5, Some(0), Some(1_600)));
    let (file, own) = (format!("/claim-pictures/{}", pictures[0]["id"].as_str().unwrap()), sold.group["id"].as_str().unwrap());
    for answer in [
        sold.mara.get(&file).await,
        sold.app.coordinator().await.get(&file).await,
        sold.buyer.get(&format!("/order-groups/{own}{file}")).await,
    ] {
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type"), answer.header("cache-control")),
            (200, "image/webp".to_owned(), "private, no-store".to_owned())
        );
        assert!(!answer.bytes.windows(4).any(|four| four == b"EXIF"), "nothing tells where it was taken");
    }
    sold.app.visitor().get(&file).await.refused(401, "not_signed_in");
    sold.app.creator("tone").await.get(&file).await.refused(404, "not_found");
    sold.app.visitor().get(&format!("/order-groups/{own}{file}")).await.refused(404, "not_found");
    let answer = json!({ "answer": "repair", "words": "Pošljite ga, zašijemo." });
    post_once(&sold.mara, &format!("/claims/{id}/answer"), answer).await.ok();
    add(&sold.buyer, telephone_picture(640, 480, 1)).await.refused(409, "claim_answered");
    sold.app.finish().await;
}
