//! How many pieces there are, where, and which of them are promised.
//!
//! The movements are the truth and only grow. The level beside them is a counter changed by guarded updates in the
//! same transaction; on the web it never falls below zero and never below what is held. A hold belongs to a cause (an
//! order group) and ends exactly once, consumed or released. Inventory knows neither products nor orders; it never
//! decides who may sell. A numbered edition is a shelf beside the web's, which holds the pieces that may still be promised of it.

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
            store::keep(tx, cause, variant, &Location::web(), *quantity, until)?;
        } else {
            short.push(variant.clone());
        }
    }
    Ok(short)
}

/// How many pieces of a numbered edition are wanted, and of how many it is.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Whose.
    pub owner: OrganisationId,
    /// Of how many.
    pub size: i64,
    /// Pieces wanted.
    pub pieces: i64,
}

/// Keeps pieces of numbered editions for a cause: each edition is a shelf of its own that begins with all of its pieces, so that
/// no more are ever promised and sold. Answers those of which there are too few, as [`hold`] does.
pub fn hold_editions(tx: &mut Tx, cause: &str, wanted: &BTreeMap<VariantId, Edition>, until: Instant) -> Result<Vec<VariantId>> {
    let mut short = Vec::new();
    for (variant, edition) in wanted {
        begin_edition(tx, variant, edition)?;
        if store::add_held(tx, variant, &Location::edition(), edition.pieces)? {
            store::keep(tx, cause, variant, &Location::edition(), edition.pieces, until)?;
        } else {
            short.push(variant.clone());
        }
    }
    Ok(short)
}

/// The shelf of an edition has as many pieces as the edition, sold ones counted. A new size moves it, as long as enough remain.
fn begin_edition(tx: &mut Tx, variant: &VariantId, edition: &Edition) -> Result<()> {
    let location = Location::edition();
    store::open(tx, &edition.owner, variant, &location)?;
    let level = store::level(tx, variant, &location)?;
    let delta = edition.size - store::opened_with(tx, variant, &location)?;
    if delta != 0 && store::correct_level(tx, &level, delta)? {
        let moved = Moved { variant, location, delta, reason: Reason::Opening, cause: None, note: None, actor: None };
        store::record(tx, moved)?;
    }
    Ok(())
}

/// The editions among these variants: of how many each is, and how many can be promised now. One of which nothing was ever
/// promised is absent.
pub fn editions(tx: &mut Tx, variants: &[VariantId]) -> Result<HashMap<VariantId, (i64, Level)>> {
    let mut editions = HashMap::new();
    for level in store::levels_of(tx, variants, &Location::edition())? {
        let size = store::opened_with(tx, &level.variant_id, &level.location)?;
        editions.insert(level.variant_id.clone(), (size, level));
    }
    Ok(editions)
}

/// Sold pieces of editions come back, so that they can be sold again; what is no edition is passed over.
pub fn put_back_editions(tx: &mut Tx, cause: &str, pieces: &Wanted, reason: Reason) -> Result<()> {
    let variants: Vec<VariantId> = pieces.keys().cloned().collect();
    for level in store::levels_of(tx, &variants, &Location::edition())? {
        let Some(quantity) = pieces.get(&level.variant_id).copied().filter(|quantity| *quantity > 0) else { continue };
        store::add_on_hand(tx, &level.variant_id, &level.location, quantity)?;
        let (variant, location) = (&level.variant_id, level.location.clone());
        store::record(tx, Moved { variant, location, delta: quantity, reason, cause: Some(cause), note: None, actor: None })?;
    }
    Ok(())
}

/// Turns what is held for a cause into sales: the pieces leave the shelf, each with a movement. Answers the holds that were.
pub fn consume(tx: &mut Tx, cause: &str) -> Result<Vec<Hold>> {
    let holds = store::holds_of(tx, cause, HoldState::Held)?;
    for hold in &holds {
        if store::end_hold(tx, hold, HoldState::Consumed)? {
            store::take_held(tx, &hold.variant_id, &hold.location, hold.quantity)?;
            store::record(tx, Moved { delta: -hold.quantity, reason: Reason::Sale, cause: Some(cause), ..Moved::of(hold) })?;
        }
    }
    Ok(holds)
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
        store::forget_told(tx, variant, &Location::web())?;
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
    store::forget_told(tx, variant, &location)?;
    let level = store::level(tx, variant, &location)?;
    Ok((movement, level))
}

/// Of these variants, those of which at most so many pieces lie on the shelf as their owner set, and the owner was not told yet. Each
/// is answered once; more pieces on the shelf open it again. What is only being paid for does not count: it may come back.
pub fn fallen_low(tx: &mut Tx, variants: &[VariantId]) -> Result<Vec<Level>> {
    let mut fallen = Vec::new();
    for level in store::levels_of(tx, variants, &Location::web())? {
        if store::mark_told(tx, &level)? {
            fallen.push(level);
        }
    }
    Ok(fallen)
}

/// When the owner is to be told that few are left; `None` switches it off.
pub fn set_alert(tx: &mut Tx, owner: &OrganisationId, variant: &VariantId, low_at: Option<i64>) -> Result<Level> {
    let location = Location::web();
    store::open(tx, owner, variant, &location)?;
    store::set_low_at(tx, variant, &location, low_at)?;
    store::forget_told(tx, variant, &location)?;
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
