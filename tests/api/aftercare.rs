//! After the sale: messages between buyer and maker, and reviews of what arrived.

use futures_util::future::join_all;
use modrotisk::kit::time::{days, hours};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, TestApp};
use crate::shopping::{bought, correct, guest_with, holding, order_for, order_of, place, post_once, stocked, variant};

/// One maker, a purchase of one apron and one bag, and the buyer who holds its secret.
struct Sold {
    app: TestApp,
    mara: Caller,
    slug: String,
    group: Value,
    buyer: Caller,
}

impl Sold {
    async fn start() -> Sold {
        let app = TestApp::start().await;
        let mara = app.creator("mara").await;
        let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
        let bag = stocked(&app, &mara, "Torba »Seme«", 5, |_| {}).await;
        let group = bought(&app, &[(&variant(&apron), 2), (&variant(&bag), 1)], "maja@example.com").await;
        let buyer = holding(&app.visitor(), &group);
        Sold { app, mara, slug: apron["slug"].as_str().unwrap().to_owned(), group, buyer }
    }

    fn order(&self) -> &Value {
        order_of(&self.group, &self.mara)
    }

    /// The order's address for its buyer.
    fn bought(&self, rest: &str) -> String {
        format!("/order-groups/{}/orders/{}{rest}", id(&self.group), id(self.order()))
    }

    /// The order's address for its maker.
    fn sold(&self, rest: &str) -> String {
        format!("/orders/{}{rest}", id(self.order()))
    }

    async fn arrives(&self) {
        let how = json!({ "carrier": "Pošta Slovenije", "tracking_number": null, "tracking_url": null });
        self.mara.post(&self.sold("/shipment"), how).await.ok();
        self.mara.post(&self.sold("/delivery"), json!(null)).await.ok();
    }

    async fn asks(&self, text: &str) -> Answer {
        post_once(&self.buyer, &self.bought("/messages"), json!({ "text": text })).await
    }

    async fn answers(&self, text: &str) -> Answer {
        post_once(&self.mara, &self.sold("/messages"), json!({ "text": text })).await
    }

    async fn letters(&self, to: &str, subject: &str) -> Vec<String> {
        let letters = self.app.mails_to(to).await;
        letters.into_iter().filter(|letter| letter.subject.contains(subject)).map(|letter| letter.body_text).collect()
    }

    fn line(&self, name: &str) -> String {
        let lines = self.order()["lines"].as_array().unwrap();
        id(lines.iter().find(|line| line["name"].as_str().unwrap().starts_with(name)).unwrap())
    }

    async fn reviews(&self, name: &str, body: Value) -> Answer {
        self.buyer.put(&format!("/order-groups/{}/lines/{}/review", id(&self.group), self.line(name)), body).await
    }

    async fn public(&self) -> Value {
        self.app.visitor().get(&format!("/storefront/products/{}/reviews", self.slug)).await.ok()
    }
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_guest_and_the_maker_write_to_each_other_and_nobody_else_reads_it() {
    let sold = Sold::start().await;
    let thread = sold.asks("Dober dan,\r\n\r\n\r\n\r\nali gre\u{202e} v stroj?").await.created();
    assert_eq!(thread["messages"][0]["text"], "Dober dan,\n\nali gre v stroj?");
    let letter = sold.letters(&sold.mara.email, "Sporočilo o naročilu").await;
    assert!(letter[0].contains("Maja Kalan") && letter[0].contains("ali gre v stroj?"), "{letter:?}");
    assert!(letter[0].contains(&format!("/studio/orders/{}#thread-", id(sold.order()))), "{letter:?}");
    assert!(!letter[0].contains("maja@example.com"), "the buyer's address stays away: {letter:?}");

    let list = format!("/organisations/{}/orders", sold.mara.organisation);
    assert_eq!(sold.mara.get(&list).await.ok()["items"][0]["unread"], 1);
    assert_eq!(sold.mara.get(&format!("{list}?unread=true")).await.ok()["items"].as_array().unwrap().len(), 1);
    assert_eq!(sold.mara.get(&format!("/organisations/{}/today", sold.mara.organisation)).await.ok()["messages_unread"], 1);
    sold.mara.post(&sold.sold("/messages/reading"), json!(null)).await.ok();
    assert_eq!(sold.mara.get(&list).await.ok()["items"][0]["unread"], 0);
    assert_eq!(sold.buyer.get(&sold.bought("/messages")).await.ok()["messages"][0]["read"], true);

    sold.answers("Na 30 °C, narobe obrnjen.").await.created();
    let letter = sold.letters("maja@example.com", "Sporočilo o naročilu").await;
    assert!(letter[0].contains("30 °C") && letter[0].contains("/narocilo/"), "{letter:?}");
    assert!(!letter[0].contains(&sold.mara.email), "the maker's address stays away: {letter:?}");
    let seen = sold.buyer.get(&sold.bought("/messages")).await.ok();
    assert_eq!((seen["side"].as_str(), seen["messages"].as_array().unwrap().len()), (Some("buyer"), 2));

    let (stranger, coordinator) = (sold.app.creator("tone").await, sold.app.coordinator().await);
    for caller in [&stranger, &coordinator] {
        caller.get(&sold.sold("/messages")).await.refused(404, "not_found");
        caller.get(&sold.bought("/messages")).await.refused(404, "not_found");
    }
    coordinator.get(&format!("/desk/threads/{}", id(sold.order()))).await.refused(404, "not_found");
    sold.app.finish().await;
}

#[actix_web::test]
async fn several_messages_in_a_row_are_one_letter_until_they_are_read_or_an_hour_is_over() {
    let sold = Sold::start().await;
    for text in ["Prvo.", "Drugo.", "Tretje."] {
        sold.asks(text).await.created();
    }
    let told = || sold.letters(&sold.mara.email, "Sporočilo o naročilu");
    assert_eq!(told().await.len(), 1);
    sold.mara.post(&sold.sold("/messages/reading"), json!(null)).await.ok();
    sold.asks("Četrto.").await.created();
    assert_eq!(told().await.len(), 2, "what came after the reading is told");
    sold.app.advance(hours(2)).await;
    sold.asks("Peto.").await.created();
    assert_eq!(told().await.len(), 3, "an hour later the maker is told again");
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_message_needs_words_a_paid_order_and_some_patience() {
    let sold = Sold::start().await;
    sold.asks(" \u{200b} ").await.refused(422, "invalid");
    sold.asks(&"a".repeat(2_001)).await.refused(422, "invalid");
    for _ in 0..20 {
        sold.asks("Ste tam?").await.created();
    }
    sold.asks("Ste tam?").await.refused(429, "too_many_attempts");
    sold.answers("Sem, sem.").await.created();
    let guest = crate::shopping::guest_with(&sold.app, &[(sold.order()["lines"][0]["variant_id"].as_str().unwrap(), 1)]).await;
    let group = crate::shopping::place(&guest, "jure@example.com").await.created();
    let path = format!("/order-groups/{}/orders/{}/messages", id(&group), id(&group["orders"][0]));
    post_once(&holding(&sold.app.visitor(), &group), &path, json!({ "text": "Zdravo." })).await.refused(409, "thread_closed");
    sold.app.finish().await;
}

#[actix_web::test]
async fn the_desk_reads_a_thread_once_one_side_reports_a_message_of_the_other() {
    let sold = Sold::start().await;
    sold.asks("Kje je?").await.created();
    let thread = sold.answers("Ne bodite tečni!").await.created();
    let (theirs, own) = (id(&thread["messages"][1]), id(&thread["messages"][0]));
    let why = json!({ "reason": "offensive", "statement": "Tako se s kupcem ne govori." });
    let report = |message: &str| sold.bought(&format!("/messages/{message}/report"));
    sold.buyer.post(&report(&own), why.clone()).await.refused(409, "message_reported");
    sold.buyer.post(&report(&theirs), json!({ "reason": "offensive", "statement": "?" })).await.refused(422, "invalid");
    assert_eq!(sold.buyer.post(&report(&theirs), why.clone()).await.ok()["messages"][1]["reported"], true);
    sold.buyer.post(&report(&theirs), why).await.refused(409, "message_reported");
    assert_eq!(sold.letters("maja@example.com", "Prejeli smo vašo prijavo").await.len(), 1);

    let desk = sold.app.coordinator().await;
    let queue = desk.get("/desk/submissions?kind=report").await.ok();
    let title = queue["items"][0]["title"].as_str().unwrap();
    assert!(title.starts_with(sold.order()["number"].as_str().unwrap()), "{title}");
    let seen = desk.get(&format!("/desk/threads/{}", id(sold.order()))).await.ok();
    assert_eq!((&seen["side"], seen["messages"].as_array().unwrap().len()), (&json!(null), 2));
    sold.app.finish().await;
}

/// The maker writes something that the buyer reports; answers the id of the message.
async fn reported(sold: &Sold) -> String {
    let thread = sold.answers("Ne bodite tečni!").await.created();
    let message = id(&thread["messages"][0]);
    let why = json!({ "reason": "offensive", "statement": "Tako se s kupcem ne govori." });
    sold.buyer.post(&sold.bought(&format!("/messages/{message}/report")), why).await.ok();
    message
}

fn because() -> Value {
    json!({ "ground": "terms", "clause": "pogoji, 6.2: vljudnost", "facts": "Sporočilo je žaljivo do kupca." })
}

#[actix_web::test]
async fn the_desk_takes_a_reported_message_down_with_reasons_and_keeps_its_words() {
    let sold = Sold::start().await;
    let message = reported(&sold).await;
    let unreported = id(&sold.answers("Prispe jutri.").await.created()["messages"][1]);
    let desk = sold.app.coordinator().await;
    let hide = |id: &str| format!("/desk/messages/{id}/hiding");
    desk.post(&hide(&unreported), because()).await.refused(404, "not_found");
    desk.post(&hide(&message), json!({ "ground": "terms", "clause": "x", "facts": "kratko" })).await.refused(422, "invalid");
    sold.mara.post(&hide(&message), because()).await.refused(403, "coordinator_only");
    let seen = desk.post(&hide(&message), because()).await.ok();
    let at_desk = &seen["messages"][0];
    assert_eq!((at_desk["hidden"].as_bool(), at_desk["text"].as_str()), (Some(true), Some("Ne bodite tečni!")), "kept for the record");
    assert_eq!(at_desk["report"], Value::Null, "the report is decided with it");
    let buyers = sold.buyer.get(&sold.bought("/messages")).await.ok()["messages"][0].clone();
    assert_eq!((buyers["hidden"].as_bool(), buyers["text"].as_str(), &buyers["hidden_because"]), (Some(true), Some(""), &Value::Null));
    let makers = sold.mara.get(&sold.sold("/messages")).await.ok()["messages"][0].clone();
    assert_eq!(
        (makers["text"].as_str(), makers["hidden_because"]["clause"].as_str()),
        (Some("Ne bodite tečni!"), Some("pogoji, 6.2: vljudnost"))
    );
    let told = sold.letters(&sold.mara.email, "Vaše sporočilo o naročilu").await;
    assert!(told.len() == 1 && told[0].contains("žaljivo do kupca") && told[0].contains("v šestih mesecih"), "{told:?}");
    desk.post(&hide(&message), because()).await.refused(409, "message_state");
    desk.post(&format!("/desk/messages/{message}/showing"), Value::Null).await.ok();
    assert_eq!(sold.buyer.get(&sold.bought("/messages")).await.ok()["messages"][0]["text"], "Ne bodite tečni!");
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_report_of_a_message_that_leads_to_nothing_is_dismissed_in_the_queue() {
    let sold = Sold::start().await;
    let message = reported(&sold).await;
    let desk = sold.app.coordinator().await;
    let thread = format!("/desk/threads/{}", id(sold.order()));
    let report = desk.get(&thread).await.ok()["messages"][0]["report"].as_str().unwrap().to_owned();
    let answer =
        json!({ "decision": "dismissed", "ground": "terms", "clause": "pogoji, 6.2", "facts": "Sporočilo je ostro, a ne žaljivo." });
    desk.post(&format!("/desk/submissions/{report}/decision"), answer).await.created();
    let seen = desk.get(&thread).await.ok()["messages"][0].clone();
    assert_eq!((seen["hidden"].as_bool(), &seen["report"]), (Some(false), &Value::Null));
    assert_eq!(sold.buyer.get(&sold.bought("/messages")).await.ok()["messages"][0]["text"], "Ne bodite tečni!");
    // Taken down later all the same: the report was decided, the measure stands by itself.
    desk.post(&format!("/desk/messages/{message}/hiding"), because()).await.ok();
    sold.app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_a_message_is_taken_down_twice_and_the_audit_says_so() {
    let sold = Sold::start().await;
    let message = reported(&sold).await;
    let desk = sold.app.coordinator().await;
    let _off = modrotisk::kit::guard::switch_off("message_measure");
    for _ in 0..2 {
        desk.post(&format!("/desk/messages/{message}/hiding"), because()).await.ok();
    }
    assert!(sold.app.breaches().await.iter().any(|breach| breach.contains("repeats what was so already")));
}

#[actix_web::test]
async fn only_what_arrived_is_reviewed_and_once() {
    let sold = Sold::start().await;
    sold.reviews("Predpasnik", json!({ "stars": 5 })).await.refused(409, "review_too_early");
    sold.arrives().await;
    sold.reviews("Predpasnik", json!({ "stars": 6 })).await.refused(422, "invalid");
    let seen = sold.reviews("Predpasnik", json!({ "stars": 5, "text": "Odličen." })).await.ok();
    assert_eq!((&seen["first_name"], &seen["lines"][0]["review"]["name"]), (&json!("Maja"), &json!("Maja")));
    let mara = sold.letters(&sold.mara.email, "Novo mnenje").await;
    assert!(mara[0].contains("5 / 5") && mara[0].contains("Odličen."), "{mara:?}");
    sold.reviews("Predpasnik", json!({ "stars": 4, "text": "Dober.", "anonymous": true })).await.ok();
    sold.reviews("Torba", json!({ "stars": 1 })).await.ok();

    let public = sold.public().await;
    assert_eq!(public["rating"], json!({ "count": 1, "mean_tenths": 40 }), "a second word replaces the first");
    assert_eq!((&public["items"][0]["name"], &public["items"][0]["edited"]), (&json!(null), &json!(true)));
    let page = sold.app.visitor().get(&format!("/storefront/products/{}", sold.slug)).await.ok();
    assert_eq!(page["rating"]["count"], 1);
    let maker = sold.mara.get(&format!("/organisations/{}", sold.mara.organisation)).await.ok();
    let maker = maker["slug"].as_str().unwrap();
    let all = sold.app.visitor().get(&format!("/storefront/makers/{maker}/reviews")).await.ok();
    assert_eq!(all["rating"], json!({ "count": 2, "mean_tenths": 25 }));
    assert_eq!(all["items"][0]["product"]["name"], "Torba »Seme«");

    let other = bought(&sold.app, &[(sold.order()["lines"][0]["variant_id"].as_str().unwrap(), 1)], "jure@example.com").await;
    let foreign = format!("/order-groups/{}/lines/{}/review", id(&other), sold.line("Torba"));
    holding(&sold.app.visitor(), &other).put(&foreign, json!({ "stars": 1 })).await.refused(404, "not_found");
    sold.app.advance(days(30)).await;
    sold.reviews("Predpasnik", json!({ "stars": 1 })).await.refused(409, "review_over");
    sold.app.finish().await;
}

#[actix_web::test]
async fn what_never_left_cannot_be_reviewed_and_what_was_sent_back_can() {
    let sold = Sold::start().await;
    let withdraw =
        |line: String| json!({ "name": "Maja Kalan", "email": "maja@example.com", "lines": [{ "line_id": line, "quantity": 1 }] });
    post_once(&sold.buyer, &sold.bought("/withdrawals"), withdraw(sold.line("Torba"))).await.created();
    sold.arrives().await;
    sold.reviews("Torba", json!({ "stars": 1 })).await.refused(409, "review_too_early");
    let both =
        json!({ "name": "Maja Kalan", "email": "maja@example.com", "lines": [{ "line_id": sold.line("Predpasnik"), "quantity": 2 }] });
    post_once(&sold.buyer, &sold.bought("/withdrawals"), both).await.created();
    sold.reviews("Predpasnik", json!({ "stars": 2, "text": "Premajhen, vrnila sem ga." })).await.ok();
    assert_eq!(sold.public().await["rating"]["count"], 1);
    sold.app.finish().await;
}

#[actix_web::test]
async fn the_maker_answers_in_public_and_the_desk_takes_down_only_with_reasons() {
    let sold = Sold::start().await;
    sold.arrives().await;
    let seen = sold.reviews("Predpasnik", json!({ "stars": 1, "text": "Sleparji, moj sosed Janez Novak ve!" })).await.ok();
    let review = id(&seen["lines"][0]["review"]);
    let reply = format!("/reviews/{review}/reply");
    sold.app.creator("tone").await.put(&reply, json!({ "text": "Ni res." })).await.refused(404, "not_found");
    sold.mara.put(&reply, json!({ "text": "Žal mi je, pišite mi." })).await.ok();
    sold.mara.put(&reply, json!({ "text": "Žal mi je. Pišite mi, zamenjam." })).await.ok();
    assert_eq!(sold.public().await["items"][0]["reply"], "Žal mi je. Pišite mi, zamenjam.");
    assert_eq!(sold.letters("maja@example.com", "Odgovor na vaše mnenje").await.len(), 1, "the writer is told once");

    let desk = sold.app.coordinator().await;
    let (hiding, showing) = (format!("/desk/reviews/{review}/hiding"), format!("/desk/reviews/{review}/showing"));
    let why = json!({ "ground": "law", "clause": "GDPR, 6. člen", "facts": "Mnenje imenuje tretjo osebo." });
    desk.post(&hiding, json!({ "ground": "law", "clause": "", "facts": "" })).await.refused(422, "invalid");
    desk.post(&showing, json!(null)).await.refused(409, "review_state");
    assert_eq!(desk.post(&hiding, why.clone()).await.ok()["hidden"], true);
    desk.post(&hiding, why).await.refused(409, "review_state");
    assert_eq!(sold.public().await["rating"]["count"], 0);
    let told = sold.letters("maja@example.com", "Vaše mnenje je umaknjeno").await;
    assert!(told[0].contains("GDPR, 6. člen") && told[0].contains("tretjo osebo") && told[0].contains("ugovarjate"), "{told:?}");
    let own = sold.buyer.get(&format!("/order-groups/{}/reviews", id(&sold.group))).await.ok();
    assert_eq!(own["lines"][0]["review"]["hidden_because"]["clause"], "GDPR, 6. člen");
    desk.post(&showing, json!(null)).await.ok();
    assert_eq!(sold.public().await["rating"]["count"], 1);
    assert_eq!(sold.letters("maja@example.com", "spet objavljeno").await.len(), 1);
    sold.app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_a_review_is_taken_down_twice() {
    let _off = modrotisk::kit::guard::switch_off("review_measure");
    let sold = Sold::start().await;
    sold.arrives().await;
    let seen = sold.reviews("Predpasnik", json!({ "stars": 1 })).await.ok();
    let hiding = format!("/desk/reviews/{}/hiding", id(&seen["lines"][0]["review"]));
    let desk = sold.app.coordinator().await;
    let why = json!({ "ground": "terms", "clause": "točka 6", "facts": "Ni mnenje o izdelku." });
    desk.post(&hiding, why.clone()).await.ok();
    desk.post(&hiding, why).await.ok();
    let breaches = sold.app.breaches().await;
    assert!(breaches.iter().any(|breach| breach.contains("of two who decide on a review at once")), "{breaches:?}");
}

#[actix_web::test]
async fn a_week_after_it_arrived_the_buyer_is_asked_once_and_may_say_no() {
    let sold = Sold::start().await;
    sold.app.wind().await;
    sold.arrives().await;
    let asked = || sold.letters("maja@example.com", "Kako ste zadovoljni?");
    sold.app.advance(days(6)).await;
    assert!(asked().await.is_empty());
    sold.app.advance(days(1)).await;
    let letter = asked().await;
    assert!(letter[0].contains("#reviews") && letter[0].contains("?mnenja=ne"), "{letter:?}");
    sold.app.advance(days(2)).await;
    assert_eq!(asked().await.len(), 1);

    let choice = format!("/order-groups/{}/review-invitations", id(&sold.group));
    assert_eq!(sold.buyer.put(&choice, json!({ "wanted": false })).await.ok()["invited"], false);
    let again = bought(&sold.app, &[(sold.order()["lines"][0]["variant_id"].as_str().unwrap(), 1)], "Maja@example.com").await;
    let order = id(order_of(&again, &sold.mara));
    let how = json!({ "carrier": "Pošta Slovenije", "tracking_number": null, "tracking_url": null });
    sold.mara.post(&format!("/orders/{order}/shipment"), how).await.ok();
    sold.mara.post(&format!("/orders/{order}/delivery"), json!(null)).await.ok();
    sold.app.advance(days(8)).await;
    assert_eq!(asked().await.len() + sold.letters("Maja@example.com", "Kako ste zadovoljni?").await.len(), 1);
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_purchase_is_ordered_again_as_far_as_it_can_be_had() {
    let sold = Sold::start().await;
    let again = format!("/order-groups/{}/repetition", id(&sold.group));
    let variant_of = |name: &str| {
        let lines = sold.order()["lines"].as_array().unwrap();
        lines.iter().find(|line| line["name"].as_str().unwrap().starts_with(name)).unwrap()["variant_id"].as_str().unwrap().to_owned()
    };
    let (apron, bag) = (variant_of("Predpasnik"), variant_of("Torba"));
    correct(&sold.mara, &apron, json!({ "counted": 1, "reason": "counted" })).await.created();
    sold.mara.put(&format!("/variants/{bag}/price"), json!({ "price": { "amount": 9_900, "currency": "EUR" } })).await.ok();
    let answer = sold.buyer.post(&again, json!(null)).await.ok();
    let lines = answer["lines"].as_array().unwrap();
    assert_eq!(
        (lines[0]["outcome"].as_str(), lines[0]["added"].as_i64(), lines[0]["quantity"].as_i64()),
        (Some("fewer"), Some(1), Some(2))
    );
    assert_eq!((&lines[1]["outcome"], &lines[1]["price_now"]["amount"]), (&json!("added"), &json!(9_900)));
    assert_ne!(lines[1]["price_then"], lines[1]["price_now"]);
    let guest = sold.app.visitor().with("x-cart-token", answer["cart"]["token"].as_str().unwrap());
    assert_eq!(guest.get("/carts/current").await.ok()["count"], 2);

    let product = sold.order()["lines"][1]["product_id"].as_str().unwrap();
    sold.mara.post(&format!("/products/{product}/pause"), json!(null)).await.ok();
    let answer = holding(&guest, &sold.group).post(&again, json!(null)).await.ok();
    let outcomes: Vec<&str> = answer["lines"].as_array().unwrap().iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["sold_out", "gone"], "what lies in the cart already is counted");
    sold.app.visitor().post(&again, json!(null)).await.refused(404, "not_found");
    sold.app.finish().await;
}

#[actix_web::test]
async fn a_gift_keeps_its_note_and_hides_its_price_from_checkout_to_the_studio() {
    let sold = Sold::start().await;
    let guest = guest_with(&sold.app, &[(sold.order()["lines"][0]["variant_id"].as_str().unwrap(), 1)]).await;
    let mut order = order_for(&guest, "jure@example.com").await;
    order["gift_note"] = json!("Vse najboljše, Ajda!");
    order["hide_prices"] = json!(true);
    let group = post_once(&guest, "/order-groups", order).await.created();
    let buyer = holding(&sold.app.visitor(), &group);
    let payment = crate::shopping::open_payment(&buyer, &group, "sandbox").await.created();
    crate::shopping::press(&buyer, &payment, "paid").await.ok();
    let seen = sold.mara.get(&format!("/orders/{}", id(order_of(&group, &sold.mara)))).await.ok();
    assert_eq!((&seen["gift_note"], &seen["hide_prices"]), (&json!("Vse najboljše, Ajda!"), &json!(true)));
    let list = sold.mara.get(&format!("/organisations/{}/orders", sold.mara.organisation)).await.ok();
    assert_eq!(list["items"][0]["gift"], true);
    sold.app.finish().await;
}

#[actix_web::test]
async fn few_left_is_told_once_for_each_fall() {
    let sold = Sold::start().await;
    let apron = sold.order()["lines"][0]["variant_id"].as_str().unwrap().to_owned();
    let told = || sold.letters(&sold.mara.email, "Malo zaloge");
    sold.mara.put(&format!("/variants/{apron}/stock-alert"), json!({ "low_at": 2 })).await.ok();
    bought(&sold.app, &[(&apron, 1)], "jure@example.com").await;
    let letter = told().await;
    assert!(letter.len() == 1 && letter[0].contains("Ostane: 2"), "{letter:?}");
    assert_eq!(sold.mara.get(&format!("/organisations/{}/today", sold.mara.organisation)).await.ok()["low_stock"][0]["available"], 2);
    bought(&sold.app, &[(&apron, 1)], "jure@example.com").await;
    assert_eq!(told().await.len(), 1, "the same fall is told once");
    correct(&sold.mara, &apron, json!({ "counted": 3, "reason": "made" })).await.created();
    assert_eq!(sold.mara.get(&format!("/organisations/{}/today", sold.mara.organisation)).await.ok()["low_stock"], json!([]));
    bought(&sold.app, &[(&apron, 1)], "jure@example.com").await;
    assert_eq!(told().await.len(), 2, "after more were made, the next fall is told");
    sold.app.finish().await;
}

#[actix_web::test]
async fn of_an_edition_no_more_are_ever_sold_and_each_has_its_number() {
    let app = TestApp::start().await;
    app.wind().await;
    let mara = app.creator("mara").await;
    let print = stocked(&app, &mara, "Grafika »Žaga«", 0, |content| {
        content["edition_size"] = json!(3);
        content["made_to_order"] = json!(true);
        content["lead_time_days"] = json!(10);
    })
    .await;
    let (slug, print) = (print["slug"].as_str().unwrap().to_owned(), variant(&print));
    let left = || async { app.visitor().get(&format!("/storefront/products/{slug}")).await.ok()["variants"][0]["edition_left"].clone() };
    let numbers = |group: &Value| -> Vec<i64> {
        let pieces = order_of(group, &mara)["lines"][0]["edition"].as_array().unwrap();
        pieces.iter().map(|piece| piece["number"].as_i64().unwrap()).collect()
    };
    let page = app.visitor().get(&format!("/storefront/products/{slug}")).await.ok();
    assert_eq!((&page["variants"][0]["stock"]["kind"], &page["lead_time_days"]), (&json!("made_to_order"), &json!(10)));
    assert_eq!(left().await, 3);
    let first = bought(&app, &[(&print, 1)], "maja@example.com").await;
    assert_eq!(numbers(&first), [1]);
    let guest = guest_with(&app, &[(&print, 2)]).await;
    let waiting = order_for(&guest, "jure@example.com").await;
    let waiting = post_once(&guest, "/order-groups", waiting).await.created();
    assert_eq!((left().await, numbers(&waiting)), (json!(0), vec![]), "what is being paid for is not there for others");
    let late = app.visitor().post("/carts/current/lines", json!({ "variant_id": print, "quantity": 1 })).await;
    late.refused(409, "quantity_not_available");
    app.advance(hours(1)).await;
    assert_eq!(left().await, 2, "what was not paid comes back");
    let second = bought(&app, &[(&print, 2)], "ana@example.com").await;
    assert_eq!(numbers(&second), [2, 3]);
    let page = app.visitor().get(&format!("/storefront/products/{slug}")).await.ok();
    assert_eq!(page["variants"][0]["stock"]["kind"], "sold_out");

    let order = id(order_of(&first, &mara));
    assert_eq!(mara.get(&format!("/orders/{order}")).await.ok()["lines"][0]["edition"], json!([{ "number": 1, "size": 3 }]));
    post_once(&mara, &format!("/orders/{order}/cancellation"), json!({ "reason": "Plošča je počila." })).await.ok();
    let third = bought(&app, &[(&print, 1)], "eva@example.com").await;
    assert_eq!(numbers(&third), [1], "the number of a piece that came back is given again");
    app.finish().await;
}

#[actix_web::test]
async fn what_a_maker_and_the_desk_keep_are_tables_of_their_days() {
    let sold = Sold::start().await;
    let of_mara = |rest: &str| format!("/organisations/{}{rest}", sold.mara.organisation);
    let number = sold.order()["number"].as_str().unwrap();
    let stock = sold.mara.get(&of_mara("/stock/table")).await.text();
    assert!(stock.contains("Predpasnik »Lontrg«") && stock.contains(",web,3,0,3,"), "{stock}");
    let moved = sold.mara.get(&of_mara("/stock-movements/table?from=2026-11-24&until=2026-11-24")).await.text();
    assert!(moved.contains(",web,5,opening,") && moved.contains(",web,-2,sale,"), "{moved}");
    let orders = sold.mara.get(&of_mara("/orders/table")).await.text();
    assert_eq!(orders.lines().count(), 3, "{orders}");
    assert!(orders.contains(number) && orders.contains("Maja Kalan,Kranj,SI,parcel"), "{orders}");
    assert_eq!(sold.mara.get(&of_mara("/orders/table?from=2026-11-25&until=2026-11-26")).await.text().lines().count(), 1);
    sold.mara.get(&of_mara("/orders/table?from=2026-11-25&until=2026-11-24")).await.refused(422, "invalid");
    let desk = sold.app.coordinator().await.get("/desk/money/orders").await.text();
    assert!(desk.contains(number) && !desk.contains("Kalan"), "{desk}");
    sold.app.finish().await;
}

#[actix_web::test]
async fn six_buyers_of_an_edition_of_three_get_three() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let change = |content: &mut Value| {
        content["edition_size"] = json!(3);
        content["made_to_order"] = json!(true);
        content["lead_time_days"] = json!(10);
    };
    let print = variant(&stocked(&app, &mara, "Grafika »Žaga«", 0, change).await);
    let mut guests = Vec::new();
    for _ in 0..6 {
        guests.push(guest_with(&app, &[(&print, 1)]).await);
    }
    let answers = join_all(guests.iter().map(|guest| place(guest, "maja@example.com"))).await;
    let (placed, refused): (Vec<Answer>, Vec<Answer>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((placed.len(), refused.len()), (3, 3));
    for answer in refused {
        answer.refused(409, "sold_out");
    }
    app.finish().await;
}
