//! The letter about a message: who wrote, what, and the way to answer on the page. It tells nobody's address.

use super::thread::Reader;
use crate::checkout::{Shop, to_buyer};
use crate::db::Tx;
use crate::identity;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::mail::{self, Envelope, Letter};
use crate::orders;
use crate::orders::{Order, OrderGroup};
use crate::threads::{Ground, Measure, Message, Side};

/// Writes to each reader once.
pub fn tell(tx: &mut Tx, shop: &Shop, order: &Order, group: &OrderGroup, message: &Message, readers: Vec<Reader>) -> Result<()> {
    for reader in readers {
        let (envelope, writer, page) = match reader {
            Reader::Buyer => {
                let envelope = Envelope { key: format!("message:{}:buyer", message.id), ..to_buyer(group, "") };
                (envelope, order.seller.name.as_str(), format!("{}#thread-{}", shop.order_page(group), order.id))
            }
            Reader::Maker(contact) => {
                let key = format!("message:{}:{}", message.id, contact.account);
                let envelope = Envelope { to: contact.email, name: contact.name, locale: contact.locale, key };
                (envelope, group.name.as_str(), format!("{}#thread-{}", shop.maker_page(&order.id), order.id))
            }
        };
        let letter = letter(envelope.locale, &order.number, writer, &message.text, page);
        mail::queue(tx, envelope, letter)?;
    }
    Ok(())
}

fn letter(l: Locale, number: &str, writer: &str, text: &str, page: String) -> Letter {
    let subject = l.pick(
        format!("Sporočilo o naročilu {number}"),
        format!("A message about order {number}"),
        format!("Nachricht zu Bestellung {number}"),
    );
    let from = l.pick(format!("Piše vam {writer}:"), format!("{writer} writes:"), format!("{writer} schreibt:"));
    let how = l.pick(
        "Odgovorite na strani naročila; odgovor na to pismo ne pride do druge strani.",
        "Answer on the page of the order; an answer to this letter does not reach the other side.",
        "Antworten Sie auf der Seite der Bestellung; eine Antwort auf diesen Brief erreicht die andere Seite nicht.",
    );
    Letter::new(subject).p(from).quote(text).p(how).button(l.pick("Odgovorite", "Answer", "Antworten"), page)
}

/// The writer learns what the desk decided, why, and how to object.
pub fn tell_measure(tx: &mut Tx, shop: &Shop, message: &Message, measure: &Measure) -> Result<()> {
    let order = orders::find(tx, &message.order_id)?;
    let group = orders::group(tx, &order.order_group_id)?;
    let mut writers = Vec::new();
    match message.sender {
        Side::Buyer => {
            let envelope = Envelope { key: format!("message-measure:{}:buyer", measure.id), ..to_buyer(&group, "") };
            writers.push((envelope, format!("{}#thread-{}", shop.order_page(&group), order.id)));
        }
        Side::Seller => {
            for contact in identity::contacts(tx, &order.organisation_id)? {
                let key = format!("message-measure:{}:{}", measure.id, contact.account);
                let envelope = Envelope { to: contact.email, name: contact.name, locale: contact.locale, key };
                writers.push((envelope, format!("{}#thread-{}", shop.maker_page(&order.id), order.id)));
            }
        }
    }
    for (envelope, page) in writers {
        let l = envelope.locale;
        let letter = if measure.hides { hidden(shop, l, &order.number, message, measure) } else { shown(l, &order.number) };
        mail::queue(tx, envelope, letter.button(l.pick("Stran naročila", "The order's page", "Zur Bestellung"), page))?;
    }
    Ok(())
}

fn hidden(shop: &Shop, l: Locale, number: &str, message: &Message, measure: &Measure) -> Letter {
    let subject = l.pick(
        format!("Vaše sporočilo o naročilu {number} je umaknjeno"),
        format!("Your message about order {number} was taken down"),
        format!("Ihre Nachricht zu Bestellung {number} wurde entfernt"),
    );
    let text = l.pick(
        "Koordinator je sporočilo umaknil, druga stran ga ne vidi več. Odločil je človek, ne stroj; razlogi so spodaj.",
        "The coordinator has taken the message down; the other side no longer reads it. A person decided, not a machine; the reasons are below.",
        "Die Koordination hat die Nachricht entfernt; die andere Seite liest sie nicht mehr. Entschieden hat ein Mensch, keine Maschine; die Gründe stehen unten.",
    );
    let ground = match measure.ground {
        Some(Ground::Law) => l.pick("Zakon", "Law", "Gesetz"),
        _ => l.pick("Pogoji tržnice", "Terms of the marketplace", "Bedingungen des Marktplatzes"),
    };
    let clause = measure.clause.clone().unwrap_or_default();
    let page = shop.report_page(l);
    let redress = l.pick(
        format!("Če se ne strinjate, lahko v šestih mesecih brezplačno ugovarjate: {page}. Obrnete se lahko tudi na organ za izvensodno reševanje sporov ali na sodišče."),
        format!("If you do not agree, you can object free of charge within six months: {page}. You may also turn to an out-of-court dispute settlement body or to a court."),
        format!("Wenn Sie nicht einverstanden sind, können Sie binnen sechs Monaten kostenlos Widerspruch einlegen: {page}. Sie können sich auch an eine außergerichtliche Streitbeilegungsstelle oder an ein Gericht wenden."),
    );
    Letter::new(subject)
        .p(text)
        .quote(message.text.clone())
        .rows(vec![(l.pick("Podlaga", "Ground", "Grundlage").to_owned(), format!("{ground}: {clause}"))])
        .quote(measure.facts.clone().unwrap_or_default())
        .p(redress)
}

fn shown(l: Locale, number: &str) -> Letter {
    let subject = l.pick(
        format!("Vaše sporočilo o naročilu {number} je spet vidno"),
        format!("Your message about order {number} can be read again"),
        format!("Ihre Nachricht zu Bestellung {number} ist wieder lesbar"),
    );
    Letter::new(subject).p(l.pick(
        "Koordinator je vaše sporočilo spet prikazal drugi strani.",
        "The coordinator shows your message to the other side again.",
        "Die Koordination zeigt Ihre Nachricht der anderen Seite wieder.",
    ))
}
