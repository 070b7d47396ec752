//! What stands still between brief and sale, since when and for whom it waits; and the one reminder that each such fact gets.
//!
//! A fact is a thing, what it waits for and since when. Whoever moves it makes it another fact; whoever does not is reminded once,
//! and the desk sees it until it moves.

use serde::Serialize;
use utoipa::ToSchema;

use super::still_letters;
use crate::agreements::{self, Agreement, AgreementSide, AgreementStatus};
use crate::catalogue;
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::events;
use crate::identity::{self, Coordinator};
use crate::kit::Result;
use crate::kit::id::{AgreementId, ChallengeId, OrganisationId, ProductId};
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, days};
use crate::mail::{self, Envelope};

text_enum! {
    /// What does not move.
    pub enum StillKind {
        /// A brief is written and was never brought to the desk.
        BriefNotSubmitted = "brief_not_submitted",
        /// The desk asked for changes and got none.
        ChangesNotMade = "changes_not_made",
        /// Entries are in, and the jury has not begun.
        JudgingNotBegun = "judging_not_begun",
        /// The time to judge is over.
        JudgingLate = "judging_late",
        /// The result is decided and nobody may know it yet, without a day for it.
        NotRevealed = "not_revealed",
        /// The result is out and no agreement was offered.
        NotAwarded = "not_awarded",
        /// An agreement waits for a signature.
        NotSigned = "not_signed",
        /// An agreement is in force and no product was begun.
        NoProduct = "no_product",
        /// A product was begun and never came into the shop.
        ProductNotInShop = "product_not_in_shop",
    }
}

impl StillKind {
    /// After how many days without a movement it stands still.
    fn patience_days(self) -> u64 {
        match self {
            StillKind::JudgingLate => 1,
            StillKind::JudgingNotBegun | StillKind::NotSigned => 7,
            StillKind::BriefNotSubmitted | StillKind::ChangesNotMade | StillKind::NotRevealed | StillKind::NotAwarded => 14,
            StillKind::NoProduct | StillKind::ProductNotInShop => 30,
        }
    }
}

/// Something that stands still.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Still {
    /// What does not move.
    pub kind: StillKind,
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// Its title.
    pub title: String,
    /// The agreement, where one waits.
    pub agreement_id: Option<AgreementId>,
    /// The work or product, where it is about one.
    pub work: Option<String>,
    /// Whose turn it is.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// Since when.
    pub since: Instant,
    /// For how many days.
    pub days: i64,
    /// When its people were reminded.
    pub reminded_at: Option<Instant>,
}

/// A fact before anybody's name is looked up.
pub(super) struct Fact {
    pub(super) kind: StillKind,
    pub(super) challenge: Challenge,
    pub(super) agreement: Option<AgreementId>,
    pub(super) product: Option<ProductId>,
    pub(super) work: Option<String>,
    pub(super) waits_for: OrganisationId,
    since: Instant,
}

impl Fact {
    /// What a company has left in its challenge.
    fn of_challenge(kind: StillKind, challenge: &Challenge, since: Instant) -> Fact {
        let (challenge, waits_for) = (challenge.clone(), challenge.organisation.clone());
        Fact { kind, challenge, agreement: None, product: None, work: None, waits_for, since }
    }

    /// What one side has left in an agreement.
    fn of_agreement(kind: StillKind, challenge: &Challenge, agreement: &Agreement, side: AgreementSide, since: Instant) -> Fact {
        let (agreement_id, work) = (Some(agreement.id.clone()), Some(agreement.work.clone()));
        let waits_for = agreement.party(side).clone();
        Fact { agreement: agreement_id, work, waits_for, ..Fact::of_challenge(kind, challenge, since) }
    }

    /// Names the fact: the same thing that stands again later is another one.
    fn key(&self) -> String {
        let thing = self.product.as_ref().map(ProductId::as_str).or(self.agreement.as_ref().map(AgreementId::as_str));
        format!("{}:{}:{}:{}", self.kind, thing.unwrap_or(self.challenge.id.as_str()), self.waits_for, self.since.millis())
    }
}

/// Everything that stands still, the longest first.
pub fn still(tx: &mut Tx, _: &Coordinator, locale: Locale) -> Result<Vec<Still>> {
    let now = tx.now;
    let mut items = Vec::new();
    for fact in facts(tx)? {
        let reminded = events::of_subject(tx, &fact.key())?.first().map(|event| event.at);
        items.push(Still {
            kind: fact.kind,
            title: fact.challenge.title.best(locale).to_owned(),
            organisation: identity::organisation_card(tx, &fact.waits_for)?.map(|card| card.name).unwrap_or_default(),
            days: (now.since(fact.since).as_secs() / 86_400) as i64,
            challenge_id: fact.challenge.id,
            agreement_id: fact.agreement,
            work: fact.work,
            organisation_id: fact.waits_for,
            since: fact.since,
            reminded_at: reminded,
        });
    }
    items.sort_by_key(|still| still.since);
    Ok(items)
}

/// Reminds, once for each fact, the people whose turn it is. Returns how many facts were new.
pub fn remind(tx: &mut Tx, base: &str) -> Result<usize> {
    let mut told = 0;
    for fact in facts(tx)? {
        let key = fact.key();
        if !events::of_subject(tx, &key)?.is_empty() {
            continue;
        }
        for contact in identity::contacts(tx, &fact.waits_for)? {
            let letter = still_letters::letter(&fact, &contact, base);
            let key = format!("still:{key}:{}", contact.account);
            mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
        }
        let data = serde_json::json!({ "challenge": fact.challenge.id, "kind": fact.kind });
        events::record(tx, "challenge.reminded", &key, None, data)?;
        told += 1;
    }
    Ok(told)
}

fn facts(tx: &mut Tx) -> Result<Vec<Fact>> {
    let mut found = Vec::new();
    for challenge in challenges::all(tx)? {
        found.extend(own_fact(tx, &challenge)?.map(|(kind, since)| Fact::of_challenge(kind, &challenge, since)));
        if matches!(challenge.state, ChallengeState::Revealed | ChallengeState::FollowUp) {
            for agreement in agreements::of_challenge(tx, &challenge.id)? {
                found.extend(agreement_facts(tx, &challenge, &agreement)?);
            }
        }
    }
    let now = tx.now;
    found.retain(|fact| now.since(fact.since) >= days(fact.kind.patience_days()));
    Ok(found)
}

/// What the company itself has left, and since when.
fn own_fact(tx: &mut Tx, challenge: &Challenge) -> Result<Option<(StillKind, Instant)>> {
    let touched = challenge.updated_at;
    Ok(match challenge.phase(tx.now) {
        ChallengeState::Draft => Some((StillKind::BriefNotSubmitted, touched)),
        ChallengeState::ChangesRequested => Some((StillKind::ChangesNotMade, touched)),
        ChallengeState::Closed => challenge.closes_at.map(|closed| (StillKind::JudgingNotBegun, closed)),
        ChallengeState::Judging => challenge.judging_until.filter(|until| *until < tx.now).map(|until| (StillKind::JudgingLate, until)),
        // With a day for the reveal the clock reveals.
        ChallengeState::Decided if challenge.reveal_at.is_none() => challenge.decided_at.map(|at| (StillKind::NotRevealed, at)),
        ChallengeState::Revealed if agreements::of_challenge(tx, &challenge.id)?.is_empty() => {
            challenge.revealed_at.map(|at| (StillKind::NotAwarded, at))
        }
        _ => None,
    })
}

/// Whose signature is missing, or which product.
fn agreement_facts(tx: &mut Tx, challenge: &Challenge, agreement: &Agreement) -> Result<Vec<Fact>> {
    let fact = |kind, side, since| Fact::of_agreement(kind, challenge, agreement, side, since);
    if agreement.status.is_open() {
        // The last signature, or the offer itself, is what it stands since.
        let since = agreements::signatures(tx, &agreement.id)?.last().map_or(agreement.offered_at, |last| last.signed_at);
        let sides = [AgreementSide::Company, AgreementSide::Creator];
        let missing = sides.into_iter().filter(|side| agreement.status.signed_by(*side).is_some());
        return Ok(missing.map(|side| fact(StillKind::NotSigned, side, since)).collect());
    }
    let Some(since) = agreement.in_force_at.filter(|_| agreement.status == AgreementStatus::InForce) else { return Ok(Vec::new()) };
    let links = agreements::links_of(tx, &agreement.studio_id)?;
    let made: Vec<_> = links.into_iter().filter(|link| link.agreement_id.as_ref() == Some(&agreement.id)).collect();
    if made.is_empty() {
        return Ok(vec![fact(StillKind::NoProduct, AgreementSide::Creator, since)]);
    }
    let mut found = Vec::new();
    for link in made {
        // What was in the shop once has an address, whatever became of it.
        if let Some(card) = catalogue::card(tx, &link.product_id)?.filter(|card| card.slug.is_none()) {
            let work = Some(card.name.best(Locale::Sl).to_owned());
            let begun = fact(StillKind::ProductNotInShop, AgreementSide::Creator, link.asked_at);
            found.push(Fact { product: Some(link.product_id), work, ..begun });
        }
    }
    Ok(found)
}
