//! The statement of reasons: ground, clause, facts, and how to object. No decision against anybody exists without it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{FieldComment, Ground, Verdict};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::Code;
use crate::kit::locale::Locale;

/// Which text tells how to object; raised when the text changes, kept with every decision.
pub const REDRESS_VERSION: &str = "2026-11";

/// For how long an owner may object.
pub const OBJECTION_MONTHS: i32 = 6;

/// Why something was decided.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reasons {
    /// Law or terms.
    pub ground: Option<Ground>,
    /// Which law or clause: "terms, 5.2: claims about a product".
    #[schema(max_length = 200)]
    pub clause: String,
    /// What is the case, and what to do about it.
    #[schema(max_length = 4000)]
    pub facts: String,
}

impl Reasons {
    /// Refuses, naming each field, when a verdict lacks its reasons or they are too long to be read.
    pub fn check(&self, verdict: Verdict, comments: &[FieldComment]) -> Result<()> {
        let mut check = Check::new();
        check.text("/clause", &self.clause, 0..=200).text("/facts", &self.facts, 0..=4_000);
        check.that(comments.len() <= 50, "/comments", "too_many", "Write at most 50 remarks.");
        for (at, comment) in comments.iter().enumerate() {
            check.text(&format!("/comments/{at}/field"), &comment.field, 1..=120).text(
                &format!("/comments/{at}/text"),
                &comment.text,
                1..=1_000,
            );
        }
        check.done()?;
        if !verdict.needs_reasons() {
            return Ok(());
        }
        let mut check = Check::new();
        check
            .that(self.ground.is_some(), "/ground", "ground_missing", "Say whether this rests on a law or on the terms.")
            .that(self.clause.trim().chars().count() >= 3, "/clause", "clause_missing", "Name the law or the clause of the terms.")
            .that(
                self.facts.trim().chars().count() >= 10,
                "/facts",
                "facts_missing",
                "Say in a sentence what is the case and what to do about it.",
            );
        if check.is_fine() { Ok(()) } else { Err(Code::ReasonsMissing.with_fields(check.findings().to_vec())) }
    }

    /// What is stored: nothing instead of blank.
    pub fn stored(&self) -> (Option<Ground>, Option<String>, Option<String>) {
        let told = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        (self.ground, told(&self.clause), told(&self.facts))
    }
}

/// How to object, in the reader's language.
pub fn redress(reader: Locale) -> &'static str {
    reader.pick(
        "Zoper odločitev lahko v šestih mesecih brezplačno ugovarjate na strani »Odločitve«; o ugovoru odloči druga oseba. Odločitve \
         ne sprejema stroj. Obrnete se lahko tudi na organ za izvensodno reševanje sporov ali na sodišče.",
        "You can object to this decision free of charge within six months on the page “Decisions”; another person will decide on \
         your objection. No machine decides here. You may also turn to an out-of-court dispute settlement body or to a court.",
        "Sie können gegen diese Entscheidung innerhalb von sechs Monaten kostenlos auf der Seite „Entscheidungen“ Widerspruch einlegen; \
         darüber entscheidet eine andere Person. Hier entscheidet keine Maschine. Sie können sich auch an eine außergerichtliche \
         Streitbeilegungsstelle oder an ein Gericht wenden.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_without_reasons_names_every_missing_field() {
        let error = Reasons::default().check(Verdict::Refused, &[]).unwrap_err();
        assert_eq!(error.code, Code::ReasonsMissing);
        assert_eq!(error.fields.iter().map(|field| field.pointer.as_str()).collect::<Vec<_>>(), ["/ground", "/clause", "/facts"]);
    }

    #[test]
    fn an_approval_needs_no_reasons() {
        assert!(Reasons::default().check(Verdict::Approved, &[]).is_ok());
    }

    #[test]
    fn blanks_are_no_reasons() {
        let blank = Reasons { ground: Some(Ground::Terms), clause: "   ".into(), facts: " \n ".into() };
        assert_eq!(blank.check(Verdict::Suspended, &[]).unwrap_err().fields.len(), 2);
    }
}
