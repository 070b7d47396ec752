//! A message as a row, and the two sides of a thread.

use diesel::prelude::*;

use crate::db::schema::{message_measures, order_messages};
use crate::kit::id::{AccountId, MessageId, MessageMeasureId, OrderId, OrganisationId, ReportId};
use crate::kit::time::Instant;

crate::text_enum! {
    /// The two who speak.
    pub enum Side {
        /// Who bought.
        Buyer = "buyer",
        /// Who sold.
        Seller = "seller",
    }
}

impl Side {
    /// The one on the other end.
    pub fn other(self) -> Side {
        match self {
            Side::Buyer => Side::Seller,
            Side::Seller => Side::Buyer,
        }
    }
}

/// A message.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_messages)]
pub struct Message {
    /// Its id, in the order of time.
    pub id: MessageId,
    /// The order.
    pub order_id: OrderId,
    /// The order's maker.
    pub organisation_id: OrganisationId,
    /// Who wrote it.
    pub sender: Side,
    /// The account, if the writer was signed in.
    pub account_id: Option<AccountId>,
    /// The words.
    pub text: String,
    /// Whether a letter told the other side of it.
    pub told: bool,
    /// When.
    pub sent_at: Instant,
    /// When the other side saw it.
    pub read_at: Option<Instant>,
    /// When the other side reported it.
    pub reported_at: Option<Instant>,
    /// To the desk, as this.
    pub report_id: Option<ReportId>,
    /// Whether the desk has taken it down.
    pub hidden: bool,
}

crate::text_enum! {
    /// What taking a message down rests on.
    pub enum Ground {
        /// A law.
        Law = "law",
        /// The terms of the marketplace.
        Terms = "terms",
    }
}

/// What the desk did about a message; never altered.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = message_measures)]
pub struct Measure {
    /// Its id, in the order of time.
    pub id: MessageMeasureId,
    /// The message.
    pub message_id: MessageId,
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
