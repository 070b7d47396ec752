//! What the desk can decide, and what a noun hands it to decide on. Words that nouns and the desk share.

use serde::{Deserialize, Serialize};

use super::id::OrganisationId;

text_enum! {
    /// An answer of the desk.
    pub enum Decision {
        /// Accepted as asked.
        Approved = "approved",
        /// Back to the owner, with what to change.
        ChangesRequested = "changes_requested",
        /// Not accepted.
        Refused = "refused",
        /// Taken down after it was accepted.
        Suspended = "suspended",
        /// Put back up.
        Restored = "restored",
    }
}

/// A thing as it was brought to the desk; it does not change while the desk thinks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frozen {
    /// How the desk's queue names it.
    pub title: String,
    /// Whose it is.
    pub owner: OrganisationId,
    /// What is asked for, whole.
    pub snapshot: serde_json::Value,
    /// What the public sees now, in the same shape; `None` for a new thing.
    pub live: Option<serde_json::Value>,
}
