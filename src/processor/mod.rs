//! What Stripe tells.
