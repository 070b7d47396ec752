//! What sellers are written about their payouts.

use super::model::Payout;
use crate::db::Tx;
use crate::identity;
use crate::kit::Result;
use crate::kit::id::PayoutId;
use crate::kit::locale::Locale;
use crate::mail::{self, Envelope, Letter};

/// Money is on its way.
pub fn on_its_way(tx: &mut Tx, payout: &Payout, money_page: &str) -> Result<()> {
    to_sellers(tx, payout, "payout-released", |l| {
        let amount = payout.amount().display(l);
        let subject = l.pick(
            format!("Izplačilo {amount} je na poti"),
            format!("A payout of {amount} is on its way"),
            format!("Eine Auszahlung über {amount} ist unterwegs"),
        );
        let text = l.pick(
            "Obračun našteva vsako naročilo, vračilo in provizijo, iz katerih je sestavljeno.",
            "The statement lists every order, refund and commission it is made of.",
            "Die Abrechnung nennt jede Bestellung, Erstattung und Provision, aus der sie besteht.",
        );
        Letter::new(subject).p(text).rows(rows(payout, l)).button(to_statement(l), format!("{money_page}/payouts/{}", payout.id))
    })
}

/// A payout did not arrive.
pub fn came_back(tx: &mut Tx, payout: &Payout, why: &str, money_page: &str) -> Result<()> {
    to_sellers(tx, payout, "payout-came-back", |l| {
        let amount = payout.amount().display(l);
        let subject = l.pick(
            format!("Izplačilo {amount} ni prispelo"),
            format!("A payout of {amount} did not arrive"),
            format!("Eine Auszahlung über {amount} kam nicht an"),
        );
        let text = l.pick(
            "Denar vam še dolgujemo in bo v naslednjem izplačilu. Preverite IBAN in imetnika računa v profilu.",
            "We still owe you the money; it will be in the next payout. Check the IBAN and the account holder in your profile.",
            "Wir schulden Ihnen das Geld weiterhin; es kommt mit der nächsten Auszahlung. Prüfen Sie IBAN und Kontoinhaber in Ihrem Profil.",
        );
        Letter::new(subject).p(text).quote(why).rows(rows(payout, l)).button(to_statement(l), format!("{money_page}/payouts/{}", payout.id))
    })
}

/// Stripe refused parts of a payout: the coordinators look why.
pub fn refused(tx: &mut Tx, id: &PayoutId, why: &str, parts: usize) -> Result<()> {
    for contact in identity::coordinators(tx)? {
        let l = contact.locale;
        let subject = l.pick(
            "Stripe je zavrnil nakazilo ustvarjalcu",
            "Stripe refused to send money on to a maker",
            "Stripe hat eine Überweisung an eine Werkstatt abgelehnt",
        );
        let text = l.pick(
            "Zavrnjeni znesek ustvarjalcu še dolgujemo in bo v naslednjem izplačilu. Preverite, kaj Stripe od njega še potrebuje.",
            "What was refused is still owed and will be in the next payout. See what Stripe still wants from the maker.",
            "Der abgelehnte Betrag bleibt geschuldet und kommt mit der nächsten Auszahlung. Prüfen Sie, was Stripe von der Werkstatt noch braucht.",
        );
        let rows = vec![
            (l.pick("Izplačilo", "Payout", "Auszahlung").to_owned(), id.to_string()),
            (l.pick("Zavrnjenih delov", "Parts refused", "Abgelehnte Teile").to_owned(), parts.to_string()),
        ];
        let key = format!("payout-refused:{id}:{}", contact.account);
        let letter = Letter::new(subject).p(text).quote(why).rows(rows);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: l, key }, letter)?;
    }
    Ok(())
}

fn to_statement(l: Locale) -> &'static str {
    l.pick("Odprite obračun", "Open the statement", "Abrechnung öffnen")
}

fn rows(payout: &Payout, l: Locale) -> Vec<(String, String)> {
    let mut rows = vec![(l.pick("Izplačilo", "Payout", "Auszahlung").to_owned(), payout.number.clone())];
    rows.push((l.pick("Znesek", "Amount", "Betrag").to_owned(), payout.amount().display(l)));
    if let Some(iban) = &payout.iban {
        rows.push((l.pick("Na račun", "To account", "Auf das Konto").to_owned(), shortened(iban)));
    }
    rows
}

/// An account as letters show it: its beginning and its end.
pub fn shortened(iban: &str) -> String {
    let (head, tail) = (iban.get(..4).unwrap_or(iban), iban.get(iban.len().saturating_sub(4)..).unwrap_or(""));
    format!("{head} … {tail}")
}

fn to_sellers(tx: &mut Tx, payout: &Payout, what: &str, letter: impl Fn(Locale) -> Letter) -> Result<()> {
    for contact in identity::contacts(tx, &payout.organisation_id)? {
        let key = format!("{what}:{}:{}", payout.id, contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter(contact.locale))?;
    }
    Ok(())
}
