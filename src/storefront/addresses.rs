//! The addresses of everything that anyone can see, for the map that search engines read.

use diesel::prelude::*;

use crate::catalogue::ListingStatus;
use crate::db::schema::{organisations, popups, products};
use crate::db::{Among, Tx};
use crate::kit::Result;
use crate::popups::PopupStatus;

/// The slugs of what is public.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    /// Of products.
    pub products: Vec<String>,
    /// Of makers.
    pub makers: Vec<String>,
    /// Of pop-ups.
    pub popups: Vec<String>,
    /// Of challenges.
    pub challenges: Vec<String>,
    /// Of techniques.
    pub techniques: Vec<String>,
}

/// A map of the site holds at most fifty thousand addresses, and each thing has three.
const MOST: i64 = 16_000;

/// The slugs of what is public, in order.
pub fn addresses(tx: &mut Tx) -> Result<Addresses> {
    let products: Vec<Option<String>> = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::status.eq(ListingStatus::Approved).and(organisations::status.eq("approved")))
        .order(products::slug)
        .select(products::slug)
        .limit(MOST)
        .load(tx.db)?;
    let makers = organisations::table
        .filter(organisations::kind.eq("studio").and(organisations::status.eq("approved")))
        .order(organisations::slug)
        .select(organisations::slug)
        .limit(MOST)
        .load(tx.db)?;
    let popups = popups::table
        .filter(popups::status.among(PopupStatus::PUBLIC.to_vec()).and(popups::announced_at.is_not_null()))
        .order(popups::slug)
        .select(popups::slug)
        .limit(MOST)
        .load(tx.db)?;
    let challenges = super::challenges::trusted(tx)?.into_iter().map(|challenge| challenge.slug).collect();
    let techniques = super::techniques::slugs(tx)?;
    Ok(Addresses { products: products.into_iter().flatten().collect(), makers, popups, challenges, techniques })
}
