//! Bank statements by ISO 20022 (`camt.053`), read for the money that came in.
//!
//! Banks write different versions of one message; what is read here stands at the same place in all of them. Debits,
//! entries that are not booked yet and reversals are left out. A file that declares entities, or that names no account, is
//! refused whole, and so is one with an amount that cannot be read: a statement half read would be a lie.

use roxmltree::{Document, Node, ParsingOptions};

use super::iban;
use super::money::{Currency, Money};
use super::reference;
use super::time::LocalDate;

/// The most bytes that a statement may have.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;

/// The most payments that are read from one file.
pub const MOST_CREDITS: usize = 10_000;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

/// Money that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The account it came to.
    pub iban: String,
    /// The bank's name for it. With account, date and amount it tells one payment from every other.
    pub bank_reference: String,
    /// How much.
    pub amount: Money,
    /// The day it was booked.
    pub booked_on: LocalDate,
    /// The payee's reference, as the payer gave it.
    pub reference: Option<String>,
    /// What the payer wrote.
    pub words: String,
    /// Who paid.
    pub payer: Option<String>,
    /// From which account.
    pub payer_iban: Option<String>,
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Too large, or too many payments.
    #[error("the file is too large")]
    TooLarge,
    /// Not XML, or XML with declarations of its own.
    #[error("the file is not XML that is read here")]
    NotXml,
    /// Another message.
    #[error("the file is not a camt.053 statement")]
    NotAStatement,
    /// A statement with something missing or unreadable.
    #[error("the statement cannot be read at {0}")]
    Unreadable(&'static str),
}

/// The money that came in by a statement, in the order of the file.
pub fn read(bytes: &[u8]) -> Result<Vec<Credit>, Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(Fault::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::NotXml)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 1_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text.trim_start_matches('\u{feff}'), options).map_err(|_| Fault::NotXml)?;
    let root = document.root_element();
    let ours = root.tag_name().namespace().is_some_and(|name| name.starts_with(NAMESPACE));
    let message = child(root, "BkToCstmrStmt").filter(|_| ours && root.tag_name().name() == "Document").ok_or(Fault::NotAStatement)?;
    let mut credits = Vec::new();
    for statement in children(message, "Stmt") {
        let account = text_at(statement, &["Acct", "Id", "IBAN"]).map(|text| iban::compact(&text));
        let account = account.filter(|account| iban::is_iban(account)).ok_or(Fault::Unreadable("Acct"))?;
        for entry in children(statement, "Ntry") {
            credits.extend(credits_of(&account, entry)?);
            if credits.len() > MOST_CREDITS {
                return Err(Fault::TooLarge);
            }
        }
    }
    Ok(credits)
}

/// An entry as one payment, or as those that the bank booked together.
fn credits_of(account: &str, entry: Node<'_, '_>) -> Result<Vec<Credit>, Fault> {
    let status = text_at(entry, &["Sts", "Cd"]).or_else(|| text_at(entry, &["Sts"]));
    let reversal = text_at(entry, &["RvslInd"]).is_some_and(|text| text == "true" || text == "1");
    if text_at(entry, &["CdtDbtInd"]).as_deref() != Some("CRDT") || status.as_deref() != Some("BOOK") || reversal {
        return Ok(Vec::new());
    }
    let total = child(entry, "Amt").and_then(money).ok_or(Fault::Unreadable("Amt"))?;
    let date = ["BookgDt", "ValDt"].iter().find_map(|name| text_at(entry, &[name, "Dt"]).or_else(|| text_at(entry, &[name, "DtTm"])));
    let booked_on = date.and_then(|text| text.get(..10).and_then(|day| day.parse().ok())).ok_or(Fault::Unreadable("BookgDt"))?;
    let own = text_at(entry, &["AcctSvcrRef"]).or_else(|| text_at(entry, &["NtryRef"]));
    let parts: Vec<_> = children(entry, "NtryDtls").flat_map(|details| children(details, "TxDtls")).collect();
    let mut credits = Vec::with_capacity(parts.len().max(1));
    for (place, part) in parts.iter().enumerate() {
        let amount = if parts.len() == 1 { total } else { part_amount(*part).ok_or(Fault::Unreadable("TxDtls"))? };
        let refs = child(*part, "Refs");
        let named = refs.and_then(|refs| text_at(refs, &["AcctSvcrRef"]).or_else(|| text_at(refs, &["TxId"])));
        let bank_reference = match (&own, named) {
            (Some(own), _) if parts.len() == 1 => own.clone(),
            (_, Some(named)) => named,
            (Some(own), None) => format!("{own}/{}", place + 1),
            (None, None) => return Err(Fault::Unreadable("AcctSvcrRef")),
        };
        credits.push(detailed(account, *part, bank_reference, amount, &booked_on));
    }
    if parts.is_empty() {
        let bank_reference = own.ok_or(Fault::Unreadable("AcctSvcrRef"))?;
        let words = text_at(entry, &["AddtlNtryInf"]).unwrap_or_default();
        let iban = account.to_owned();
        let (reference, payer, payer_iban) = (None, None, None);
        credits.push(Credit { iban, bank_reference, amount: total, booked_on, reference, words, payer, payer_iban });
    } else if credits.iter().try_fold(Money { amount: 0, ..total }, |sum, credit| sum.plus(credit.amount)) != Some(total) {
        return Err(Fault::Unreadable("TxDtls"));
    }
    Ok(credits)
}

fn detailed(account: &str, part: Node<'_, '_>, bank_reference: String, amount: Money, booked_on: &LocalDate) -> Credit {
    let remittance = child(part, "RmtInf");
    let given = remittance.and_then(|info| text_at(info, &["Strd", "CdtrRefInf", "Ref"]));
    let words = remittance.into_iter().flat_map(|info| children(info, "Ustrd")).filter_map(text_of).collect::<Vec<_>>().join(" ");
    let parties = child(part, "RltdPties");
    let payer = parties.and_then(|them| text_at(them, &["Dbtr", "Pty", "Nm"]).or_else(|| text_at(them, &["Dbtr", "Nm"])));
    let payer_iban = parties.and_then(|them| text_at(them, &["DbtrAcct", "Id", "IBAN"])).map(|text| iban::compact(&text));
    Credit {
        iban: account.to_owned(),
        bank_reference,
        amount,
        booked_on: booked_on.clone(),
        // Some banks carry the reference among the words.
        reference: given.map(|text| reference::compact(&text)).or_else(|| reference_in(&words)),
        words,
        payer,
        payer_iban,
    }
}

fn reference_in(words: &str) -> Option<String> {
    let tokens = words.split(|c: char| c.is_whitespace() || c == ',' || c == ';').map(reference::compact);
    tokens.into_iter().find(|token| token.len() > 6 && reference::is_reference(token))
}

fn part_amount(part: Node<'_, '_>) -> Option<Money> {
    let nested = || child(child(child(part, "AmtDtls")?, "TxAmt")?, "Amt");
    child(part, "Amt").or_else(nested).and_then(money)
}

/// An amount with at most two decimals, as cents.
fn money(node: Node<'_, '_>) -> Option<Money> {
    let currency: Currency = node.attribute("Ccy")?.parse().ok()?;
    let text = text_of(node)?;
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = part.trim_end_matches('0');
    let digits = !whole.is_empty() && part.len() <= 2 && format!("{whole}{part}").bytes().all(|byte| byte.is_ascii_digit());
    let cents = format!("{whole}{part:0<2}").parse::<i64>().ok().filter(|_| digits && whole.len() <= 13)?;
    Some(Money { amount: cents, currency })
}

fn children<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> Option<Node<'a, 'input>> {
    children(node, name).next()
}

fn text_of(node: Node<'_, '_>) -> Option<String> {
    node.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn text_at(node: Node<'_, '_>, path: &[&'static str]) -> Option<String> {
    path.iter().try_fold(node, |node, name| child(node, name)).and_then(text_of)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ACCOUNT: &str = "SI56191000000123438";

    fn statement(version: &str, entries: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\">\
             <BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>7</Id><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>{entries}</Stmt>\
             </BkToCstmrStmt></Document>"
        )
    }

    fn entry(side: &str, amount: &str, status: &str, details: &str) -> String {
        format!(
            "<Ntry><NtryRef>N1</NtryRef><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>\
             <BookgDt><Dt>2026-11-27</Dt></BookgDt><AcctSvcrRef>BANK-1</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
        )
    }

    const STRUCTURED: &str = "<TxDtls><RltdPties><Dbtr><Nm>Ana Novak</Nm></Dbtr><DbtrAcct><Id><IBAN>SI56 2633 0001 2039 086</IBAN></Id></DbtrAcct>\
        </RltdPties><RmtInf><Strd><CdtrRefInf><Ref>SI12 1234 5678 909</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>";

    fn credit() -> Credit {
        Credit {
            iban: ACCOUNT.into(),
            bank_reference: "BANK-1".into(),
            amount: Money::euros(6400),
            booked_on: "2026-11-27".parse().unwrap(),
            reference: Some("SI1212345678909".into()),
            words: String::new(),
            payer: Some("Ana Novak".into()),
            payer_iban: Some("SI56263300012039086".into()),
        }
    }

    #[test]
    fn the_same_payment_is_read_from_every_version() {
        for version in ["02", "04"] {
            let text = statement(version, &entry("CRDT", "64.00", "BOOK", STRUCTURED));
            assert_eq!(read(text.as_bytes()), Ok(vec![credit()]), "{version}");
        }
        let newer = STRUCTURED.replace("<Dbtr><Nm>Ana Novak</Nm></Dbtr>", "<Dbtr><Pty><Nm>Ana Novak</Nm></Pty></Dbtr>");
        let text = statement("08", &entry("CRDT", "64", "<Cd>BOOK</Cd>", &newer));
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()), Ok(vec![credit()]));
    }

    #[test]
    fn debits_and_what_is_not_booked_are_left_out() {
        let entries = entry("DBIT", "64.00", "BOOK", STRUCTURED) + &entry("CRDT", "64.00", "PDNG", STRUCTURED);
        assert_eq!(read(statement("02", &entries).as_bytes()), Ok(Vec::new()));
        let reversal = entry("CRDT", "64.00", "BOOK", STRUCTURED).replace("<Sts>", "<RvslInd>true</RvslInd><Sts>");
        assert_eq!(read(statement("02", &reversal).as_bytes()), Ok(Vec::new()));
    }

    #[test]
    fn payments_booked_together_are_read_one_by_one() {
        let part = |cents: &str| format!("<TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">{cents}</Amt></TxAmt></AmtDtls></TxDtls>");
        let both = entry("CRDT", "10.05", "BOOK", &(part("4.00") + &part("6.05")));
        let credits = read(statement("04", &both).as_bytes()).unwrap();
        let seen: Vec<_> = credits.iter().map(|credit| (credit.bank_reference.as_str(), credit.amount.amount)).collect();
        assert_eq!(seen, [("BANK-1/1", 400), ("BANK-1/2", 605)]);
        let wrong = entry("CRDT", "10.06", "BOOK", &(part("4.00") + &part("6.05")));
        assert_eq!(read(statement("04", &wrong).as_bytes()), Err(Fault::Unreadable("TxDtls")));
    }

    #[test]
    fn a_reference_among_the_words_is_found() {
        let words = "<TxDtls><RmtInf><Ustrd>Narocilo 12, SI1212345678909</Ustrd></RmtInf></TxDtls>";
        let credits = read(statement("08", &entry("CRDT", "1.5", "BOOK", words)).as_bytes()).unwrap();
        assert_eq!((credits[0].reference.as_deref(), credits[0].amount.amount), (Some("SI1212345678909"), 150));
    }

    #[test]
    fn entities_and_other_messages_are_refused() {
        let text = statement("02", &entry("CRDT", "64.00", "BOOK", STRUCTURED));
        let declared = text.replacen("<Document", "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document", 1);
        assert_eq!(read(declared.as_bytes()), Err(Fault::NotXml));
        assert_eq!(read(text.replace("camt.053", "camt.054").as_bytes()), Err(Fault::NotAStatement));
        assert_eq!(read(text.replace(ACCOUNT, "SI56191000000123439").as_bytes()), Err(Fault::Unreadable("Acct")));
        assert_eq!(read(b"\xff\xfe"), Err(Fault::NotXml));
        assert_eq!(read(&vec![b' '; MOST_BYTES + 1]), Err(Fault::TooLarge));
    }

    #[test]
    fn an_amount_is_read_to_the_cent_or_not_at_all() {
        for amount in ["0.005", "-1.00", "1,00", "1e3", "", ".5", "99999999999999.00"] {
            let text = statement("02", &entry("CRDT", amount, "BOOK", STRUCTURED));
            assert_eq!(read(text.as_bytes()), Err(Fault::Unreadable("Amt")), "{amount}");
        }
        let text = statement("02", &entry("CRDT", "0.29000", "BOOK", STRUCTURED));
        assert_eq!(read(text.as_bytes()).unwrap()[0].amount, Money::euros(29));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in any::<String>()) {
            let _ = read(&bytes);
            let _ = read(statement("02", &text).as_bytes());
        }
    }
}
