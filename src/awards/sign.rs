//! Offering, signing, declining, expiring: what else happens with each.

use super::{letters, report};
use crate::agreements::{self, Agreement, AgreementStatus, Offer, Signing};
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::Result;
use crate::kit::id::{AccountId, AgreementId};

/// So many offers end in one transaction; the rest follows with the next.
const AT_ONCE: i64 = 100;

/// Offers an agreement and tells both sides.
pub fn offer(tx: &mut Tx, by: &AccountId, offer: &Offer, base: &str) -> Result<Agreement> {
    let agreement = agreements::offer(tx, by, offer)?;
    letters::offered(tx, &agreement, base)?;
    Ok(agreement)
}

/// Signs for one side. With the second signature a buyout becomes owed, and both sides are told.
pub fn sign(tx: &mut Tx, by: &Member, id: &AgreementId, signing: &Signing, base: &str) -> Result<Agreement> {
    let agreement = agreements::sign(tx, by, id, signing)?;
    if agreement.status == AgreementStatus::InForce {
        report::buyout(tx, by, &agreement)?;
        letters::in_force(tx, &agreement, base)?;
    } else {
        letters::signed(tx, &agreement, base)?;
    }
    Ok(agreement)
}

/// The creator says no.
pub fn decline(tx: &mut Tx, by: &Member, id: &AgreementId, reason: &str, base: &str) -> Result<Agreement> {
    let agreement = agreements::decline(tx, by, id, reason)?;
    letters::ended(tx, &agreement, base)?;
    Ok(agreement)
}

/// Ends the offers whose time is over; answers how many.
pub fn expire_due(tx: &mut Tx, base: &str) -> Result<usize> {
    let mut ended = 0;
    for id in agreements::over(tx, AT_ONCE)? {
        if agreements::expire(tx, &id)? {
            let agreement = agreements::find(tx, &id)?;
            letters::ended(tx, &agreement, base)?;
            ended += 1;
        }
    }
    Ok(ended)
}
