//! How many pieces there are, where, and which of them are promised.
//!
//! The movements are the truth and only grow. The level beside them is a counter changed by guarded updates in the
//! same transaction; on the web it never falls below zero and never below what is held. A hold belongs to a cause (an
//! order group) and ends exactly once, consumed or released. Inventory knows neither products nor orders; it never
//! decides who may sell.

mod audit;
mod model;
mod store;

use std::collections::{BTreeMap, HashMap};

pub use audit::audit;
pub use model::{Change, Hold, HoldState, Level, Location, Movement, Reason};

use crate::db::Tx;
use crate::kit::id::{OrganisationId, VariantId};
use crate::kit::time::Instant;
use crate::kit::{Code, Result};

/// Pieces wanted of each variant, in the order in which rows are touched.
pub type Wanted = BTreeMap<VariantId, i64>;

/// Keeps pieces on the web's shelf for a cause until an instant. Answers the variants of which there are too few; if
/// there are any, the caller must refuse (and so undo the transaction) or call [`release`].
pub fn hold(tx: &mut Tx, cause: &str, wanted: &Wanted, until: Instant) -> Result<Vec<VariantId>> {
    let mut short = Vec::new();
    for (variant, quantity) in wanted {
        if store::add_held(tx, variant, &Location::web(), *quantity)? {
            store::keep(tx, cause, variant, *quantity, until)?;
        } else {
            short.push(variant.clone());
        }
    }
    Ok(short)
}

/// Turns what is held for a cause into sales: the pieces leave the shelf, each with a movement.
pub fn consume(tx: &mut Tx, cause: &str) -> Result<()> {
    for hold in store::holds_of(tx, cause, HoldState::Held)? {
        if store::end_hold(tx, &hold, HoldState::Consumed)? {
            store::take_held(tx, &hold.variant_id, &hold.location, hold.quantity)?;
            store::record(tx, Moved { delta: -hold.quantity, reason: Reason::Sale, cause: Some(cause), ..Moved::of(&hold) })?;
        }
    }
    Ok(())
}

/// Gives back what is held for a cause; safe to repeat.
pub fn release(tx: &mut Tx, cause: &str) -> Result<()> {
    for hold in store::holds_of(tx, cause, HoldState::Held)? {
        if store::end_hold(tx, &hold, HoldState::Released)? {
            store::drop_held(tx, &hold.variant_id, &hold.location, hold.quantity)?;
        }
    }
    Ok(())
}

/// Sold pieces come back to the web's shelf because their order was cancelled, or because the buyer sent them back.
pub fn put_back(tx: &mut Tx, cause: &str, pieces: &Wanted, reason: Reason) -> Result<()> {
    for (variant, quantity) in pieces.iter().filter(|(_, quantity)| **quantity > 0) {
        store::add_on_hand(tx, variant, &Location::web(), *quantity)?;
        let moved = Moved { variant, location: Location::web(), delta: *quantity, reason, cause: Some(cause), note: None, actor: None };
        store::record(tx, moved)?;
    }
    Ok(())
}

/// The owner corrects a level. Refused (`stock_below_held`) when fewer pieces would remain than are being paid for.
pub fn correct(tx: &mut Tx, owner: &OrganisationId, variant: &VariantId, change: Change, words: Words<'_>) -> Result<(Movement, Level)> {
    let location = Location::web();
    store::open(tx, owner, variant, &location)?;
    let level = store::level(tx, variant, &location)?;
    let delta = change.delta(level.on_hand, level.held).ok_or(Code::StockBelowHeld)?;
    // The guard compares with what was read: a sale in between makes the count stale, and the caller counts again.
    let guarded = store::correct_level(tx, &level, delta)?;
    if !guarded {
        return Err(Code::StockBelowHeld.because("Pieces were sold meanwhile. Look at the level and correct it again."));
    }
    let reason = if store::is_untouched(tx, variant, &location)? { Reason::Opening } else { words.reason };
    let moved = Moved { variant, location: location.clone(), delta, reason, cause: None, note: words.note, actor: words.actor };
    let movement = store::record(tx, moved)?;
    let level = store::level(tx, variant, &location)?;
    Ok((movement, level))
}

/// When the owner is to be told that few are left; `None` switches it off.
pub fn set_alert(tx: &mut Tx, owner: &OrganisationId, variant: &VariantId, low_at: Option<i64>) -> Result<Level> {
    let location = Location::web();
    store::open(tx, owner, variant, &location)?;
    store::set_low_at(tx, variant, &location, low_at)?;
    Ok(store::level(tx, variant, &location)?)
}

/// The web's levels of the given variants; a variant never counted is absent.
pub fn web_levels(tx: &mut Tx, variants: &[VariantId]) -> Result<HashMap<VariantId, Level>> {
    let levels = store::levels_of(tx, variants, &Location::web())?;
    Ok(levels.into_iter().map(|level| (level.variant_id.clone(), level)).collect())
}

/// The movements of a variant on the web's shelf, newest first.
pub fn movements(tx: &mut Tx, variant: &VariantId, before: Option<&str>, limit: i64) -> Result<Vec<Movement>> {
    Ok(store::movements_of(tx, variant, &Location::web(), before, limit)?)
}

/// Why the owner corrects a level, in a word and in sentences, and who it was.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The reason.
    pub reason: Reason,
    /// The owner's note.
    pub note: Option<&'a str>,
    /// The account.
    pub actor: Option<&'a str>,
}

/// A movement about to be recorded.
struct Moved<'a> {
    variant: &'a VariantId,
    location: Location,
    delta: i64,
    reason: Reason,
    cause: Option<&'a str>,
    note: Option<&'a str>,
    actor: Option<&'a str>,
}

impl<'a> Moved<'a> {
    fn of(hold: &'a Hold) -> Moved<'a> {
        Moved {
            variant: &hold.variant_id,
            location: hold.location.clone(),
            delta: 0,
            reason: Reason::Sale,
            cause: None,
            note: None,
            actor: None,
        }
    }
}
