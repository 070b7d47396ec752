//! The four nouns that the desk decides on, behind one door. Only here does the desk know which noun it speaks to.

use serde_json::Value;

use super::model::SubjectKind;
use crate::catalogue;
use crate::challenges;
use crate::db::Tx;
use crate::identity::{self, Coordinator, Member, OrganisationStatus, SignedIn};
use crate::kit::Result;
use crate::kit::decision::{Decision, Frozen};
use crate::kit::error::{Code, Error};
use crate::kit::id::{ChallengeId, OrganisationId, PopupId, ProductId};
use crate::kit::locale::Locale;
use crate::popups;

/// A thing of ours that a decision can be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An organisation.
    Organisation(OrganisationId),
    /// A listing.
    Listing(ProductId),
    /// A pop-up.
    Popup(PopupId),
    /// A challenge.
    Challenge(ChallengeId),
}

/// A subject's name and owner.
#[derive(Clone, Debug)]
pub struct SubjectCard {
    /// Whose it is.
    pub owner: OrganisationId,
    /// How it is called.
    pub title: String,
}

impl Subject {
    /// From its kind and its id as text; nothing when the id is not one of that kind.
    pub fn parse(kind: SubjectKind, id: &str) -> Option<Subject> {
        match kind {
            SubjectKind::Organisation => id.parse().ok().map(Subject::Organisation),
            SubjectKind::Listing => id.parse().ok().map(Subject::Listing),
            SubjectKind::Popup => id.parse().ok().map(Subject::Popup),
            SubjectKind::Challenge => id.parse().ok().map(Subject::Challenge),
        }
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Subject::Organisation(_) => SubjectKind::Organisation,
            Subject::Listing(_) => SubjectKind::Listing,
            Subject::Popup(_) => SubjectKind::Popup,
            Subject::Challenge(_) => SubjectKind::Challenge,
        }
    }

    /// Its id as text.
    pub fn id(&self) -> &str {
        match self {
            Subject::Organisation(id) => id.as_str(),
            Subject::Listing(id) => id.as_str(),
            Subject::Popup(id) => id.as_str(),
            Subject::Challenge(id) => id.as_str(),
        }
    }

    /// Its name and owner, if it is there.
    pub fn card(&self, tx: &mut Tx) -> Result<Option<SubjectCard>> {
        Ok(match self {
            Subject::Organisation(id) => identity::organisation_card(tx, id)?.map(|card| SubjectCard { owner: card.id, title: card.name }),
            Subject::Listing(id) => {
                catalogue::card(tx, id)?.map(|card| SubjectCard { owner: card.organisation, title: card.name.best(Locale::Sl).to_owned() })
            }
            Subject::Popup(id) => popups::several(tx, std::slice::from_ref(id))?
                .pop()
                .map(|popup| SubjectCard { title: popup.title.best(Locale::Sl).to_owned(), owner: popup.organisation_id }),
            Subject::Challenge(id) => challenges::several(tx, std::slice::from_ref(id))?
                .pop()
                .map(|challenge| SubjectCard { title: challenge.title.best(Locale::Sl).to_owned(), owner: challenge.organisation }),
        })
    }

    /// The proof that the caller belongs to its owner; a stranger's thing is not found.
    pub fn member(&self, tx: &mut Tx, who: &SignedIn) -> Result<Member> {
        let card = self.card(tx)?.ok_or_else(Error::not_found)?;
        identity::member(tx, who, &card.owner)
    }

    /// Freezes it for the desk.
    pub fn submit(&self, tx: &mut Tx, member: &Member) -> Result<Frozen> {
        match self {
            Subject::Organisation(id) => identity::organisations::submit(tx, member, id),
            Subject::Listing(id) => catalogue::submit(tx, member, id),
            Subject::Popup(id) => popups::submit(tx, member, id),
            Subject::Challenge(id) => challenges::submit(tx, member, id),
        }
    }

    /// Takes it back.
    pub fn withdraw(&self, tx: &mut Tx, member: &Member) -> Result<()> {
        match self {
            Subject::Organisation(id) => identity::organisations::withdraw(tx, member, id),
            Subject::Listing(id) => catalogue::withdraw_submission(tx, member, id),
            Subject::Popup(id) => popups::withdraw(tx, member, id),
            Subject::Challenge(id) => challenges::withdraw(tx, member, id),
        }
    }

    /// Does what was decided. A listing or an event goes public only when its owner is known to the desk.
    pub fn carry_out(&self, tx: &mut Tx, by: &Coordinator, snapshot: &Value, decision: Decision) -> Result<()> {
        if matches!(decision, Decision::Approved | Decision::Restored) && self.kind() != SubjectKind::Organisation {
            let owner = self.card(tx)?.ok_or_else(Error::not_found)?.owner;
            let approved = identity::organisation_card(tx, &owner)?.is_some_and(|card| card.status == OrganisationStatus::Approved);
            if !approved {
                return Err(Code::OrganisationNotApproved.because("Approve the organisation first; then what it brings can follow."));
            }
        }
        match self {
            Subject::Organisation(id) => identity::organisations::decide(tx, by, id, decision),
            Subject::Listing(id) => catalogue::decide(tx, by, id, snapshot, decision),
            Subject::Popup(id) => popups::decide(tx, by, id, snapshot, decision),
            Subject::Challenge(id) => challenges::decide(tx, by, id, snapshot, decision),
        }
    }
}
