//! Agreements, their signatures and teams, and the ties of products to challenges, as rows. Pure.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{agreement_members, agreement_signatures, agreements, product_links};
use crate::kit::id::{AccountId, AgreementId, ChallengeId, EntryId, OrganisationId, ProductId, ProductLinkId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::time::Instant;
use crate::terms::{RightsTemplate, Royalty, RoyaltyOption};

text_enum! {
    /// Where an agreement stands.
    pub enum AgreementStatus {
        /// Waits for both sides.
        Offered = "offered",
        /// Waits for the creator.
        SignedByCompany = "signed_by_company",
        /// Waits for the company.
        SignedByCreator = "signed_by_creator",
        /// Both have signed.
        InForce = "in_force",
        /// The creator said no.
        Declined = "declined",
        /// Nobody said anything in time.
        Expired = "expired",
    }
}

text_enum! {
    /// A side of an agreement.
    pub enum AgreementSide {
        /// Who posed the challenge.
        Company = "company",
        /// Whose entry was chosen.
        Creator = "creator",
    }
}

text_enum! {
    /// Where a tie between a product and a challenge stands.
    pub enum LinkStatus {
        /// One side has asked for it.
        Requested = "requested",
        /// Both sides want it, and buyers see it.
        Accepted = "accepted",
        /// The other side said no.
        Declined = "declined",
        /// One side took it back.
        Undone = "undone",
    }
}

impl AgreementSide {
    /// The other side.
    pub fn other(self) -> AgreementSide {
        match self {
            AgreementSide::Company => AgreementSide::Creator,
            AgreementSide::Creator => AgreementSide::Company,
        }
    }
}

impl AgreementStatus {
    /// Where a signature leads; none where that side has signed, or nothing waits.
    pub fn signed_by(self, side: AgreementSide) -> Option<AgreementStatus> {
        use AgreementStatus::*;
        match (self, side) {
            (Offered, AgreementSide::Company) => Some(SignedByCompany),
            (Offered, AgreementSide::Creator) => Some(SignedByCreator),
            (SignedByCompany, AgreementSide::Creator) | (SignedByCreator, AgreementSide::Company) => Some(InForce),
            _ => None,
        }
    }

    /// Whether it waits for a signature.
    pub fn is_open(self) -> bool {
        AgreementStatus::OPEN.contains(&self)
    }

    /// The states that wait for a signature.
    pub const OPEN: [AgreementStatus; 3] = [AgreementStatus::Offered, AgreementStatus::SignedByCompany, AgreementStatus::SignedByCreator];
}

/// An agreement. Its text and terms never change.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agreements)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Where it stands.
    pub status: AgreementStatus,
    /// The challenge it follows from.
    pub challenge_id: ChallengeId,
    /// The challenge's address.
    pub challenge_slug: String,
    /// The challenge's title.
    pub challenge_title: Translations,
    /// The entry that was chosen.
    pub entry_id: EntryId,
    /// What the entry is called.
    pub work: String,
    /// Its place in the ranking.
    pub place: i32,
    /// The prize that goes with it.
    pub prize_cents: i64,
    /// Who posed the challenge.
    pub company_id: OrganisationId,
    /// Whose entry it is.
    pub studio_id: OrganisationId,
    /// Who holds the rights.
    pub rights: RightsTemplate,
    /// What is owed, with every option that was offered.
    pub royalty: Json<Royalty>,
    /// The option that holds; none before the creator has chosen.
    pub option_code: Option<String>,
    /// The version of the terms in its text.
    pub text_version: String,
    /// The whole text, in each language.
    pub text: Translations,
    /// Who offered it.
    pub offered_by: AccountId,
    /// When.
    pub offered_at: Instant,
    /// Until when it can be signed.
    pub expires_at: Instant,
    /// When the second side signed.
    pub in_force_at: Option<Instant>,
    /// When its term is over.
    pub ends_at: Option<Instant>,
    /// When it was declined or expired.
    pub ended_at: Option<Instant>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// Pieces in all reports so far.
    pub reported_pieces: i64,
}

impl Agreement {
    /// Which side an organisation is, if one.
    pub fn side_of(&self, organisation: &OrganisationId) -> Option<AgreementSide> {
        if *organisation == self.company_id {
            Some(AgreementSide::Company)
        } else {
            (*organisation == self.studio_id).then_some(AgreementSide::Creator)
        }
    }

    /// The organisation of a side.
    pub fn party(&self, side: AgreementSide) -> &OrganisationId {
        match side {
            AgreementSide::Company => &self.company_id,
            AgreementSide::Creator => &self.studio_id,
        }
    }

    /// The option that holds, where it is known.
    pub fn option(&self) -> Option<&RoyaltyOption> {
        self.option_code.as_deref().and_then(|code| self.royalty.0.option(code))
    }
}

/// Somebody of the team, and the share.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agreement_members)]
pub struct AgreementMember {
    /// The agreement.
    pub agreement_id: AgreementId,
    /// The place in the team.
    pub position: i32,
    /// Who.
    pub account_id: AccountId,
    /// The studio that speaks for this person; the team's own where there is none.
    pub studio_id: Option<OrganisationId>,
    /// The name at the time of the offer.
    pub name: String,
    /// The share in basis points; all of a team sum to 10,000.
    pub share_bp: i32,
}

impl AgreementMember {
    /// A row of an offer's team.
    pub fn of(agreement: &AgreementId, position: i32, member: &TeamMember) -> AgreementMember {
        AgreementMember {
            agreement_id: agreement.clone(),
            position,
            account_id: member.account.clone(),
            studio_id: member.studio.clone(),
            name: member.name.clone(),
            share_bp: member.share_bp,
        }
    }
}

/// A signature. Never changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agreement_signatures)]
pub struct Signature {
    /// The agreement.
    pub agreement_id: AgreementId,
    /// For which side.
    pub side: AgreementSide,
    /// By whom.
    pub account_id: AccountId,
    /// The name under the text.
    pub name: String,
    /// The version that was read.
    pub text_version: String,
    /// The way to be paid that was chosen with it.
    pub option_code: Option<String>,
    /// When.
    pub signed_at: Instant,
}

/// A challenge as agreements and ties name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tied {
    /// Its id.
    pub id: ChallengeId,
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title: Translations,
}

/// Somebody of a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    /// Who.
    pub account: AccountId,
    /// The studio that speaks for this person.
    pub studio: Option<OrganisationId>,
    /// The name.
    pub name: String,
    /// The share in basis points.
    pub share_bp: i32,
}

/// What is offered, to whom, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// After which challenge.
    pub challenge: Tied,
    /// For which entry.
    pub entry: EntryId,
    /// What the entry is called.
    pub work: String,
    /// Its place.
    pub place: i32,
    /// The prize.
    pub prize_cents: i64,
    /// Who offers.
    pub company: OrganisationId,
    /// To whom.
    pub studio: OrganisationId,
    /// The team.
    pub team: Vec<TeamMember>,
    /// Who will hold the rights.
    pub rights: RightsTemplate,
    /// What will be owed.
    pub royalty: Royalty,
    /// For how many days entries that were not chosen stay with the company.
    pub option_days: i64,
    /// Until when it can be signed.
    pub expires_at: Instant,
}

/// What a line of a product owes when it is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineTerms {
    /// By which agreement.
    pub agreement: AgreementId,
    /// To whom.
    pub company: OrganisationId,
    /// By which terms.
    pub option: RoyaltyOption,
}

/// A product's tie to the challenge it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = product_links)]
pub struct ProductLink {
    /// Its id.
    pub id: ProductLinkId,
    /// The product.
    pub product_id: ProductId,
    /// Its maker.
    pub studio_id: OrganisationId,
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// The challenge's address.
    pub challenge_slug: String,
    /// The challenge's title.
    pub challenge_title: Translations,
    /// Who posed it.
    pub company_id: OrganisationId,
    /// The agreement that made it; such a tie stays.
    pub agreement_id: Option<AgreementId>,
    /// Where it stands.
    pub status: LinkStatus,
    /// Which side asked for it.
    pub asked_by: AgreementSide,
    /// When.
    pub asked_at: Instant,
    /// When the other side answered.
    pub answered_at: Option<Instant>,
    /// When it was declined or undone.
    pub ended_at: Option<Instant>,
}

impl ProductLink {
    /// Which side an organisation is, if one.
    pub fn side_of(&self, organisation: &OrganisationId) -> Option<AgreementSide> {
        if *organisation == self.company_id {
            Some(AgreementSide::Company)
        } else {
            (*organisation == self.studio_id).then_some(AgreementSide::Creator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_sign_once_in_any_order() {
        use AgreementStatus as S;
        for (first, second) in [(AgreementSide::Company, AgreementSide::Creator), (AgreementSide::Creator, AgreementSide::Company)] {
            let one = S::Offered.signed_by(first).unwrap();
            assert_eq!(one.signed_by(first), None, "nobody signs twice");
            assert_eq!(one.signed_by(second), Some(S::InForce));
        }
        for over in [S::InForce, S::Declined, S::Expired] {
            assert!(
                !over.is_open() && over.signed_by(AgreementSide::Company).is_none() && over.signed_by(AgreementSide::Creator).is_none()
            );
        }
    }
}
