//! Mandates of makers to organizers, and the bank files by which till money goes on to makers.
//!
//! ```text
//! mandate:     given -> revoked                  bank file:   prepared -> sent | discarded
//! ```
//!
//! An organizer takes money of a maker's sales at its till only under the maker's own mandate: text version, person and time are
//! kept, and one for a pair is in force at most. What it took goes on out of the organizer's own account, by a file (`pain.001`) that it
//! hands to its own bank; nothing here ever draws on the platform's account, or moves money. Each fact is in one live file at most, and
//! every line names the mandate that it was made under. What is owed is told by whoever reckons it.

mod audit;
mod model;
mod store;

pub use audit::audit;
pub use model::{BankOrder, BankOrderLine, BankOrderStatus, Mandate, Owed};

use serde_json::json;

use crate::db::Tx;
use crate::identity::{self, Member};
use crate::kit::check::Check;
use crate::kit::id::{BankOrderId, MandateId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::money::Currency;
use crate::kit::pain::{self, CreditTransfer, Holder};
use crate::kit::time::{LocalDate, Zone};
use crate::kit::{Code, Error, Result};

/// The words that a maker agrees to, by their date.
pub const TEXT_VERSION: &str = "2026-12-01";

/// What the maker agrees to.
pub fn text(l: Locale) -> &'static str {
    l.pick(
        "Organizatorja pooblaščam, da na svoji blagajni v mojem imenu in za moj račun sprejema plačila za moje izdelke ter mi jih po dogodku \
         nakaže na moj račun, zmanjšana za dogovorjene zneske. Pooblastilo lahko kadar koli prekličem za prihodnje prodaje.",
        "I authorise the organizer to take payments for my products at its till, in my name and for my account, and to transfer them to my \
         account after the event, less the amounts that were agreed. I can revoke this at any time for sales to come.",
        "Ich bevollmächtige den Veranstalter, an seiner Kasse in meinem Namen und für meine Rechnung Zahlungen für meine Produkte \
         entgegenzunehmen und sie mir nach der Veranstaltung abzüglich der vereinbarten Beträge zu überweisen. Ich kann dies für künftige \
         Verkäufe jederzeit widerrufen.",
    )
}

/// The maker lets an organizer take its till money. Given again, it is the one that is in force.
pub fn give(tx: &mut Tx, by: &Member, organizer: &OrganisationId) -> Result<Mandate> {
    by.manager()?;
    let mandate = Mandate {
        id: tx.id(),
        studio_id: by.organisation.clone(),
        organizer_id: organizer.clone(),
        text_version: TEXT_VERSION.to_owned(),
        given_by: by.account.clone(),
        given_at: tx.now,
        revoked_by: None,
        revoked_at: None,
    };
    if !store::insert(tx, &mandate)? {
        return in_force(tx, &by.organisation, organizer)?.ok_or_else(|| Error::internal("a mandate that is neither new nor in force"));
    }
    let facts = json!({ "studio": by.organisation, "organizer": organizer, "text_version": TEXT_VERSION });
    crate::events::record(tx, "mandate.given", mandate.id.as_str(), Some(&by.account), facts)?;
    Ok(mandate)
}

/// The maker takes its mandate back, for sales to come. Refused when it is not its own, or no longer in force.
pub fn revoke(tx: &mut Tx, by: &Member, id: &MandateId) -> Result<()> {
    by.manager()?;
    if !store::revoke(tx, id, &by.organisation, &by.account)? {
        return Err(Error::not_found());
    }
    crate::events::record(tx, "mandate.revoked", id.as_str(), Some(&by.account), json!({}))
}

/// The mandate of a maker to an organizer, if one is in force.
pub fn in_force(tx: &mut Tx, studio: &OrganisationId, organizer: &OrganisationId) -> Result<Option<Mandate>> {
    Ok(store::in_force(tx, studio, organizer)?)
}

/// Prepares a file of what an organizer owes makers, out of its own account. Refused whole when a maker has given no mandate
/// (`mandate_missing`), when somebody has no right account (`transfer_not_possible`), and when a fact is in a live file (`due_changed`).
pub fn prepare(tx: &mut Tx, by: &Member, on: &LocalDate, owed: &[Owed]) -> Result<BankOrder> {
    by.manager()?;
    check(tx, on, owed)?;
    let own = identity::payout_account(tx, &by.organisation)?.ok_or(Code::TransferNotPossible)?;
    let id: BankOrderId = tx.id();
    let order = BankOrder {
        number: number_of(&id),
        organizer_id: by.organisation.clone(),
        iban: own.iban,
        holder: own.account_holder,
        executed_on: on.clone(),
        status: BankOrderStatus::Prepared,
        currency: Currency::EUR,
        total_cents: owed.iter().map(|one| one.amount.amount).sum(),
        made_by: by.account.clone(),
        made_at: tx.now,
        ended_at: None,
        id,
    };
    store::insert_order(tx, &order)?;
    for (position, one) in (0..).zip(owed) {
        let mandate = in_force(tx, &one.studio, &by.organisation)?.ok_or(Code::MandateMissing)?;
        let account = identity::payout_account(tx, &one.studio)?.ok_or(Code::TransferNotPossible)?;
        let line = BankOrderLine {
            bank_order_id: order.id.clone(),
            position,
            studio_id: one.studio.clone(),
            mandate_id: mandate.id,
            cause: one.cause.clone(),
            iban: account.iban,
            holder: account.account_holder,
            amount_cents: one.amount.amount,
            purpose: one.purpose.clone(),
            live: true,
        };
        if !store::insert_line(tx, &line)? {
            return Err(Code::DueChanged.into());
        }
    }
    let facts = json!({ "number": order.number, "total_cents": order.total_cents, "transfers": owed.len() });
    crate::events::record(tx, "bank_order.prepared", order.id.as_str(), Some(&by.account), facts)?;
    Ok(order)
}

fn check(tx: &Tx, on: &LocalDate, owed: &[Owed]) -> Result<()> {
    let (today, _) = Zone::ljubljana().local(tx.now);
    let mut check = Check::new();
    check.that(*on >= today && *on <= today.plus_days(60), "/on", "out_of_range", "Choose a day within the next sixty.");
    check.that((1..=pain::MOST_TRANSFERS).contains(&owed.len()), "/owed", "out_of_range", "Name between one and a thousand payments.");
    let fair = |one: &Owed| one.amount.currency == Currency::EUR && (1..=100_000_000_000).contains(&one.amount.amount);
    check.that(owed.iter().all(fair), "/owed", "amount", "Each payment is an amount in euros, above zero.");
    check.done()
}

/// One file of an organizer, with its lines.
pub fn find(tx: &mut Tx, organizer: &OrganisationId, id: &BankOrderId) -> Result<(BankOrder, Vec<BankOrderLine>)> {
    let order = store::order(tx, organizer, id)?.ok_or(Error::not_found())?;
    let lines = store::lines(tx, id)?;
    Ok((order, lines))
}

/// The file itself, for the organizer's bank; the same bytes whenever it is asked for.
pub fn file(order: &BankOrder, lines: &[BankOrderLine]) -> Result<String> {
    let transfer = |line: &BankOrderLine| CreditTransfer {
        id: format!("{}-{}", order.number, line.position + 1),
        to: Holder { name: line.holder.clone(), iban: line.iban.clone() },
        amount: order.money(line.amount_cents),
        reference: None,
        purpose: line.purpose.clone(),
    };
    let asked = pain::Order {
        id: order.number.clone(),
        from: Holder { name: order.holder.clone(), iban: order.iban.clone() },
        made_at: order.made_at,
        on: order.executed_on.clone(),
        transfers: lines.iter().map(transfer).collect(),
    };
    asked.xml().map_err(Error::internal)
}

/// The organizer handed the file to its bank. Refused (`due_changed`) when it did before, or gave it up.
pub fn mark_sent(tx: &mut Tx, by: &Member, id: &BankOrderId) -> Result<()> {
    end(tx, by, id, BankOrderStatus::Sent)
}

/// The organizer gives a file up that it did not hand to its bank: what it held can go into another.
pub fn discard(tx: &mut Tx, by: &Member, id: &BankOrderId) -> Result<()> {
    end(tx, by, id, BankOrderStatus::Discarded)?;
    Ok(store::free_lines(tx, id)?)
}

fn end(tx: &mut Tx, by: &Member, id: &BankOrderId, to: BankOrderStatus) -> Result<()> {
    by.manager()?;
    store::order(tx, &by.organisation, id)?.ok_or(Error::not_found())?;
    if !store::end(tx, id, to)? {
        return Err(Code::DueChanged.into());
    }
    crate::events::record(tx, "bank_order.ended", id.as_str(), Some(&by.account), json!({ "status": to }))
}

/// What people and banks call a file: the random end of its id.
fn number_of(id: &BankOrderId) -> String {
    let tail: String = id.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("BN-{}", tail[tail.len() - 12..].to_uppercase())
}
