//! Stripe at the wire: Checkout Sessions, refunds, sellers' accounts, transfers, disputes, webhooks. Plain values in and
//! out; nothing of Stripe's types leaves.
//!
//! Every request that moves money carries an idempotency key made of our own id, so that a lost answer is asked for again
//! and never acted on twice. A webhook is believed only when its signature fits. This module neither decides nor stores.

mod client;
mod connect;
mod webhook;
mod wire;

pub use client::{Line, NewSession, RefundAnswer, Session, SessionState, Stripe};
pub use connect::{Account, BalanceRow, Charge, Dispute, FraudWarning, Moved, NewAccount, NewTransfer, Reversal, Transfer};
pub use webhook::{About, Message, Subject, read};
pub use wire::{Fault, Refusal};
