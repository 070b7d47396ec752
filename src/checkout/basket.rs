//! A cart as it stands now: prices and pieces from the catalogue and the shelf, delivery quoted for each creator.
//!
//! Cart page and checkout see the same basket, so that what is shown is what is ordered.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::editions;
use crate::carts::{Cart, CartLine, MOST_PIECES};
use crate::catalogue::{self, Channel, SellableVariant};
use crate::db::Tx;
use crate::delivery::{self, DeliveryOption, Load, Quote};
use crate::identity::{self, organisations::PayoutAccount};
use crate::kit::id::{OrganisationId, VariantId};
use crate::kit::locale::Locale;
use crate::kit::money::{Currency, Money};
use crate::kit::time::{LocalDate, Zone};
use crate::kit::{Error, Result};
use crate::orders::SellerOfRecord;
use crate::orders::totals::{Gross, vat_included};
use crate::{carts, inventory};

/// A cart as it stands now.
#[derive(Clone, Debug)]
pub struct Basket {
    /// One part for each creator, in the order in which they were added.
    pub parcels: Vec<Parcel>,
}

/// One creator's part.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// Who sells.
    pub seller: SellerOfRecord,
    /// What.
    pub lines: Vec<BasketLine>,
    /// The ways of delivery.
    pub quote: Quote,
    /// The way chosen, or the first one.
    pub chosen: Option<DeliveryOption>,
    /// All pieces together.
    pub weight_g: i64,
    /// What the maker says about things made to order, if there are any.
    pub note: Option<String>,
    /// The seller's account, where a right one is told.
    pub account: Option<PayoutAccount>,
}

/// One line with what can be had of it now.
#[derive(Clone, Debug)]
pub struct BasketLine {
    /// The line as the buyer left it.
    pub line: CartLine,
    /// The variant as it is sold now; none when it is not for sale.
    pub item: Option<SellableVariant>,
    /// Pieces that this line could have, at most [`MOST_PIECES`].
    pub most: i64,
}

impl BasketLine {
    /// The price of one now, or the last one known.
    pub fn unit_price(&self) -> Money {
        self.item.as_ref().map_or_else(|| self.line.seen_price(), |item| item.price)
    }

    /// All its pieces; nothing for what is not for sale.
    pub fn total(&self) -> Result<Money> {
        let unit = self.unit_price();
        let pieces = if self.item.is_some() { self.line.quantity } else { 0 };
        unit.times(pieces).ok_or_else(overflow)
    }

    /// Whether every piece of the line can be had.
    pub fn is_available(&self) -> bool {
        self.item.is_some() && self.line.quantity <= self.most
    }

    /// Whether the maker needs a text that is not there.
    pub fn lacks_text(&self) -> bool {
        let required = self.item.as_ref().and_then(|item| item.personalisation.as_ref()).is_some_and(|asked| asked.required);
        required && self.line.personalisation.is_empty()
    }
}

impl Parcel {
    /// Goods.
    pub fn items(&self) -> Result<Money> {
        self.lines.iter().try_fold(Money::euros(0), |sum, line| sum.plus(line.total()?).ok_or_else(overflow))
    }

    /// Delivery by the chosen way.
    pub fn delivery(&self) -> Money {
        self.chosen.as_ref().map_or(Money::euros(0), |option| option.price)
    }

    /// Goods and delivery.
    pub fn total(&self) -> Result<Money> {
        self.items()?.plus(self.delivery()).ok_or_else(overflow)
    }

    /// The VAT contained; none when the seller charges none.
    pub fn vat(&self) -> Result<Money> {
        let gross = |line: &BasketLine| Ok(Gross { amount: line.total()?.amount, vat_rate_bp: self.vat_rate(line) });
        let lines = self.lines.iter().map(gross).collect::<Result<Vec<Gross>>>()?;
        vat_included(&lines, self.delivery()).ok_or_else(overflow)
    }

    /// Whether the seller can be paid by bank transfer: there is a right account, and something to pay.
    pub fn takes_transfer(&self) -> bool {
        self.account.is_some() && self.total().is_ok_and(|total| total.amount > 0)
    }

    /// The rate in the line's price.
    pub fn vat_rate(&self, line: &BasketLine) -> i64 {
        let rate = line.item.as_ref().map_or(0, |item| i64::from(item.vat_rate_bp));
        if self.seller.vat_registered { rate } else { 0 }
    }
}

impl Basket {
    /// Looks at a cart for a country of delivery, as of now.
    pub fn of(tx: &mut Tx, cart: &Cart, country: &str, locale: Locale) -> Result<Basket> {
        let lines = carts::lines(tx, &cart.id)?;
        let variants: Vec<VariantId> = lines.iter().map(|line| line.variant_id.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let items: HashMap<VariantId, SellableVariant> =
            catalogue::sellable(tx, &variants)?.into_iter().map(|item| (item.variant.clone(), item)).collect();
        let mut free: BTreeMap<VariantId, i64> =
            inventory::web_levels(tx, &variants)?.into_iter().map(|(variant, level)| (variant, level.available())).collect();
        let known = inventory::editions(tx, &variants)?;
        // Of an edition there are never more than its numbers, whether a piece lies ready or is made.
        for item in items.values() {
            if let Some(left) = editions::left(item, &known) {
                let ready = if item.made_to_order { MOST_PIECES } else { free.get(&item.variant).copied().unwrap_or(0) };
                free.insert(item.variant.clone(), left.min(ready));
            }
        }
        let mut parts: Vec<(OrganisationId, Vec<BasketLine>)> = Vec::new();
        for line in lines {
            let item = items.get(&line.variant_id).cloned();
            let most = match &item {
                None => 0,
                Some(item) if item.made_to_order && item.edition_size.is_none() => MOST_PIECES,
                Some(_) => share(&mut free, &line),
            };
            let maker = item.as_ref().map_or_else(|| line.seen.organisation.clone(), |item| item.organisation.clone());
            let line = BasketLine { line, item, most };
            match parts.iter_mut().find(|(organisation, _)| *organisation == maker) {
                Some((_, lines)) => lines.push(line),
                None => parts.push((maker, vec![line])),
            }
        }
        let choices: HashMap<OrganisationId, String> =
            carts::deliveries(tx, &cart.id)?.into_iter().map(|choice| (choice.organisation_id, choice.option_id)).collect();
        let settings = delivery::of_all(tx, &parts.iter().map(|(maker, _)| maker.clone()).collect())?;
        let (today, _) = Zone::ljubljana().local(tx.now);
        let mut parcels = Vec::with_capacity(parts.len());
        for (maker, lines) in parts {
            let seller = super::seller::seller(tx, &maker)?;
            let way = Way { settings: &settings[&maker], country, today: &today, locale };
            let account = identity::payout_account(tx, &maker)?;
            let parcel = parcel(seller, lines, way, choices.get(&maker).map(String::as_str))?;
            parcels.push(Parcel { account, ..parcel });
        }
        Ok(Basket { parcels })
    }

    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &BasketLine> {
        self.parcels.iter().flat_map(|parcel| &parcel.lines)
    }

    /// All goods.
    pub fn items(&self) -> Result<Money> {
        sum(self.parcels.iter().map(Parcel::items))
    }

    /// All deliveries.
    pub fn delivery(&self) -> Result<Money> {
        sum(self.parcels.iter().map(|parcel| Ok(parcel.delivery())))
    }

    /// What is paid.
    pub fn total(&self) -> Result<Money> {
        sum(self.parcels.iter().map(Parcel::total))
    }

    /// The VAT contained.
    pub fn vat(&self) -> Result<Money> {
        sum(self.parcels.iter().map(Parcel::vat))
    }

    /// Whether nothing stands in the way of ordering.
    pub fn is_ready(&self) -> bool {
        !self.parcels.is_empty()
            && self.parcels.iter().all(|parcel| parcel.chosen.is_some())
            && self.lines().all(|line| line.is_available() && !line.lacks_text())
    }
}

/// What a quote depends on besides the goods.
struct Way<'a> {
    settings: &'a delivery::DeliverySettings,
    country: &'a str,
    today: &'a LocalDate,
    locale: Locale,
}

fn parcel(seller: SellerOfRecord, lines: Vec<BasketLine>, way: Way<'_>, choice: Option<&str>) -> Result<Parcel> {
    let items = lines.iter().try_fold(Money::euros(0), |sum, line| sum.plus(line.total()?).ok_or_else(overflow))?;
    let load = load(&lines, items);
    let quote = delivery::quote(way.settings, &load, way.country, way.today, way.locale);
    let chosen = quote.options.iter().find(|option| Some(option.id.as_str()) == choice).or(quote.options.first()).cloned();
    let made = lines.iter().any(|line| line.item.as_ref().is_some_and(|item| item.made_to_order));
    let note = Some(way.settings.made_to_order_note.best(way.locale).to_owned()).filter(|note| made && !note.is_empty());
    Ok(Parcel { seller, lines, quote, chosen, weight_g: load.weight_g, note, account: None })
}

/// What one creator's lines weigh and measure together.
fn load(lines: &[BasketLine], items: Money) -> Load {
    let mut load = Load { weight_g: 0, sides_mm: [0; 3], items, lead_time_days: 0, may_be_sent: true, may_be_fetched: true };
    for (line, item) in lines.iter().filter_map(|line| Some((&line.line, line.item.as_ref()?))) {
        load.weight_g = load.weight_g.saturating_add(i64::from(item.weight_g).saturating_mul(line.quantity));
        if let Some(size) = &item.dimensions_mm {
            let mut sides = [size.length, size.width, size.height].map(i64::from);
            sides.sort_unstable();
            load.sides_mm.iter_mut().zip(sides).for_each(|(largest, side)| *largest = side.max(*largest));
        }
        load.lead_time_days = load.lead_time_days.max(item.lead_time_days);
        load.may_be_sent &= item.channels.contains(&Channel::Online);
        load.may_be_fetched &= item.channels.contains(&Channel::Pickup);
    }
    load
}

/// Gives the line its share of the free pieces; two lines of one variant share what there is.
fn share(free: &mut BTreeMap<VariantId, i64>, line: &CartLine) -> i64 {
    let left = free.entry(line.variant_id.clone()).or_insert(0);
    let most = (*left).clamp(0, MOST_PIECES);
    *left -= line.quantity.min(most);
    most
}

fn sum(parts: impl Iterator<Item = Result<Money>>) -> Result<Money> {
    parts.into_iter().try_fold(Money { amount: 0, currency: Currency::EUR }, |sum, part| sum.plus(part?).ok_or_else(overflow))
}

pub(super) fn overflow() -> Error {
    Error::internal("a sum of money does not fit, or currencies mix")
}
