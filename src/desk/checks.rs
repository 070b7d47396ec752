//! What the desk looks up about an organisation: in which register, what it found, by whom and when.
//!
//! Looking is a person's work; the program only says what there is to look up and keeps what was seen. A look is written
//! once and never changed: who looks again writes again. None of them decides anything, and none is needed to decide.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::model::{Submission, SubmissionKind};
use super::store;
use super::views::{Names, PersonRef};
use crate::db::Tx;
use crate::db::schema::organisation_checks;
use crate::events;
use crate::identity::Coordinator;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, CheckId, OrganisationId, SubmissionId};
use crate::kit::time::Instant;

text_enum! {
    /// Where the desk looks.
    pub enum CheckSource {
        /// The register of businesses, or of personal supplementary work.
        Register = "register",
        /// The European register of VAT ids.
        Vies = "vies",
        /// The list of taxpayers.
        TaxRegister = "tax_register",
        /// Whose bank account it is.
        BankAccount = "bank_account",
        /// The person's document, seen; never kept.
        Identity = "identity",
    }
}

text_enum! {
    /// What it found there.
    pub enum CheckResult {
        /// The same as the organisation says.
        Agrees = "agrees",
        /// Something else.
        Differs = "differs",
        /// Nothing.
        NotFound = "not_found",
    }
}

/// A look as it is kept.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = organisation_checks)]
pub struct OrganisationCheck {
    /// Its id.
    pub id: CheckId,
    /// About whom.
    pub organisation_id: OrganisationId,
    /// With which submission in hand.
    pub submission_id: SubmissionId,
    /// Where.
    pub source: CheckSource,
    /// What was found.
    pub result: CheckResult,
    /// What is worth knowing.
    pub note: String,
    /// Who looked.
    pub made_by: AccountId,
    /// When.
    pub made_at: Instant,
}

/// What was seen.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheck {
    /// Where.
    pub source: CheckSource,
    /// What was found.
    pub result: CheckResult,
    /// What is worth knowing; needed where it does not agree.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub note: String,
}

/// A look, read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckRecord {
    /// Its id.
    pub id: CheckId,
    /// Where.
    pub source: CheckSource,
    /// What was found.
    pub result: CheckResult,
    /// What is worth knowing.
    pub note: String,
    /// Who looked.
    pub by: PersonRef,
    /// When.
    pub at: Instant,
}

/// A look to take.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckToMake {
    /// Where.
    pub source: CheckSource,
    /// What the organisation says, to be compared.
    pub says: Vec<String>,
    /// Whether somebody has looked since the last approval.
    pub done: bool,
}

/// Writes down what was seen. Only organisations are checked; what does not agree needs a word.
pub fn record(tx: &mut Tx, by: &Coordinator, id: &SubmissionId, seen: &NewCheck) -> Result<Submission> {
    let row = store::submission(tx, id)?.ok_or_else(Error::not_found)?;
    let Some(organisation) = row.organisation_id.clone().filter(|_| row.kind == SubmissionKind::Organisation) else {
        return Err(Code::CheckNotHere.into());
    };
    let mut check = Check::new();
    check.text("/note", seen.note.trim(), 0..=1000);
    let told = seen.result == CheckResult::Agrees || !seen.note.trim().is_empty();
    check.that(told, "/note", "field_missing", "Write what is different, or where you looked.");
    check.done()?;
    let kept = OrganisationCheck {
        id: tx.id(),
        organisation_id: organisation,
        submission_id: row.id.clone(),
        source: seen.source,
        result: seen.result,
        note: seen.note.trim().to_owned(),
        made_by: by.account.clone(),
        made_at: tx.now,
    };
    store::insert_check(tx, &kept)?;
    let fact = serde_json::json!({ "source": kept.source, "result": kept.result });
    events::record(tx, "organisation.checked", kept.organisation_id.as_str(), Some(&by.account), fact)?;
    Ok(row)
}

/// What there is to look up, from what the organisation says about itself.
pub fn to_make(tx: &mut Tx, found: &Submission) -> Result<Vec<CheckToMake>> {
    let Some(organisation) = found.organisation_id.as_ref().filter(|_| found.kind == SubmissionKind::Organisation) else {
        return Ok(Vec::new());
    };
    let since = store::last_approval(tx, organisation.as_str())?;
    let seen = store::checks(tx, organisation)?;
    let done = |source| seen.iter().any(|check| check.source == source && since.is_none_or(|since| check.made_at > since));
    Ok(wanted(&found.snapshot.0).into_iter().map(|(source, says)| CheckToMake { source, says, done: done(source) }).collect())
}

/// Whether an organisation waits whose entry in the register nobody has looked up since it was last approved.
pub fn register_unchecked(tx: &mut Tx, found: &Submission) -> Result<bool> {
    Ok(to_make(tx, found)?.iter().any(|check| check.source == CheckSource::Register && !check.done))
}

/// Everything that was ever looked up about an organisation, newest first.
pub fn of(tx: &mut Tx, names: &mut Names, organisation: &OrganisationId) -> Result<Vec<CheckRecord>> {
    let rows = store::checks(tx, organisation)?;
    let read = |tx: &mut Tx, names: &mut Names, row: OrganisationCheck| {
        let by = names.person(tx, &row.made_by)?;
        Ok(CheckRecord { id: row.id, source: row.source, result: row.result, note: row.note, by, at: row.made_at })
    };
    rows.into_iter().map(|row| read(tx, names, row)).collect()
}

fn wanted(says: &Value) -> Vec<(CheckSource, Vec<String>)> {
    let told = |names: &[&str]| -> Vec<String> {
        let values = names.iter().filter_map(|name| says.get(name).and_then(Value::as_str));
        values.filter(|value| !value.trim().is_empty()).map(str::to_owned).collect()
    };
    let mut wanted = Vec::new();
    // A public body stands in the law, not in the register of businesses.
    if says.get("legal_kind").and_then(Value::as_str) != Some("public_body") {
        let mut entry = told(&["legal_name", "registration_number"]);
        let notified = says.pointer("/odd/ajpes_notification_number").and_then(Value::as_str);
        entry.extend(notified.map(str::to_owned));
        wanted.push((CheckSource::Register, entry));
    }
    for (source, key, fields) in [
        (CheckSource::Vies, "vat_id", ["vat_id", "legal_name"]),
        (CheckSource::TaxRegister, "tax_number", ["tax_number", "legal_name"]),
        (CheckSource::BankAccount, "iban", ["iban", "account_holder"]),
    ] {
        if !told(&[key]).is_empty() {
            wanted.push((source, told(&fields)));
        }
    }
    if matches!(says.get("legal_kind").and_then(Value::as_str), Some("individual_odd" | "sole_trader")) {
        wanted.push((CheckSource::Identity, told(&["legal_name", "birth_date"])));
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sources(says: Value) -> Vec<CheckSource> {
        wanted(&says).into_iter().map(|(source, _)| source).collect()
    }

    #[test]
    fn each_kind_of_seller_is_looked_up_where_it_stands() {
        use CheckSource::*;
        let trader = json!({ "legal_kind": "sole_trader", "legal_name": "Ajda s.p.", "tax_number": "50223054", "iban": "SI56" });
        assert_eq!(sources(trader), [Register, TaxRegister, BankAccount, Identity]);
        let company = json!({ "legal_kind": "company", "legal_name": "Predilnica d.o.o.", "tax_number": "1", "vat_id": "SI1" });
        assert_eq!(sources(company), [Register, Vies, TaxRegister]);
        assert_eq!(sources(json!({ "legal_kind": "public_body", "tax_number": "1" })), [TaxRegister]);
    }

    #[test]
    fn supplementary_work_is_looked_up_by_its_notification() {
        let says = json!({ "legal_kind": "individual_odd", "legal_name": "Ajda", "odd": { "ajpes_notification_number": "12/34" } });
        assert_eq!(wanted(&says)[0].1, ["Ajda", "12/34"]);
    }
}
