//! I9: a picture that anybody may show has all its files.

use crate::blobs::Blobs;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;
use crate::kit::id::MediaId;

use super::{blob_key, store};

/// How many rows are read at a time.
const AT_ONCE: i64 = 500;

/// Looks at every picture's files.
pub fn audit(tx: &mut Tx, blobs: &Blobs) -> Result<Finding> {
    let mut finding = Finding { invariant: "I9 every picture has all its files", checked: 0, breaches: Vec::new() };
    let mut after: Option<MediaId> = None;
    loop {
        let rows = store::after(tx, after.as_ref(), AT_ONCE)?;
        for row in &rows {
            let names = row.widths.iter().flat_map(|width| ["webp", "jpg"].map(|extension| blob_key(&row.id, *width, extension)));
            let lost: Vec<String> = names.filter(|key| !blobs.root().join(key).is_file()).collect();
            finding.checked += 1;
            finding.breaches.extend(lost.into_iter().map(|key| format!("{key} is lost")));
        }
        after = rows.last().map(|row| row.id.clone());
        if after.is_none() {
            return Ok(finding);
        }
    }
}
