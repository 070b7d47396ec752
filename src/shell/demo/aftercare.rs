//! What buyers said of what arrived, what makers answered, and a thread about an order that is on its way.

use super::Loader;
use super::trade::seller_of;
use crate::aftercare::{self, ReplyToReview, Voice, WriteMessage, WriteReview};
use crate::checkout::{Shop, Shopper};
use crate::db::Tx;
use crate::identity;
use crate::kit::id::{OrderGroupId, OrderId, ReviewId};
use crate::kit::{Error, Result};
use crate::payments::PaymentMethod;
use crate::threads::Side;
use crate::{orders, reviews};

/// A review: of which line of which purchase, when, and what the maker answered a day later.
struct Said {
    purchase: usize,
    sku: &'static str,
    days_ago: i32,
    stars: i32,
    text: &'static str,
    anonymous: bool,
    reply: Option<&'static str>,
}

const SAID: &[Said] = &[
    Said {
        purchase: 0,
        sku: "MOD-TWL-02-STD",
        days_ago: 38,
        stars: 4,
        text: "Modra je še lepša kot na sliki. Po prvem pranju je spustila malo barve, kot je bilo napisano.",
        anonymous: true,
        reply: Some("Hvala! Po drugem pranju se barva umiri; prvič perite posebej."),
    },
    Said {
        purchase: 1,
        sku: "MOD-TWL-02-STD",
        days_ago: 26,
        stars: 5,
        text: "Visi v kuhinji in vsi sprašujejo, od kod je. Lan je težak in lepo pada.",
        anonymous: false,
        reply: None,
    },
    Said {
        purchase: 1,
        sku: "VIG-NAI-30-BOX",
        days_ago: 25,
        stars: 5,
        text: "Žebelj za srečo je šel k sosedom v novo hišo, drugi visi pri nas. Vidi se vsak udarec kladiva.",
        anonymous: false,
        reply: Some("Veseli me, da sta prišla v prave roke."),
    },
];

/// A message: about which purchase, when, by whom.
struct Wrote {
    purchase: usize,
    days_ago: i32,
    by: Side,
    text: &'static str,
}

const WROTE: &[Wrote] = &[
    Wrote {
        purchase: 2,
        days_ago: 11,
        by: Side::Buyer,
        text: "Dober dan, torba je darilo za petek. Bo prišla do takrat? In ali lahko listek napišete na roko?",
    },
    Wrote {
        purchase: 2,
        days_ago: 11,
        by: Side::Seller,
        text: "Dober dan, jutri gre na pošto, v četrtek bo pri vas. Listek napišem na roko, z veseljem.",
    },
    Wrote { purchase: 2, days_ago: 8, by: Side::Buyer, text: "Prišla je. Je še lepša. Hvala tudi za listek!" },
    Wrote { purchase: 6, days_ago: 1, by: Side::Buyer, text: "Hello, could the cushions wait until Monday? I am away until then." },
];

/// Brings them in; nothing where nothing was bought.
pub async fn load(loader: &Loader) -> Result<()> {
    if !Shop::of(&loader.app).methods().contains(&PaymentMethod::Sandbox) {
        return Ok(());
    }
    for said in SAID {
        loader.at(said.days_ago, "20:15")?;
        let review = review(loader, said).await?;
        if let Some(text) = said.reply {
            loader.at(said.days_ago - 1, "08:40")?;
            answer(loader, said, &review, text).await?;
        }
    }
    for (index, wrote) in WROTE.iter().enumerate() {
        loader.at(wrote.days_ago, ["09:05", "11:30", "17:45", "19:10"][index % 4])?;
        write(loader, index, wrote).await?;
    }
    Ok(())
}

fn holder(tx: &mut Tx, shop: &Shop, group: &OrderGroupId) -> Result<Shopper> {
    let group = orders::group(tx, group)?;
    Ok(Shopper { signed_in: None, cart_token: None, order_token: Some(shop.order_token(&group)) })
}

async fn review(loader: &Loader, said: &'static Said) -> Result<ReviewId> {
    let group: OrderGroupId = loader.made_before(&format!("demo:purchase:{}", said.purchase)).await?;
    let shop = Shop::of(&loader.app);
    let step = move |tx: &mut Tx| {
        let group = holder(tx, &shop, &group)?.group(tx, &shop, &group)?;
        let ids: Vec<OrderId> = orders::of_group(tx, &group.id)?.into_iter().map(|order| order.id).collect();
        let line = orders::lines(tx, &ids)?.into_iter().find(|line| line.sku == said.sku);
        let line = line.ok_or_else(|| Error::internal(format!("nobody bought {}", said.sku)))?;
        let new = WriteReview { stars: said.stars, text: said.text.to_owned(), anonymous: said.anonymous };
        aftercare::write_review(tx, &shop, &group, &line.id, &new)?;
        let written = reviews::of_line(tx, &line.id)?.ok_or_else(|| Error::internal("a review that is not there"))?;
        Ok(written.id)
    };
    loader.once(&format!("demo:review:{}:{}", said.purchase, said.sku), step).await
}

async fn answer(loader: &Loader, said: &Said, review: &ReviewId, text: &'static str) -> Result<()> {
    let id = review.clone();
    let order = loader.app.read(move |tx| Ok(reviews::find(tx, &id)?.order_id)).await?;
    let (seller, owner) = seller_of(loader, &order).await?;
    let (shop, id) = (Shop::of(&loader.app), review.clone());
    let name = format!("demo:review:{}:{}:reply", said.purchase, said.sku);
    let step = move |tx: &mut Tx, who: &identity::SignedIn| {
        let by = identity::member(tx, who, &seller)?;
        aftercare::reply(tx, &shop, &by, &id, &ReplyToReview { text: text.to_owned() })?;
        Ok("answered".to_owned())
    };
    loader.as_person(&name, &owner, step).await.map(drop)
}

async fn write(loader: &Loader, index: usize, wrote: &'static Wrote) -> Result<()> {
    let group: OrderGroupId = loader.made_before(&format!("demo:purchase:{}", wrote.purchase)).await?;
    let id = group.clone();
    let order = loader.app.read(move |tx| orders::of_group(tx, &id)).await?.into_iter().next();
    let order = order.ok_or_else(|| Error::internal("a purchase without an order"))?.id;
    let (_, owner) = seller_of(loader, &order).await?;
    let shop = Shop::of(&loader.app);
    let step = move |tx: &mut Tx, who: &identity::SignedIn| {
        let by = match wrote.by {
            Side::Seller => Voice::seller(tx, who, &order)?,
            Side::Buyer => {
                let shopper = holder(tx, &shop, &group)?;
                Voice::buyer(tx, &shop, &shopper, &group, &order)?
            }
        };
        aftercare::mark_read(tx, &by)?;
        aftercare::write_message(tx, &shop, &by, &WriteMessage { text: wrote.text.to_owned() })?;
        Ok("written".to_owned())
    };
    loader.as_person(&format!("demo:message:{index}"), &owner, step).await.map(drop)
}
