//! What buyers, makers and coordinators are written about a payment, each in their own language.

use super::papers::enclose;
use super::place::by_order;
use super::shop::Shop;
use crate::db::Tx;
use crate::documents::DocumentKind;
use crate::identity;
use crate::kit::Result;
use crate::kit::handover::DeliveryMethod;
use crate::kit::id::OrderId;
use crate::kit::locale::{Locale, plural};
use crate::kit::time::LocalDate;
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, Order, OrderGroup, OrderLine};
use crate::payments::{Payment, PaymentMethod, Receipt, RefundReason};

/// The orders are paid: the buyer has a confirmation that lasts, each maker an order to pack.
pub fn confirm(tx: &mut Tx, shop: &Shop, group: &OrderGroup, all: &[Order], method: PaymentMethod) -> Result<()> {
    let ids: Vec<OrderId> = all.iter().map(|order| order.id.clone()).collect();
    let lines = by_order(orders::lines(tx, &ids)?);
    let own = |order: &Order| lines.get(&order.id).map(Vec::as_slice).unwrap_or_default();
    let mut letter = confirmed(shop, group, all.len());
    for order in all {
        letter = part(letter, group.locale, order, own(order));
        letter = enclose(tx, letter, shop, group, &order.id, DocumentKind::Invoice, None)?;
    }
    mail::queue(tx, to_buyer(group, "order-confirmed"), foot(letter, group, method))?;
    for order in all {
        for contact in identity::contacts(tx, &order.organisation_id)? {
            let key = format!("order-to-pack:{}:{}", order.id, contact.account);
            let letter = to_pack(shop, group, order, own(order), contact.locale);
            mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
        }
    }
    Ok(())
}

/// The envelope of a letter to the buyer about the whole purchase.
pub fn to_buyer(group: &OrderGroup, what: &str) -> Envelope {
    Envelope { to: group.email.clone(), name: group.name.clone(), locale: group.locale, key: format!("{what}:{}:buyer", group.id) }
}

fn confirmed(shop: &Shop, group: &OrderGroup, makers: usize) -> Letter {
    let (l, number, total) = (group.locale, &group.number, group.total().display(group.locale));
    let makers = makers as i64;
    let subject = l.pick(
        format!("Naročilo {number} je potrjeno"),
        format!("Order {number} is confirmed"),
        format!("Bestellung {number} ist bestätigt"),
    );
    let whom = plural(
        l,
        makers,
        l.pick("ustvarjalec", "maker", "Werkstatt"),
        "ustvarjalca",
        "ustvarjalci",
        l.pick("ustvarjalcev", "makers", "Werkstätten"),
    );
    let verb = plural(l, makers, "ga bo začel", "ga bosta začela", "ga bodo začeli", "ga bo začelo");
    let begins = plural(l, makers, "beginnt", "beginnen", "beginnen", "beginnen");
    let text = l.pick(
        format!("Hvala, {}. Plačilo {total} smo prejeli. {makers} {whom} {verb} pripravljati.", group.name),
        format!("Thank you, {}. We have received your payment of {total}. {makers} {whom} will now prepare your order.", group.name),
        format!("Danke, {}. Ihre Zahlung von {total} ist eingegangen. {makers} {whom} {begins} jetzt mit der Vorbereitung.", group.name),
    );
    let button = l.pick("Stran naročila", "Your order page", "Zur Bestellung");
    Letter::new(subject).p(text).button(button, shop.order_page(group))
}

/// One creator's part: what, how it is handed over, who sells.
pub(super) fn part(letter: Letter, l: Locale, order: &Order, lines: &[OrderLine]) -> Letter {
    let seller = &order.seller.0;
    let mut rows: Vec<(String, String)> = lines.iter().map(|line| (title(line, l), order.money(line.total_cents).display(l))).collect();
    rows.push((order.delivery.label.clone(), order.money(order.delivery_cents).display(l)));
    rows.push((l.pick("Skupaj", "Total", "Summe").to_owned(), order.money(order.total_cents).display(l)));
    if order.vat_cents > 0 {
        rows.push((l.pick("V tem DDV", "VAT included", "Darin MwSt.").to_owned(), order.money(order.vat_cents).display(l)));
    }
    rows.push((handed_over(order, l), when(order, l)));
    let contact = [Some(seller.legal_name.clone()), Some(seller.address.clone()), Some(seller.email.clone()), seller.phone.clone()];
    let mut contact = contact.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if let Some(registration) = &seller.registration {
        contact.push_str(&format!(" ({registration})"));
    }
    rows.push((l.pick("Prodajalec", "Seller", "Verkäufer").to_owned(), contact));
    letter.heading(format!("{}, {}", seller.name, order.number)).rows(rows)
}

/// What the law wants a confirmation on a durable medium to say.
pub(super) fn foot(letter: Letter, group: &OrderGroup, method: PaymentMethod) -> Letter {
    letter
        .p(group.locale.pick(
            "Od vsake pogodbe lahko odstopite v 14 dneh po prejemu, brez navedbe razloga: na strani naročila izberite »Odstopite od pogodbe \
             tukaj« ali pišite prodajalcu iz tega pisma. Pravice do odstopa ni pri izdelkih, narejenih po vaših navodilih; pri njih je to \
             pisalo pred naročilom.",
            "You may withdraw from each contract within 14 days of receiving the goods, without giving a reason: choose \"Withdraw from \
             contract here\" on the order's page, or write to the seller named in this letter. There is no right of withdrawal for pieces \
             made to your specifications; those were marked before you ordered.",
            "Sie können jeden Vertrag binnen 14 Tagen nach Erhalt der Ware ohne Angabe von Gründen widerrufen: Wählen Sie auf der \
             Bestellseite »Vertrag hier widerrufen« oder schreiben Sie dem in diesem Brief genannten Verkäufer. Kein Widerrufsrecht besteht \
             bei Stücken nach Ihren Vorgaben; diese waren vor der Bestellung so gekennzeichnet.",
        ))
        .p(contract(group.locale, method))
}

/// With whom the contract is, and who takes the money.
fn contract(l: Locale, method: PaymentMethod) -> &'static str {
    if method == PaymentMethod::BankTransfer {
        return l.pick(
            "Prodajalec dve leti odgovarja za skladnost blaga. Pogodbo sklenete s prodajalcem in plačate neposredno njemu; Modrotisk \
             samo posreduje.",
            "The seller is liable for the conformity of the goods for two years. Your contract is with the seller, and you pay the \
             seller directly; Modrotisk is the intermediary only.",
            "Der Verkäufer haftet zwei Jahre für die Vertragsmäßigkeit der Ware. Ihr Vertragspartner ist der Verkäufer, dem Sie direkt \
             zahlen; Modrotisk vermittelt nur.",
        );
    }
    l.pick(
        "Prodajalec dve leti odgovarja za skladnost blaga. Pogodbo sklenete s prodajalcem; Modrotisk posreduje in prejme plačilo.",
        "The seller is liable for the conformity of the goods for two years. Your contract is with the seller; Modrotisk is the \
         intermediary that takes the payment.",
        "Der Verkäufer haftet zwei Jahre für die Vertragsmäßigkeit der Ware. Ihr Vertragspartner ist der Verkäufer; Modrotisk vermittelt \
         und nimmt die Zahlung entgegen.",
    )
}

fn to_pack(shop: &Shop, group: &OrderGroup, order: &Order, lines: &[OrderLine], l: Locale) -> Letter {
    let number = &order.number;
    let subject = l.pick(format!("Novo naročilo {number}"), format!("New order {number}"), format!("Neue Bestellung {number}"));
    let ship_by = date(&order.ship_by, l);
    let text = match order.delivery_method {
        DeliveryMethod::Parcel => l.pick(
            format!("Naročilo za: {}. Prosimo, da paket oddate do {ship_by}.", group.name),
            format!("{} has bought from you. Please send the parcel by {ship_by}.", group.name),
            format!("{} hat bei Ihnen gekauft. Bitte versenden Sie das Paket bis {ship_by}.", group.name),
        ),
        DeliveryMethod::Pickup => l.pick(
            format!("Naročilo za: {}. Kupec pride ponj k vam; prosimo, da ga pripravite do {ship_by}.", group.name),
            format!("{} has bought from you and will fetch the order. Please have it ready by {ship_by}.", group.name),
            format!("{} hat bei Ihnen gekauft und holt die Bestellung ab. Bitte legen Sie sie bis {ship_by} bereit.", group.name),
        ),
    };
    let mut rows: Vec<(String, String)> =
        lines.iter().map(|line| (line.sku.clone(), format!("{} {}", title(line, l), text_of(line)).trim().to_owned())).collect();
    rows.push((l.pick("Skupaj", "Total", "Summe").to_owned(), order.money(order.total_cents).display(l)));
    rows.push((l.pick("Kako", "How", "Wie").to_owned(), order.delivery.label.clone()));
    if group.gift_note.is_some() {
        rows.push((
            l.pick("Darilo", "Gift", "Geschenk").to_owned(),
            l.pick("priložite sporočilo", "put the note in", "Nachricht beilegen").to_owned(),
        ));
    }
    let button = l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen");
    Letter::new(subject).p(text).rows(rows).button(button, shop.maker_page(&order.id))
}

/// The time was over before the payment came.
pub fn tell_expired(tx: &mut Tx, shop: &Shop, group: &OrderGroup) -> Result<()> {
    let (l, number) = (group.locale, &group.number);
    let subject = l.pick(
        format!("Naročilo {number} ni bilo plačano"),
        format!("Order {number} was not paid"),
        format!("Bestellung {number} wurde nicht bezahlt"),
    );
    let text = l.pick(
        "Plačilo ni bilo končano, zato je naročilo poteklo. Ničesar nismo zaračunali. Kosi so spet v vaši košarici, če jih še želite.",
        "The payment was not completed, so the order has expired. Nothing was charged. The pieces are back in your cart if you still want them.",
        "Die Zahlung wurde nicht abgeschlossen, die Bestellung ist abgelaufen. Es wurde nichts abgebucht. Die Stücke liegen wieder in Ihrem Warenkorb.",
    );
    let letter = Letter::new(subject).p(text).button(l.pick("V košarico", "To the cart", "Zum Warenkorb"), shop.cart_page(l));
    mail::queue(tx, to_buyer(group, "order-expired"), letter)
}

/// Paid, but nothing can be sold for it: the money goes back at once, and both sides are told.
pub fn tell_refunded_at_once(tx: &mut Tx, shop: &Shop, group: &OrderGroup, payment: &Payment, reason: RefundReason) -> Result<()> {
    let (l, number, amount) = (group.locale, &group.number, payment.amount().display(group.locale));
    let subject = l.pick(
        format!("Vračamo plačilo za naročilo {number}"),
        format!("Your payment for order {number} is being returned"),
        format!("Ihre Zahlung für Bestellung {number} wird erstattet"),
    );
    let text = match reason {
        RefundReason::PaidTwice => l.pick(
            format!("Naročilo je bilo plačano dvakrat. Drugo plačilo, {amount}, vam vračamo v celoti; naročilo ostaja v veljavi."),
            format!("The order was paid twice. The second payment of {amount} is returned to you in full; the order stands."),
            format!("Die Bestellung wurde zweimal bezahlt. Die zweite Zahlung von {amount} erstatten wir vollständig; die Bestellung bleibt bestehen."),
        ),
        _ => l.pick(
            format!("Plačilo je prispelo, ko je čas za naročilo že potekel in kosov ni bilo več. {amount} vam vračamo v celoti. Oprostite."),
            format!("Your payment arrived after the order had expired and the pieces were gone. {amount} is returned to you in full. We are sorry."),
            format!("Ihre Zahlung kam, als die Bestellung abgelaufen und die Stücke vergeben waren. Wir erstatten {amount} vollständig und bitten um Entschuldigung."),
        ),
    };
    let letter = Letter::new(subject).p(text).button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(group));
    let envelope = Envelope { key: format!("payment-returned:{}:buyer", payment.id), ..to_buyer(group, "") };
    mail::queue(tx, envelope, letter)?;
    tell_coordinators(tx, &format!("payment-returned:{}", payment.id), |l| {
        let subject = l.pick(
            format!("Plačano, a neizvedljivo: {number}"),
            format!("Paid but not fulfillable: {number}"),
            format!("Bezahlt, aber nicht erfüllbar: {number}"),
        );
        let text = l.pick(
            "Denar je prišel, naročila pa ni bilo mogoče izvesti. Vračilo je že sproženo; kupec je obveščen.",
            "Money came in for an order that could not be fulfilled. The refund is under way and the buyer has been told.",
            "Geld ging ein, aber die Bestellung war nicht erfüllbar. Die Erstattung läuft, der Käufer ist informiert.",
        );
        let rows = vec![
            (l.pick("Plačilo", "Payment", "Zahlung").to_owned(), payment.id.to_string()),
            (l.pick("Znesek", "Amount", "Betrag").to_owned(), payment.amount().display(l)),
        ];
        Letter::new(subject).p(text).rows(rows).button(l.pick("Na mizo", "To the desk", "Zum Pult"), shop.desk_page())
    })
}

/// Money came that is not what was asked for. Nobody is told but those who must look.
pub fn tell_mismatch(tx: &mut Tx, shop: &Shop, payment: &Payment, receipt: &Receipt) -> Result<()> {
    tell_coordinators(tx, &format!("payment-mismatch:{}", payment.id), |l| {
        let subject =
            l.pick("Plačilo se ne ujema z naročilom", "A payment does not match its order", "Eine Zahlung passt nicht zur Bestellung");
        let text = l.pick(
            "Stripe poroča o plačilu, ki ni tisto, ki smo ga zahtevali. Naročilo ni potrjeno. Preverite ga v nadzorni plošči Stripe.",
            "Stripe reports a payment that is not the one we asked for. The order is not confirmed. Check it in Stripe's dashboard.",
            "Stripe meldet eine Zahlung, die nicht der angeforderten entspricht. Die Bestellung ist nicht bestätigt. Prüfen Sie sie bei Stripe.",
        );
        let mode = if receipt.livemode { "live" } else { "test" };
        let rows = vec![
            (l.pick("Plačilo", "Payment", "Zahlung").to_owned(), payment.id.to_string()),
            (l.pick("Zahtevano", "Asked for", "Angefordert").to_owned(), payment.amount().display(l)),
            (l.pick("Prispelo", "Came in", "Eingegangen").to_owned(), format!("{} ({mode})", receipt.amount.display(l))),
        ];
        Letter::new(subject).p(text).rows(rows).button(l.pick("Na mizo", "To the desk", "Zum Pult"), shop.desk_page())
    })
}

/// Writes to every coordinator, once for one fact.
pub fn tell_coordinators(tx: &mut Tx, fact: &str, letter: impl Fn(Locale) -> Letter) -> Result<()> {
    for contact in identity::coordinators(tx)? {
        let key = format!("{fact}:{}", contact.account);
        let envelope = Envelope { to: contact.email, name: contact.name, locale: contact.locale, key };
        mail::queue(tx, envelope, letter(contact.locale))?;
    }
    Ok(())
}

/// `2 × Predpasnik, vzorec Seme`
fn title(line: &OrderLine, l: Locale) -> String {
    let (name, option) = (line.name.best(l), line.option.best(l));
    let name = if option.is_empty() { name.to_owned() } else { format!("{name}, {option}") };
    let name = format!("{} × {name}", line.quantity);
    line.origin.as_ref().map_or(name.clone(), |origin| format!("{name}\n{}", origin.sentence(l)))
}

fn text_of(line: &OrderLine) -> String {
    line.personalisation.as_ref().map(|text| format!("»{text}«")).unwrap_or_default()
}

fn handed_over(order: &Order, l: Locale) -> String {
    match order.delivery_method {
        DeliveryMethod::Parcel => l.pick("Dostava", "Delivery", "Lieferung").to_owned(),
        DeliveryMethod::Pickup => l.pick("Prevzem", "Pick-up", "Abholung").to_owned(),
    }
}

fn when(order: &Order, l: Locale) -> String {
    let (from, to) = (date(&order.delivery.earliest, l), date(&order.delivery.latest, l));
    match order.delivery_method {
        DeliveryMethod::Parcel => format!("{from} – {to}"),
        DeliveryMethod::Pickup => {
            let place = [order.delivery.address.clone(), order.delivery.hours.clone()];
            let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
            l.pick(format!("{place}, od {from}"), format!("{place}, from {from}"), format!("{place}, ab {from}"))
        }
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day as each language writes it: `11. 12. 2026`, `11 Dec 2026`, `11.12.2026`.
pub fn date(day: &LocalDate, l: Locale) -> String {
    let civil = day.civil();
    let (day, month, year) = (civil.day(), civil.month(), civil.year());
    match l {
        Locale::Sl => format!("{day}. {month}. {year}"),
        Locale::De => format!("{day}.{month}.{year}"),
        Locale::En | Locale::It => format!("{day} {} {year}", MONTHS[(month as usize).saturating_sub(1) % 12]),
    }
}
