//! Organisations: the unit that owns products, challenges, events, stock and money.
//!
//! Anyone may found and draft one; selling, posing challenges and scheduling need the desk's approval. What the
//! desk looks at does not change under its eyes, and what was approved stays complete. An organisation knows
//! nothing of the things it owns; whoever owns those asks here by id.

pub mod checklist;
pub mod declarations;
mod model;
mod onboarding;
mod public;
mod routes;
pub mod store;

use super::members::{self, MemberRole};
use super::proofs::{Coordinator, Member};
use crate::db::Tx;
use crate::events;
use crate::kit::decision::{Decision, Frozen};
use crate::kit::id::{AccountId, OrganisationId};
use crate::kit::locale::Translations;
use crate::kit::text::slugify;
use crate::kit::{Code, Error, Result};

pub use model::{
    FiscalMode, LegalKind, ManufacturerBlock, OddDetails, Onboarding, Organisation, OrganisationKind, OrganisationStatus, TaxDetails,
    VatStatus,
};
pub use onboarding::{EditOnboarding, RECHECK, RECHECKED_FIELDS, save as save_onboarding};
pub use public::{OrganisationCard, PayoutAccount, SellerOfRecord, organisation_card, payout_account, seller_of_record};
pub use routes::{EditOrganisation, routes, save as save_organisation};

/// A new organisation.
#[derive(Clone, Debug)]
pub struct Founding {
    /// What it works as.
    pub kind: OrganisationKind,
    /// Its public name.
    pub name: String,
    /// Where it works.
    pub town: Option<String>,
    /// Made by demo mode.
    pub demo: bool,
}

/// Founds an organisation: a draft with its founder as owner and an empty onboarding record.
pub fn found(tx: &mut Tx, founder: &AccountId, founding: &Founding) -> Result<OrganisationId> {
    let organisation = insert_with_free_slug(tx, founding)?;
    store::insert_record(tx, &Onboarding::empty(organisation.id.clone(), tx.now))?;
    let data = serde_json::json!({ "kind": founding.kind, "name": organisation.name });
    events::record(tx, "organisation.founded", organisation.id.as_str(), Some(founder), data)?;
    members::add(tx, &organisation.id, founder, MemberRole::Owner)?;
    Ok(organisation.id)
}

/// The name as an address; the second of a name gets a number, so that no address ever changes hands.
fn insert_with_free_slug(tx: &mut Tx, founding: &Founding) -> Result<Organisation> {
    let base = slugify(&founding.name);
    for number in 1..=200 {
        let organisation = Organisation {
            id: tx.id(),
            kind: founding.kind,
            status: OrganisationStatus::Draft,
            name: founding.name.trim().to_owned(),
            slug: if number == 1 { base.clone() } else { format!("{base}-{number}") },
            bio: Translations::default(),
            town: founding.town.as_deref().map(str::trim).filter(|town| !town.is_empty()).map(str::to_owned),
            country: "SI".to_owned(),
            website: None,
            contact_email: None,
            contact_phone: None,
            logo_media_id: None,
            portrait_media_id: None,
            is_demo: founding.demo,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            submitted_at: None,
            approved_at: None,
            closed_at: None,
        };
        if store::insert(tx, &organisation)? {
            return Ok(organisation);
        }
    }
    Err(Code::Invalid.at("/name", "name_taken", "Many organisations have this name. Take one that tells you apart."))
}

/// Brings an organisation to the desk and answers it as it is now. Refused, field by field, while something is missing.
pub fn submit(tx: &mut Tx, by: &Member, id: &OrganisationId) -> Result<Frozen> {
    let (organisation, record) = owned(tx, by, id)?;
    by.manager()?;
    if organisation.status == OrganisationStatus::Submitted {
        return Err(Code::OrganisationUnderReview.into());
    }
    if !organisation.status.may_submit() {
        return Err(Code::DecisionImpossible.because("This organisation is not a draft, so there is nothing to bring to the desk."));
    }
    let missing = checklist::missing(&organisation, &record);
    if !missing.is_empty() {
        return Err(Code::OrganisationIncomplete.with_fields(missing));
    }
    if !store::move_to(tx, id, organisation.status, OrganisationStatus::Submitted)? {
        return Err(Code::OrganisationUnderReview.into());
    }
    store::stamp_submitted(tx, id)?;
    events::record(tx, "organisation.submitted", id.as_str(), Some(&by.account), serde_json::json!({}))?;
    let title = organisation.name.clone();
    Ok(Frozen { title, owner: id.clone(), snapshot: onboarding::snapshot(&organisation, &record)?, live: None })
}

/// An organisation that was approved, frozen as it is now; `None` for one that was not.
pub fn approved_as_it_is(tx: &mut Tx, id: &OrganisationId) -> Result<Option<Frozen>> {
    let Some((organisation, record)) = store::with_record(tx, id)? else { return Ok(None) };
    if !organisation.status.must_stay_complete() {
        return Ok(None);
    }
    let snapshot = onboarding::snapshot(&organisation, &record)?;
    Ok(Some(Frozen { title: organisation.name, owner: id.clone(), snapshot, live: None }))
}

/// Takes an organisation back from the desk, so that it can be changed.
pub fn withdraw(tx: &mut Tx, by: &Member, id: &OrganisationId) -> Result<()> {
    owned(tx, by, id)?;
    by.manager()?;
    if !store::move_to(tx, id, OrganisationStatus::Submitted, OrganisationStatus::Draft)? {
        return Err(Code::DecisionImpossible.into());
    }
    events::record(tx, "organisation.withdrawn", id.as_str(), Some(&by.account), serde_json::json!({}))
}

/// Hears the desk's answer to what an approved organisation has changed. Its state stays: selling goes on, and taking it down
/// is a measure of its own.
pub fn hear_about_change(tx: &mut Tx, by: &Coordinator, id: &OrganisationId, decision: Decision) -> Result<()> {
    let organisation = store::find(tx, id)?.ok_or(Error::not_found())?;
    if !organisation.status.must_stay_complete() {
        return Err(Code::DecisionImpossible.into());
    }
    events::record(tx, "organisation.rechecked", id.as_str(), Some(&by.account), serde_json::json!({ "decision": decision }))
}

/// Carries a decision of the desk out. Refused when the organisation is not in a state for it.
pub fn decide(tx: &mut Tx, by: &Coordinator, id: &OrganisationId, decision: Decision) -> Result<()> {
    let organisation = store::find(tx, id)?.ok_or(Error::not_found())?;
    let next = organisation.status.decided(decision).ok_or(Code::DecisionImpossible)?;
    if !store::move_to(tx, id, organisation.status, next)? {
        return Err(Code::VersionConflict.into());
    }
    if next == OrganisationStatus::Approved {
        store::stamp_approved(tx, id)?;
    }
    let data = serde_json::json!({ "decision": decision, "from": organisation.status, "to": next });
    events::record(tx, "organisation.decided", id.as_str(), Some(&by.account), data)
}

/// Ends an organisation for good. One that was approved has buyers, and ends with the coordinator's help.
pub fn close(tx: &mut Tx, by: &Member, id: &OrganisationId) -> Result<()> {
    let (organisation, _) = owned(tx, by, id)?;
    by.owner()?;
    match organisation.status {
        OrganisationStatus::Closed => return Ok(()),
        OrganisationStatus::Submitted => return Err(Code::OrganisationUnderReview.into()),
        OrganisationStatus::Approved | OrganisationStatus::Suspended => return Err(Code::OrganisationActive.into()),
        OrganisationStatus::Draft | OrganisationStatus::ChangesRequested | OrganisationStatus::Refused => (),
    }
    if !store::move_to(tx, id, organisation.status, OrganisationStatus::Closed)? {
        return Err(Code::VersionConflict.into());
    }
    store::stamp_closed(tx, id)?;
    events::record(tx, "organisation.closed", id.as_str(), Some(&by.account), serde_json::json!({}))
}

/// The member's own organisation with its record; another's is not found.
fn owned(tx: &mut Tx, by: &Member, id: &OrganisationId) -> Result<(Organisation, Onboarding)> {
    if by.organisation != *id {
        return Err(Error::not_found());
    }
    store::with_record(tx, id)?.ok_or(Error::not_found())
}
