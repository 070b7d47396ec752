//! What is written about money that a maker has to send back, or has sent.

use diesel::prelude::*;
use serde_json::Value;

use crate::checkout::{Shop, date, to_buyer};
use crate::db::Tx;
use crate::db::schema::{payments as payment_rows, refunds as refund_rows};
use crate::dues;
use crate::identity;
use crate::kit::id::RefundId;
use crate::kit::money::Money;
use crate::kit::time::{LocalDate, days};
use crate::kit::{Error, Result, iban};
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, Order};
use crate::payments::{self, PaymentMethod, Refund, RefundStatus};
use crate::web::App;

/// After so many days a maker is reminded of a refund; the law gives fourteen.
const REMINDERS: [u64; 3] = [4, 9, 13];

/// A refund was promised whose money lies with the maker: it is asked to pay, and the buyer where to.
pub async fn ask_to_pay(app: App, payload: Value) -> Result<()> {
    let id: RefundId = serde_json::from_value(payload["refund"].clone()).map_err(Error::internal)?;
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let refund = payments::find_refund(tx, &id)?;
        if refund.status != RefundStatus::Pending {
            return Ok(());
        }
        tell_maker(tx, &shop, &refund, 0)?;
        ask_buyer(tx, &shop, &refund)
    })
    .await
}

/// Refunds that were promised days ago and not paid.
pub fn remind_of_refunds(tx: &mut Tx, shop: &Shop) -> Result<()> {
    let waiting: Vec<Refund> = refund_rows::table
        .inner_join(payment_rows::table)
        .filter(payment_rows::method.eq(PaymentMethod::BankTransfer))
        .filter(refund_rows::status.eq(RefundStatus::Pending))
        .filter(refund_rows::created_at.le(tx.now.minus(days(REMINDERS[0]))))
        .order(refund_rows::id)
        .limit(500)
        .select(Refund::as_select())
        .load(tx.db)?;
    for refund in waiting {
        let level = REMINDERS.iter().rev().find(|level| refund.created_at <= tx.now.minus(days(**level)));
        if let Some(level) = level {
            tell_maker(tx, shop, &refund, *level)?;
        }
    }
    Ok(())
}

fn tell_maker(tx: &mut Tx, shop: &Shop, refund: &Refund, level: u64) -> Result<()> {
    let Some(order) = &refund.order_id else { return Ok(()) };
    let order = orders::find(tx, order)?;
    let account = account_of(tx, &order)?;
    for contact in identity::contacts(tx, &order.organisation_id)? {
        let l = contact.locale;
        let (amount, number) = (refund.amount().display(l), &order.number);
        let subject = match level {
            0 => l.pick(
                format!("Vrnite kupcu {amount} za naročilo {number}"),
                format!("Return {amount} to the buyer of order {number}"),
                format!("Zahlen Sie {amount} für Bestellung {number} zurück"),
            ),
            _ => l.pick(
                format!("Kupec še čaka na {amount} za naročilo {number}"),
                format!("The buyer still waits for {amount} of order {number}"),
                format!("Der Käufer wartet noch auf {amount} für Bestellung {number}"),
            ),
        };
        let text = l.pick(
            "Kupec je plačal neposredno vam, zato denar vrnete vi: najpozneje v 14 dneh od dneva, ko je vračilo obljubljeno. Ko ga \
             nakažete, to potrdite; dobropis je že izdan.",
            "The buyer paid straight to you, so you return the money: within 14 days of the day on which it was promised. Confirm it once \
             you have sent it; the credit note is issued already.",
            "Der Käufer hat direkt an Sie gezahlt, daher zahlen Sie zurück: binnen 14 Tagen ab der Zusage. Bestätigen Sie es nach der \
             Überweisung; die Gutschrift ist schon ausgestellt.",
        );
        let mut rows = vec![(l.pick("Znesek", "Amount", "Betrag").to_owned(), amount.clone())];
        rows.push((
            l.pick("Račun kupca", "The buyer's account", "Konto des Käufers").to_owned(),
            account.as_ref().map_or_else(
                || l.pick("kupca smo vprašali zanj", "the buyer was asked for it", "der Käufer wurde danach gefragt").to_owned(),
                |(number, holder)| format!("{}, {holder}", iban::grouped(number)),
            ),
        ));
        let button = l.pick("Odprite nakazila", "Open transfers", "Überweisungen öffnen");
        let letter = Letter::new(subject).p(text).rows(rows).button(button, shop.bank_page());
        let key = format!("refund-by-hand:{}:{level}:{}", refund.id, contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: l, key }, letter)?;
    }
    Ok(())
}

/// Where money goes back to: what the buyer said, else the account that paid.
pub fn account_of(tx: &mut Tx, order: &Order) -> Result<Option<(String, String)>> {
    let Some(due) = dues::of_order(tx, &order.id)? else { return Ok(None) };
    if let (Some(number), Some(holder)) = (due.return_iban, due.return_holder) {
        return Ok(Some((number, holder)));
    }
    Ok(dues::payer(tx, &due.id)?.map(|(number, holder)| (number, holder.unwrap_or_default())))
}

/// Asked only where nobody knows the account.
fn ask_buyer(tx: &mut Tx, shop: &Shop, refund: &Refund) -> Result<()> {
    let Some(order) = &refund.order_id else { return Ok(()) };
    let order = orders::find(tx, order)?;
    if account_of(tx, &order)?.is_some() {
        return Ok(());
    }
    let group = orders::group(tx, &order.order_group_id)?;
    let (l, seller, amount) = (group.locale, &order.seller.name, refund.amount().display(group.locale));
    let subject = l.pick(
        format!("Na kateri račun naj {seller} vrne {amount}?"),
        format!("To which account shall {seller} return {amount}?"),
        format!("Auf welches Konto soll {seller} {amount} zurückzahlen?"),
    );
    let text = l.pick(
        "Plačali ste z nakazilom neposredno prodajalcu, zato vam denar vrne on. Na strani naročila vpišite svoj račun (IBAN).",
        "You paid by transfer straight to the seller, who returns the money. Write your account (IBAN) on the order's page.",
        "Sie haben direkt an den Verkäufer überwiesen, er zahlt zurück. Nennen Sie Ihr Konto (IBAN) auf der Bestellseite.",
    );
    let letter =
        Letter::new(subject).p(text).button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(&group));
    let envelope = Envelope { key: format!("return-account-asked:{}:buyer", order.id), ..to_buyer(&group, "") };
    mail::queue(tx, envelope, letter)
}

/// The maker says that the money is on its way.
pub fn tell_paid_back(tx: &mut Tx, shop: &Shop, order: &Order, fact: &str, amount: Money, on: &LocalDate) -> Result<()> {
    let group = orders::group(tx, &order.order_group_id)?;
    let (l, seller) = (group.locale, &order.seller.name);
    let (amount, day) = (amount.display(l), date(on, l));
    let subject = l.pick(
        format!("{seller} vam je vrnil {amount}"),
        format!("{seller} has returned {amount} to you"),
        format!("{seller} hat Ihnen {amount} zurückgezahlt"),
    );
    let text = l.pick(
        format!("Prodajalec sporoča, da je {amount} nakazal {day}. Če denarja v treh delovnih dneh ni na vašem računu, mu pišite."),
        format!("The seller says that {amount} was transferred on {day}. Write to the seller if it is not in your account within three working days."),
        format!("Der Verkäufer hat {amount} am {day} überwiesen. Schreiben Sie ihm, wenn das Geld nicht binnen drei Werktagen da ist."),
    );
    let letter =
        Letter::new(subject).p(text).button(l.pick("Stran naročila", "Your order page", "Zur Bestellung"), shop.order_page(&group));
    mail::queue(tx, Envelope { key: format!("paid-back:{fact}:buyer"), ..to_buyer(&group, "") }, letter)
}
