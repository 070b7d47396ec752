//! The letter about a message: who wrote, what, and the way to answer on the page. It tells nobody's address.

use super::thread::Reader;
use crate::checkout::{Shop, to_buyer};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::mail::{self, Envelope, Letter};
use crate::orders::{Order, OrderGroup};
use crate::threads::Message;

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
