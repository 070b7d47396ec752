//! The words of a document, in the language it was issued in.

use super::model::{Content, DocumentKind, StatementRowKind};
use crate::kit::locale::Locale;
use crate::kit::time::LocalDate;

/// What a document is called.
pub fn kind(kind: DocumentKind, l: Locale) -> &'static str {
    match kind {
        DocumentKind::Invoice => l.pick("Račun", "Invoice", "Rechnung"),
        DocumentKind::CreditNote => l.pick("Dobropis", "Credit note", "Gutschrift"),
        DocumentKind::CommissionInvoice => l.pick("Račun za provizijo", "Commission invoice", "Provisionsrechnung"),
        DocumentKind::CommissionCreditNote => l.pick("Dobropis za provizijo", "Commission credit note", "Gutschrift zur Provision"),
        DocumentKind::Statement => l.pick("Obračun", "Statement", "Abrechnung"),
    }
}

/// What a row of a statement is about.
pub fn row(kind: StatementRowKind, l: Locale) -> &'static str {
    match kind {
        StatementRowKind::Sale => l.pick("Prodaja", "Sale", "Verkauf"),
        StatementRowKind::Commission => l.pick("Provizija", "Commission", "Provision"),
        StatementRowKind::CommissionVat => l.pick("DDV od provizije", "VAT on commission", "MwSt. auf die Provision"),
        StatementRowKind::Refund => l.pick("Vračilo kupcu", "Refund to the buyer", "Erstattung an den Käufer"),
        StatementRowKind::CommissionBack => l.pick("Vrnjena provizija", "Commission returned", "Provision zurück"),
        StatementRowKind::CommissionVatBack => {
            l.pick("Vrnjen DDV od provizije", "VAT on commission returned", "MwSt. auf die Provision zurück")
        }
        StatementRowKind::ProcessorFee => l.pick("Strošek plačila", "Payment fee", "Zahlungsgebühr"),
        StatementRowKind::Payout => l.pick("Izplačilo", "Payout", "Auszahlung"),
        StatementRowKind::Correction => l.pick("Popravek", "Correction", "Korrektur"),
        StatementRowKind::Royalty => l.pick("Tantiema", "Royalty", "Tantieme"),
        StatementRowKind::RoyaltyBack => l.pick("Vrnjena tantiema", "Royalty returned", "Tantieme zurück"),
    }
}

/// A day as people write it.
pub fn day(day: &LocalDate, l: Locale) -> String {
    let civil = day.civil();
    match l {
        Locale::En | Locale::It => format!("{}/{}/{}", civil.day(), civil.month(), civil.year()),
        _ => format!("{}. {}. {}", civil.day(), civil.month(), civil.year()),
    }
}

/// A rate of VAT: `22 %`, `9,5 %`.
pub fn rate(bp: i64, l: Locale) -> String {
    let (whole, part) = (bp / 100, bp % 100);
    let comma = if l == Locale::En { "." } else { "," };
    if part == 0 { format!("{whole} %") } else { format!("{whole}{comma}{} %", format!("{part:02}").trim_end_matches('0')) }
}

/// How it was paid, as payments name it.
pub fn paid(method: &str, l: Locale) -> &str {
    match method {
        "stripe" => l.pick("s plačilno kartico", "by card", "mit Karte"),
        "sandbox" => l.pick(
            "v preizkusnem plačilu (ničesar ni bilo zaračunano)",
            "in a trial (nothing was charged)",
            "in der Probe (nichts wurde belastet)",
        ),
        "bank_transfer" => l.pick("z nakazilom", "by bank transfer", "per Überweisung"),
        "withheld" => l.pick("odtegnjeno od prodaje", "withheld from sales", "von den Verkäufen einbehalten"),
        other => other,
    }
}

/// Who wrote the document, in whose name.
pub fn issued_by(content: &Content) -> String {
    let l = content.locale;
    match &content.issued_by {
        Some(operator) => {
            let who = format!("{}, {}", operator.name, operator.address);
            l.pick(
                format!("Izdano v imenu in za račun prodajalca na tržnici Modrotisk, ki jo upravlja {who}."),
                format!("Issued in the name and on behalf of the seller at the marketplace Modrotisk, run by {who}."),
                format!("Ausgestellt im Namen und für Rechnung des Verkäufers auf dem Marktplatz Modrotisk, betrieben von {who}."),
            )
        }
        None => "Modrotisk".to_owned(),
    }
}

/// What stands in the place of a buyer who is not named.
pub fn consumer(l: Locale) -> &'static str {
    l.pick("Končni potrošnik", "Consumer", "Verbraucher")
}
