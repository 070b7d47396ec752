//! What buyers and makers are written about money and pieces that come back.

use crate::checkout::{Shop, to_buyer};
use crate::db::Tx;
use crate::kit::Result;
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, Order};
use crate::payments::Refund;

/// Money of the order goes back, with the reason that was given.
pub fn tell_refunded(tx: &mut Tx, shop: &Shop, order: &Order, refund: &Refund) -> Result<()> {
    let group = orders::group(tx, &order.order_group_id)?;
    let (l, number, seller) = (group.locale, &order.number, &order.seller.name);
    let amount = refund.amount().display(l);
    let subject = l.pick(
        format!("Vračamo vam {amount}: naročilo {number}"),
        format!("{amount} is returned to you: order {number}"),
        format!("Wir erstatten {amount}: Bestellung {number}"),
    );
    let text = l.pick(
        format!("Za naročilo {number} pri prodajalcu {seller} vam vračamo {amount} po isti poti, po kateri ste plačali."),
        format!("For order {number} from {seller} we return {amount} to you, the way you paid."),
        format!("Für die Bestellung {number} bei {seller} erstatten wir {amount} auf dem Zahlungsweg."),
    );
    let letter = Letter::new(subject).p(text);
    let letter = match &refund.note {
        Some(note) => letter.quote(note.clone()),
        None => letter,
    };
    let letter = letter.button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(&group));
    mail::queue(tx, Envelope { key: format!("refund:{}:buyer", refund.id), ..to_buyer(&group, "") }, letter)
}
