//! What buyers and makers are written about money that goes straight from one to the other.

use super::letters::{date, foot, part, to_buyer};
use super::place::by_order;
use super::shop::Shop;
use super::transfer::{last_day, purpose};
use crate::db::Tx;
use crate::dues::{self, Due};
use crate::identity;
use crate::kit::id::DueId;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::{Result, iban};
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, GroupStatus, Order, OrderGroup};
use crate::payments::PaymentMethod;

/// Says who sends money back, where the buyer paid it straight to the seller.
pub fn way_back(tx: &mut Tx, letter: Letter, group: &OrderGroup, order: &Order) -> Result<Letter> {
    if !super::transfer::is_paid_straight(tx, &group.id)? {
        return Ok(letter);
    }
    let seller = &order.seller.name;
    Ok(letter.p(group.locale.pick(
        format!("Plačali ste z nakazilom neposredno prodajalcu, zato vam denar na račun vrne {seller}, najpozneje v 14 dneh. Račun lahko vpišete na strani naročila."),
        format!("You paid by transfer straight to the seller, so {seller} sends the money to your account, within 14 days. You can name the account on the order's page."),
        format!("Sie haben direkt an den Verkäufer überwiesen, daher zahlt {seller} binnen 14 Tagen auf Ihr Konto zurück. Das Konto können Sie auf der Bestellseite nennen."),
    )))
}

/// The order is placed: how to pay it, and what was ordered.
pub fn ask(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, due: &Due) -> Result<()> {
    let (l, number, day) = (group.locale, &group.number, date(&last_day(due), group.locale));
    let (amount, seller) = (due.amount().display(l), &order.seller.name);
    let subject = l.pick(
        format!("Plačajte naročilo {number} do {day}"),
        format!("Pay order {number} by {day}"),
        format!("Bestellung {number} bitte bis {day} bezahlen"),
    );
    let text = l.pick(
        format!("Hvala, {}. Kosi so za vas prihranjeni do {day}. Do takrat nakažite {amount} neposredno prodajalcu {seller}; ko potrdi prejem, začne pripravljati naročilo.", group.name),
        format!("Thank you, {}. The pieces are kept for you until {day}. Please transfer {amount} straight to {seller} by then; the order is prepared as soon as the money has come.", group.name),
        format!("Danke, {}. Die Stücke sind bis {day} für Sie reserviert. Bitte überweisen Sie {amount} bis dahin direkt an {seller}; sobald das Geld da ist, beginnt die Vorbereitung.", group.name),
    );
    let letter = Letter::new(subject).p(text).rows(slip(group, order, due));
    let letter = letter.link(
        l.pick("Plačilni nalog (PDF) s kodo UPN QR", "Payment slip (PDF) with its codes", "Zahlschein (PDF) mit QR-Codes"),
        shop.slip_link(group),
    );
    let letter = button(letter, shop, group);
    let lines = by_order(orders::lines(tx, std::slice::from_ref(&order.id))?);
    let own = lines.get(&order.id).map(Vec::as_slice).unwrap_or_default();
    let letter = foot(part(letter, l, order, own), group, PaymentMethod::BankTransfer);
    mail::queue(tx, to_buyer(group, "transfer-asked"), letter)
}

/// What to type where no code can be read.
fn slip(group: &OrderGroup, order: &Order, due: &Due) -> Vec<(String, String)> {
    let l = group.locale;
    vec![
        (l.pick("Znesek", "Amount", "Betrag").to_owned(), due.open().display(l)),
        ("IBAN".to_owned(), iban::grouped(&due.iban)),
        (l.pick("Prejemnik", "Payee", "Empfänger").to_owned(), due.holder.clone()),
        (l.pick("Sklic", "Reference", "Referenz").to_owned(), due.reference.clone()),
        (l.pick("Namen", "Purpose", "Zweck").to_owned(), purpose(group, order)),
        (l.pick("Rok plačila", "Pay by", "Zahlbar bis").to_owned(), date(&last_day(due), l)),
    ]
}

fn button(letter: Letter, shop: &Shop, group: &OrderGroup) -> Letter {
    letter.button(group.locale.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(group))
}

/// The last day has come and the money has not: a word to the buyer, and to the maker, who may not have looked. Once for each due.
pub fn remind(tx: &mut Tx, shop: &Shop, id: &DueId) -> Result<()> {
    let due = dues::find(tx, id)?;
    let order = orders::find(tx, &due.order_id)?;
    let group = orders::group(tx, &order.order_group_id)?;
    if !due.status.waits() || group.status != GroupStatus::Placed {
        return Ok(());
    }
    let (l, number, day) = (group.locale, &group.number, date(&last_day(&due), group.locale));
    let subject = l.pick(
        format!("Naročilo {number} čaka na plačilo do {day}"),
        format!("Order {number} waits for your transfer until {day}"),
        format!("Bestellung {number} wartet bis {day} auf Ihre Überweisung"),
    );
    let text = l.pick(
        "Nakazila še nismo zabeležili. Če ste ga že oddali, vam ni treba storiti ničesar; sicer naročilo po tem dnevu poteče.",
        "Your transfer has not been noted yet. If you have sent it, there is nothing to do; otherwise the order expires after that day.",
        "Ihre Überweisung ist noch nicht vermerkt. Haben Sie sie schon abgeschickt, ist nichts zu tun; sonst verfällt die Bestellung danach.",
    );
    let letter = button(Letter::new(subject).p(text).rows(slip(&group, &order, &due)), shop, &group);
    mail::queue(tx, to_buyer(&group, "transfer-reminded"), letter)?;
    to_makers(tx, shop, &order, &format!("transfer-reminded:{}", due.id), |l| {
        let day = date(&last_day(&due), l);
        let subject = l.pick(
            format!("Poglejte, ali je prišlo nakazilo za {}", order.number),
            format!("Look whether the transfer for {} has come", order.number),
            format!("Ist die Überweisung für {} eingegangen?", order.number),
        );
        let text = l.pick(
            format!("Kupec lahko plača do {day}. Če je denar že na vašem računu, to potrdite ali uvozite izpisek, da naročilo ne poteče."),
            format!("The buyer can pay until {day}. If the money is in your account, confirm it or read in a statement, so that the order does not expire."),
            format!("Der Käufer kann bis {day} zahlen. Ist das Geld auf Ihrem Konto, bestätigen Sie es oder lesen Sie einen Auszug ein, damit die Bestellung nicht verfällt."),
        );
        (subject, text, vec![row_of(l, &due), came_row(l, due.received_cents)])
    })
}

/// The time was over, or the buyer called it off. What had come goes back.
pub fn tell_ended(tx: &mut Tx, shop: &Shop, group: &OrderGroup) -> Result<()> {
    let Some((order, due)) = super::transfer::of_group(tx, &group.id)? else { return Ok(()) };
    let (l, number) = (group.locale, &group.number);
    let back = due.to_return();
    if group.status == GroupStatus::Expired {
        let subject = l.pick(
            format!("Naročilo {number} ni bilo plačano"),
            format!("Order {number} was not paid"),
            format!("Bestellung {number} wurde nicht bezahlt"),
        );
        let text = l.pick(
            "Nakazila do roka nismo zabeležili, zato je naročilo poteklo in kosi so spet v vaši košarici. Če ste ga vendarle oddali: ko \
             prispe, naročilo še velja, če so kosi še na voljo; sicer vam prodajalec denar vrne.",
            "No transfer was noted in time, so the order has expired and the pieces are back in your cart. If you did send it: when it \
             arrives, the order stands if the pieces are still there; otherwise the seller returns the money.",
            "Bis zum Ablauf ist keine Überweisung vermerkt, die Bestellung ist verfallen und die Stücke liegen wieder im Warenkorb. Haben \
             Sie doch überwiesen: Kommt das Geld, gilt die Bestellung, wenn die Stücke noch da sind; sonst zahlt der Verkäufer es zurück.",
        );
        mail::queue(tx, to_buyer(group, "order-expired"), button(Letter::new(subject).p(text), shop, group))?;
    }
    if back.amount > 0 { tell_to_return(tx, shop, group, &order, &due, "ended") } else { Ok(()) }
}

/// Money came when the order was no longer to be had: the maker has to return it, the buyer is told.
pub fn tell_late(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, due: &Due) -> Result<()> {
    tell_to_return(tx, shop, group, order, due, &format!("late:{}", due.received_cents))
}

/// More came than was asked for.
pub fn tell_overpaid(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, due: &Due) -> Result<()> {
    tell_to_return(tx, shop, group, order, due, &format!("overpaid:{}", due.received_cents))
}

fn tell_to_return(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, due: &Due, fact: &str) -> Result<()> {
    let (l, number, seller) = (group.locale, &group.number, &order.seller.name);
    let amount = due.to_return().display(l);
    let subject = l.pick(
        format!("{seller} vam vrne {amount} ({number})"),
        format!("{seller} returns {amount} to you ({number})"),
        format!("{seller} zahlt Ihnen {amount} zurück ({number})"),
    );
    let text = if due.status.ended() {
        l.pick(
            format!("Prišlo je vaše nakazilo, naročilo pa ne velja več. Prodajalec vam vrne {amount}. Na strani naročila povejte, na kateri račun."),
            format!("Your transfer came, but the order no longer stands. The seller returns {amount} to you. Say on the order's page to which account."),
            format!("Ihre Überweisung ist da, die Bestellung gilt aber nicht mehr. Der Verkäufer zahlt {amount} zurück. Nennen Sie auf der Bestellseite das Konto."),
        )
    } else {
        l.pick(
            format!("Nakazali ste več, kot stane naročilo. Prodajalec vam vrne {amount}. Na strani naročila povejte, na kateri račun."),
            format!("You transferred more than the order costs. The seller returns {amount} to you. Say on the order's page to which account."),
            format!("Sie haben mehr überwiesen, als die Bestellung kostet. Der Verkäufer zahlt {amount} zurück. Nennen Sie auf der Bestellseite das Konto."),
        )
    };
    let envelope = Envelope { key: format!("transfer-back:{}:{fact}:buyer", due.id), ..to_buyer(group, "") };
    mail::queue(tx, envelope, button(Letter::new(subject).p(text), shop, group))?;
    to_makers(tx, shop, order, &format!("transfer-back:{}:{fact}", due.id), |l| {
        let (number, amount) = (&order.number, due.to_return().display(l));
        let subject = l.pick(
            format!("Vrnite {amount} kupcu ({number})"),
            format!("Return {amount} to the buyer ({number})"),
            format!("Zahlen Sie dem Käufer {amount} zurück ({number})"),
        );
        let text = if due.status.ended() {
            l.pick(
                "Denar je prišel za naročilo, ki ne velja več. Ne pošiljajte ničesar; denar vrnite in to potrdite.",
                "Money came for an order that no longer stands. Do not send anything; return the money and confirm that you did.",
                "Für eine Bestellung, die nicht mehr gilt, kam Geld. Versenden Sie nichts; zahlen Sie es zurück und bestätigen Sie das.",
            )
        } else {
            l.pick(
                "Kupec je nakazal preveč. Naročilo velja; presežek vrnite in to potrdite.",
                "The buyer transferred too much. The order stands; return what is too much and confirm that you did.",
                "Der Käufer hat zu viel überwiesen. Die Bestellung gilt; zahlen Sie den Überschuss zurück und bestätigen Sie das.",
            )
        };
        (subject, text.to_owned(), vec![row_of(l, due), came_row(l, due.received_cents)])
    })
}

/// A part came; the rest is waited for.
pub fn tell_partial(tx: &mut Tx, shop: &Shop, group: &OrderGroup, due: &Due) -> Result<()> {
    let (l, number) = (group.locale, &group.number);
    let (came, open) = (Money { amount: due.received_cents, currency: due.currency }.display(l), due.open().display(l));
    let day = date(&last_day(due), l);
    let subject = l.pick(
        format!("Za naročilo {number} manjka še {open}"),
        format!("{open} is still missing for order {number}"),
        format!("Für Bestellung {number} fehlen noch {open}"),
    );
    let text = l.pick(
        format!("Prišlo je {came}. Ostanek, {open}, nakažite do {day} z istim sklicem; do takrat so kosi prihranjeni."),
        format!("{came} has come. Please transfer the rest, {open}, by {day} with the same reference; the pieces are kept until then."),
        format!(
            "{came} sind da. Bitte überweisen Sie den Rest, {open}, bis {day} mit derselben Referenz; so lange sind die Stücke reserviert."
        ),
    );
    let envelope = Envelope { key: format!("transfer-partial:{}:{}:buyer", due.id, due.received_cents), ..to_buyer(group, "") };
    mail::queue(tx, envelope, button(Letter::new(subject).p(text), shop, group))
}

fn to_makers(
    tx: &mut Tx,
    shop: &Shop,
    order: &Order,
    fact: &str,
    words: impl Fn(Locale) -> (String, String, Vec<(String, String)>),
) -> Result<()> {
    for contact in identity::contacts(tx, &order.organisation_id)? {
        let (subject, text, rows) = words(contact.locale);
        let button = contact.locale.pick("Odprite nakazila", "Open transfers", "Überweisungen öffnen");
        let letter = Letter::new(subject).p(text).rows(rows).button(button, shop.bank_page());
        let key = format!("{fact}:{}", contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    Ok(())
}

fn row_of(l: Locale, due: &Due) -> (String, String) {
    (
        l.pick("Znesek in sklic", "Amount and reference", "Betrag und Referenz").to_owned(),
        format!("{}, {}", due.amount().display(l), due.reference),
    )
}

fn came_row(l: Locale, cents: i64) -> (String, String) {
    (l.pick("Prejeto", "Received", "Eingegangen").to_owned(), Money::euros(cents).display(l))
}
