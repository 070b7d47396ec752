//! A refund of an order: its parts, its counters, the platform's share that goes back with it, its pieces on the shelf.

use std::collections::BTreeMap;

use super::begin;
use super::parts::{Asked, Part, plan};
use crate::commissions::share_back;
use crate::db::Tx;
use crate::editions;
use crate::inventory::{self, Reason, Wanted};
use crate::kit::id::{OrderId, OrderLineId, RefundId};
use crate::kit::{Code, Error, Result};
use crate::orders::{self, Order, OrderLine, OrderStatus, Stamp};
use crate::payments::{self, Payment, PaymentStatus, Refund, RefundLine, RefundReason, RefundStatus, Why};

/// For what money of an order goes back.
#[derive(Clone, Copy, Debug)]
pub struct Giving<'a> {
    /// The reason.
    pub reason: RefundReason,
    /// The same in somebody's words.
    pub note: Option<&'a str>,
    /// Whether the pieces were counted as coming back before, when the buyer announced them.
    pub announced: bool,
}

/// Gives back what is asked of an order: never more than the order, any of its lines or its payment has left, however many
/// ask at once. An order of which everything went back is `refunded`.
pub fn of_order(tx: &mut Tx, id: &OrderId, asked: &Asked, giving: Giving<'_>) -> Result<Refund> {
    let order = orders::hold_refunds(tx, id)?;
    let lines = orders::lines(tx, std::slice::from_ref(id))?;
    let parts = plan(&order, &lines, asked)?;
    let amount: i64 = parts.iter().map(|part| part.amount).sum();
    if amount <= 0 {
        return Err(Code::Invalid.at("/amount", "nothing", "Say how much goes back."));
    }
    count(tx, &order, &lines, &parts, giving.announced)?;
    let payment = paid_by(tx, &order, amount)?;
    let shares = shares(tx, &order, &lines, &parts)?;
    let made_of = |refund: &RefundId| rows(refund, &lines, &parts, &shares);
    let why = Why { order: Some(id), reason: giving.reason, note: giving.note };
    let refund = begin(tx, &payment, order.money(amount), why, &made_of)?;
    restock(tx, &order, &lines, &parts, giving.reason)?;
    let after = orders::find(tx, id)?;
    if after.refunded_cents == after.total_cents && OrderStatus::Refunded.may_follow(after.status) {
        orders::advance(tx, &after, OrderStatus::Refunded, Stamp::Nothing)?;
        crate::events::record(tx, "order.refunded", id.as_str(), None, serde_json::json!({ "number": after.number }))?;
    }
    Ok(refund)
}

/// A refund that failed gives its counters back, so that it can be made again.
pub fn take_back(tx: &mut Tx, refund: &Refund) -> Result<()> {
    let Some(order) = &refund.order_id else { return Ok(()) };
    let parts = payments::parts_of(tx, std::slice::from_ref(&refund.id))?;
    let delivery = parts.iter().filter(|part| part.order_line_id.is_none()).map(|part| part.amount_cents).sum();
    orders::uncount_refund(tx, order, refund.amount_cents, delivery)?;
    for part in &parts {
        if let Some(line) = &part.order_line_id {
            // Pieces that the buyer announced, or that lie on the shelf again, are back whatever became of the money.
            let back = refund.reason == RefundReason::Withdrawal || part.restocked;
            orders::uncount_line_refund(tx, line, part.pieces, part.amount_cents, back)?;
        }
    }
    Ok(())
}

fn count(tx: &mut Tx, order: &Order, lines: &[OrderLine], parts: &[Part], announced: bool) -> Result<()> {
    let amount = parts.iter().map(|part| part.amount).sum();
    let delivery = parts.iter().filter(|part| part.line.is_none()).map(|part| part.amount).sum();
    orders::count_refund(tx, &order.id, amount, delivery)?;
    let mut own: Vec<(&OrderLineId, &Part)> = parts.iter().filter_map(|part| Some((&lines[part.line?].id, part))).collect();
    own.sort_by_key(|(line, _)| *line);
    for (line, part) in own {
        orders::count_line_refund(tx, line, part.pieces, part.amount, announced)?;
    }
    Ok(())
}

/// The payment that paid the order and still has so much.
fn paid_by(tx: &mut Tx, order: &Order, amount: i64) -> Result<Payment> {
    let all = payments::of_groups(tx, std::slice::from_ref(&order.order_group_id))?;
    let mut paid = all.into_iter().filter(|payment| payment.status == PaymentStatus::Captured).peekable();
    if paid.peek().is_none() {
        return Err(Error::internal(format!("order {} is paid, but no payment covers it", order.number)));
    }
    paid.find(|payment| payment.captured_cents - payment.refunded_cents >= amount).ok_or(Code::RefundTooLarge.into())
}

/// What of the platform's share goes back with each part: what all refunds of the line should have given back, less what they have.
fn shares(tx: &mut Tx, order: &Order, lines: &[OrderLine], parts: &[Part]) -> Result<Vec<Share>> {
    let refunds = payments::refunds_of_orders(tx, std::slice::from_ref(&order.id))?;
    let counted: Vec<RefundId> =
        refunds.into_iter().filter(|refund| refund.status != RefundStatus::Failed).map(|refund| refund.id).collect();
    let mut given: BTreeMap<OrderLineId, Share> = BTreeMap::new();
    for part in payments::parts_of(tx, &counted)? {
        if let Some(line) = part.order_line_id {
            let back = Share { commission: part.commission_cents, vat: part.commission_vat_cents, royalty: part.royalty_cents };
            let so_far = given.entry(line).or_default();
            *so_far = so_far.plus(back);
        }
    }
    let share = |part: &Part| {
        let Some(line) = part.line.map(|place| &lines[place]) else { return Share::default() };
        let before = given.get(&line.id).copied().unwrap_or_default();
        share_of_line(line, line.refunded_cents + part.amount, before)
    };
    Ok(parts.iter().map(share).collect())
}

/// What others have of a line: the platform, the state, the company of the challenge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    commission: i64,
    vat: i64,
    royalty: i64,
}

impl Share {
    fn plus(self, more: Share) -> Share {
        Share { commission: self.commission + more.commission, vat: self.vat + more.vat, royalty: self.royalty + more.royalty }
    }
}

/// The share of a line that goes back when so much of the line has, and so much of the share had before.
fn share_of_line(line: &OrderLine, refunded: i64, before: Share) -> Share {
    let back = |share: i64, before: i64| (share_back(share, line.total_cents, refunded) - before).max(0);
    Share {
        commission: back(line.commission_cents, before.commission),
        vat: back(line.commission_vat_cents, before.vat),
        royalty: back(line.royalty_cents, before.royalty),
    }
}

fn rows(refund: &RefundId, lines: &[OrderLine], parts: &[Part], shares: &[Share]) -> Vec<RefundLine> {
    let row = |(part, share): (&Part, &Share)| RefundLine {
        refund_id: refund.clone(),
        position: part.line.map_or(lines.len() as i32, |place| lines[place].position),
        order_line_id: part.line.map(|place| lines[place].id.clone()),
        pieces: part.pieces,
        amount_cents: part.amount,
        commission_cents: share.commission,
        commission_vat_cents: share.vat,
        royalty_cents: share.royalty,
        restocked: part.restock,
    };
    parts.iter().zip(shares).map(row).collect()
}

/// Puts the pieces on the shelf that should lie there again. What is made after the order has no shelf.
fn restock(tx: &mut Tx, order: &Order, lines: &[OrderLine], parts: &[Part], reason: RefundReason) -> Result<()> {
    let (mut pieces, mut numbered) = (Wanted::new(), Wanted::new());
    for part in parts.iter().filter(|part| part.restock) {
        if let Some(line) = part.line.map(|place| &lines[place]) {
            *numbered.entry(line.variant_id.clone()).or_insert(0) += part.pieces;
            if !line.made_to_order {
                *pieces.entry(line.variant_id.clone()).or_insert(0) += part.pieces;
            }
        }
    }
    let why = match reason {
        RefundReason::CancelledByBuyer | RefundReason::CancelledBySeller => Reason::Cancelled,
        _ => Reason::Returned,
    };
    inventory::put_back(tx, order.id.as_str(), &pieces, why)?;
    // A piece of an edition can be sold again, with its number.
    let numbered = editions::take_back(tx, &order.id, &numbered)?;
    inventory::put_back_editions(tx, order.id.as_str(), &numbered, why)
}

#[cfg(test)]
mod tests {
    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher;

    use super::super::parts::LinePart;
    use super::*;
    use crate::kit::handover::DeliveryMethod;
    use crate::kit::id::Ids;
    use crate::kit::json::Json;
    use crate::kit::locale::Translations;
    use crate::kit::money::Currency;
    use crate::kit::time::{Instant, LocalDate};
    use crate::orders::{AgreedDelivery, SellerOfRecord};

    /// Numbers that repeat with their seed (splitmix64).
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, end: i64) -> i64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) % end.max(1) as u64) as i64
        }
    }

    fn asked_for(name: &str) -> Option<u64> {
        std::env::var(name).ok().and_then(|value| value.parse().ok())
    }

    fn order(dice: &mut Dice, ids: &Ids, currency: Currency, items: i64) -> Order {
        let (now, day): (Instant, LocalDate) = (Instant::from_millis(0), "2026-11-24".parse().unwrap());
        let none = String::new;
        let delivery = dice.below(2) * dice.below(2_000);
        let seller = SellerOfRecord {
            organisation_id: ids.next(now),
            name: none(),
            slug: none(),
            town: None,
            legal_name: none(),
            address: none(),
            email: none(),
            phone: None,
            registration: None,
            vat_id: None,
            vat_registered: false,
            trader: true,
        };
        let agreed =
            AgreedDelivery { option_id: none(), label: none(), earliest: day.clone(), latest: day.clone(), address: None, hours: None };
        Order {
            id: ids.next(now),
            order_group_id: ids.next(now),
            organisation_id: ids.next(now),
            number: none(),
            status: OrderStatus::Paid,
            version: 1,
            seller: Json(seller),
            delivery_method: DeliveryMethod::Parcel,
            delivery: Json(agreed),
            currency,
            items_cents: items,
            delivery_cents: delivery,
            total_cents: items + delivery,
            vat_cents: 0,
            pieces: 1,
            ship_by: day,
            search: none(),
            tracking: None,
            cancellation: None,
            placed_at: now,
            paid_at: Some(now),
            accepted_at: None,
            sent_at: None,
            received_at: None,
            completed_at: None,
            cancelled_at: None,
            refunded_cents: 0,
            refunded_delivery_cents: 0,
        }
    }

    fn lines(dice: &mut Dice, ids: &Ids) -> Vec<OrderLine> {
        let now = Instant::from_millis(0);
        let order_id: OrderId = ids.next(now);
        let mut one = |position: i64| {
            let (quantity, price) = (1 + dice.below(6), dice.below(3) * dice.below(30_000));
            let commission = dice.below(quantity * price + 1);
            OrderLine {
                id: ids.next(now),
                order_id: order_id.clone(),
                position: position as i32,
                variant_id: ids.next(now),
                product_id: ids.next(now),
                slug: String::new(),
                name: Translations::default(),
                option: Translations::default(),
                sku: String::new(),
                picture: None,
                quantity,
                unit_price_cents: price,
                total_cents: price * quantity,
                vat_rate_bp: 2_200,
                made_to_order: false,
                lead_time_days: 0,
                personalisation: None,
                withdrawal_exempt: None,
                commission_rule: None,
                commission_cents: commission,
                commission_vat_cents: dice.below(commission + 1),
                royalty_agreement_id: None,
                royalty_to: None,
                royalty_cents: dice.below(quantity * price + 1),
                origin: None,
                refunded_cents: 0,
                refunded_pieces: 0,
                returned_pieces: 0,
            }
        };
        (0..4).map(&mut one).collect()
    }

    /// What may be asked at random: pieces at their worth, an amount of a line, delivery, a free amount.
    fn ask(dice: &mut Dice, order: &Order, lines: &[OrderLine]) -> Asked {
        let mut asked = Asked::default();
        for line in lines {
            let part = |pieces, amount| LinePart { line: line.id.clone(), pieces, amount, restock: false };
            match dice.below(4) {
                0 => asked.lines.push(part(dice.below(line.quantity + 1), None)),
                1 => asked.lines.push(part(0, Some(dice.below(line.total_cents + 1)))),
                _ => {}
            }
        }
        if dice.below(3) == 0 {
            asked.delivery = dice.below(order.delivery_cents + 1);
        }
        if dice.below(3) == 0 {
            asked.free = dice.below(order.total_cents / 2 + 1);
        }
        asked
    }

    /// The counters, as the database keeps them: all of it, or nothing.
    fn book(order: &mut Order, lines: &mut [OrderLine], given: &mut [Share], parts: &[Part]) -> bool {
        let fits = |part: &Part| match part.line {
            Some(place) => {
                let line = &lines[place];
                line.total_cents - line.refunded_cents >= part.amount && line.quantity - line.returned_pieces >= part.pieces
            }
            None => order.delivery_cents - order.refunded_delivery_cents >= part.amount,
        };
        if !parts.iter().all(fits) {
            return false;
        }
        for part in parts {
            order.refunded_cents += part.amount;
            let Some(place) = part.line else {
                order.refunded_delivery_cents += part.amount;
                continue;
            };
            let line = &mut lines[place];
            let share = share_of_line(line, line.refunded_cents + part.amount, given[place]);
            given[place] = given[place].plus(share);
            line.refunded_cents += part.amount;
            line.refunded_pieces += part.pieces;
            line.returned_pieces += part.pieces;
            assert!(given[place].commission <= line.commission_cents && given[place].vat <= line.commission_vat_cents);
            assert!(given[place].royalty <= line.royalty_cents);
        }
        assert!(order.refunded_cents <= order.total_cents);
        true
    }

    #[test]
    fn many_partial_refunds_in_any_parts_give_back_what_one_whole_does() {
        let seed = asked_for("PROPERTY_SEED").unwrap_or_else(|| RandomState::new().hash_one(0));
        let cases = asked_for("PROPERTY_CASES").unwrap_or(20_000);
        println!("PROPERTY_SEED={seed} PROPERTY_CASES={cases}");
        let (mut dice, ids) = (Dice(seed), Ids::seeded(seed));
        let mut refused = 0;
        for case in 0..cases {
            // Minor units are whole, whether a currency has none, two or three decimals.
            let currency = ["JPY", "EUR", "KWD"][(case % 3) as usize].parse().unwrap();
            let mut lines = lines(&mut dice, &ids);
            let items = lines.iter().map(|line| line.total_cents).sum();
            let mut order = order(&mut dice, &ids, currency, items);
            let mut given = vec![Share::default(); lines.len()];
            for _ in 0..dice.below(8) {
                let asked = ask(&mut dice, &order, &lines);
                let parts = plan(&order, &lines, &asked).unwrap();
                if asked.free == 0 {
                    assert!(parts.iter().all(|part| part.pieces > 0 || part.amount > 0));
                }
                refused += u64::from(!book(&mut order, &mut lines, &mut given, &parts));
            }
            let rest = plan(&order, &lines, &Asked::everything(&order, &lines, true)).unwrap();
            assert!(book(&mut order, &mut lines, &mut given, &rest), "what is left can always go back");
            assert_eq!(order.refunded_cents, order.total_cents);
            for (line, given) in lines.iter().zip(given) {
                assert_eq!((line.refunded_cents, line.refunded_pieces), (line.total_cents, line.quantity));
                let whole = Share { commission: line.commission_cents, vat: line.commission_vat_cents, royalty: line.royalty_cents };
                assert_eq!(given, if line.total_cents > 0 { whole } else { Share::default() });
            }
        }
        println!("{refused} asked for more than was left");
    }

    #[test]
    fn a_free_amount_is_shared_out_over_what_is_left() {
        let (mut dice, ids) = (Dice(1), Ids::seeded(1));
        let mut lines = lines(&mut dice, &ids);
        lines.truncate(2);
        for (line, total) in lines.iter_mut().zip([6_400, 3_200]) {
            (line.quantity, line.unit_price_cents, line.total_cents) = (1, total, total);
        }
        let mut order = order(&mut dice, &ids, Currency::EUR, 9_600);
        (order.delivery_cents, order.total_cents) = (400, 10_000);
        let parts = plan(&order, &lines, &Asked { free: 1_000, ..Asked::default() }).unwrap();
        assert_eq!(parts.iter().map(|part| (part.line, part.amount)).collect::<Vec<_>>(), [(Some(0), 640), (Some(1), 320), (None, 40)]);
    }
}
