//! Purchases of the last weeks, by a person with an account and by guests, at every step that a maker works on.

use serde_json::{Value, json};

use super::Loader;
use super::content::{text, told};
use crate::bank::MarkReceived;
use crate::checkout::{self, AddLine, Outcome, SandboxOutcome, Shop, Shopper, StartPayment};
use crate::db::Tx;
use crate::fulfilment::{self, Cancel, Ship};
use crate::identity::{self, Member, SignedIn, sessions};
use crate::kit::id::{AccountId, Id, OrderGroupId, OrderId, OrganisationId, VariantId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::Zone;
use crate::kit::{Error, Result};
use crate::orders;
use crate::payments::PaymentMethod;
use crate::{bank, dues};

/// How far a maker has come with an order.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Accepted,
    Shipped,
    Delivered,
    Cancelled,
}

/// A purchase: who, when, which pieces, and what was done with each order since, so many days ago.
struct Purchase {
    days_ago: i32,
    /// `None` for the buyer with the account.
    guest: Option<(&'static str, &'static str, Locale)>,
    pieces: &'static [(&'static str, i64)],
    steps: &'static [(i32, Step)],
    gift_note: Option<&'static str>,
}

const PURCHASES: &[Purchase] = &[
    Purchase {
        days_ago: 46,
        guest: Some(("Eva Mlakar", "eva@example.org", Locale::Sl)),
        pieces: &[("MOD-TWL-02-STD", 1)],
        steps: &[(45, Step::Accepted), (44, Step::Shipped), (42, Step::Delivered)],
        gift_note: None,
    },
    Purchase {
        days_ago: 34,
        guest: None,
        pieces: &[("MOD-TWL-02-STD", 1), ("VIG-NAI-30-BOX", 2)],
        steps: &[(33, Step::Accepted), (32, Step::Shipped), (29, Step::Delivered)],
        gift_note: None,
    },
    Purchase {
        days_ago: 12,
        guest: Some(("Mojca Zajc", "mojca@example.org", Locale::Sl)),
        pieces: &[("MOD-BAG-05-SEM", 1)],
        steps: &[(11, Step::Accepted), (10, Step::Shipped)],
        gift_note: Some("Vse najboljše, Tjaša!"),
    },
    Purchase {
        days_ago: 8,
        guest: Some(("Jure Kos", "jure@example.org", Locale::Sl)),
        pieces: &[("VIG-OPN-33-STD", 1)],
        steps: &[(7, Step::Cancelled)],
        gift_note: None,
    },
    Purchase {
        days_ago: 6,
        guest: Some(("Anna Berger", "anna@example.org", Locale::De)),
        pieces: &[("ZLI-MUG-37-RDE", 2)],
        steps: &[(5, Step::Accepted)],
        gift_note: None,
    },
    Purchase { days_ago: 3, guest: None, pieces: &[("MOD-APR-01-SEM", 1), ("PRE-CST-16-TOP", 1)], steps: &[], gift_note: None },
    Purchase {
        days_ago: 1,
        guest: Some(("Sam Taylor", "sam@example.org", Locale::En)),
        pieces: &[("MOD-CUS-04-TEM", 2)],
        steps: &[],
        gift_note: None,
    },
];

/// Transfers: days ago, the piece, whether its money came on the next day.
const TRANSFERS: &[(i32, &str, bool)] = &[(3, "MOD-APR-01-SEM", true), (1, "MOD-CUS-04-TEM", false)];

/// Brings them in. With a real payment processor nothing is bought: a demonstration charges nobody.
pub async fn load(loader: &Loader) -> Result<()> {
    if !Shop::of(&loader.app).methods().contains(&PaymentMethod::Sandbox) {
        return Ok(());
    }
    for (index, purchase) in PURCHASES.iter().enumerate() {
        loader.at(purchase.days_ago, "18:20")?;
        let group = buy(loader, index, purchase).await?;
        for (days_ago, step) in purchase.steps {
            loader.at(*days_ago, "09:10")?;
            let id = group.clone();
            let orders = loader.app.read(move |tx| orders::of_group(tx, &id)).await?;
            for order in orders {
                work(loader, &order.id, *step).await?;
            }
        }
    }
    transfers(loader).await
}

/// Orders that are paid straight to their maker: one that came two days ago, one that is waited for.
async fn transfers(loader: &Loader) -> Result<()> {
    for (index, (days_ago, sku, paid)) in TRANSFERS.iter().enumerate() {
        loader.at(*days_ago, "17:05")?;
        let shop = Shop::of(&loader.app);
        let step = move |tx: &mut Tx| {
            let mut shopper = Shopper { signed_in: None, cart_token: None, order_token: None };
            let new = AddLine { variant_id: variant(tx, sku)?, quantity: 1, personalisation: None };
            shopper.cart_token = checkout::add_to_cart(tx, &shopper, &new, Locale::Sl)?.token;
            let cart = serde_json::to_value(checkout::look_at_cart(tx, &shopper, Locale::Sl)?).map_err(Error::internal)?;
            let mut order = order(&cart, ("Tone Zupan", "tone.zupan@example.org", Locale::Sl), None);
            order["payment_method"] = json!(PaymentMethod::BankTransfer);
            Ok(checkout::place(tx, &shop, &shopper, &told(&order)?, Locale::Sl)?.id)
        };
        let group = loader.once(&format!("demo:transfer:{index}"), step).await?;
        if !paid {
            continue;
        }
        loader.at(days_ago - 1, "08:40")?;
        let orders = loader.app.read(move |tx| orders::of_group(tx, &group)).await?;
        for order in orders {
            receive(loader, &order.id).await?;
        }
    }
    Ok(())
}

/// The maker sees the money on its account and says so.
async fn receive(loader: &Loader, order: &OrderId) -> Result<()> {
    let (seller, owner) = seller_of(loader, order).await?;
    let (shop, order) = (Shop::of(&loader.app), order.clone());
    let name = format!("demo:transfer:{order}:received");
    let act = move |tx: &mut Tx, who: &SignedIn| {
        let by: Member = identity::member(tx, who, &seller)?;
        let due = dues::of_order(tx, &order)?.ok_or_else(|| Error::internal("a transfer without a due"))?;
        let (today, _) = Zone::ljubljana().local(tx.now);
        let received = MarkReceived { amount: due.open(), received_on: today, seen: Money::euros(due.received_cents) };
        bank::mark(tx, &shop, &by, &due.id, &received)?;
        Ok("done".to_owned())
    };
    loader.as_person(&name, &owner, act).await.map(drop)
}

/// A cart, an order and a payment in the sandbox, as the buyer's browser does it.
async fn buy(loader: &Loader, index: usize, purchase: &'static Purchase) -> Result<OrderGroupId> {
    let shop = Shop::of(&loader.app);
    let buyer: AccountId = loader.made_before("demo:account:kupec@example.org").await?;
    let step = move |tx: &mut Tx| {
        let (name, email, locale) = purchase.guest.unwrap_or(("Nina Kupec", "kupec@example.org", Locale::Sl));
        let mut shopper = Shopper { signed_in: None, cart_token: None, order_token: None };
        if purchase.guest.is_none() {
            shopper.signed_in = Some(sessions::open_for_command(tx, &buyer)?);
        }
        for (sku, quantity) in purchase.pieces {
            let new = AddLine { variant_id: variant(tx, sku)?, quantity: *quantity, personalisation: None };
            let cart = checkout::add_to_cart(tx, &shopper, &new, locale)?;
            shopper.cart_token = shopper.cart_token.or(cart.token);
        }
        let cart = serde_json::to_value(checkout::look_at_cart(tx, &shopper, locale)?).map_err(Error::internal)?;
        let order = told(&order(&cart, (name, email, locale), purchase.gift_note))?;
        let group = checkout::place(tx, &shop, &shopper, &order, locale)?;
        shopper.order_token = group.token.clone();
        let payment = checkout::start_payment(tx, &shop, &shopper, &group.id, &StartPayment { method: PaymentMethod::Sandbox })?;
        checkout::play_payment(tx, &shop, &shopper, &payment.id, &SandboxOutcome { outcome: Outcome::Paid })?;
        Ok(group.id)
    };
    loader.once(&format!("demo:purchase:{index}"), step).await
}

/// What the buyer fills in, with the first way of delivery that each parcel offers.
fn order(cart: &Value, buyer: (&str, &str, Locale), gift_note: Option<&str>) -> Value {
    let (name, email, locale) = buyer;
    let deliveries: Vec<Value> = cart["parcels"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parcel| json!({ "organisation_id": parcel["organisation_id"], "option_id": parcel["chosen_option_id"] }))
        .collect();
    json!({
        "email": email, "name": name, "phone": null,
        "address": { "name": name, "street": "Izmišljena ulica 5", "postcode": "4000", "city": "Kranj", "country": "SI" },
        "deliveries": deliveries, "gift_note": gift_note, "hide_prices": gift_note.is_some(), "terms_accepted": true,
        "locale": locale, "total": cart["total"],
    })
}

fn variant(tx: &mut Tx, sku: &str) -> Result<VariantId> {
    use crate::db::schema::variants;
    use diesel::prelude::*;
    let wanted = variants::table.filter(variants::sku.eq(sku)).select(variants::id);
    wanted.first(tx.db).optional()?.ok_or_else(|| Error::internal(format!("no variant {sku}")))
}

/// What the maker does with an order.
async fn work(loader: &Loader, order: &OrderId, step: Step) -> Result<()> {
    let (seller, owner) = seller_of(loader, order).await?;
    let shop = Shop::of(&loader.app);
    let (order, name) = (order.clone(), format!("demo:order:{order}:{}", step as i32));
    let act = move |tx: &mut Tx, who: &SignedIn| {
        let by: Member = identity::member(tx, who, &seller)?;
        match step {
            Step::Accepted => fulfilment::accept(tx, &by, &order)?,
            Step::Shipped => fulfilment::ship(tx, &shop, &by, &order, &parcel())?,
            Step::Delivered => fulfilment::deliver(tx, &by, &order)?,
            Step::Cancelled => {
                let why = Cancel { reason: Some("Zadnji kos je imel napako v zvaru; nov bo šele čez mesec dni.".to_owned()) };
                fulfilment::cancel_by_seller(tx, &shop, &by, &order, &why)?;
            }
        }
        Ok("done".to_owned())
    };
    loader.as_person(&name, &owner, act).await.map(drop)
}

fn parcel() -> Ship {
    Ship {
        carrier: "Pošta Slovenije".to_owned(),
        tracking_number: Some(format!("{}DEMO000123SI", OrderId::PREFIX.to_uppercase())),
        tracking_url: None,
    }
}

/// Whose order it is, and who owns that studio.
pub(super) async fn seller_of(loader: &Loader, order: &OrderId) -> Result<(OrganisationId, AccountId)> {
    let id = order.clone();
    let seller = loader.app.read(move |tx| orders::seller_of(tx, &id)).await?;
    for creator in loader.content.list("creators") {
        let (organisation, owner) = loader.organisation(&text(&creator["id"])).await?;
        if organisation == seller {
            return Ok((seller, owner));
        }
    }
    Err(Error::internal("an order of a studio that is not in the content"))
}
