//! Orders that are paid straight to their creator: what is owed, its payment slip, what happens when money comes or does not.
//!
//! The due decides: whoever counts the money that pays it, or ends it because its time is over, changes its row first, and the
//! other then finds nothing to do. Money that comes late pays the order if its pieces are still there; else the creator returns it.

use serde_json::json;

use super::basket::Basket;
use super::settle::{sell_late, settle};
use super::shop::Shop;
use super::transfer_letters;
use crate::db::Tx;
use crate::dues::{self, Counted, Due, DueStatus, NewDue};
use crate::identity::organisations::PayoutAccount;
use crate::kit::calendar::end_of;
use crate::kit::id::OrderGroupId;
use crate::kit::time::{Instant, LocalDate, Zone, days};
use crate::kit::upn::{Party, Slip};
use crate::kit::{Code, Error, FieldError, Result, epc};
use crate::orders::{self, GroupStatus, Order, OrderGroup};
use crate::payments::{self, Payment, PaymentMethod, Receipt};

/// The account of each creator in the basket. Refused (`transfer_not_possible`) when one has none that is right, or is owed nothing.
pub fn accounts(basket: &Basket) -> Result<Vec<PayoutAccount>> {
    let mut without = Vec::new();
    let mut accounts = Vec::with_capacity(basket.parcels.len());
    for parcel in &basket.parcels {
        match parcel.account.clone().filter(|_| parcel.takes_transfer()) {
            Some(account) => accounts.push(account),
            None => without.push(FieldError {
                pointer: "/payment_method".to_owned(),
                code: "no_account".to_owned(),
                detail: format!("{} cannot be paid by bank transfer.", parcel.seller.name),
            }),
        }
    }
    if without.is_empty() { Ok(accounts) } else { Err(Code::TransferNotPossible.with_fields(without)) }
}

/// Until when a transfer that is ordered now can be counted: the end of the last day.
pub fn due_at(now: Instant, shop: &Shop) -> Instant {
    let (today, _) = Zone::ljubljana().local(now);
    end_of(&today.plus_days(shop.transfer_days()))
}

/// The last day of a due, as its slip names it.
pub fn last_day(due: &Due) -> LocalDate {
    Zone::ljubljana().local(due.due_at.minus(days(1))).0
}

/// Opens the payment of a purchase that is paid straight, says what is owed to whom, and tells the buyer how to pay.
pub fn open(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, account: &PayoutAccount) -> Result<()> {
    let payment = payments::open(tx, &group.id, PaymentMethod::BankTransfer, group.total())?;
    payments::point_to(tx, &payment.id, None, &shop.order_page(group))?;
    let new = NewDue {
        order: order.id.clone(),
        organisation: order.organisation_id.clone(),
        iban: account.iban.clone(),
        holder: account.account_holder.clone(),
        amount: group.total(),
        due_at: group.hold_expires_at,
    };
    let due = dues::open(tx, &new)?;
    let facts = json!({ "group": group.id, "method": payment.method, "amount_cents": payment.amount_cents, "due": due.id });
    crate::events::record(tx, "payment.opened", payment.id.as_str(), group.account_id.as_ref(), facts)?;
    transfer_letters::ask(tx, shop, group, order, &due)
}

/// The order of a purchase that is paid straight, with what is owed for it.
pub fn of_group(tx: &mut Tx, id: &OrderGroupId) -> Result<Option<(Order, Due)>> {
    for order in orders::of_group(tx, id)? {
        if let Some(due) = dues::of_order(tx, &order.id)? {
            return Ok(Some((order, due)));
        }
    }
    Ok(None)
}

/// Whether a purchase is paid straight to its creator; not when its buyer pays by card instead.
pub fn is_paid_straight(tx: &mut Tx, id: &OrderGroupId) -> Result<bool> {
    Ok(of_group(tx, id)?.is_some_and(|(_, due)| !due.status.ended()))
}

/// The buyer of a purchase that waits for a transfer pays at once instead: the slip no longer counts and the transfer's payment
/// ends, while the pieces stay kept as they were. Refused (`due_changed`) when money was counted for it, or it no longer waits.
pub fn give_way(tx: &mut Tx, group: &OrderGroup) -> Result<()> {
    let straight = of_group(tx, &group.id)?;
    let (_, due) = straight.ok_or_else(|| Code::PaymentMethodUnavailable.because("This order is not paid by bank transfer."))?;
    if !dues::give_way(tx, &due.id)? {
        return Err(Code::DueChanged.into());
    }
    let payment = payment_of(tx, &group.id)?;
    payments::expire(tx, &payment.id)?;
    let facts = json!({ "number": group.number, "due": due.id });
    crate::events::record(tx, "order_group.transfer_given_up", group.id.as_str(), group.account_id.as_ref(), facts)
}

/// Ends what is owed, because the time is over or the buyer called it off. False when it was paid at the same moment.
pub fn let_go(tx: &mut Tx, id: &OrderGroupId, to: GroupStatus) -> Result<bool> {
    let Some((_, due)) = of_group(tx, id)? else { return Ok(true) };
    dues::end(tx, &due.id, if to == GroupStatus::Expired { DueStatus::Expired } else { DueStatus::Cancelled })
}

/// Goes on after money was counted: all of it came, and the order is paid as by card; it came late, and pays what is still
/// there; a part came, or too much, and both sides are told. Answers the due as it is then.
pub fn came(tx: &mut Tx, shop: &Shop, counted: &Counted) -> Result<Due> {
    let due = &counted.due;
    let order = orders::find(tx, &due.order_id)?;
    let group = orders::group(tx, &order.order_group_id)?;
    let payment = payment_of(tx, &group.id)?;
    if counted.paid_now {
        let receipt = Receipt { amount: payment.amount(), livemode: false, intent: None };
        settle(tx, shop, &payment, &receipt)?;
    } else if due.status.ended() {
        let enough = due.received_cents - due.returned_cents >= due.amount_cents;
        if !enough || !sell_late(tx, shop, &payment, &due.id)? {
            transfer_letters::tell_late(tx, shop, &group, &order, due)?;
        }
    } else if due.status == DueStatus::Partial {
        transfer_letters::tell_partial(tx, shop, &group, due)?;
    }
    let due = dues::find(tx, &due.id)?;
    if due.status == DueStatus::Overpaid && due.to_return().amount > 0 {
        transfer_letters::tell_overpaid(tx, shop, &group, &order, &due)?;
    }
    Ok(due)
}

fn payment_of(tx: &mut Tx, group: &OrderGroupId) -> Result<Payment> {
    let all = payments::of_groups(tx, std::slice::from_ref(group))?;
    let by_transfer = all.into_iter().rfind(|payment| payment.method == PaymentMethod::BankTransfer);
    by_transfer.ok_or_else(|| Error::internal("a due without a payment"))
}

/// What the transfer is for.
pub fn purpose(group: &OrderGroup, order: &Order) -> String {
    group.locale.pick(format!("Naročilo {}", order.number), format!("Order {}", order.number), format!("Bestellung {}", order.number))
}

/// The Slovenian payment slip of what is still owed.
pub fn slip(group: &OrderGroup, order: &Order, due: &Due) -> Slip {
    let payer = match (&group.company, &group.address) {
        (Some(company), _) => party(&company.name, &company.street, &company.postcode, &company.city),
        (None, Some(address)) => party(&group.name, &address.street, &address.postcode, &address.city),
        (None, None) => Party { name: group.name.clone(), ..Party::default() },
    };
    let (street, place) = street_and_place(&order.seller.address);
    Slip {
        payer,
        amount: due.open(),
        code: "GDSV".to_owned(),
        purpose: purpose(group, order),
        due: Some(last_day(due)),
        iban: due.iban.clone(),
        reference: due.reference.clone(),
        payee: Party { name: due.holder.clone(), street, place },
    }
}

/// The same for banks outside Slovenia.
pub fn transfer(group: &OrderGroup, order: &Order, due: &Due) -> epc::Transfer {
    epc::Transfer {
        name: due.holder.clone(),
        iban: due.iban.clone(),
        amount: due.open(),
        reference: due.reference.clone(),
        purpose: purpose(group, order),
    }
}

fn party(name: &str, street: &str, postcode: &str, city: &str) -> Party {
    Party { name: name.to_owned(), street: street.to_owned(), place: format!("{postcode} {city}") }
}

/// Street, and postcode with town, of an address as orders keep it: parts between commas, the country's two letters last.
pub fn street_and_place(address: &str) -> (String, String) {
    let mut parts: Vec<&str> = address.split(", ").collect();
    if parts.last().is_some_and(|last| last.len() == 2 && last.bytes().all(|letter| letter.is_ascii_uppercase())) {
        parts.pop();
    }
    let place = if parts.len() > 1 { parts.pop().unwrap_or_default().to_owned() } else { String::new() };
    (parts.join(", "), place)
}

#[cfg(test)]
mod tests {
    use super::street_and_place;

    #[test]
    fn an_address_is_split_as_a_slip_prints_it() {
        let split = |text: &str| street_and_place(text);
        assert_eq!(split("Glavni trg 4, 4000 Kranj, SI"), ("Glavni trg 4".into(), "4000 Kranj".into()));
        assert_eq!(split("Ringstraße 1, Hof, 9020 Klagenfurt, AT"), ("Ringstraße 1, Hof".into(), "9020 Klagenfurt".into()));
        assert_eq!(split("Lontrg"), ("Lontrg".into(), String::new()));
    }
}
