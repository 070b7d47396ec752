//! Stripe at the wire: Checkout Sessions, refunds, webhooks. Plain values in and out; nothing of Stripe's types leaves.
//!
//! Every request that moves money carries an idempotency key made of our own id, so that a lost answer is asked for again
//! and never acted on twice. A webhook is believed only when its signature fits. This module neither decides nor stores.

mod client;
mod webhook;

pub use client::{Line, NewSession, RefundAnswer, Session, SessionState, Stripe};
pub use webhook::{About, Message, read};
