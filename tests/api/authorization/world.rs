//! One of everything, and everyone who might want it.

use std::collections::BTreeMap;

use actix_web::http::Method;
use diesel::RunQueryDsl;
use modrotisk::disputes::{self, Dispute, DisputeStatus};
use modrotisk::kit::id::PaymentId;
use modrotisk::kit::money::{Currency, Money};
use modrotisk::kit::time::days;
use modrotisk::processor::differences::{self, DifferenceKind, Found, Thing};
use serde_json::{Value, json};

use super::method_and_path;
use super::sample::Samples;
use super::table::{Row, Who};
use super::things::{aftercare, come_back, desk, events, letter, people_of, transfers};
use crate::briefs::{brief, published};
use crate::events::id;
use crate::harness::{Caller, TestApp};
use crate::listings::{picture, telephone_picture};
use crate::shopping::{self, stocked, variant};
use crate::{agreements, briefs};
use crate::{entries, juries};

/// Who might ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Nobody we know.
    Visitor,
    /// Somebody signed in, without an organisation.
    Buyer,
    /// The owner of another approved studio.
    Stranger,
    /// A plain member of the studio.
    Member,
    /// The owner of the studio.
    Owner,
    /// The owner of the organizer.
    Organizer,
    /// Decides at the desk.
    Coordinator,
    /// Runs the installation.
    Admin,
    /// A guest with the secret of an order.
    OrderHolder,
    /// A guest with the secret of a cart.
    CartHolder,
}

impl Person {
    pub const ALL: &'static [Person] = &[
        Person::Visitor,
        Person::Buyer,
        Person::Stranger,
        Person::Member,
        Person::Owner,
        Person::Organizer,
        Person::Coordinator,
        Person::Admin,
        Person::OrderHolder,
        Person::CartHolder,
    ];
}

/// What a world may hold beside its people. Each part stands on the people alone, but for purchases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A product for sale.
    Shelf,
    /// Purchases of it, what came after them, and their money.
    Purchases,
    Members,
    Desk,
    Events,
    Challenge,
    Judging,
    Royalties,
}

impl Part {
    const ALL: &'static [Part] =
        &[Part::Shelf, Part::Purchases, Part::Members, Part::Desk, Part::Events, Part::Challenge, Part::Judging, Part::Royalties];
}

/// One of everything, and everyone.
pub struct World {
    people: Vec<(Person, Caller)>,
    /// What stands for `{name}` in paths and bodies.
    ids: Ids,
    /// Which part each name came with; those that came with the people are missing.
    parts: BTreeMap<&'static str, Part>,
    bodies: Value,
    picture: Vec<u8>,
}

impl World {
    /// Makes one of everything. May be called again in the same application.
    pub async fn new(app: &TestApp) -> World {
        World::with(app, Part::ALL).await
    }

    /// Everyone anew, with as much of this world as a row needs when somebody asks.
    pub async fn again(&self, app: &TestApp, row: &Row, person: Person) -> World {
        let (_, template) = method_and_path(row.operation);
        let body = self.bodies.get(row.operation).map(Value::to_string).unwrap_or_default();
        let text = placeholders(row, template) + &body;
        let holder = matches!(person, Person::OrderHolder | Person::CartHolder);
        let named = |part: Part| self.parts.iter().any(|(name, of)| *of == part && text.contains(&format!("{{{name}}}")));
        let bought = holder || named(Part::Purchases);
        let needed = |part: Part| match part {
            Part::Purchases => bought,
            Part::Shelf => bought || named(part),
            _ => named(part),
        };
        let parts: Vec<Part> = Part::ALL.iter().copied().filter(|part| needed(*part)).collect();
        World::with(app, &parts).await
    }

    async fn with(app: &TestApp, wanted: &[Part]) -> World {
        // Many worlds are made from one address; the limits of that are not what is tried here.
        app.write(|tx| Ok(diesel::delete(modrotisk::db::schema::attempts::table).execute(tx.db).map(drop)?)).await;
        let mark = format!("{:x}", rand::random::<u32>());
        let named = |name: &str| format!("{name}-{mark}");
        let (owner, stranger) = (app.creator(&named("owner")).await, app.creator(&named("stranger")).await);
        let organizer = app.organizer(&named("organizer")).await;
        let member = app.colleague(&owner, &named("member")).await;
        let buyer = app.buyer(&named("buyer")).await;
        let coordinator = app.other_coordinator(&named("coordinator")).await;
        let admin = app.admin_named(&named("admin")).await;
        let mut ids = BTreeMap::new();
        ids.insert("studio", owner.organisation.clone());
        ids.insert("other_studio", stranger.organisation.clone());
        ids.insert("organizer", organizer.organisation.clone());
        ids.insert("session", buyer.who().session.to_string());
        ids.insert("account", buyer.account.clone());
        let mut parts = BTreeMap::new();
        let (mut order_holder, mut cart_holder) = (app.visitor(), app.visitor());
        for part in wanted {
            let before: Vec<&str> = ids.keys().copied().collect();
            match part {
                Part::Shelf => shelf(app, &owner, &mark, &mut ids).await,
                Part::Purchases => {
                    coordinator.post("/release-rules", json!({ "rule": "paid" })).await.created();
                    (order_holder, cart_holder) = purchases(app, &mut ids).await;
                    aftercare(app, &owner, &mut ids).await;
                    transfers(app, &owner, &mut ids).await;
                    payouts(app, &coordinator, &mut ids).await;
                    processor(app, &mut ids).await;
                }
                Part::Members => people_of(&owner, &member, &mark, &mut ids).await,
                Part::Desk => desk(&coordinator, &owner, &mark, &mut ids).await,
                Part::Events => {
                    events(app, &coordinator, &organizer, &mut ids).await;
                    letter(app, &organizer, &mut ids).await;
                }
                Part::Challenge => challenge(app, &coordinator, &organizer, &buyer, &mut ids).await,
                Part::Judging => judging(app, &coordinator, &organizer, &buyer, &mark, &mut ids).await,
                Part::Royalties => royalties(app, &owner, &organizer, &mut ids).await,
            }
            parts.extend(ids.keys().filter(|name| !before.contains(name)).map(|name| (*name, *part)));
        }
        let people = vec![
            (Person::Visitor, app.visitor()),
            (Person::Buyer, buyer),
            (Person::Stranger, stranger),
            (Person::Member, member),
            (Person::Owner, owner),
            (Person::Organizer, organizer),
            (Person::Coordinator, coordinator),
            (Person::Admin, admin),
            (Person::OrderHolder, order_holder),
            (Person::CartHolder, cart_holder),
        ];
        World { people, ids, parts, bodies: bodies(), picture: telephone_picture(64, 48, 1) }
    }

    /// Asks as somebody, about the world's own thing or one that is not there. Answers the status.
    pub async fn ask(&self, samples: &Samples<'_>, row: &Row, person: Person, missing: bool) -> u16 {
        let (method, template) = method_and_path(row.operation);
        let path = self.path(row, template, missing);
        let caller = &self.people.iter().find(|(who, _)| *who == person).expect("everyone is here").1;
        let caller = caller.with("if-match", "\"1\"").with("idempotency-key", &shopping::key()).with("x-requested-with", "modrotisk");
        if row.operation == "POST /organisations/{id}/media" {
            return caller.with("content-type", "image/jpeg").send(method, &path, Some(self.picture.clone())).await.status.as_u16();
        }
        if row.operation == "POST /organisations/{id}/bank/statements" {
            let body = crate::bank::statement(&[("W-1", 100, "SI99")]);
            return caller.with("content-type", "application/octet-stream").send(method, &path, Some(body)).await.status.as_u16();
        }
        if row.operation == "POST /entries/{id}/files" {
            let path = format!("{path}?kind=picture");
            return caller.with("content-type", "image/jpeg").send(method, &path, Some(self.picture.clone())).await.status.as_u16();
        }
        if row.operation == "POST /challenges/{id}/attachments" {
            let path = format!("{path}?title=Recept");
            return caller.with("content-type", "application/pdf").send(method, &path, Some(entries::paper())).await.status.as_u16();
        }
        let body = match self.bodies.get(row.operation) {
            Some(body) => Some(self.filled(&body.to_string())),
            None => samples.body(method.as_str(), template).map(|body| body.to_string()),
        };
        caller.send(method, &path, body.map(String::into_bytes)).await.status.as_u16()
    }

    fn path(&self, row: &Row, template: &str, missing: bool) -> String {
        let own = self.filled(&placeholders(row, template));
        if missing {
            own.split('/').map(|part| if self.names(part) { absent(part) } else { part.to_owned() }).collect::<Vec<_>>().join("/")
        } else {
            own
        }
    }

    /// Whether a part of a path names a thing of this world: by id, by address or by secret.
    fn names(&self, part: &str) -> bool {
        self.ids.values().any(|name| name == part)
    }

    fn filled(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    }
}

/// Bodies for operations whose documented shape alone is refused before anybody asks who it is.
pub fn bodies() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/authorization/bodies.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("bodies.json is there")).expect("bodies.json is JSON")
}

/// The template with the names of this world's things in the place of its own.
fn placeholders(row: &Row, template: &str) -> String {
    const THINGS: &[(&str, &str)] = &[
        ("/accounts/{id}", "/accounts/{account}"),
        ("/sessions/{id}", "/sessions/{session}"),
        ("/products/{id}", "/products/{product}"),
        ("/storefront/products/{slug}", "/storefront/products/{product_slug}"),
        ("/storefront/makers/{slug}", "/storefront/makers/{maker_slug}"),
        ("/storefront/popups/{slug}", "/storefront/popups/{popup_slug}"),
        ("/techniques/{slug}", "/techniques/{technique}"),
        ("/techniques/{code}", "/techniques/{technique}"),
        ("/variants/{id}", "/variants/{variant}"),
        ("/media/{id}", "/media/{media}"),
        ("/carts/current/lines/{id}", "/carts/current/lines/{line}"),
        ("/carts/current/deliveries/{id}", "/carts/current/deliveries/{studio}"),
        ("/order-groups/by-link/{token}/documents/{document_id}", "/order-groups/by-link/{paid_token}/documents/{document}"),
        ("/order-groups/by-link/{token}/transfer", "/order-groups/by-link/{transfer_token}/transfer"),
        ("/codes/{kind}", "/codes/upn"),
        ("/order-groups/by-link/{token}", "/order-groups/by-link/{group_token}"),
        ("/bank/dues/{due_id}", "/bank/dues/{due}"),
        ("/bank/entries/{entry_id}", "/bank/entries/{bank_entry}"),
        ("/bank/refunds/{refund_id}", "/bank/refunds/{hand_refund}"),
        ("/owed-invoices/{document_id}", "/owed-invoices/{document}"),
        ("/documents/{id}", "/documents/{document}"),
        ("/order-groups/{id}", "/order-groups/{group}"),
        ("/orders/{order_id}", "/orders/{order}"),
        ("/orders/{id}", "/orders/{paid_order}"),
        ("/payments/{id}", "/payments/{payment}"),
        ("/orders/{order}/messages/{message_id}", "/orders/{order}/messages/{own_message}"),
        ("/messages/{message_id}", "/messages/{message}"),
        ("/desk/messages/{id}", "/desk/messages/{reported_message}"),
        ("/lines/{line_id}", "/lines/{order_line}"),
        ("/reviews/{id}", "/reviews/{review}"),
        ("/desk/threads/{id}", "/desk/threads/{paid_order}"),
        ("/withdrawals/{withdrawal_id}", "/withdrawals/{own_withdrawal}"),
        ("/withdrawals/{id}", "/withdrawals/{withdrawal}"),
        ("/claims/{claim_id}", "/claims/{own_claim}"),
        ("/claim-pictures/{picture_id}", "/claim-pictures/{own_claim_picture}"),
        ("/claim-pictures/{id}", "/claim-pictures/{claim_picture}"),
        ("/claims/{id}", "/claims/{claim}"),
        ("/commission-rules/{id}", "/commission-rules/{rule}"),
        ("/payout-batches/{id}", "/payout-batches/{batch}"),
        ("/payouts/{id}", "/payouts/{payout}"),
        ("/desk/disputes/{id}", "/desk/disputes/{dispute}"),
        ("/desk/differences/{id}", "/desk/differences/{difference}"),
        ("/decisions/{id}", "/decisions/{decision}"),
        ("/desk/submissions/{id}", "/desk/submissions/{submission}"),
        ("/desk/jobs/{id}", "/desk/jobs/{job}"),
        ("/desk/saved-replies/{id}", "/desk/saved-replies/{reply}"),
        ("/desk/subjects/{kind}/{id}", "/desk/subjects/listing/{product}"),
        ("/venues/{id}", "/venues/{venue}"),
        ("/popups/{id}", "/popups/{popup}"),
        ("/entries/{id}/invitations/{invitation_id}", "/entries/{own_entry}/invitations/{team_invitation}"),
        ("/entries/{id}/members/{account_id}", "/entries/{own_entry}/members/{team_mate}"),
        ("/entries/{id}/files/{file_id}", "/entries/{own_entry}/files/{entry_file}"),
        ("/entries/{id}", "/entries/{own_entry}"),
        ("/juries/{id}/sheets/{handle}/files/{file_handle}", "/juries/{jury}/sheets/{entry_handle}/files/{file_handle}"),
        ("/juries/{id}/sheets/{handle}", "/juries/{jury}/sheets/{entry_handle}"),
        ("/juries/{id}", "/juries/{jury}"),
        ("/challenges/{id}/judging", "/challenges/{judged}/judging"),
        ("/challenges/{id}/jurors/{juror_id}", "/challenges/{judged}/jurors/{jury}"),
        ("/challenges/{id}/jurors", "/challenges/{judged}/jurors"),
        ("/challenges/{id}/ties", "/challenges/{judged}/ties"),
        ("/challenges/{id}/shortlist", "/challenges/{judged}/shortlist"),
        ("/challenges/{id}/entries/{handle}/files/{file_handle}", "/challenges/{judged}/entries/{entry_handle}/files/{file_handle}"),
        ("/challenges/{id}/entries/{handle}", "/challenges/{judged}/entries/{entry_handle}"),
        ("/challenges/{id}/entries", "/challenges/{judged}/entries"),
        ("/challenges/{id}/ranking", "/challenges/{judged}/ranking"),
        ("/challenges/{id}/announcement", "/challenges/{judged}/announcement"),
        ("/challenges/{id}/attachments/{attachment_id}", "/challenges/{challenge}/attachments/{attachment}"),
        ("/papers/{attachment_id}", "/papers/{open_paper}"),
        ("/storefront/challenges/{slug}/vote", "/storefront/challenges/{judged_slug}/vote"),
        ("/me/votes/{slug}", "/me/votes/{judged_slug}"),
        ("/storefront/challenges/{slug}/results", "/storefront/challenges/{judged_slug}/results"),
        ("/storefront/challenges/{slug}", "/storefront/challenges/{challenge_slug}"),
        ("/challenges/{id}", "/challenges/{challenge}"),
        ("/questions/{question}", "/questions/{challenge_question}"),
        ("/agreements/{id}", "/agreements/{agreement}"),
        ("{agreement_id}", "{agreement}"),
        ("{link_id}", "{link}"),
        ("/royalty-reports/{id}", "/royalty-reports/{royalty}"),
        ("{report_id}", "{royalty}"),
        ("/mailbox/{id}", "/mailbox/{mail}"),
        ("{membership_id}", "{membership}"),
        ("{invitation_id}", "{invitation}"),
        ("{entry_id}", "{entry}"),
        ("{organisation_id}", "{studio}"),
    ];
    let ours =
        if matches!(row.who, Who::Organizer(_) | Who::OrganizerOrDesk) { "/organisations/{organizer}" } else { "/organisations/{studio}" };
    let path = template.replace("/organisations/{id}", ours);
    THINGS.iter().fold(path, |path, (theirs, ours)| path.replace(theirs, ours))
}

/// A name of the same kind that nothing has.
fn absent(name: &str) -> String {
    match name.split_once('_') {
        Some((noun, rest)) if rest.len() == 36 && noun.len() == 3 => format!("{noun}_00000000-0000-7000-8000-000000000000"),
        _ => "ni-takega".to_owned(),
    }
}

pub type Ids = BTreeMap<&'static str, String>;

/// A product for sale with its picture and stock, and a draft beside it.
async fn shelf(app: &TestApp, owner: &Caller, mark: &str, ids: &mut Ids) {
    let product = stocked(app, owner, &format!("Predpasnik {mark}"), 9, |_| {}).await;
    ids.insert("product", id(&product));
    ids.insert("product_slug", product["slug"].as_str().unwrap().to_owned());
    ids.insert("variant", variant(&product));
    ids.insert("media", id(&picture(owner).await));
    let organisation = owner.get(&format!("/organisations/{}", owner.organisation)).await.ok();
    ids.insert("maker_slug", organisation["slug"].as_str().unwrap().to_owned());
}

/// A purchase that waits for payment, and a cart with a line.
async fn purchases(app: &TestApp, ids: &mut Ids) -> (Caller, Caller) {
    let variant = ids["variant"].clone();
    let guest = shopping::guest_with(app, &[(&variant, 1)]).await;
    let group = shopping::place(&guest, "kupec@example.org").await.created();
    let holder = shopping::holding(&app.visitor(), &group);
    let payment = shopping::open_payment(&holder, &group, "sandbox").await.created();
    ids.insert("group", id(&group));
    ids.insert("group_token", group["token"].as_str().unwrap().to_owned());
    ids.insert("order", id(&group["orders"][0]));
    ids.insert("payment", id(&payment));
    // Its maker sees an order when it is paid.
    let paid = shopping::bought(app, &[(&variant, 2)], "druga@example.org").await;
    ids.insert("paid_order", id(&paid["orders"][0]));
    ids.insert("paid_token", paid["token"].as_str().unwrap().to_owned());
    let page = shopping::page(app, &paid).await;
    ids.insert("document", id(&page["orders"][0]["documents"][0]));
    ids.insert("order_line", id(&group["orders"][0]["lines"][0]));
    come_back(app, &group, &paid, ids).await;
    let cart_holder = shopping::guest_with(app, &[(&variant, 1)]).await;
    let cart = cart_holder.get("/carts/current").await.ok();
    ids.insert("line", id(&cart["parcels"][0]["lines"][0]));
    ids.insert("option", cart["parcels"][0]["options"][0]["id"].as_str().unwrap_or("").to_owned());
    (holder, cart_holder)
}

/// A released payout of the studio, and a batch that is being looked at.
async fn payouts(app: &TestApp, coordinator: &Caller, ids: &mut Ids) {
    let batches = coordinator.get("/payout-batches").await.ok();
    let open = batches["items"].as_array().unwrap().iter().filter(|batch| batch["status"] == "prepared");
    for batch in open {
        coordinator.delete(&format!("/payout-batches/{}", id(batch))).await.ok();
    }
    let prepare = || shopping::post_once(coordinator, "/payout-batches", json!({ "minimum_cents": 0 }));
    let first = prepare().await.created();
    let own = first["payouts"].as_array().unwrap().iter().find(|payout| payout["organisation_id"] == ids["studio"].as_str());
    ids.insert("payout", id(own.expect("the studio has something due")));
    shopping::post_once(coordinator, &format!("/payout-batches/{}/release", id(&first["batch"])), Value::Null).await.ok();
    shopping::bought(app, &[(&ids["variant"], 1)], "tretja@example.org").await;
    ids.insert("batch", id(&prepare().await.created()["batch"]));
}

/// A dispute about the purchase that waits, and a difference of the books.
async fn processor(app: &TestApp, ids: &mut Ids) {
    let payment: PaymentId = ids["payment"].parse().unwrap();
    let (dispute, difference) = app
        .write(move |tx| {
            let dispute = Dispute {
                id: tx.id(),
                payment_id: payment.clone(),
                provider_dispute: format!("dp_{payment}"),
                status: DisputeStatus::Inquiry,
                reason: "general".to_owned(),
                currency: Currency::EUR,
                amount_cents: 1_000,
                withdrawn: false,
                fee_cents: 0,
                livemode: false,
                due_by: None,
                opened_at: tx.now,
                looked_up_at: tx.now,
                closed_at: None,
            };
            disputes::open(tx, &dispute, &[])?;
            let found = Found {
                kind: DifferenceKind::Unknown,
                thing: Thing::Transfer,
                subject: format!("tr_{payment}"),
                ours: None,
                theirs: Some(Money::euros(1_000)),
                at: tx.now,
            };
            differences::note(tx, &found)?;
            let open = differences::list(tx, true, 200)?;
            let difference = open.into_iter().find(|open| open.subject == found.subject).map(|open| open.id.to_string());
            Ok((dispute.id.to_string(), difference.unwrap_or_default()))
        })
        .await;
    ids.insert("dispute", dispute);
    ids.insert("difference", difference);
}

/// A challenge of the organizer that takes entries, with a question.
async fn challenge(app: &TestApp, coordinator: &Caller, organizer: &Caller, buyer: &Caller, ids: &mut Ids) {
    let challenge = published(coordinator, organizer, brief(app, days(30))).await;
    ids.insert("challenge", id(&challenge));
    ids.insert("challenge_slug", challenge["slug"].as_str().unwrap_or("").to_owned());
    let asked = json!({ "question": "Kdaj je material na voljo?" });
    let kept = format!("/challenges/{}/attachments?title=Recept", id(&challenge));
    let sent = organizer.with("content-type", "application/pdf").send(Method::POST, &kept, Some(entries::paper())).await.created();
    ids.insert("attachment", id(&sent["items"][0]));
    let open = format!("/challenges/{}/attachments?title=Tloris&open=true", id(&challenge));
    let sent = organizer.with("content-type", "application/pdf").send(Method::POST, &open, Some(entries::paper())).await.created();
    ids.insert("open_paper", id(&sent["items"][1]));
    let own = format!("/me/challenges/{}", id(&challenge));
    let promised = json!({ "text_version": buyer.get(&format!("{own}/attachments")).await.ok()["text_version"] });
    buyer.put(&format!("{own}/confidence"), promised).await.ok();
    ids.insert("challenge_question", id(&buyer.post(&format!("/challenges/{}/questions", id(&challenge)), asked).await.created()));
}

/// An entry of the buyer to an open challenge of the organizer; and one that is judged, with the buyer in the chair.
async fn judging(app: &TestApp, coordinator: &Caller, organizer: &Caller, buyer: &Caller, mark: &str, ids: &mut Ids) {
    let open = published(coordinator, organizer, brief(app, days(30))).await;
    ids.insert("entered_slug", open["slug"].as_str().unwrap_or("").to_owned());
    let own = entries::begun(buyer, &open).await;
    let mate = app.buyer(&format!("mate-{mark}")).await;
    entries::joined(app, buyer, &open, &own, &mate).await;
    ids.insert("own_entry", id(&own));
    ids.insert("team_mate", mate.account.clone());
    let path = format!("/entries/{}", id(&own));
    let (sender, upload) = (buyer.with("content-type", "image/jpeg"), format!("{path}/files?kind=picture"));
    let files = sender.send(Method::POST, &upload, Some(telephone_picture(400, 300, 1))).await.created();
    ids.insert("entry_file", id(&files["files"][0]));
    let invited = buyer.post(&format!("{path}/invitations"), json!({ "email": format!("third-{mark}@example.org") })).await.ok();
    ids.insert("team_invitation", id(&invited["invitations"][0]));
    // The other challenge: its close is moved into the past, since the clock stands.
    let mut voted = brief(app, days(30));
    voted["public_vote"] = json!(true);
    let judged = published(coordinator, organizer, voted).await;
    ids.insert("judged", id(&judged));
    ids.insert("judged_slug", judged["slug"].as_str().unwrap_or("").to_owned());
    let seat = juries::seated(app, organizer, &judged, buyer.clone(), true).await;
    ids.insert("jury", seat.jury.clone());
    let entry = entries::begun(&mate, &judged).await;
    let upload = format!("/entries/{}/files?kind=picture", id(&entry));
    mate.with("content-type", "image/jpeg").send(Method::POST, &upload, Some(telephone_picture(400, 300, 1))).await.created();
    let entry = entries::written(&mate, &entry, "Lonček").await;
    entries::submitted(&mate, &entry).await;
    let challenge = id(&judged);
    app.write(move |tx| {
        use diesel::prelude::*;
        use modrotisk::db::schema::{challenges, entry_versions};
        let (opened, closed) = (tx.now.minus(days(2)), tx.now.minus(days(1)));
        diesel::update(entry_versions::table.filter(entry_versions::entry_id.eq(&id(&entry))))
            .set(entry_versions::submitted_at.eq(opened))
            .execute(tx.db)?;
        let shut = (challenges::opens_at.eq(Some(opened)), challenges::closes_at.eq(Some(closed)));
        diesel::update(challenges::table.find(&challenge)).set(shut).execute(tx.db)?;
        Ok(())
    })
    .await;
    organizer.post(&format!("/challenges/{}/judging", id(&judged)), Value::Null).await.ok();
    let handle = seat.handles().await.pop().expect("an entry to judge");
    let sheet = buyer.get(&format!("/juries/{}/sheets/{handle}", seat.jury)).await.ok();
    ids.insert("file_handle", sheet["files"][0]["handle"].as_str().unwrap_or("").to_owned());
    ids.insert("entry_handle", handle);
}

/// An agreement in force whose sum is owed, and a tie that the studio is asked for.
async fn royalties(app: &TestApp, owner: &Caller, organizer: &Caller, ids: &mut Ids) {
    let agreement = agreements::offered(app, organizer, owner, agreements::choice(), agreements::alone(owner)).await;
    agreements::sign(organizer, &agreement, None).await.ok();
    agreements::sign(owner, &agreement, Some("buyout")).await.ok();
    ids.insert("agreement", agreement.id.to_string());
    let book = owner.get(&format!("/organisations/{}/royalties", owner.organisation)).await.ok();
    ids.insert("royalty", id(&book["items"][0]["periods"][0]["statement"]));
    let challenge = briefs::open_challenge(app, organizer, days(30)).await;
    ids.insert("tied_challenge", id(&challenge));
    let product = stocked(app, owner, "Torba", 1, |_| {}).await;
    let asked = json!({ "product_id": product["id"], "challenge_id": challenge["id"] });
    let link = organizer.post(&format!("/organisations/{}/product-links", organizer.organisation), asked).await.created();
    ids.insert("link", id(&link));
}
