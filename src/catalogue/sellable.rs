//! What can be bought right now: live variants of approved listings of makers in good standing, as the cart and the checkout need them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::db::schema::{media, organisations, product_pictures, products, variants};
use crate::db::{Among, Tx};
use crate::kit::id::{OrganisationId, ProductId, VariantId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::money::Money;
use crate::media::Media;

use super::content::{Channel, Content, Dimensions, Origin, Personalisation, WithdrawalExemption};
use super::model::{ListingStatus, Variant};

/// A variant that may be sold, with everything that a sale depends on. Whether there are pieces of it is the inventory's to say.
#[derive(Clone, Debug)]
pub struct SellableVariant {
    /// The variant.
    pub variant: VariantId,
    /// Its product.
    pub product: ProductId,
    /// Its maker, the seller of record.
    pub organisation: OrganisationId,
    /// The product's name.
    pub name: Translations,
    /// The variant's own name; blank when there is only one.
    pub option: Translations,
    /// The product's address.
    pub slug: String,
    /// The variant's code.
    pub sku: String,
    /// The price with tax.
    pub price: Money,
    /// Tax contained in the price.
    pub vat_rate_bp: i32,
    /// One piece, packed.
    pub weight_g: i32,
    /// One piece, outside.
    pub dimensions_mm: Option<Dimensions>,
    /// Where it is sold.
    pub channels: Vec<Channel>,
    /// Made after the order; needs no stock.
    pub made_to_order: bool,
    /// Days until it is sent.
    pub lead_time_days: i32,
    /// Of how many pieces it is a numbered edition, if it is one.
    pub edition_size: Option<i64>,
    /// A text that the buyer may or must give.
    pub personalisation: Option<Personalisation>,
    /// Why the buyer may not withdraw, if so.
    pub withdrawal_exemption: WithdrawalExemption,
    /// Its category, by code.
    pub category: Option<String>,
    /// How it is made, by code, the main way first.
    pub techniques: Vec<String>,
    /// Where it is made, by code.
    pub town: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// The cover.
    pub picture: Option<Media>,
}

impl SellableVariant {
    /// Whether the buyer may not withdraw from the contract.
    pub fn withdrawal_exempt(&self) -> bool {
        self.withdrawal_exemption != WithdrawalExemption::None
    }
}

/// Of these variants, those that may be sold now; the others are simply not among the answers.
pub fn sellable(tx: &mut Tx, ids: &[VariantId]) -> QueryResult<Vec<SellableVariant>> {
    let rows: Vec<(Variant, Option<String>, Option<Json<Content>>)> = variants::table
        .inner_join(products::table.on(products::id.eq(variants::product_id)))
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(variants::id.among(ids))
        .filter(variants::live.eq(true))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(organisations::status.eq("approved"))
        .order(variants::id)
        .select((Variant::as_select(), products::slug, products::content))
        .load(tx.db)?;
    let product_ids: Vec<&ProductId> = rows.iter().map(|(variant, ..)| &variant.product_id).collect();
    let covers = covers(tx, &product_ids)?;
    Ok(rows
        .into_iter()
        .filter_map(|(variant, slug, content)| {
            let cover = covers.get(&variant.product_id).cloned();
            to_sell(variant, slug?, content?.0, cover)
        })
        .collect())
}

/// The first live picture of each of these products.
pub fn covers(tx: &mut Tx, products: &[&ProductId]) -> QueryResult<BTreeMap<ProductId, Media>> {
    let rows: Vec<(ProductId, Media)> = product_pictures::table
        .inner_join(media::table.on(media::id.eq(product_pictures::media_id)))
        .filter(product_pictures::product_id.among(products))
        .filter(product_pictures::live.eq(true))
        .filter(product_pictures::position.eq(0))
        .select((product_pictures::product_id, Media::as_select()))
        .load(tx.db)?;
    Ok(rows.into_iter().collect())
}

fn to_sell(variant: Variant, slug: String, content: Content, picture: Option<Media>) -> Option<SellableVariant> {
    Some(SellableVariant {
        price: variant.price()?,
        variant: variant.id,
        product: variant.product_id,
        organisation: variant.organisation_id,
        name: content.name,
        option: variant.option_name,
        slug,
        sku: variant.sku,
        vat_rate_bp: content.vat_rate_bp,
        weight_g: variant.weight_g.or(content.weight_g).unwrap_or(0),
        dimensions_mm: content.dimensions_mm,
        channels: content.channels,
        made_to_order: content.made_to_order,
        lead_time_days: content.lead_time_days.unwrap_or(0),
        edition_size: content.edition_size.map(i64::from),
        personalisation: content.personalisation,
        withdrawal_exemption: content.withdrawal_exemption,
        category: content.category,
        techniques: content.techniques,
        town: content.town,
        origin: content.origin,
        picture,
    })
}
