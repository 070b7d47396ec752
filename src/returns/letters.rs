//! What buyers and makers are written about money and pieces that come back.

use super::settle::expected;
use crate::checkout::{Shop, enclose, tell_coordinators, to_buyer, way_back};
use crate::db::Tx;
use crate::documents::DocumentKind;
use crate::identity;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, Zone, minutes};
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, Order, OrderGroup, OrderLine};
use crate::payments::Refund;
use crate::withdrawals::{self, SentBack, Settled, Withdrawal, WithdrawalLine, WithdrawalStatus};

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
    let letter = way_back(tx, letter, &group, order)?;
    let letter = enclose(tx, letter, shop, &group, &order.id, DocumentKind::CreditNote, Some(refund.id.as_str()))?;
    let letter = letter.button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(&group));
    mail::queue(tx, Envelope { key: format!("refund:{}:buyer", refund.id), ..to_buyer(&group, "") }, letter)
}

/// `11. 12. 2026, 16:05`, in the region's time.
pub fn moment(at: Instant) -> String {
    let (day, time) = Zone::ljubljana().local(at);
    let civil = day.civil();
    format!("{}. {}. {}, {time}", civil.day(), civil.month(), civil.year())
}

/// The last day of a time that ends at an instant.
pub fn day_before(end: Instant) -> String {
    let civil = Zone::ljubljana().local(end.minus(minutes(1))).0.civil();
    format!("{}. {}. {}", civil.day(), civil.month(), civil.year())
}

/// Writes to everyone of the seller, once for one fact.
pub fn tell_maker(tx: &mut Tx, order: &Order, fact: &str, letter: impl Fn(Locale) -> Letter) -> Result<()> {
    for contact in identity::contacts(tx, &order.organisation_id)? {
        let key = format!("{fact}:{}", contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter(contact.locale))?;
    }
    Ok(())
}

fn title(lines: &[OrderLine], part: &WithdrawalLine, l: Locale) -> String {
    let name = lines.iter().find(|line| line.id == part.order_line_id).map(|line| line.name.best(l)).unwrap_or_default();
    format!("{} × {name}", part.pieces)
}

/// What was declared, with date and time, on a medium that lasts; and the seller is told at once.
pub fn acknowledge(
    tx: &mut Tx,
    shop: &Shop,
    group: &OrderGroup,
    order: &Order,
    lines: &[OrderLine],
    withdrawal: &Withdrawal,
    parts: &[WithdrawalLine],
) -> Result<()> {
    let amount = expected(order, lines, withdrawal, parts);
    let rows = |l: Locale| {
        let what = parts.iter().map(|part| title(lines, part, l)).collect::<Vec<_>>().join("\n");
        let mut rows = vec![
            (l.pick("Naročilo", "Order", "Bestellung").to_owned(), order.number.clone()),
            (l.pick("Odstop od", "Withdrawal from", "Widerruf von").to_owned(), what),
            (l.pick("Izjavo je dal", "Declared by", "Erklärt von").to_owned(), withdrawal.name.clone()),
            (l.pick("Oddano", "Submitted", "Abgegeben").to_owned(), moment(withdrawal.submitted_at)),
            (l.pick("Za vračilo", "To be returned", "Zu erstatten").to_owned(), order.money(amount).display(l)),
        ];
        if let Some(reason) = &withdrawal.reason {
            rows.push((l.pick("Razlog", "Reason", "Grund").to_owned(), reason.clone()));
        }
        rows
    };
    let l = group.locale;
    let (number, seller) = (&order.number, &order.seller.0);
    let subject = l.pick(
        format!("Prejeli smo vaš odstop od pogodbe: {number}"),
        format!("We have received your withdrawal: {number}"),
        format!("Ihr Widerruf ist eingegangen: {number}"),
    );
    let letter = Letter::new(subject)
        .p(l.pick(
            "S tem potrjujemo, da ste odstopili od pogodbe. Shranite to pismo; velja kot potrdilo o vsebini, dnevu in uri vaše izjave.",
            "This confirms that you have withdrawn from the contract. Keep this letter: it records the content, date and time of your declaration.",
            "Hiermit bestätigen wir Ihren Widerruf. Bewahren Sie dieses Schreiben auf: Es hält Inhalt, Datum und Uhrzeit Ihrer Erklärung fest.",
        ))
        .rows(rows(l))
        .p(if withdrawal.before_sending {
            l.pick(
                "Naročilo še ni bilo poslano, zato vam ni treba ničesar vrniti. Denar vam vračamo takoj, po isti poti, po kateri ste plačali.".to_owned(),
                "The order had not been sent, so there is nothing to send back. The money is returned at once, the way you paid.".to_owned(),
                "Die Bestellung war noch nicht versandt, Sie müssen nichts zurücksenden. Das Geld wird sofort auf dem Zahlungsweg erstattet.".to_owned(),
            )
        } else {
            let (until, back) = (day_before(withdrawal.send_back_by), day_before(withdrawal.refund_by));
            let to = format!("{}, {}", seller.legal_name, seller.address);
            l.pick(
                format!("Blago pošljite najpozneje do {until} na naslov: {to}. Denar dobite najpozneje do {back}; prodajalec lahko počaka, da blago prejme ali da pokažete, da ste ga poslali."),
                format!("Send the goods back by {until} to: {to}. You have your money by {back} at the latest; the seller may wait for the goods or for proof that you sent them."),
                format!("Senden Sie die Ware bis {until} an: {to}. Ihr Geld erhalten Sie bis spätestens {back}; der Verkäufer darf warten, bis die Ware da ist oder Sie die Absendung nachweisen."),
            )
        })
        .button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(group));
    let envelope = Envelope {
        to: withdrawal.email.clone(),
        name: withdrawal.name.clone(),
        locale: l,
        key: format!("withdrawal-received:{}:buyer", withdrawal.id),
    };
    mail::queue(tx, envelope, letter)?;
    tell_maker(tx, order, &format!("withdrawal-received:{}", withdrawal.id), |l| {
        let subject = l.pick(
            format!("Kupec je odstopil od pogodbe: {number}"),
            format!("The buyer has withdrawn: {number}"),
            format!("Der Käufer hat widerrufen: {number}"),
        );
        let text = if withdrawal.before_sending {
            l.pick(
                "Teh kosov ne pošiljajte. Spet so na zalogi, denar se kupcu že vrača.",
                "Do not send these pieces. They are back in stock, and the money is on its way to the buyer.",
                "Bitte diese Stücke nicht versenden. Sie sind wieder im Bestand, das Geld wird dem Käufer erstattet.",
            )
        } else {
            l.pick(
                "Odstopa ni treba potrditi. Ko blago prispe ali kupec pokaže, da ga je poslal, vrnite denar.",
                "Nothing needs your approval. Return the money when the goods arrive or the buyer shows that they were sent.",
                "Eine Zustimmung ist nicht nötig. Erstatten Sie, sobald die Ware da ist oder die Absendung nachgewiesen ist.",
            )
        };
        let mut rows = rows(l);
        if !withdrawal.before_sending {
            rows.push((l.pick("Vrnite denar do", "Return the money by", "Erstatten bis").to_owned(), day_before(withdrawal.refund_by)));
        }
        let button = l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen");
        Letter::new(subject).p(text).rows(rows).button(button, shop.maker_page(&order.id))
    })
}

/// The goods are on their way back to the seller.
pub fn tell_sent_back(tx: &mut Tx, shop: &Shop, withdrawal: &Withdrawal, how: &SentBack) -> Result<()> {
    let order = orders::find(tx, &withdrawal.order_id)?;
    let number = order.number.clone();
    let due = day_before(withdrawal.refund_by);
    tell_maker(tx, &order, &format!("withdrawal-sent:{}:{}", withdrawal.id, marked(how)), |l| {
        let subject = l.pick(
            format!("Kupec je poslal blago nazaj: {number}"),
            format!("The buyer has sent the goods back: {number}"),
            format!("Der Käufer hat die Ware zurückgesandt: {number}"),
        );
        let text = l.pick(
            format!("Vračila denarja ni več mogoče odlašati: vrnite ga do {due}."),
            format!("There is nothing more to wait for: return the money by {due}."),
            format!("Es gibt nichts mehr abzuwarten: Erstatten Sie bis {due}."),
        );
        let mut rows = vec![(l.pick("Prevoznik", "Carrier", "Versanddienst").to_owned(), how.carrier.clone())];
        if let Some(number) = &how.tracking_number {
            rows.push((l.pick("Številka pošiljke", "Tracking number", "Sendungsnummer").to_owned(), number.clone()));
        }
        let button = l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen");
        Letter::new(subject).p(text).rows(rows).button(button, shop.maker_page(&order.id))
    })
}

/// A number that was put right is another fact.
fn marked(how: &SentBack) -> String {
    crate::kit::text::sha256_hex(&format!("{}\n{}", how.carrier, how.tracking_number.as_deref().unwrap_or("")))[..12].to_owned()
}

/// The money of a withdrawal goes back, less what was kept.
pub fn tell_settled(
    tx: &mut Tx,
    shop: &Shop,
    order: &Order,
    withdrawal: &Withdrawal,
    refund: Option<&Refund>,
    settled: &Settled,
) -> Result<()> {
    let group = orders::group(tx, &order.order_group_id)?;
    let (l, number) = (group.locale, &order.number);
    let amount = order.money(refund.map_or(0, |refund| refund.amount_cents)).display(l);
    let subject = l.pick(
        format!("Denar po odstopu od pogodbe: {number}"),
        format!("Your money after the withdrawal: {number}"),
        format!("Ihr Geld nach dem Widerruf: {number}"),
    );
    let text = l.pick(
        format!("Prodajalec {} je uredil vaš odstop. Vračamo vam {amount} po isti poti, po kateri ste plačali.", order.seller.name),
        format!("{} has settled your withdrawal. {amount} is returned to you, the way you paid.", order.seller.name),
        format!("{} hat Ihren Widerruf abgeschlossen. Wir erstatten {amount} auf dem Zahlungsweg.", order.seller.name),
    );
    let mut letter = Letter::new(subject).p(text);
    if let Some(reason) = &settled.deduction_reason {
        let kept = order.money(settled.deducted).display(l);
        letter = letter
            .p(l.pick(
                format!("Prodajalec je zadržal {kept}, ker je blago izgubilo vrednost:"),
                format!("The seller has kept {kept}, because the goods lost value:"),
                format!("Der Verkäufer hat {kept} einbehalten, weil die Ware an Wert verloren hat:"),
            ))
            .quote(reason.clone());
    }
    if let Some(refund) = refund {
        letter = way_back(tx, letter, &group, order)?;
        letter = enclose(tx, letter, shop, &group, &order.id, DocumentKind::CreditNote, Some(refund.id.as_str()))?;
    }
    let letter = letter.button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(&group));
    let envelope = Envelope {
        to: withdrawal.email.clone(),
        name: withdrawal.name.clone(),
        locale: l,
        key: format!("withdrawal-settled:{}:buyer", withdrawal.id),
    };
    mail::queue(tx, envelope, letter)
}

/// The way to the order's page, for somebody who named its number and e-mail.
pub fn send_link(tx: &mut Tx, shop: &Shop, group: &OrderGroup) -> Result<()> {
    let (l, number) = (group.locale, &group.number);
    let subject = l.pick(
        format!("Odstop od pogodbe: naročilo {number}"),
        format!("Withdrawal from contract: order {number}"),
        format!("Vertrag widerrufen: Bestellung {number}"),
    );
    let text = l.pick(
        "Na strani naročila lahko odstopite od pogodbe, dokler teče rok. Razloga ni treba navesti.",
        "On the order's page you can withdraw from the contract while the time runs. No reason is needed.",
        "Auf der Bestellseite können Sie den Vertrag widerrufen, solange die Frist läuft. Ein Grund ist nicht nötig.",
    );
    let hour = tx.now.millis() / 3_600_000;
    let envelope = Envelope { key: format!("withdrawal-link:{}:{hour}", group.id), ..to_buyer(group, "") };
    let button = l.pick("Odstopite od pogodbe tukaj", "Withdraw from contract here", "Vertrag hier widerrufen");
    mail::queue(tx, envelope, Letter::new(subject).p(text).button(button, format!("{}#returns", shop.order_page(group))))
}

/// Ten days after a declaration: whoever is to act next is reminded; when the seller's time is over, the desk is told too.
pub fn remind(tx: &mut Tx, shop: &Shop, withdrawal: &Withdrawal) -> Result<()> {
    let order = orders::find(tx, &withdrawal.order_id)?;
    let group = orders::group(tx, &withdrawal.order_group_id)?;
    let number = &order.number;
    if withdrawal.status == WithdrawalStatus::Submitted {
        let (l, until) = (group.locale, day_before(withdrawal.send_back_by));
        let subject = l.pick(
            format!("Blago pošljite do {until}: {number}"),
            format!("Send the goods back by {until}: {number}"),
            format!("Ware bis {until} zurücksenden: {number}"),
        );
        let text = l.pick(
            "Odstopili ste od pogodbe. Če ste blago že poslali, na strani naročila vpišite prevoznika in številko pošiljke; potem prodajalec ne čaka več.",
            "You have withdrawn from the contract. If you have sent the goods, name the carrier and the number on the order's page; then the seller no longer waits.",
            "Sie haben den Vertrag widerrufen. Wenn die Ware unterwegs ist, tragen Sie Versanddienst und Nummer auf der Bestellseite ein; dann wartet der Verkäufer nicht länger.",
        );
        let button = l.pick("Stran naročila", "Your order page", "Zur Bestellung");
        let envelope = Envelope {
            to: withdrawal.email.clone(),
            name: withdrawal.name.clone(),
            locale: l,
            key: format!("withdrawal-reminder:{}:buyer", withdrawal.id),
        };
        mail::queue(tx, envelope, Letter::new(subject).p(text).button(button, shop.order_page(&group)))?;
    }
    let overdue = withdrawal.is_overdue(tx.now);
    let due = day_before(withdrawal.refund_by);
    let letter = |l: Locale| {
        let subject = if overdue {
            l.pick(
                format!("Rok za vračilo denarja je potekel: {number}"),
                format!("The time to return the money is over: {number}"),
                format!("Die Frist zur Erstattung ist abgelaufen: {number}"),
            )
        } else {
            l.pick(
                format!("Vračilo denarja do {due}: {number}"),
                format!("Return the money by {due}: {number}"),
                format!("Erstattung bis {due}: {number}"),
            )
        };
        let text = l.pick(
            format!("Kupec {} je odstopil od pogodbe. Odprite naročilo in uredite vračilo.", withdrawal.name),
            format!("{} has withdrawn from the contract. Open the order and settle the return.", withdrawal.name),
            format!("{} hat den Vertrag widerrufen. Öffnen Sie die Bestellung und schließen Sie die Rückgabe ab.", withdrawal.name),
        );
        let button = l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen");
        Letter::new(subject).p(text).button(button, shop.maker_page(&order.id))
    };
    let fact = if overdue { "withdrawal-overdue" } else { "withdrawal-reminder" };
    let fact = format!("{fact}:{}", withdrawal.id);
    tell_maker(tx, &order, &fact, letter)?;
    if overdue { tell_coordinators(tx, &format!("{fact}:desk"), letter) } else { Ok(()) }
}

/// Reminds of every withdrawal that has waited for ten days.
pub fn remind_all(tx: &mut Tx, shop: &Shop, before: Instant) -> Result<()> {
    for withdrawal in withdrawals::declared_before(tx, before)? {
        remind(tx, shop, &withdrawal)?;
    }
    Ok(())
}
