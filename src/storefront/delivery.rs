//! How one piece of a product reaches the buyer: every way with its price and day, before anything lies in a cart.

use actix_web::{HttpRequest, get};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Channel, Content, ListingStatus, Product};
use crate::db::Tx;
use crate::db::schema::{organisations, products};
use crate::delivery::{self, DeliveryOption, Load};
use crate::kit::id::ProductId;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{LocalDate, Zone};
use crate::kit::{Code, Error, Result};
use crate::web::{App, Language, Path, Problems, Public, Query};

/// Where it should go.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DeliveryQuery {
    /// Two letters; `SI` unless told.
    #[param(min_length = 2, max_length = 2)]
    pub country: Option<String>,
}

/// The ways of one piece to the buyer.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProductDelivery {
    /// The cheapest parcel first, then the places to fetch it.
    pub items: Vec<DeliveryOption>,
    /// The working day on which it leaves.
    pub ship_by: LocalDate,
    /// How much more from the same maker makes the parcel free.
    pub free_delivery_missing: Option<Money>,
}

/// Shows how a product reaches the buyer.
#[utoipa::path(tag = "storefront", params(ProductId, DeliveryQuery), responses((status = 200, body = ProductDelivery), Problems))]
#[get("/products/{id}/delivery")]
pub(super) async fn show_product_delivery(
    app: App,
    asked: HttpRequest,
    language: Language,
    id: Path<ProductId>,
    query: Query<DeliveryQuery>,
) -> Result<Public<ProductDelivery>> {
    let country = query.country.clone().unwrap_or_else(|| "SI".to_owned()).to_uppercase();
    if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Err(Code::Invalid.at("/country", "unknown", "Give the country in two letters, such as SI."));
    }
    app.show(&asked, language.0, move |tx| ways(tx, &id, &country, language.0)).await
}

fn ways(tx: &mut Tx, id: &ProductId, country: &str, locale: Locale) -> Result<ProductDelivery> {
    let product: Option<Product> = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::id.eq(id))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(organisations::status.eq("approved"))
        .select(Product::as_select())
        .first(tx.db)
        .optional()?;
    let product = product.ok_or_else(Error::not_found)?;
    let content = product.content.as_ref().ok_or_else(Error::not_found)?;
    let price = Money { amount: product.price_from_cents.unwrap_or(0), currency: product.currency };
    let settings = delivery::of(tx, &product.organisation_id, None)?;
    let today = Zone::ljubljana().local(tx.now).0;
    let quote = delivery::quote(&settings, &load(content, price), country, &today, locale);
    Ok(ProductDelivery { items: quote.options, ship_by: quote.ship_by, free_delivery_missing: quote.free_delivery_missing })
}

/// One piece as a load.
fn load(content: &Content, price: Money) -> Load {
    let sides_mm = content.dimensions_mm.map_or([0; 3], |size| [size.length, size.width, size.height].map(i64::from));
    Load {
        weight_g: i64::from(content.weight_g.unwrap_or(0)),
        sides_mm,
        items: price,
        lead_time_days: content.lead_time_days.unwrap_or(0),
        may_be_sent: content.channels.contains(&Channel::Online),
        may_be_fetched: content.channels.contains(&Channel::Pickup),
    }
}
