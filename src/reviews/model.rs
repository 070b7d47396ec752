//! Reviews and what the desk did about them as rows, and what many of them come to.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{review_measures, reviews};
use crate::kit::id::{AccountId, OrderId, OrderLineId, OrganisationId, ProductId, ReviewId, ReviewMeasureId};
use crate::kit::time::{Instant, days};

/// How long a buyer may change a review.
pub const EDIT_DAYS: u64 = 30;

crate::text_enum! {
    /// What taking a review down rests on.
    pub enum Ground {
        /// A law.
        Law = "law",
        /// The terms of the marketplace.
        Terms = "terms",
    }
}

/// A review.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = reviews)]
pub struct Review {
    /// Its id, in the order of time.
    pub id: ReviewId,
    /// Of what was bought.
    pub order_line_id: OrderLineId,
    /// In which order.
    pub order_id: OrderId,
    /// Of whom.
    pub organisation_id: OrganisationId,
    /// The product.
    pub product_id: ProductId,
    /// One to five.
    pub stars: i32,
    /// In words; may be empty.
    pub text: String,
    /// The first name of the buyer, if it is to be shown.
    pub name: Option<String>,
    /// Whether the desk has taken it down.
    pub hidden: bool,
    /// When it was written.
    pub written_at: Instant,
    /// When it was changed.
    pub edited_at: Option<Instant>,
    /// What the maker answers.
    pub reply: Option<String>,
    /// Who answered.
    pub replied_by: Option<AccountId>,
    /// When.
    pub replied_at: Option<Instant>,
}

impl Review {
    /// Until when it may be changed.
    pub fn editable_until(&self) -> Instant {
        self.written_at.plus(days(EDIT_DAYS))
    }

    /// Whether it may be changed.
    pub fn is_editable(&self, now: Instant) -> bool {
        now < self.editable_until()
    }
}

/// What a buyer says.
#[derive(Clone, Debug)]
pub struct Words {
    /// One to five.
    pub stars: i32,
    /// In words.
    pub text: String,
    /// The first name, if it is to be shown.
    pub name: Option<String>,
}

/// What the desk did about a review; never altered.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = review_measures)]
pub struct Measure {
    /// Its id, in the order of time.
    pub id: ReviewMeasureId,
    /// The review.
    pub review_id: ReviewId,
    /// Taken down, or put back.
    pub hides: bool,
    /// Law or terms.
    pub ground: Option<Ground>,
    /// Which clause.
    pub clause: Option<String>,
    /// What is the case.
    pub facts: Option<String>,
    /// Who decided.
    pub decided_by: AccountId,
    /// When.
    pub decided_at: Instant,
}

/// What many reviews come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rating {
    /// How many.
    pub count: i64,
    /// The mean in tenths of a star, rounded: 47 is 4.7; 0 without any.
    pub mean_tenths: i64,
}

impl Rating {
    /// From how often each number of stars was given.
    pub fn of(given: &[(i32, i64)]) -> Rating {
        let count: i64 = given.iter().map(|(_, times)| times).sum();
        let sum: i64 = given.iter().map(|(stars, times)| i64::from(*stars) * times).sum();
        Rating { count, mean_tenths: if count == 0 { 0 } else { (sum * 20 + count) / (count * 2) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_rounded_to_the_nearest_tenth() {
        assert_eq!(Rating::of(&[]), Rating { count: 0, mean_tenths: 0 });
        assert_eq!(Rating::of(&[(5, 2), (4, 1)]), Rating { count: 3, mean_tenths: 47 });
        assert_eq!(Rating::of(&[(1, 1), (2, 1)]), Rating { count: 2, mean_tenths: 15 });
        assert_eq!(Rating::of(&[(5, 3), (4, 1)]), Rating { count: 4, mean_tenths: 48 });
    }
}
