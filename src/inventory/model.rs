//! Levels, movements and holds as rows, and the pure rules about them.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::{stock_holds, stock_levels, stock_movements};
use crate::kit::id::{HoldId, MovementId, OrganisationId, VariantId};
use crate::kit::time::Instant;

/// Where pieces lie: `web`, `edition`, or later `popup:<event>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Location(String);

crate::text_column!(Location);

impl Location {
    /// The shelf the web shop sells from.
    pub fn web() -> Location {
        Location("web".to_owned())
    }

    /// The pieces of a numbered edition that nobody has bought yet.
    pub fn edition() -> Location {
        Location("edition".to_owned())
    }

    /// The location as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

crate::text_enum! {
    /// Why a level changed.
    pub enum Reason {
        /// The first count of a new variant.
        Opening = "opening",
        /// New pieces were made.
        Made = "made",
        /// Somebody counted.
        Counted = "counted",
        /// Broken or spoilt.
        Damaged = "damaged",
        /// Given away.
        Gift = "gift",
        /// Sold outside of the platform.
        SoldElsewhere = "sold_elsewhere",
        /// Anything else; the note says what.
        Other = "other",
        /// Sold by an order.
        Sale = "sale",
        /// An order was cancelled and its pieces came back.
        Cancelled = "cancelled",
        /// A buyer sent pieces back.
        Returned = "returned",
    }
}

crate::text_enum! {
    /// A hold ends exactly once: sold or given back.
    pub enum HoldState {
        /// The pieces are kept for the buyer.
        Held = "held",
        /// They were sold.
        Consumed = "consumed",
        /// They are for sale again.
        Released = "released",
    }
}

/// How many pieces of a variant lie at a location, and how many of them are promised.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock_levels)]
pub struct Level {
    /// The variant.
    pub variant_id: VariantId,
    /// Where.
    pub location: Location,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Pieces that lie there: the sum of all movements.
    pub on_hand: i64,
    /// Pieces promised to orders that are being paid.
    pub held: i64,
    /// The owner is told when what is available falls to this.
    pub low_at: Option<i64>,
    /// Last change.
    pub changed_at: Instant,
    /// When the owner was told that few are left; nothing once there are more.
    pub low_told_at: Option<Instant>,
}

impl Level {
    /// Pieces that can be promised now.
    pub fn available(&self) -> i64 {
        (self.on_hand - self.held).max(0)
    }

    /// Whether the owner asked to be told at this level.
    pub fn is_low(&self) -> bool {
        self.low_at.is_some_and(|low_at| self.available() <= low_at)
    }
}

/// One change of a level; never altered, never deleted.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock_movements)]
pub struct Movement {
    /// Its id, in the order of time.
    pub id: MovementId,
    /// The variant.
    pub variant_id: VariantId,
    /// Where.
    pub location: Location,
    /// Pieces, plus or minus.
    pub delta: i64,
    /// Why.
    pub reason: Reason,
    /// What caused it, such as an order group's id.
    pub cause: Option<String>,
    /// The owner's words.
    pub note: Option<String>,
    /// The account that did it.
    pub actor: Option<String>,
    /// When.
    pub at: Instant,
}

/// Pieces kept for a while for one cause.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock_holds)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// For what: an order group's id.
    pub cause: String,
    /// The variant.
    pub variant_id: VariantId,
    /// Where.
    pub location: Location,
    /// How many pieces.
    pub quantity: i64,
    /// Whether it still holds.
    pub state: HoldState,
    /// When the buyer's time is over.
    pub expires_at: Instant,
    /// When it was made.
    pub created_at: Instant,
}

/// A correction by the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// "I counted so many": the level becomes this.
    Counted(i64),
    /// So many more or fewer.
    By(i64),
}

impl Change {
    /// The movement that makes a level of `on_hand` true; `None` when it would fall below what is held for buyers.
    pub fn delta(self, on_hand: i64, held: i64) -> Option<i64> {
        let delta = match self {
            Change::Counted(counted) => counted - on_hand,
            Change::By(delta) => delta,
        };
        (on_hand.checked_add(delta)? >= held).then_some(delta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_becomes_the_difference() {
        assert_eq!(Change::Counted(5).delta(7, 0), Some(-2));
        assert_eq!(Change::By(3).delta(7, 0), Some(3));
    }

    #[test]
    fn a_correction_never_takes_what_a_buyer_is_paying_for() {
        assert_eq!(Change::Counted(1).delta(7, 2), None);
        assert_eq!(Change::By(-6).delta(7, 2), None);
        assert_eq!(Change::By(-5).delta(7, 2), Some(-5));
    }
}
