//! The register of techniques: what they are called, what is told about them, which are in use, and which studio practises which.
//!
//! The desk keeps it. A technique is never deleted, since listings name it: one that is retired is no longer offered and keeps
//! its name where it stands; one that was merged leads to the other for good, in listings, briefs, filters and addresses alike.

use super::technique_store as store;
use super::terms::{TermKind, Vocabularies};
use crate::db::Tx;
use crate::events;
use crate::identity::{Coordinator, Member, OrganisationKind};
use crate::jobs::{self, Job};
use crate::kit::check::Check;
use crate::kit::id::OrganisationId;
use crate::kit::locale::{Locale, Translations};
use crate::kit::text::{fold, slugify};
use crate::kit::{Code, Error, Result};

pub use store::{Technique, practitioners};

/// A studio practises at most so many.
const PRACTISED_MAX: usize = 12;

/// What the desk writes about a technique.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TechniqueText {
    /// Its name in each language.
    pub names: Translations,
    /// What it is and where it comes from, Markdown.
    #[serde(default)]
    pub description: Translations,
}

/// Every technique, also those that are not offered any more, in order.
pub fn register(tx: &mut Tx, _: &Coordinator) -> Result<Vec<Technique>> {
    Ok(store::all(tx)?)
}

/// Adds a technique; its code comes from its Slovenian name and never changes.
pub fn add(tx: &mut Tx, by: &Coordinator, text: &TechniqueText) -> Result<Technique> {
    let all = store::all(tx)?;
    check(text, &all, None)?;
    let base = slugify(text.names.best(Locale::Sl));
    let taken = |code: &str| all.iter().any(|other| other.code.replace('_', "-") == code);
    let free = (1..=all.len() + 1).map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") });
    let code = free.into_iter().find(|code| !taken(code)).unwrap_or(base);
    let technique = Technique {
        code,
        names: text.names.clone(),
        description: text.description.clone(),
        position: all.iter().map(|other| other.position + 1).max().unwrap_or(0),
        retired_at: None,
        merged_into: None,
        version: 1,
    };
    store::insert(tx, &technique)?;
    record(tx, by, "technique.added", &technique.code, serde_json::json!({ "names": technique.names }))?;
    Ok(technique)
}

/// Renames and describes a technique. Its code and address stay.
pub fn write(tx: &mut Tx, by: &Coordinator, code: &str, seen: i64, text: &TechniqueText) -> Result<Technique> {
    let all = store::all(tx)?;
    let technique = own(&all, code)?;
    check(text, &all, Some(code))?;
    let written = Technique { names: text.names.clone(), description: text.description.clone(), ..technique };
    let fact = serde_json::json!({ "names": written.names });
    save(tx, by, written, seen, "technique.written", fact)
}

/// Takes a technique out of what is offered. Whoever names it already keeps it.
pub fn retire(tx: &mut Tx, by: &Coordinator, code: &str) -> Result<Technique> {
    let technique = own(&store::all(tx)?, code)?;
    if technique.retired_at.is_some() {
        return Ok(technique);
    }
    let (seen, retired) = (technique.version, Technique { retired_at: Some(tx.now), ..technique });
    save(tx, by, retired, seen, "technique.retired", serde_json::json!({}))
}

/// Offers a retired technique again.
pub fn bring_back(tx: &mut Tx, by: &Coordinator, code: &str) -> Result<Technique> {
    let technique = own(&store::all(tx)?, code)?;
    let (seen, offered) = (technique.version, Technique { retired_at: None, ..technique });
    save(tx, by, offered, seen, "technique.offered", serde_json::json!({}))
}

/// Makes one technique lead to another for good: studios that practise it practise the other, and a job rewrites the listings.
pub fn merge(tx: &mut Tx, by: &Coordinator, code: &str, into: &str) -> Result<Technique> {
    let all = store::all(tx)?;
    let technique = own(&all, code)?;
    let offered = |other: &&Technique| other.code == into && other.code != code && other.retired_at.is_none();
    let target =
        all.iter().find(offered).ok_or_else(|| Code::Invalid.at("/into", "unknown", "Choose another technique that is offered."))?;
    store::redirect(tx, code, &target.code)?;
    store::practise_instead(tx, code, &target.code)?;
    let seen = technique.version;
    let merged = Technique { retired_at: technique.retired_at.or(Some(tx.now)), merged_into: Some(target.code.clone()), ..technique };
    save(tx, by, merged, seen, "technique.merged", serde_json::json!({ "into": target.code }))
}

/// A technique that was not merged away.
fn own(all: &[Technique], code: &str) -> Result<Technique> {
    let technique = all.iter().find(|technique| technique.code == code).cloned().ok_or_else(Error::not_found)?;
    match technique.merged_into {
        None => Ok(technique),
        Some(_) => Err(Code::TechniqueMerged.into()),
    }
}

fn check(text: &TechniqueText, all: &[Technique], own: Option<&str>) -> Result<()> {
    let mut check = Check::new();
    check.texts("/names", &text.names, 2..=80).texts("/description", &text.description, 0..=6_000);
    check.text("/names/sl", text.names.get(Locale::Sl).unwrap_or(""), 2..=80);
    for (locale, name) in &text.names.0 {
        let same = |other: &&Technique| Some(other.code.as_str()) != own && other.merged_into.is_none();
        let taken = all.iter().filter(same).any(|other| other.names.get(*locale).is_some_and(|known| fold(known) == fold(name)));
        check.that(!taken, format!("/names/{locale}"), "name_taken", "Another technique has this name. Merge the two, or tell them apart.");
    }
    check.done()
}

fn save(tx: &mut Tx, by: &Coordinator, technique: Technique, seen: i64, kind: &str, fact: serde_json::Value) -> Result<Technique> {
    let saved = Technique { version: seen + 1, ..technique };
    if !store::save(tx, &saved, seen)? {
        return Err(Code::VersionConflict.into());
    }
    record(tx, by, kind, &saved.code, fact)?;
    // What listings are found by holds the names of their techniques.
    let key = format!("{}:{}", saved.code, saved.version);
    jobs::enqueue(tx, Job { kind: super::refresh::AT_ONCE_KIND, key: &key, payload: serde_json::Value::Null, run_at: tx.now })?;
    Ok(saved)
}

fn record(tx: &mut Tx, by: &Coordinator, kind: &str, code: &str, fact: serde_json::Value) -> Result<()> {
    events::record(tx, kind, code, Some(&by.account), fact)
}

/// The techniques that a studio says it practises, the main one first.
pub fn practised(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<String>> {
    let words = Vocabularies::load(tx)?;
    Ok(words.techniques(&store::practised(tx, organisation)?))
}

/// Says which techniques a studio practises. Studios alone do; what is not offered may stay, and is not taken up anew.
pub fn practise(tx: &mut Tx, by: &Member, codes: &[String]) -> Result<Vec<String>> {
    if by.kind != OrganisationKind::Studio {
        return Err(Code::Forbidden.because("Techniques are practised by studios."));
    }
    let words = Vocabularies::load(tx)?;
    let before = practised(tx, &by.organisation)?;
    let codes = words.techniques(codes);
    let mut check = Check::new();
    check.that(codes.len() <= PRACTISED_MAX, "/techniques", "too_many", format!("Choose at most {PRACTISED_MAX}."));
    for (index, code) in codes.iter().enumerate() {
        let known = words.term(TermKind::Technique, code).is_some_and(|term| !term.retired || before.contains(code));
        check.that(known, format!("/techniques/{index}"), "unknown", "Choose a technique from the list of GET /vocabularies.");
    }
    check.done()?;
    store::set_practised(tx, &by.organisation, &codes)?;
    let fact = serde_json::json!({ "techniques": codes });
    events::record(tx, "organisation.techniques_chosen", by.organisation.as_str(), Some(&by.account), fact)?;
    Ok(codes)
}
