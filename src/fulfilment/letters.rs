//! What buyers and makers are written about an order on its way.

use crate::checkout::{Shop, enclose, to_buyer, way_back};
use crate::db::Tx;
use crate::documents::DocumentKind;
use crate::identity;
use crate::kit::Result;
use crate::kit::id::OrderId;
use crate::kit::locale::Locale;
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, CancelledBy, Order, OrderGroup};

/// The parcel left.
pub fn tell_shipped(tx: &mut Tx, shop: &Shop, id: &OrderId) -> Result<()> {
    let (order, group) = read(tx, id)?;
    let (l, number, seller) = (group.locale, &order.number, &order.seller.name);
    let subject = l.pick(
        format!("Naročilo {number} je na poti"),
        format!("Order {number} is on its way"),
        format!("Bestellung {number} ist unterwegs"),
    );
    let text = l.pick(
        format!("Paket ustvarjalca {seller} je na poti k vam."),
        format!("{seller} has sent your parcel."),
        format!("{seller} hat Ihr Paket versendet."),
    );
    let mut letter = Letter::new(subject).p(text);
    if let Some(tracking) = &order.tracking {
        let mut rows = vec![(l.pick("Prevoznik", "Carrier", "Versanddienst").to_owned(), tracking.carrier.clone())];
        if let Some(number) = &tracking.number {
            rows.push((l.pick("Številka pošiljke", "Tracking number", "Sendungsnummer").to_owned(), number.clone()));
        }
        if let Some(url) = &tracking.url {
            rows.push((l.pick("Sledenje", "Tracking", "Sendungsverfolgung").to_owned(), url.clone()));
        }
        letter = letter.rows(rows);
    }
    send(tx, shop, &group, &order, "order-shipped", letter)
}

/// The order waits to be fetched.
pub fn tell_ready(tx: &mut Tx, shop: &Shop, id: &OrderId) -> Result<()> {
    let (order, group) = read(tx, id)?;
    let (l, number, seller) = (group.locale, &order.number, &order.seller.name);
    let subject = l.pick(
        format!("Naročilo {number} je pripravljeno za prevzem"),
        format!("Order {number} is ready to be picked up"),
        format!("Bestellung {number} liegt zur Abholung bereit"),
    );
    let text = l.pick(
        format!("Pri {seller} vas čaka naročilo. Ob prevzemu povejte njegovo številko."),
        format!("Your order is waiting at {seller}. Say its number when you fetch it."),
        format!("Ihre Bestellung liegt bei {seller} bereit. Nennen Sie bei der Abholung die Nummer."),
    );
    let mut rows = vec![(l.pick("Številka", "Number", "Nummer").to_owned(), number.clone())];
    if let Some(address) = &order.delivery.address {
        rows.push((l.pick("Kje", "Where", "Wo").to_owned(), address.clone()));
    }
    if let Some(hours) = &order.delivery.hours {
        rows.push((l.pick("Kdaj", "When", "Wann").to_owned(), hours.clone()));
    }
    send(tx, shop, &group, &order, "order-ready", Letter::new(subject).p(text).rows(rows))
}

/// The order was called off, and its money goes back. When the buyer did it, the maker is told too.
pub fn tell_cancelled(tx: &mut Tx, shop: &Shop, id: &OrderId) -> Result<()> {
    let (order, group) = read(tx, id)?;
    let Some(cancellation) = order.cancellation.as_ref().map(|cancellation| cancellation.0.clone()) else { return Ok(()) };
    let (l, number, seller) = (group.locale, &order.number, &order.seller.name);
    let amount = order.money(order.total_cents).display(l);
    let subject = l.pick(
        format!("Naročilo {number} je preklicano"),
        format!("Order {number} is cancelled"),
        format!("Bestellung {number} ist storniert"),
    );
    let text = match cancellation.by {
        CancelledBy::Buyer => l.pick(
            format!("Naročilo ste preklicali. {amount} vam vračamo v celoti po isti poti, po kateri ste plačali."),
            format!("You have cancelled the order. {amount} is returned to you in full, the way you paid."),
            format!("Sie haben die Bestellung storniert. {amount} erstatten wir vollständig auf dem Zahlungsweg."),
        ),
        _ => l.pick(
            format!(
                "Prodajalec {seller} je naročilo žal moral preklicati. {amount} vam vračamo v celoti po isti poti, po kateri ste plačali."
            ),
            format!("Unfortunately {seller} had to cancel the order. {amount} is returned to you in full, the way you paid."),
            format!("{seller} musste die Bestellung leider stornieren. {amount} erstatten wir vollständig auf dem Zahlungsweg."),
        ),
    };
    let mut letter = Letter::new(subject).p(text);
    if let Some(reason) = cancellation.reason.as_ref().filter(|_| cancellation.by != CancelledBy::Buyer) {
        letter = letter.quote(reason.clone());
    }
    let letter = way_back(tx, letter, &group, &order)?;
    let letter = enclose(tx, letter, shop, &group, &order.id, DocumentKind::CreditNote, None)?;
    send(tx, shop, &group, &order, "order-cancelled", letter)?;
    if cancellation.by != CancelledBy::Buyer {
        return Ok(());
    }
    for contact in identity::contacts(tx, &order.organisation_id)? {
        let key = format!("order-cancelled:{}:{}", order.id, contact.account);
        let letter = to_maker(shop, &group, &order, cancellation.reason.as_deref(), contact.locale);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    Ok(())
}

fn to_maker(shop: &Shop, group: &OrderGroup, order: &Order, reason: Option<&str>, l: Locale) -> Letter {
    let number = &order.number;
    let subject = l.pick(
        format!("Kupec je preklical naročilo {number}"),
        format!("The buyer has cancelled order {number}"),
        format!("Bestellung {number} wurde vom Käufer storniert"),
    );
    let text = l.pick(
        format!("Kupec ({}) je naročilo preklical, preden ste ga sprejeli. Ne pošiljajte ga; kosi so spet na zalogi, denar se vrača.", group.name),
        format!("{} cancelled before you accepted the order. Do not send it; the pieces are back in stock and the money is returned.", group.name),
        format!("{} hat storniert, bevor Sie angenommen haben. Bitte nicht versenden; die Stücke sind wieder im Bestand, das Geld wird erstattet.", group.name),
    );
    let letter = Letter::new(subject).p(text);
    let letter = match reason {
        Some(reason) => letter.quote(reason),
        None => letter,
    };
    letter.button(l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen"), shop.maker_page(&order.id))
}

fn send(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, what: &str, letter: Letter) -> Result<()> {
    let l = group.locale;
    let envelope = Envelope { key: format!("{what}:{}:buyer", order.id), ..to_buyer(group, what) };
    let letter = letter.button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(group));
    mail::queue(tx, envelope, letter)
}

fn read(tx: &mut Tx, id: &OrderId) -> Result<(Order, OrderGroup)> {
    let seller = orders::seller_of(tx, id)?;
    let order = orders::of_organisation(tx, &seller, id)?;
    let group = orders::group(tx, &order.order_group_id)?;
    Ok((order, group))
}
