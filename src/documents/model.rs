//! What a document says, in the words of the trade; its sums. Pure.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::documents;
use crate::kit::id::{DocumentId, OrderId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate};

crate::text_enum! {
    /// What a document is.
    pub enum DocumentKind {
        /// From a seller to a buyer.
        Invoice = "invoice",
        /// Takes an invoice back, whole or in part.
        CreditNote = "credit_note",
        /// From the platform to a seller, for its share.
        CommissionInvoice = "commission_invoice",
        /// Takes the platform's share back.
        CommissionCreditNote = "commission_credit_note",
        /// What was due to a seller and what was paid out.
        Statement = "statement",
    }
}

impl DocumentKind {
    /// The letter in front of the number, so that no two series of an issuer read alike.
    pub const fn letter(self) -> &'static str {
        match self {
            DocumentKind::Invoice => "R",
            DocumentKind::CreditNote => "D",
            DocumentKind::CommissionInvoice => "P",
            DocumentKind::CommissionCreditNote => "PD",
            DocumentKind::Statement => "O",
        }
    }
}

/// Who issues a document: a seller, or the platform itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// A seller.
    Organisation(OrganisationId),
    /// The platform.
    Platform,
}

impl Issuer {
    /// As the series is named.
    pub fn as_str(&self) -> &str {
        match self {
            Issuer::Organisation(id) => id.as_str(),
            Issuer::Platform => "platform",
        }
    }
}

/// A document as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = documents)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Who issued it: an organisation's id, or `platform`.
    pub issuer: String,
    /// The seller whose books it belongs to.
    pub organisation_id: OrganisationId,
    /// Where it was issued; each device has a series of its own.
    pub device: String,
    /// The year of the series.
    pub year: i32,
    /// Its place in the series, from one, without a gap.
    pub sequence: i64,
    /// What people call it.
    pub number: String,
    /// The fact that it was issued for, by id.
    pub cause: String,
    /// The order that it belongs to.
    pub order_id: Option<OrderId>,
    /// The document that it corrects.
    pub refers_to: Option<DocumentId>,
    /// The currency.
    pub currency: Currency,
    /// What it comes to; what a credit note takes back is counted as more than nothing, too.
    pub total_cents: i64,
    /// VAT in it.
    pub vat_cents: i64,
    /// Everything printed, as JSON ([`Printed`]), byte for byte.
    pub content: String,
    /// The SHA-256 of the content.
    pub content_sha256: String,
    /// When it was issued.
    pub issued_at: Instant,
}

impl Document {
    /// What it comes to.
    pub fn total(&self) -> Money {
        Money { amount: self.total_cents, currency: self.currency }
    }
}

/// What stands on a document besides its number and day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The language it is written in.
    pub locale: Locale,
    /// Who issues it.
    pub issuer: Party,
    /// Who issues it in the issuer's name, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<Party>,
    /// Whom it is for; none where the law needs no name, as with consumers.
    pub buyer: Option<Party>,
    /// The currency of every amount.
    pub currency: Currency,
    /// What was supplied, or what is taken back.
    pub lines: Vec<DocumentLine>,
    /// Base and VAT by rate.
    pub rates: Vec<RateSum>,
    /// The sentence of the law, where no VAT is charged.
    pub clause: Option<String>,
    /// The day of supply or of prepayment, where it is not the day of issue.
    pub supplied_on: Option<LocalDate>,
    /// What people call the order.
    pub order_number: Option<String>,
    /// The document that this one corrects, by number and day.
    pub refers_to: Option<Reference>,
    /// How it was paid.
    pub payment: Option<Paid>,
    /// The rows of a statement.
    pub statement: Option<Statement>,
    /// How to pay what is owed; none where nothing is.
    pub payment_slip: Option<PaymentSlip>,
    /// What the issuer owes from credit notes and sets off against this document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_off: Option<SetOff>,
}

/// Credit notes that are set off against a document, so that less of it is to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetOff {
    /// How much of them.
    pub amount_cents: i64,
    /// Which, by what people call them.
    pub numbers: Vec<String>,
}

impl Content {
    /// All rates together, VAT included.
    pub fn total(&self) -> i64 {
        self.rates.iter().map(|rate| rate.base_cents + rate.vat_cents).sum()
    }

    /// What is left to pay of a document of which nothing was paid: all of it, less what is set off.
    pub fn left_to_pay(&self) -> i64 {
        self.total() - self.set_off.as_ref().map_or(0, |set_off| set_off.amount_cents)
    }

    /// The VAT of all rates.
    pub fn vat(&self) -> i64 {
        self.rates.iter().map(|rate| rate.vat_cents).sum()
    }

    /// Whether every sum fits: the lines of each rate come to its base and VAT, and a statement ends where its rows lead.
    pub fn sums(&self) -> bool {
        let known = |bp| self.rates.iter().filter(|rate| rate.vat_rate_bp == bp).count() == 1;
        let lines_fit = self.lines.iter().all(|line| known(line.vat_rate_bp));
        let rates_fit = self.rates.iter().all(|rate| {
            let own = self.lines.iter().filter(|line| line.vat_rate_bp == rate.vat_rate_bp);
            own.map(|line| line.gross_cents).sum::<i64>() == rate.base_cents + rate.vat_cents
                && (rate.vat_rate_bp > 0 || rate.vat_cents == 0)
        });
        let set_off_fits = self.set_off.as_ref().is_none_or(|one| (1..=self.total()).contains(&one.amount_cents));
        lines_fit && rates_fit && set_off_fits && self.statement.as_ref().is_none_or(Statement::sums)
    }
}

/// A document as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// What it is.
    pub kind: DocumentKind,
    /// What people call it.
    pub number: String,
    /// The day of issue, where the seller is.
    pub issued_on: LocalDate,
    /// Everything else.
    #[serde(flatten)]
    pub content: Content,
}

/// Somebody named on a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name in law.
    pub name: String,
    /// The brand, where it is another.
    pub brand: Option<String>,
    /// Street, postcode, town, country.
    pub address: String,
    /// The number for VAT.
    pub vat_id: Option<String>,
    /// The tax number of somebody who has no number for VAT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
    /// Register and number.
    pub registration: Option<String>,
    /// Where to write.
    pub email: Option<String>,
}

impl Party {
    /// Street, postcode, town and the two letters of the country, as far as the address tells them apart.
    pub fn place(&self) -> Place<'_> {
        let (rest, country) = match self.address.rsplit_once(", ") {
            Some((rest, country)) if country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase()) => (rest, country),
            _ => (self.address.as_str(), "SI"),
        };
        let (street, town) = rest.rsplit_once(", ").unwrap_or((rest, ""));
        let (post_code, town) = match town.split_once(' ') {
            Some((code, town)) if code.bytes().any(|letter| letter.is_ascii_digit()) => (code, town),
            _ => ("", town),
        };
        Place { street, post_code, town, country }
    }
}

/// The parts of an address; what is not told is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Street and number.
    pub street: &'a str,
    /// Postcode.
    pub post_code: &'a str,
    /// Town.
    pub town: &'a str,
    /// Two letters; Slovenia where none are told.
    pub country: &'a str,
}

/// One row of what was supplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Its place on the invoice, from one; on a credit note, the place of the line that it takes back.
    pub position: i64,
    /// What.
    pub text: String,
    /// The code of the piece; none for delivery.
    pub sku: Option<String>,
    /// How many; none where a part of a price is taken back.
    pub quantity: Option<i64>,
    /// The price of one, with VAT.
    pub unit_gross_cents: Option<i64>,
    /// All of them, with VAT.
    pub gross_cents: i64,
    /// The rate contained.
    pub vat_rate_bp: i64,
}

/// Base and VAT of one rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateSum {
    /// The rate in basis points.
    pub vat_rate_bp: i64,
    /// Without VAT.
    pub base_cents: i64,
    /// VAT.
    pub vat_cents: i64,
}

/// Another document, by what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Its number.
    pub number: String,
    /// Its day.
    pub issued_on: LocalDate,
}

/// How something was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// By card, in the sandbox and so on, as payments name it.
    pub method: String,
    /// The day.
    pub on: LocalDate,
}

/// How to pay what is owed, by bank transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSlip {
    /// How much.
    pub amount_cents: i64,
    /// The account that is paid.
    pub iban: String,
    /// The holder of the account.
    pub holder: String,
    /// The holder's street.
    pub street: String,
    /// The holder's postcode and town.
    pub place: String,
    /// The reference with its model.
    pub reference: String,
    /// What for.
    pub purpose: String,
    /// Four capitals of the list of purposes.
    pub code: String,
    /// Until when.
    pub due: LocalDate,
}

/// What was due to a seller over a time, row by row. A row names its document or order, so that it can be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The first day.
    pub from: LocalDate,
    /// The last day.
    pub until: LocalDate,
    /// What was due before.
    pub opening_cents: i64,
    /// What came and went; the payout itself is a row below nothing.
    pub rows: Vec<StatementRow>,
    /// What is due after.
    pub closing_cents: i64,
}

impl Statement {
    /// Whether opening and rows lead to the closing balance.
    pub fn sums(&self) -> bool {
        self.opening_cents + self.rows.iter().map(|row| row.amount_cents).sum::<i64>() == self.closing_cents
    }
}

crate::text_enum! {
    /// What a row of a statement is about.
    pub enum StatementRowKind {
        /// Sold.
        Sale = "sale",
        /// The platform's share.
        Commission = "commission",
        /// VAT on that share.
        CommissionVat = "commission_vat",
        /// Given back to a buyer.
        Refund = "refund",
        /// The share, given back.
        CommissionBack = "commission_back",
        /// VAT on the share, given back.
        CommissionVatBack = "commission_vat_back",
        /// What the processor took.
        ProcessorFee = "processor_fee",
        /// Paid out.
        Payout = "payout",
        /// Put right.
        Correction = "correction",
        /// Owed to the company of a challenge, or by a creator.
        Royalty = "royalty",
        /// The same, given back.
        RoyaltyBack = "royalty_back",
    }
}

/// One row of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    /// The day.
    pub on: LocalDate,
    /// What it is about.
    pub kind: StatementRowKind,
    /// The order, by number.
    pub order_number: Option<String>,
    /// The document, by number.
    pub document_number: Option<String>,
    /// More than nothing for the seller, or less.
    pub amount_cents: i64,
}

/// What people call a document: `R-2026-WEB-00017`.
pub fn number(kind: DocumentKind, device: &str, year: i32, sequence: i64) -> String {
    format!("{}-{year}-{}-{sequence:05}", kind.letter(), device.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_does_not_lead_to_its_end_does_not_sum() {
        let day: LocalDate = "2026-11-28".parse().unwrap();
        let row = |kind, amount_cents| StatementRow { on: day.clone(), kind, order_number: None, document_number: None, amount_cents };
        let rows = vec![row(StatementRowKind::Sale, 5_000), row(StatementRowKind::Commission, -500), row(StatementRowKind::Payout, -4_600)];
        let statement = Statement { from: day.clone(), until: day.clone(), opening_cents: 100, rows, closing_cents: 0 };
        assert!(statement.sums());
        assert!(!Statement { closing_cents: 1, ..statement }.sums());
    }

    #[test]
    fn an_address_is_told_apart() {
        let place = |address: &str| {
            let party = Party {
                name: "K".into(),
                brand: None,
                address: address.into(),
                vat_id: None,
                tax_number: None,
                registration: None,
                email: None,
            };
            let place = party.place();
            [place.street, place.post_code, place.town, place.country].map(str::to_owned)
        };
        assert_eq!(place("Glavni trg 4, 4000 Kranj, SI"), ["Glavni trg 4", "4000", "Kranj", "SI"]);
        assert_eq!(
            place("Ringstraße 1, Hof, 9020 Klagenfurt am Wörthersee, AT"),
            ["Ringstraße 1, Hof", "9020", "Klagenfurt am Wörthersee", "AT"]
        );
        assert_eq!(place("Lontrg"), ["Lontrg", "", "", "SI"]);
    }

    #[test]
    fn series_of_one_issuer_read_differently() {
        let mut letters: Vec<&str> = DocumentKind::ALL.iter().map(|kind| kind.letter()).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), DocumentKind::ALL.len());
        assert_eq!(number(DocumentKind::Invoice, "web", 2026, 17), "R-2026-WEB-00017");
    }
}
