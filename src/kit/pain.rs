//! Payments to be made by a bank, by ISO 20022 (`pain.001.001.09`): credit transfers in euros out of one account.
//!
//! The file asks the bank of whoever owns the account; whoever uploads it there signs it there. Nothing here moves money. Words are
//! written in the letters that every bank of the area takes (the Latin character set of the SEPA guidelines), references as
//! they are, amounts from whole cents. A file with a wrong account, amount or reference is not made at all.

use super::money::{Currency, Money};
use super::time::{Instant, LocalDate};
use super::xml::{Xml, amount};
use super::{iban, reference};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
/// The most that one transfer may move.
const MOST_CENTS: i64 = 99_999_999_999;
/// The most transfers in one file; banks take more, people do not read more.
pub const MOST_TRANSFERS: usize = 1_000;

/// Whose account, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The holder of the account.
    pub name: String,
    /// The account.
    pub iban: String,
}

/// One transfer of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditTransfer {
    /// Our name for it, by which it is found again on a statement; at most 35 letters.
    pub id: String,
    /// To whom.
    pub to: Holder,
    /// How much, in euros.
    pub amount: Money,
    /// The payee's reference with its model, where there is one.
    pub reference: Option<String>,
    /// What for.
    pub purpose: String,
}

/// Transfers out of one account on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Our name for the file; a bank refuses the same name twice. At most 35 letters.
    pub id: String,
    /// Out of which account.
    pub from: Holder,
    /// When the file was made.
    pub made_at: Instant,
    /// On which day the bank shall act.
    pub on: LocalDate,
    /// The transfers.
    pub transfers: Vec<CreditTransfer>,
}

/// Why a file is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// None, or too many.
    #[error("a file holds between one and a thousand transfers")]
    Count,
    /// A name of ours that a bank does not take, or one that stands twice.
    #[error("each transfer has a name of its own, of at most 35 letters and digits")]
    Id,
    /// Nothing, too much, or another currency.
    #[error("a transfer moves 0.01 to 999,999,999.99 euros")]
    Amount,
    /// No account, or one with wrong check digits.
    #[error("an account number is wrong")]
    Iban,
    /// A reference that no bank takes.
    #[error("a reference is wrong")]
    Reference,
    /// A name that has no letter a bank takes.
    #[error("a name is missing")]
    Name,
}

impl Order {
    /// All transfers together.
    pub fn total(&self) -> Result<Money, Flaw> {
        let sum = self.transfers.iter().try_fold(0_i64, |sum, one| sum.checked_add(one.amount.amount));
        sum.map(Money::euros).ok_or(Flaw::Amount)
    }

    /// The file.
    pub fn xml(&self) -> Result<String, Flaw> {
        self.check()?;
        let (count, sum) = (self.transfers.len().to_string(), amount(self.total()?.amount));
        let from = latin(&self.from.name, 70);
        let mut xml = Xml::new("Document", &[("xmlns", NAMESPACE)]);
        xml.begin("CstmrCdtTrfInitn");
        xml.begin("GrpHdr");
        xml.leaf("MsgId", &self.id);
        xml.leaf("CreDtTm", &self.made_at.to_string());
        xml.leaf("NbOfTxs", &count);
        xml.leaf("CtrlSum", &sum);
        xml.nested(&["InitgPty", "Nm"], &from);
        xml.end();
        xml.begin("PmtInf");
        xml.leaf("PmtInfId", &self.id);
        xml.leaf("PmtMtd", "TRF");
        xml.leaf("NbOfTxs", &count);
        xml.leaf("CtrlSum", &sum);
        xml.nested(&["PmtTpInf", "SvcLvl", "Cd"], "SEPA");
        xml.nested(&["ReqdExctnDt", "Dt"], self.on.as_str());
        xml.nested(&["Dbtr", "Nm"], &from);
        xml.nested(&["DbtrAcct", "Id", "IBAN"], &iban::compact(&self.from.iban));
        // Since the account number says which bank it is of, its code is not given.
        xml.nested(&["DbtrAgt", "FinInstnId", "Othr", "Id"], "NOTPROVIDED");
        xml.leaf("ChrgBr", "SLEV");
        self.transfers.iter().for_each(|transfer| transfer.write(&mut xml));
        Ok(xml.done())
    }

    fn check(&self) -> Result<(), Flaw> {
        if !(1..=MOST_TRANSFERS).contains(&self.transfers.len()) {
            return Err(Flaw::Count);
        }
        let mut names: Vec<&str> = self.transfers.iter().map(|transfer| transfer.id.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() != self.transfers.len() || !is_name(&self.id) || !names.into_iter().all(is_name) {
            return Err(Flaw::Id);
        }
        let mut holders = std::iter::once(&self.from).chain(self.transfers.iter().map(|transfer| &transfer.to));
        if holders.any(|holder| !iban::is_iban(&holder.iban)) {
            return Err(Flaw::Iban);
        }
        let mut holders = std::iter::once(&self.from).chain(self.transfers.iter().map(|transfer| &transfer.to));
        if holders.any(|holder| latin(&holder.name, 70).is_empty()) {
            return Err(Flaw::Name);
        }
        self.transfers.iter().try_for_each(CreditTransfer::check)
    }
}

impl CreditTransfer {
    fn check(&self) -> Result<(), Flaw> {
        if self.amount.currency != Currency::EUR || !(1..=MOST_CENTS).contains(&self.amount.amount) {
            return Err(Flaw::Amount);
        }
        let known = self.reference.as_deref().is_none_or(reference::is_reference);
        if known { Ok(()) } else { Err(Flaw::Reference) }
    }

    fn write(&self, xml: &mut Xml) {
        xml.begin("CdtTrfTxInf");
        xml.nested(&["PmtId", "EndToEndId"], &self.id);
        xml.begin("Amt");
        xml.leaf_with("InstdAmt", &[("Ccy", "EUR")], &amount(self.amount.amount));
        xml.end();
        xml.nested(&["Cdtr", "Nm"], &latin(&self.to.name, 70));
        xml.nested(&["CdtrAcct", "Id", "IBAN"], &iban::compact(&self.to.iban));
        let purpose = latin(&self.purpose, 140);
        match self.reference.as_deref().map(reference::compact) {
            Some(reference) => {
                xml.begin("RmtInf");
                xml.begin("Strd");
                xml.begin("CdtrRefInf");
                xml.nested(&["Tp", "CdOrPrtry", "Cd"], "SCOR");
                xml.leaf("Ref", &reference);
                xml.end();
                if !purpose.is_empty() {
                    xml.leaf("AddtlRmtInf", &purpose);
                }
                xml.end();
                xml.end();
            }
            None if !purpose.is_empty() => xml.nested(&["RmtInf", "Ustrd"], &purpose),
            None => {}
        }
        xml.end();
    }
}

/// Whether a bank takes this as a name of ours: up to 35 letters, digits and the signs that never stand first, last or twice.
fn is_name(text: &str) -> bool {
    let fits = (1..=35).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits && !text.starts_with('-') && !text.ends_with('-')
}

/// The text in the letters that every bank of the area takes, cut to its place. What has no near letter is a space.
fn latin(text: &str, most: usize) -> String {
    let taken = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
    let near = deunicode::deunicode(text).replace('&', "+");
    let plain: String = near.chars().map(|c| if taken(c) { c } else { ' ' }).collect();
    let single = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    // A slash must neither lead nor end, nor stand twice.
    let single = single.replace("//", "/");
    single.trim_matches('/').chars().take(most).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::Document;

    use super::*;

    fn order() -> Order {
        let transfer = |id: &str, name: &str, cents: i64, reference: Option<&str>| CreditTransfer {
            id: id.to_owned(),
            to: Holder { name: name.to_owned(), iban: "SI56 1910 0000 0123 438".to_owned() },
            amount: Money::euros(cents),
            reference: reference.map(str::to_owned),
            purpose: "Izplačilo sejma »Železniki« & Škofja Loka".to_owned(),
        };
        Order {
            id: "IZ-2026-0001".to_owned(),
            from: Holder { name: "Zavod Čebelica".to_owned(), iban: "SI56051008010486080".to_owned() },
            made_at: Instant::from_millis(1_795_000_000_000),
            on: "2026-12-03".parse().unwrap(),
            transfers: vec![
                transfer("IZ-1", "Mara Žagar s.p.", 123_450, Some("SI12 1234 5678 909")),
                transfer("IZ-2", "Jure Kovač", 29, None),
                transfer("IZ-3", "Ulrich Groß", 1, Some("RF45SBO2010")),
            ],
        }
    }

    /// The words of every element of a name, in the order of the file.
    fn words(xml: &str, name: &str) -> Vec<String> {
        let document = Document::parse(xml).unwrap();
        let found = document.descendants().filter(|node| node.tag_name().name() == name);
        found.filter_map(|node| node.text()).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn a_file_says_who_pays_whom_and_how_much_to_the_cent() {
        let xml = order().xml().unwrap();
        assert_eq!(Document::parse(&xml).unwrap().root_element().tag_name().namespace(), Some(NAMESPACE));
        assert_eq!(words(&xml, "InstdAmt"), ["1234.50", "0.29", "0.01"]);
        assert_eq!((words(&xml, "CtrlSum"), words(&xml, "NbOfTxs")), (vec!["1234.80".to_owned(); 2], vec!["3".to_owned(); 2]));
        assert_eq!(words(&xml, "Nm"), ["Zavod Cebelica", "Zavod Cebelica", "Mara Zagar s.p.", "Jure Kovac", "Ulrich Gross"]);
        assert_eq!(words(&xml, "IBAN")[..2], ["SI56051008010486080", "SI56191000000123438"]);
        assert_eq!(words(&xml, "Ref"), ["SI1212345678909", "RF45SBO2010"]);
        assert_eq!(words(&xml, "Ustrd"), ["Izplacilo sejma Zelezniki + Skofja Loka"]);
        assert_eq!(words(&xml, "Dt"), ["2026-12-03"]);
    }

    #[test]
    fn the_elements_stand_in_the_order_of_the_schema() {
        let xml = order().xml().unwrap();
        let document = Document::parse(&xml).unwrap();
        let children = |name: &str| -> Vec<String> {
            let node = document.descendants().find(|node| node.tag_name().name() == name).unwrap();
            node.children().filter(|child| child.is_element()).map(|child| child.tag_name().name().to_owned()).collect()
        };
        assert_eq!(children("GrpHdr"), ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]);
        let head = ["PmtInfId", "PmtMtd", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt", "ChrgBr"];
        assert_eq!(children("PmtInf")[..10], head);
        assert_eq!(children("CdtTrfTxInf"), ["PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"]);
        assert_eq!(children("Strd"), ["CdtrRefInf", "AddtlRmtInf"]);
    }

    #[test]
    fn what_a_bank_would_refuse_is_not_written() {
        let with = |change: fn(&mut Order)| {
            let mut order = order();
            change(&mut order);
            order.xml().err()
        };
        assert_eq!(with(|order| order.transfers.clear()), Some(Flaw::Count));
        assert_eq!(with(|order| order.id = "a".repeat(36)), Some(Flaw::Id));
        assert_eq!(with(|order| order.transfers[1].id = "IZ-1".to_owned()), Some(Flaw::Id));
        assert_eq!(with(|order| order.transfers[0].amount = Money::euros(0)), Some(Flaw::Amount));
        assert_eq!(with(|order| order.transfers[0].amount.currency = "CHF".parse().unwrap()), Some(Flaw::Amount));
        assert_eq!(with(|order| order.from.iban = "SI56051008010486081".to_owned()), Some(Flaw::Iban));
        assert_eq!(with(|order| order.transfers[0].to.iban = String::new()), Some(Flaw::Iban));
        assert_eq!(with(|order| order.transfers[0].reference = Some("SI121".to_owned())), Some(Flaw::Reference));
        assert_eq!(with(|order| order.transfers[0].to.name = " / ".to_owned()), Some(Flaw::Name));
    }

    proptest! {
        #[test]
        fn any_words_make_a_file_of_letters_that_banks_take(name in any::<String>(), purpose in any::<String>(), cents in 1..=MOST_CENTS) {
            let mut order = order();
            order.transfers[0].to.name = format!("A{name}");
            order.transfers[0].purpose = purpose;
            order.transfers[0].amount = Money::euros(cents);
            let xml = order.xml().unwrap();
            let allowed = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
            for name in ["Nm", "AddtlRmtInf", "Ustrd"] {
                for text in words(&xml, name) {
                    prop_assert!(text.chars().all(allowed) && text.chars().count() <= 140, "{text}");
                }
            }
            prop_assert_eq!(&words(&xml, "InstdAmt")[0], &amount(cents));
        }
    }
}
