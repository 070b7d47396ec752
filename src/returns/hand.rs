//! Who acts on what comes back: the seller, or the desk.

use crate::db::Tx;
use crate::identity::{self, Coordinator, Member, SignedIn};
use crate::kit::id::{AccountId, OrderId};
use crate::kit::{Code, Error, Result};
use crate::orders::{self, Order};
use crate::payments::RefundReason;

/// The proof that somebody may act on an order that is paid: for its seller, or from the desk.
#[derive(Clone, Debug)]
pub enum Hand {
    /// Somebody who acts for the seller.
    Seller(Member),
    /// Somebody who decides at the desk.
    Desk(Coordinator),
}

impl Hand {
    /// The proof for an order. To anybody else, and before it is paid, the order is not there.
    pub fn of(tx: &mut Tx, who: &SignedIn, id: &OrderId) -> Result<(Hand, Order)> {
        let seller = orders::seller_of(tx, id)?;
        let hand = match identity::member(tx, who, &seller) {
            Ok(member) => Hand::Seller(member),
            Err(error) if error.code == Code::NotFound => Hand::desk(tx, who)?,
            Err(error) => return Err(error),
        };
        let order = orders::find(tx, id)?;
        if order.paid_at.is_some() { Ok((hand, order)) } else { Err(Error::not_found()) }
    }

    fn desk(tx: &mut Tx, who: &SignedIn) -> Result<Hand> {
        match identity::coordinator(tx, who) {
            Ok(coordinator) => Ok(Hand::Desk(coordinator)),
            Err(error) if error.code == Code::CoordinatorOnly => Err(Error::not_found()),
            Err(error) => Err(error),
        }
    }

    /// Whose act it is.
    pub fn account(&self) -> &AccountId {
        match self {
            Hand::Seller(member) => &member.account,
            Hand::Desk(coordinator) => &coordinator.account,
        }
    }

    /// Why money goes back when this hand gives it.
    pub fn reason(&self) -> RefundReason {
        match self {
            Hand::Seller(_) => RefundReason::BySeller,
            Hand::Desk(_) => RefundReason::ByDesk,
        }
    }
}
