//! Looking at what a message of Stripe spoke of.

use serde_json::Value;

use super::{accounts, disputes};
use crate::kit::{Error, Result};
use crate::payouts;
use crate::stripe::Subject;
use crate::web::App;

/// The job. Safe to repeat: each look copies what Stripe says now.
pub async fn run(app: App, payload: Value) -> Result<()> {
    let subject: Subject = serde_json::from_value(payload["subject"].clone()).map_err(Error::internal)?;
    let id = payload["id"].as_str().unwrap_or("").to_owned();
    // It becomes a part of an address.
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Ok(());
    }
    match subject {
        Subject::Dispute => disputes::look(&app, &id).await,
        Subject::FraudWarning => disputes::look_at_warning(&app, &id).await,
        Subject::Transfer => payouts::look_at_transfer(&app, &id).await,
        Subject::Account => accounts::look_at(&app, &id).await,
    }
}
