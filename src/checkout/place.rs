//! Placing an order: from a cart to one purchase with one order for each creator, in one transaction.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::agreed::Agreed;
use super::basket::{Basket, BasketLine, Parcel, overflow};
use super::cart::check_country;
use super::editions;
use super::shop::Shop;
use super::shopper::Shopper;
use super::transfer;
use super::views::{OrderGroupView, group_view};
use crate::carts::{self, Cart};
use crate::catalogue::Origin;
use crate::commissions::{self, Rule, Sold};
use crate::db::Tx;
use crate::delivery::DeliveryOption;
use crate::identity::attempts::{self, Limit};
use crate::inventory::{self, Wanted};
use crate::kit::check::Check;
use crate::kit::handover::DeliveryMethod;
use crate::kit::id::{OrderGroupId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::text::fold;
use crate::kit::time::{Instant, minutes};
use crate::kit::{Code, FieldError, Result, tax};
use crate::media::PictureView;
use crate::orders::{self, AgreedDelivery, CompanyBuyer, GroupStatus, Order, OrderGroup, OrderLine, OrderStatus, PostalAddress};
use crate::payments::PaymentMethod;

/// How long the pieces of an unpaid order are kept.
pub const HOLD_MINUTES: u64 = 15;

/// Orders placed from one address while earlier ones may still be held: enough for a full hall behind one router, too few
/// to keep everything from everybody.
pub const ORDERS_FROM: Limit = Limit::ceiling("orders_from", 120, minutes(HOLD_MINUTES));

/// What the buyer says when ordering. What is bought stands in the cart.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    /// Where letters about the order go.
    #[schema(max_length = 254)]
    pub email: String,
    /// The buyer's name.
    #[schema(max_length = 120)]
    pub name: String,
    /// For the carrier.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Where parcels go; needed when one is sent.
    pub address: Option<PostalAddress>,
    /// The company that buys, if one does: its invoices name it.
    #[serde(default)]
    pub company: Option<CompanyBuyer>,
    /// How each creator's part is handed over.
    #[schema(max_items = 50)]
    pub deliveries: Vec<ChosenDelivery>,
    /// Words to put in.
    #[schema(max_length = 500)]
    pub gift_note: Option<String>,
    /// Whether papers in the parcel show no prices.
    #[serde(default)]
    pub hide_prices: bool,
    /// Must be true.
    pub terms_accepted: bool,
    /// The language of every letter about the order; else that of the request.
    pub locale: Option<Locale>,
    /// The total that the buyer saw above the button.
    pub total: Money,
    /// `bank_transfer` when each creator is to be paid straight: the cart then becomes one purchase for each. Any other way of
    /// paying is chosen with the payment.
    #[serde(default)]
    pub payment_method: Option<PaymentMethod>,
}

/// How one creator's part is handed over.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenDelivery {
    /// The creator.
    pub organisation_id: OrganisationId,
    /// The option, as the cart names it.
    #[schema(max_length = 80)]
    pub option_id: String,
}

/// Places the order: checks everything again, keeps the pieces for a quarter of an hour, writes purchase, orders and
/// lines, and empties the cart. Refused as a whole when anything is not as the buyer saw it. No letter goes out: nothing is
/// owed to anybody before it is paid.
pub fn place(tx: &mut Tx, shop: &Shop, shopper: &Shopper, new: &PlaceOrder, language: Locale) -> Result<OrderGroupView> {
    let locale = new.locale.unwrap_or(language);
    check(new)?;
    let owner = shopper.owner().ok_or(Code::CartEmpty)?;
    let cart = carts::find(tx, &owner)?.ok_or(Code::CartEmpty)?;
    let country = new.address.as_ref().map_or(cart.country.clone(), |address| address.country.clone());
    let basket = Basket::of(tx, &cart, &country, locale)?;
    refuse_what_cannot_be_had(&basket)?;
    let ways = ways(&basket, new)?;
    let (_, total) = sums(&basket.parcels, &ways)?;
    if total != new.total {
        return Err(Code::PricesChanged.into());
    }
    let by_transfer = new.payment_method == Some(PaymentMethod::BankTransfer);
    let accounts = if by_transfer { transfer::accounts(&basket)? } else { Vec::new() };
    let parts: Vec<&[Parcel]> = if by_transfer { basket.parcels.chunks(1).collect() } else { vec![&basket.parcels] };
    let until = if by_transfer { transfer::due_at(tx.now, shop) } else { tx.now.plus(minutes(HOLD_MINUTES)) };
    let mut drawn: Vec<Drawn> = Vec::with_capacity(parts.len());
    for parcels in parts {
        let (mut group, orders) = draw_up(tx, &cart, parcels, &ways, new, Buyer { shopper, locale }, until)?;
        group.placed_with = by_transfer.then(|| drawn.first().map_or(&group, |(first, _)| first).id.clone());
        drawn.push((group, orders));
    }
    hold(tx, &basket, &drawn)?;
    for (group, orders) in &drawn {
        orders::place(tx, group, orders)?;
        let facts = serde_json::json!({ "number": group.number, "total_cents": group.total_cents, "orders": orders.len() });
        crate::events::record(tx, "order_group.placed", group.id.as_str(), group.account_id.as_ref(), facts)?;
    }
    carts::empty(tx, &cart.id)?;
    for ((group, orders), account) in drawn.iter().zip(&accounts) {
        transfer::open(tx, shop, group, &orders[0].0, account)?;
    }
    let (group, _) = drawn.swap_remove(0);
    group_view(tx, shop, group, locale, true)
}

/// Keeps the pieces of every purchase, or of none.
fn hold(tx: &mut Tx, basket: &Basket, drawn: &[Drawn]) -> Result<()> {
    let mut short = Vec::new();
    for (group, orders) in drawn {
        let wanted = wanted(orders.iter().flat_map(|(_, lines)| lines));
        short.extend(inventory::hold(tx, group.id.as_str(), &wanted, group.hold_expires_at)?);
        let lines: Vec<&OrderLine> = orders.iter().flat_map(|(_, lines)| lines).collect();
        short.extend(editions::hold(tx, group.id.as_str(), &lines, group.hold_expires_at)?);
    }
    if short.is_empty() {
        return Ok(());
    }
    let lines = basket.lines().enumerate().filter(|(_, line)| short.contains(&line.line.variant_id));
    Err(Code::SoldOut.with_fields(lines.map(|(index, line)| sold_out(index, line)).collect()))
}

/// Counts an order from an address, where the address tells callers apart. An order that is refused is not counted: its
/// transaction takes the count back.
pub fn count(tx: &mut Tx, from: Option<&str>) -> Result<()> {
    match from {
        Some(address) => attempts::charge(tx, ORDERS_FROM, address),
        None => Ok(()),
    }
}

/// The pieces to keep for lines: those that lie on the shelf. Lines of one variant are counted together.
pub fn wanted<'a>(lines: impl Iterator<Item = &'a OrderLine>) -> Wanted {
    let mut wanted = Wanted::new();
    for line in lines.filter(|line| !line.made_to_order) {
        *wanted.entry(line.variant_id.clone()).or_insert(0) += line.quantity;
    }
    wanted
}

fn check(new: &PlaceOrder) -> Result<()> {
    let mut check = Check::new();
    check.email("/email", &new.email);
    check.text("/name", &new.name, 1..=120);
    check.text("/phone", new.phone.as_deref().unwrap_or(""), 0..=40);
    check.text("/gift_note", new.gift_note.as_deref().unwrap_or(""), 0..=500);
    if let Some(address) = &new.address {
        check.text("/address/name", &address.name, 1..=120);
        check.text("/address/street", &address.street, 1..=120);
        check.text("/address/postcode", &address.postcode, 1..=12);
        check.text("/address/city", &address.city, 1..=80);
        let slovenian = address.postcode.len() == 4 && address.postcode.bytes().all(|byte| byte.is_ascii_digit());
        let fits = address.country != "SI" || slovenian;
        check.that(fits, "/address/postcode", "postcode_invalid", "A Slovenian postcode has four digits, such as 4000.");
        check.that(check_country(&address.country).is_ok(), "/address/country", "country_invalid", "Name the country by its two letters.");
    }
    if let Some(company) = &new.company {
        check_company(&mut check, company);
    }
    check.done()?;
    if new.terms_accepted {
        return Ok(());
    }
    Err(Code::TermsNotAccepted.at("/terms_accepted", "not_accepted", "Accept the terms to order."))
}

fn check_company(check: &mut Check, company: &CompanyBuyer) {
    check.text("/company/name", &company.name, 1..=120);
    check.text("/company/street", &company.street, 1..=120);
    check.text("/company/postcode", &company.postcode, 1..=12);
    check.text("/company/city", &company.city, 1..=80);
    check.that(check_country(&company.country).is_ok(), "/company/country", "country_invalid", "Name the country by its two letters.");
    let id = company.vat_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    let right = id.is_none_or(|id| id.len() <= 20 && tax::is_vat_id(id));
    let detail = "Check the VAT id: the two letters of the country, then its digits, such as SI50223054.";
    check.that(right, "/company/vat_id", "vat_id_invalid", detail);
}

/// The company as it is kept: trimmed, its VAT id in capitals without spaces.
fn kept_company(company: &CompanyBuyer) -> CompanyBuyer {
    let trimmed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let id = |id: &String| id.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    CompanyBuyer {
        name: trimmed(&company.name),
        street: trimmed(&company.street),
        postcode: trimmed(&company.postcode),
        city: trimmed(&company.city),
        country: company.country.clone(),
        vat_id: company.vat_id.as_ref().map(id).filter(|id| !id.is_empty()),
    }
}

fn refuse_what_cannot_be_had(basket: &Basket) -> Result<()> {
    if basket.parcels.is_empty() {
        return Err(Code::CartEmpty.into());
    }
    let mut gone = Vec::new();
    let mut short = Vec::new();
    let mut silent = Vec::new();
    for (index, line) in basket.lines().enumerate() {
        if line.item.is_none() {
            gone.push(field(index, line, "variant_not_for_sale", "is not for sale at the moment"));
        } else if !line.is_available() {
            short.push(sold_out(index, line));
        } else if line.lacks_text() {
            silent.push(field(index, line, "personalisation_needed", "needs a text from you"));
        }
    }
    for (fields, code) in [(gone, Code::VariantNotForSale), (short, Code::SoldOut), (silent, Code::PersonalisationNeeded)] {
        if !fields.is_empty() {
            return Err(code.with_fields(fields));
        }
    }
    Ok(())
}

fn sold_out(index: usize, line: &BasketLine) -> FieldError {
    field(index, line, "sold_out", "is no longer there in this number")
}

fn field(index: usize, line: &BasketLine, code: &str, what: &str) -> FieldError {
    let name = line.line.seen.name.best(Locale::En);
    FieldError { pointer: format!("/lines/{index}"), code: code.to_owned(), detail: format!("{name} {what}. Change it in the cart.") }
}

/// The chosen way of each creator's part, by creator.
type Ways = HashMap<OrganisationId, DeliveryOption>;

fn ways(basket: &Basket, new: &PlaceOrder) -> Result<Ways> {
    let mut ways = Ways::new();
    for parcel in &basket.parcels {
        let maker = &parcel.seller.organisation_id;
        if parcel.quote.options.is_empty() {
            return Err(Code::DeliveryNotPossible.into());
        }
        let choice = new.deliveries.iter().find(|choice| choice.organisation_id == *maker);
        let option = choice.and_then(|choice| parcel.quote.options.iter().find(|option| option.id == choice.option_id));
        let option = option.ok_or_else(|| {
            let detail = format!("Choose a way of delivery for {}.", parcel.seller.name);
            Code::DeliveryOptionUnknown.at("/deliveries", "missing", detail)
        })?;
        if option.method == DeliveryMethod::Parcel && new.address.is_none() {
            return Err(Code::Invalid.at("/address", "missing", "Say where the parcel goes."));
        }
        ways.insert(maker.clone(), option.clone());
    }
    if new.deliveries.len() != ways.len() {
        return Err(Code::DeliveryOptionUnknown.at("/deliveries", "unknown", "Choose one way for each creator in the cart."));
    }
    Ok(ways)
}

/// The goods of parcels, and the goods with the chosen deliveries.
fn sums(parcels: &[Parcel], ways: &Ways) -> Result<(Money, Money)> {
    let (mut items, mut total) = (Money::euros(0), Money::euros(0));
    for parcel in parcels {
        let goods = parcel.items()?;
        items = items.plus(goods).ok_or_else(overflow)?;
        let whole = goods.plus(ways[&parcel.seller.organisation_id].price).ok_or_else(overflow)?;
        total = total.plus(whole).ok_or_else(overflow)?;
    }
    Ok((items, total))
}

/// Who orders, and in which language.
struct Buyer<'a> {
    shopper: &'a Shopper,
    locale: Locale,
}

/// A purchase as it will be written: the group, its orders, their lines.
type Drawn = (OrderGroup, Vec<(Order, Vec<OrderLine>)>);

fn draw_up(tx: &mut Tx, cart: &Cart, parcels: &[Parcel], ways: &Ways, new: &PlaceOrder, buyer: Buyer<'_>, until: Instant) -> Result<Drawn> {
    let id: OrderGroupId = tx.id();
    let way = |parcel: &Parcel| &ways[&parcel.seller.organisation_id];
    let (items, total) = sums(parcels, ways)?;
    let sends = parcels.iter().any(|parcel| way(parcel).method == DeliveryMethod::Parcel);
    let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let group = OrderGroup {
        number: orders::number_of_group(&id),
        id,
        status: GroupStatus::Placed,
        account_id: buyer.shopper.signed_in.as_ref().map(|who| who.account.clone()),
        cart_id: Some(cart.id.clone()),
        email: new.email.trim().to_owned(),
        name: new.name.trim().to_owned(),
        phone: filled(&new.phone),
        // An address is kept only where something is sent to it.
        address: new.address.clone().filter(|_| sends).map(Json),
        company: new.company.as_ref().map(|company| Json(kept_company(company))),
        locale: buyer.locale,
        gift_note: filled(&new.gift_note),
        hide_prices: new.hide_prices,
        currency: total.currency,
        items_cents: items.amount,
        delivery_cents: total.minus(items).ok_or_else(overflow)?.amount,
        total_cents: total.amount,
        link_version: 1,
        terms_accepted_at: tx.now,
        hold_expires_at: until,
        placed_at: tx.now,
        paid_at: None,
        placed_with: None,
    };
    let frozen = Frozen { rules: commissions::in_force(tx)?, agreed: Agreed::of(tx, parcels)? };
    let mut orders = Vec::with_capacity(parcels.len());
    for (position, parcel) in parcels.iter().enumerate() {
        let option = way(parcel);
        orders.push(order_of(tx, &group, position, parcel, option, &frozen)?);
    }
    Ok((group, orders))
}

/// What is frozen on lines besides their prices.
struct Frozen {
    rules: Vec<Rule>,
    agreed: Agreed,
}

fn order_of(
    tx: &mut Tx,
    group: &OrderGroup,
    position: usize,
    parcel: &Parcel,
    option: &DeliveryOption,
    frozen: &Frozen,
) -> Result<(Order, Vec<OrderLine>)> {
    let parcel = Parcel { chosen: Some(option.clone()), ..parcel.clone() };
    let number = orders::number_of_order(&group.number, position);
    let order = Order {
        id: tx.id(),
        order_group_id: group.id.clone(),
        organisation_id: parcel.seller.organisation_id.clone(),
        search: fold(&format!("{number} {} {}", group.name, group.email)),
        number,
        status: OrderStatus::Placed,
        version: 1,
        seller: Json(parcel.seller.clone()),
        delivery_method: option.method,
        delivery: Json(AgreedDelivery {
            option_id: option.id.clone(),
            label: option.label.clone(),
            earliest: option.earliest.clone(),
            latest: option.latest.clone(),
            address: option.address.clone(),
            hours: option.hours.clone(),
        }),
        currency: group.currency,
        items_cents: parcel.items()?.amount,
        delivery_cents: option.price.amount,
        total_cents: parcel.total()?.amount,
        vat_cents: parcel.vat()?.amount,
        pieces: parcel.lines.iter().map(|line| line.line.quantity).sum(),
        ship_by: parcel.quote.ship_by.clone(),
        tracking: None,
        cancellation: None,
        placed_at: tx.now,
        paid_at: None,
        accepted_at: None,
        sent_at: None,
        received_at: None,
        completed_at: None,
        cancelled_at: None,
        refunded_cents: 0,
        refunded_delivery_cents: 0,
    };
    let mut lines = Vec::with_capacity(parcel.lines.len());
    for (position, line) in (0..).zip(&parcel.lines) {
        let mut one = line_of(tx, &order, position, &parcel, line, group.locale)?;
        freeze_share(&mut one, line, frozen);
        frozen.agreed.freeze(&mut one);
        lines.push(one);
    }
    Ok((order, lines))
}

fn line_of(tx: &mut Tx, order: &Order, position: i32, parcel: &Parcel, line: &BasketLine, locale: Locale) -> Result<OrderLine> {
    let item = line.item.as_ref().ok_or(Code::VariantNotForSale)?;
    let picture = item.picture.clone().map(|picture| serde_json::to_value(PictureView::of(picture, locale)));
    Ok(OrderLine {
        id: tx.id(),
        order_id: order.id.clone(),
        position,
        variant_id: item.variant.clone(),
        product_id: item.product.clone(),
        slug: item.slug.clone(),
        name: item.name.clone(),
        option: item.option.clone(),
        sku: item.sku.clone(),
        picture: picture.transpose().map_err(crate::kit::Error::internal)?.map(Json),
        quantity: line.line.quantity,
        unit_price_cents: item.price.amount,
        total_cents: line.total()?.amount,
        vat_rate_bp: parcel.vat_rate(line),
        made_to_order: item.made_to_order,
        lead_time_days: i64::from(item.lead_time_days),
        personalisation: Some(line.line.personalisation.clone()).filter(|text| !text.is_empty()),
        withdrawal_exempt: Some(item.withdrawal_exemption.to_string()).filter(|_| exempt(line)),
        commission_rule: None,
        commission_cents: 0,
        commission_vat_cents: 0,
        royalty_agreement_id: None,
        royalty_to: None,
        royalty_cents: 0,
        origin: None,
        refunded_cents: 0,
        refunded_pieces: 0,
        returned_pieces: 0,
    })
}

/// The platform's share is what the rules say on this day; a later rule does not change it. A rule for one challenge holds for
/// what is tied to it; what only calls itself born of a challenge falls under the rule for any.
fn freeze_share(frozen: &mut OrderLine, line: &BasketLine, now: &Frozen) {
    let Some(item) = &line.item else { return };
    let tied = now.agreed.challenge(&item.product).map(|challenge| challenge.as_str());
    let sold = Sold {
        seller: item.organisation.as_str(),
        challenge: tied.or((item.origin == Origin::Challenge).then_some("unnamed")),
        event: None,
        category: item.category.as_deref(),
        price: Money { amount: frozen.total_cents, currency: item.price.currency },
    };
    let charge = commissions::charge(&now.rules, &sold);
    frozen.commission_rule = charge.rule;
    frozen.commission_cents = charge.commission.amount;
    frozen.commission_vat_cents = charge.vat.amount;
}

/// Whether the buyer cannot withdraw. A piece that could be personalised but was not is like any other.
fn exempt(line: &BasketLine) -> bool {
    let Some(item) = &line.item else { return false };
    let only_if_personal = item.withdrawal_exemption.as_str() == "made_to_order_personalised" && item.personalisation.is_some();
    item.withdrawal_exempt() && !(only_if_personal && !item.made_to_order && line.line.personalisation.is_empty())
}

/// The lines of orders, by order.
pub fn by_order(lines: Vec<OrderLine>) -> BTreeMap<crate::kit::id::OrderId, Vec<OrderLine>> {
    let mut orders: BTreeMap<_, Vec<OrderLine>> = BTreeMap::new();
    for line in lines {
        orders.entry(line.order_id.clone()).or_default().push(line);
    }
    orders
}
