//! What sellers and the desk are written about disputes, suspicions of fraud and differences of the books.

use crate::checkout::tell_coordinators;
use crate::db::Tx;
use crate::disputes::{self, Dispute, DisputeStatus, FraudWarning};
use crate::identity;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::Zone;
use crate::mail::{self, Envelope, Letter};
use crate::orders;

/// A dispute was opened, lost or won: to each seller who bears a part of it, and to the desk.
pub fn dispute(tx: &mut Tx, dispute: &Dispute, is_new: bool, base: &str) -> Result<()> {
    if !is_new && dispute.status.is_open() {
        return Ok(());
    }
    let fact = format!("dispute:{}:{}", dispute.id, if dispute.status.is_open() { "opened" } else { dispute.status.as_str() });
    let page = format!("{base}/desk/money/disputes/{}", dispute.id);
    tell_coordinators(tx, &fact, |l| to_desk(dispute, l).button(l.pick("Odprite spor", "Open the dispute", "Streitfall öffnen"), &page))?;
    for borne in disputes::orders_of(tx, &dispute.id)? {
        let order = orders::find(tx, &borne.order_id)?;
        let amount = Money { amount: borne.amount_cents, currency: dispute.currency };
        for contact in identity::contacts(tx, &borne.organisation_id)? {
            let l = contact.locale;
            let key = format!("{fact}:{}:{}", borne.order_id, contact.account);
            let button = l.pick("Odprite naročilo", "Open the order", "Bestellung öffnen");
            let letter = to_seller(dispute, &order.number, amount, l).button(button, format!("{base}/studio/orders/{}", order.id));
            mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: l, key }, letter)?;
        }
    }
    Ok(())
}

fn to_desk(dispute: &Dispute, l: Locale) -> Letter {
    let (subject, text) = match dispute.status {
        DisputeStatus::Lost => (
            l.pick("Spor o plačilu je izgubljen", "A dispute is lost", "Ein Streitfall ist verloren"),
            l.pick(
                "Kupčeva banka je denar dokončno vzela nazaj. Kar je bilo že izplačano, je dolg prodajalca.",
                "The buyer's bank has taken the money back for good. What was paid out already is a debt of the seller.",
                "Die Bank des Käufers hat das Geld endgültig zurückgeholt. Was schon ausgezahlt war, ist eine Schuld der Werkstatt.",
            ),
        ),
        DisputeStatus::Won | DisputeStatus::Closed => (
            l.pick("Spor o plačilu je končan v naš prid", "A dispute ended in our favour", "Ein Streitfall endete zu unseren Gunsten"),
            l.pick(
                "Denar ostane, kjer je. Naročila so spet na vrsti za izplačilo.",
                "The money stays where it is. The orders can be paid out again.",
                "Das Geld bleibt, wo es ist. Die Bestellungen können wieder ausgezahlt werden.",
            ),
        ),
        _ => (
            l.pick("Kupčeva banka oporeka plačilu", "A buyer's bank disputes a payment", "Die Bank eines Käufers bestreitet eine Zahlung"),
            l.pick(
                "Odgovorite v nadzorni plošči Stripe pred rokom: z dokazilom o dostavi in dopisovanjem s kupcem. Do odločitve se naročila ne izplačajo.",
                "Answer in Stripe's dashboard before the deadline: with the proof of delivery and what the buyer was written. The orders are not paid out until it is decided.",
                "Antworten Sie bei Stripe vor Ablauf der Frist: mit Zustellnachweis und Schriftwechsel. Bis zur Entscheidung werden die Bestellungen nicht ausgezahlt.",
            ),
        ),
    };
    let mut rows = vec![(l.pick("Znesek", "Amount", "Betrag").to_owned(), dispute.amount().display(l))];
    if let Some(due) = dispute.due_by.filter(|_| dispute.status.is_open()) {
        rows.push((l.pick("Rok", "Deadline", "Frist").to_owned(), Zone::ljubljana().local(due).0.to_string()));
    }
    Letter::new(subject).p(text).rows(rows)
}

fn to_seller(dispute: &Dispute, number: &str, amount: Money, l: Locale) -> Letter {
    let subject = match dispute.status {
        DisputeStatus::Lost => l.pick(
            format!("Naročilo {number}: banka je kupcu vrnila denar"),
            format!("Order {number}: the bank returned the money to the buyer"),
            format!("Bestellung {number}: die Bank hat dem Käufer das Geld zurückgegeben"),
        ),
        DisputeStatus::Won | DisputeStatus::Closed => l.pick(
            format!("Naročilo {number}: plačilo drži"),
            format!("Order {number}: the payment stands"),
            format!("Bestellung {number}: die Zahlung gilt"),
        ),
        _ => l.pick(
            format!("Naročilo {number}: banka oporeka plačilu"),
            format!("Order {number}: the bank disputes the payment"),
            format!("Bestellung {number}: die Bank bestreitet die Zahlung"),
        ),
    };
    let text = match dispute.status {
        DisputeStatus::Lost => l.pick(
            "Znesek smo odšteli od vašega stanja, brez naše provizije. Če je bil že izplačan, ga poravnajo naslednje prodaje; ničesar vam ni treba nakazati.",
            "The amount was taken from your balance, without our commission. If it was paid out already, the next sales make it good; you need not transfer anything.",
            "Der Betrag wurde von Ihrem Guthaben abgezogen, ohne unsere Provision. War er schon ausgezahlt, gleichen ihn die nächsten Verkäufe aus; Sie müssen nichts überweisen.",
        ),
        DisputeStatus::Won | DisputeStatus::Closed => l.pick(
            "Spor je končan v vaš prid. Denar je spet na vrsti za izplačilo.",
            "The dispute ended in your favour. The money can be paid out again.",
            "Der Streitfall endete zu Ihren Gunsten. Das Geld kann wieder ausgezahlt werden.",
        ),
        _ => l.pick(
            "Dokler banka ne odloči, denarja za to naročilo ne izplačamo. Koordinator odgovarja banki; pošljite mu, kar dokazuje dostavo.",
            "Until the bank decides, the money of this order is not paid out. The coordinator answers the bank; send what proves the delivery.",
            "Bis die Bank entscheidet, wird das Geld dieser Bestellung nicht ausgezahlt. Die Koordination antwortet der Bank; senden Sie ihr den Zustellnachweis.",
        ),
    };
    Letter::new(subject).p(text).rows(vec![(l.pick("Znesek", "Amount", "Betrag").to_owned(), amount.display(l))])
}

/// The card's bank suspects fraud.
pub fn fraud_warning(tx: &mut Tx, warning: &FraudWarning, base: &str) -> Result<()> {
    let page = format!("{base}/desk/money/disputes");
    tell_coordinators(tx, &format!("fraud-warning:{}", warning.id), |l| {
        let subject = l.pick("Banka sumi zlorabo kartice", "A bank suspects fraud with a card", "Eine Bank vermutet Kartenbetrug");
        let text = l.pick(
            "Spora še ni. Če naročilo še ni odšlo, ga zadržite; vračilo denarja spor prepreči.",
            "There is no dispute yet. If the order has not left, hold it back; a refund prevents the dispute.",
            "Noch gibt es keinen Streitfall. Ist die Bestellung noch nicht unterwegs, halten Sie sie zurück; eine Erstattung verhindert ihn.",
        );
        let charge = (l.pick("Plačilo pri Stripe", "Charge at Stripe", "Zahlung bei Stripe").to_owned(), warning.charge.clone());
        Letter::new(subject).p(text).rows(vec![charge]).button(l.pick("Na mizo", "To the desk", "Zum Pult"), &page)
    })
}

/// The two books differ where they did not before.
pub fn differences(tx: &mut Tx, fact: &str, count: usize, base: &str) -> Result<()> {
    let page = format!("{base}/desk/money/reconciliation");
    tell_coordinators(tx, &format!("differences:{fact}"), |l| {
        let subject = l.pick(
            "Naše knjige in knjige Stripe se razlikujejo",
            "Our books and Stripe's differ",
            "Unsere Bücher und die von Stripe weichen voneinander ab",
        );
        let text = l.pick(
            "Vsaka nova razlika je na seznamu. Nekatere izginejo same, ko prispe zamujeno sporočilo.",
            "Every new difference is on the list. Some go by themselves when a late message arrives.",
            "Jede neue Abweichung steht auf der Liste. Manche verschwinden von selbst, wenn eine verspätete Nachricht eintrifft.",
        );
        let rows = vec![(l.pick("Novih razlik", "New differences", "Neue Abweichungen").to_owned(), count.to_string())];
        Letter::new(subject).p(text).rows(rows).button(l.pick("Na mizo", "To the desk", "Zum Pult"), &page)
    })
}
