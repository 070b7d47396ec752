//! Keeps what live listings are found by true when the words around them change: a maker's new name, a renamed category.

use futures_util::FutureExt;

use super::content::Content;
use super::store;
use super::terms::Vocabularies;
use crate::kit::Result;
use crate::kit::id::ProductId;
use crate::kit::time::hours;
use crate::web::{App, Workers};

/// How many listings one transaction takes: a refresh never holds the writer for long.
const AT_ONCE: i64 = 100;

/// The job that the desk's change of a word calls for.
pub(super) const AT_ONCE_KIND: &str = "catalogue.words";

/// Says who refreshes.
pub fn jobs(workers: &mut Workers) {
    workers.on(AT_ONCE_KIND, |app, _| refresh(app).boxed());
    workers.every("catalogue.refresh", hours(6), |app, _| refresh(app).boxed());
}

async fn refresh(app: App) -> Result<()> {
    let mut after: Option<ProductId> = None;
    loop {
        let from = after.clone();
        let last = app.write(move |tx| {
            let words = Vocabularies::load(tx)?;
            let batch = store::live_after(tx, from.as_ref(), AT_ONCE)?;
            for (product, maker) in &batch {
                let Some(content) = &product.content else { continue };
                let variants = store::variants_of(tx, &product.id)?;
                let content = words.settled(content.0.clone());
                let text = words.search_text(&with_variants(&content, &variants), maker);
                if text != product.search_text || content.terms() != product.terms {
                    store::set_found_by(tx, &product.id, &text, &content)?;
                }
            }
            Ok(batch.last().map(|(product, _)| product.id.clone()))
        });
        after = last.await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn with_variants(content: &Content, rows: &[super::Variant]) -> Content {
    let variants = rows.iter().filter(|row| row.live).map(super::VariantDraft::of).collect();
    Content { variants, ..content.clone() }
}
