//! A claim as a row.

use diesel::prelude::*;

use crate::db::schema::{claim_pictures, claims};
use crate::kit::id::{ClaimId, ClaimPictureId, OrderGroupId, OrderId, OrderLineId, OrganisationId, RefundId};
use crate::kit::time::Instant;

crate::text_enum! {
    /// Where a claim is.
    pub enum ClaimStatus {
        /// Waiting for the seller.
        Open = "open",
        /// The seller has answered.
        Answered = "answered",
        /// Done.
        Closed = "closed",
    }
}

crate::text_enum! {
    /// What the buyer wants.
    pub enum Wish {
        /// It should be mended.
        Repair = "repair",
        /// Another one.
        Replacement = "replacement",
        /// Part of the money.
        Reduction = "reduction",
        /// The money.
        Refund = "refund",
    }
}

crate::text_enum! {
    /// What the seller answers.
    pub enum Answer {
        /// It is mended.
        Repair = "repair",
        /// Another one comes.
        Replacement = "replacement",
        /// Part of the money goes back.
        Reduction = "reduction",
        /// The money goes back.
        Refund = "refund",
        /// Nothing, for a reason that is told.
        Refused = "refused",
    }
}

/// A claim.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = claims)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// The order.
    pub order_id: OrderId,
    /// The purchase.
    pub order_group_id: OrderGroupId,
    /// The seller.
    pub organisation_id: OrganisationId,
    /// The line.
    pub order_line_id: OrderLineId,
    /// Where it is.
    pub status: ClaimStatus,
    /// What the buyer wants.
    pub wish: Wish,
    /// What is wrong.
    pub description: String,
    /// When it was opened.
    pub opened_at: Instant,
    /// Until when it is to be put right.
    pub answer_by: Instant,
    /// What the seller answered.
    pub answer: Option<Answer>,
    /// In these words.
    pub answer_words: Option<String>,
    /// When.
    pub answered_at: Option<Instant>,
    /// The money that goes back with it.
    pub refund_id: Option<RefundId>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
}

impl Claim {
    /// Whether the seller's time is over without an answer.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.status == ClaimStatus::Open && now >= self.answer_by
    }
}

/// A picture of what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = claim_pictures)]
pub struct ClaimPicture {
    /// Its id.
    pub id: ClaimPictureId,
    /// The claim.
    pub claim_id: ClaimId,
    /// The first, the second, …
    pub place: i32,
    /// Under which its blob lies; a secret.
    pub handle: String,
    /// How wide it is.
    pub width_px: i32,
    /// How high.
    pub height_px: i32,
    /// When it came.
    pub uploaded_at: Instant,
}

impl ClaimPicture {
    /// Where its blob lies.
    pub fn blob_key(&self) -> String {
        picture_key(&self.handle)
    }
}

/// Where the blob of a picture lies.
pub fn picture_key(handle: &str) -> String {
    format!("claims/{handle}.webp")
}
