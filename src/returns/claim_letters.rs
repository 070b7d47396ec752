//! What buyers, makers and the desk are written about a claim.

use super::claim::AnswerClaim;
use super::letters::{day_before, tell_maker};
use crate::checkout::{Shop, tell_coordinators, to_buyer};
use crate::claims::{self, Answer, Claim, Wish};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, Order, OrderGroup, OrderLine};

fn wish(wish: Wish, l: Locale) -> String {
    let word = match wish {
        Wish::Repair => l.pick("popravilo", "repair", "Reparatur"),
        Wish::Replacement => l.pick("zamenjavo", "replacement", "Ersatz"),
        Wish::Reduction => l.pick("znižanje cene", "a lower price", "Preisminderung"),
        Wish::Refund => l.pick("vračilo denarja", "the money back", "Rückzahlung"),
    };
    word.to_owned()
}

fn answered(answer: Answer, l: Locale) -> String {
    let word = match answer {
        Answer::Repair => l.pick("Popravilo", "Repair", "Reparatur"),
        Answer::Replacement => l.pick("Zamenjava", "Replacement", "Ersatz"),
        Answer::Reduction => l.pick("Znižanje cene", "A lower price", "Preisminderung"),
        Answer::Refund => l.pick("Vračilo denarja", "The money back", "Rückzahlung"),
        Answer::Refused => l.pick("Zavrnjeno", "Refused", "Abgelehnt"),
    };
    word.to_owned()
}

/// The buyer has a receipt, the seller the claim.
pub fn tell_opened(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, line: &OrderLine, claim: &Claim) -> Result<()> {
    let (number, due) = (&order.number, day_before(claim.answer_by));
    let rows = |l: Locale| {
        vec![
            (l.pick("Naročilo", "Order", "Bestellung").to_owned(), number.clone()),
            (l.pick("Izdelek", "Piece", "Stück").to_owned(), line.name.best(l).to_owned()),
            (l.pick("Kupec želi", "The buyer wants", "Gewünscht").to_owned(), wish(claim.wish, l)),
            (l.pick("Rok", "Due", "Frist").to_owned(), due.clone()),
        ]
    };
    let l = group.locale;
    let subject = l.pick(
        format!("Prejeli smo vašo reklamacijo: {number}"),
        format!("We have received your claim: {number}"),
        format!("Ihre Reklamation ist eingegangen: {number}"),
    );
    let text = l.pick(
        format!("Reklamacijo smo predali prodajalcu {}. Napako mora odpraviti v 30 dneh.", order.seller.name),
        format!("Your claim is with {}, who has 30 days to put it right.", order.seller.name),
        format!("Ihre Reklamation liegt bei {}, der Mangel ist binnen 30 Tagen zu beheben.", order.seller.name),
    );
    let button = l.pick("Stran naročila", "Your order page", "Zur Bestellung");
    let letter = Letter::new(subject).p(text).rows(rows(l)).quote(claim.description.clone()).button(button, shop.order_page(group));
    mail::queue(tx, Envelope { key: format!("claim-opened:{}:buyer", claim.id), ..to_buyer(group, "") }, letter)?;
    tell_maker(tx, order, &format!("claim-opened:{}", claim.id), |l| {
        let subject = l.pick(format!("Reklamacija: {number}"), format!("A claim: {number}"), format!("Reklamation: {number}"));
        let text = l.pick(
            format!("Kupec {} javlja napako. Odgovorite čim prej; napako je treba odpraviti v 30 dneh.", group.name),
            format!("{} reports a fault. Answer soon; it must be put right within 30 days.", group.name),
            format!("{} meldet einen Mangel. Antworten Sie bald; er ist binnen 30 Tagen zu beheben.", group.name),
        );
        let button = l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen");
        Letter::new(subject).p(text).rows(rows(l)).quote(claim.description.clone()).button(button, shop.maker_page(&order.id))
    })
}

/// The seller's answer, for the buyer.
pub fn tell_answered(tx: &mut Tx, shop: &Shop, order: &Order, line: &OrderLine, claim: &Claim, new: &AnswerClaim) -> Result<()> {
    let group = orders::group(tx, &order.order_group_id)?;
    let (l, number) = (group.locale, &order.number);
    let subject = l.pick(
        format!("Odgovor na reklamacijo: {number}"),
        format!("The answer to your claim: {number}"),
        format!("Antwort auf Ihre Reklamation: {number}"),
    );
    let rows = vec![
        (l.pick("Izdelek", "Piece", "Stück").to_owned(), line.name.best(l).to_owned()),
        (l.pick("Odgovor", "Answer", "Antwort").to_owned(), answered(new.answer, l)),
    ];
    let button = l.pick("Stran naročila", "Your order page", "Zur Bestellung");
    let letter = Letter::new(subject).rows(rows).quote(new.words.trim().to_owned()).button(button, shop.order_page(&group));
    mail::queue(tx, Envelope { key: format!("claim-answered:{}:buyer", claim.id), ..to_buyer(&group, "") }, letter)
}

/// Reminds of claims without an answer: the seller after twenty days, the desk too when the time is over.
pub fn remind_all(tx: &mut Tx, shop: &Shop, before: Instant) -> Result<()> {
    for claim in claims::waiting_since(tx, before)? {
        let order = orders::find(tx, &claim.order_id)?;
        let (number, due, overdue) = (&order.number, day_before(claim.answer_by), claim.is_overdue(tx.now));
        let letter = |l: Locale| {
            let subject = l.pick(
                format!("Reklamacija brez odgovora: {number}"),
                format!("A claim without an answer: {number}"),
                format!("Reklamation ohne Antwort: {number}"),
            );
            let text = l.pick(
                format!("Rok za odpravo napake: {due}."),
                format!("It is to be put right by {due}."),
                format!("Zu beheben bis {due}."),
            );
            let button = l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen");
            Letter::new(subject).p(text).quote(claim.description.clone()).button(button, shop.maker_page(&order.id))
        };
        let fact = if overdue { "claim-overdue" } else { "claim-reminder" };
        let fact = format!("{fact}:{}", claim.id);
        tell_maker(tx, &order, &fact, letter)?;
        if overdue {
            tell_coordinators(tx, &format!("{fact}:desk"), letter)?;
        }
    }
    Ok(())
}
