//! Offering, signing, declining, expiring: what else happens with each.

use super::{letters, report, winners};
use crate::agreements::{self, Agreement, AgreementStatus, Offer, Signing, TeamMember, Tied};
use crate::challenges::Challenge;
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::id::{AccountId, AgreementId, EntryId};
use crate::kit::time::days;
use crate::kit::{Code, Result};

/// So many offers end in one transaction; the rest follows with the next.
const AT_ONCE: i64 = 100;

/// An entry that was chosen, and who made it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The entry.
    pub entry: EntryId,
    /// What it is called.
    pub work: String,
    /// Its place in the ranking.
    pub place: i32,
    /// Who made it, with their shares.
    pub team: Vec<TeamMember>,
}

/// How long somebody who is offered an agreement has to sign.
pub const DAYS_TO_SIGN: u64 = 30;

/// Offers the agreement that the challenge promised to a chosen entry, with the prize of its place, and tells both sides. The
/// studio that sells, of whoever is first in the team and has one, is the creator's side.
pub fn offer(tx: &mut Tx, by: &AccountId, challenge: &Challenge, chosen: &Chosen, base: &str) -> Result<Agreement> {
    let studio = chosen.team.iter().find_map(|member| member.studio.clone());
    let studio = studio.ok_or_else(|| {
        Code::Invalid.because("Nobody in the team has a studio yet. One of them founds one, then you can offer the agreement.")
    })?;
    let prize = challenge.content.prizes.iter().find(|prize| prize.place == Some(chosen.place));
    let offer = Offer {
        challenge: Tied { id: challenge.id.clone(), slug: challenge.slug.clone(), title: challenge.title.clone() },
        entry: chosen.entry.clone(),
        work: chosen.work.clone(),
        place: chosen.place,
        prize_cents: prize.map_or(0, |prize| prize.amount_cents),
        company: challenge.organisation.clone(),
        studio,
        team: chosen.team.clone(),
        rights: challenge.rights,
        royalty: challenge.royalty.0.clone(),
        option_days: i64::from(challenge.option_days),
        expires_at: tx.now.plus(days(DAYS_TO_SIGN)),
    };
    let agreement = agreements::offer(tx, by, &offer)?;
    letters::offered(tx, &agreement, base)?;
    Ok(agreement)
}

/// Signs for one side. With the second signature a buyout becomes owed, and both sides are told.
pub fn sign(tx: &mut Tx, by: &Member, id: &AgreementId, signing: &Signing, base: &str) -> Result<Agreement> {
    let agreement = agreements::sign(tx, by, id, signing)?;
    if agreement.status == AgreementStatus::InForce {
        report::buyout(tx, by, &agreement)?;
        winners::begin_follow_up(tx, &agreement, &by.account)?;
        letters::in_force(tx, &agreement, base)?;
    } else {
        letters::signed(tx, &agreement, base)?;
    }
    Ok(agreement)
}

/// The creator says no; the next ranked is offered the agreement.
pub fn decline(tx: &mut Tx, by: &Member, id: &AgreementId, reason: &str, base: &str) -> Result<Agreement> {
    let agreement = agreements::decline(tx, by, id, reason)?;
    letters::ended(tx, &agreement, base)?;
    winners::follow(tx, &agreement, base)?;
    Ok(agreement)
}

/// Ends the offers whose time is over, each followed by an offer to the next ranked; answers how many.
pub fn expire_due(tx: &mut Tx, base: &str) -> Result<usize> {
    let mut ended = 0;
    for id in agreements::over(tx, AT_ONCE)? {
        if agreements::expire(tx, &id)? {
            let agreement = agreements::find(tx, &id)?;
            letters::ended(tx, &agreement, base)?;
            winners::follow(tx, &agreement, base)?;
            ended += 1;
        }
    }
    Ok(ended)
}
