//! Numbered editions in a purchase: how many are left, held with the order, numbered with the payment.

use std::collections::{BTreeMap, HashMap};

use crate::catalogue::{self, SellableVariant};
use crate::db::Tx;
use crate::editions::{self, Paid};
use crate::inventory::{self, Edition, Hold, Level, Location};
use crate::kit::Result;
use crate::kit::id::{OrderId, VariantId};
use crate::kit::time::Instant;
use crate::orders::{self, Order, OrderLine};

/// How many pieces of an edition can be promised now; none for what is no edition.
pub fn left(item: &SellableVariant, known: &HashMap<VariantId, (i64, Level)>) -> Option<i64> {
    let size = item.edition_size?;
    Some(known.get(&item.variant).map_or(size, |(before, level)| (level.available() + size - before).max(0)))
}

/// Holds the pieces of editions among lines; answers those of which there are too few. An edition that is no longer offered
/// keeps its size.
pub fn hold(tx: &mut Tx, cause: &str, lines: &[&OrderLine], until: Instant) -> Result<Vec<VariantId>> {
    let variants: Vec<VariantId> = lines.iter().map(|line| line.variant_id.clone()).collect();
    let known = inventory::editions(tx, &variants)?;
    let mut offered: HashMap<VariantId, Edition> = HashMap::new();
    for (variant, (size, level)) in known {
        offered.insert(variant, Edition { owner: level.organisation_id, size, pieces: 0 });
    }
    for item in catalogue::sellable(tx, &variants)? {
        if let Some(size) = item.edition_size {
            offered.insert(item.variant, Edition { owner: item.organisation, size, pieces: 0 });
        }
    }
    let mut wanted: BTreeMap<VariantId, Edition> = BTreeMap::new();
    for line in lines {
        if let Some(edition) = offered.get(&line.variant_id) {
            wanted.entry(line.variant_id.clone()).or_insert_with(|| edition.clone()).pieces += line.quantity;
        }
    }
    inventory::hold_editions(tx, cause, &wanted, until)
}

/// Gives the pieces that were held of editions their numbers, line by line.
pub fn number(tx: &mut Tx, orders: &[Order], sold: &[Hold]) -> Result<()> {
    let edition = Location::edition();
    let mut held: HashMap<&VariantId, i64> =
        sold.iter().filter(|hold| hold.location == edition).map(|hold| (&hold.variant_id, hold.quantity)).collect();
    if held.is_empty() {
        return Ok(());
    }
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
    let variants: Vec<VariantId> = held.keys().map(|variant| (*variant).clone()).collect();
    let sizes = inventory::editions(tx, &variants)?;
    for line in orders::lines(tx, &ids)? {
        let (Some(left), Some((size, _))) = (held.get_mut(&line.variant_id), sizes.get(&line.variant_id)) else { continue };
        let pieces = line.quantity.min(*left);
        *left -= pieces;
        editions::give(tx, Paid { order: &line.order_id, line: &line.id, variant: &line.variant_id, size: *size, pieces })?;
    }
    Ok(())
}
