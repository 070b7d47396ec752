//! What buyer and maker both read of an order.

use serde::{Deserialize, Serialize};

use super::line::{LineOrigin, OrderLine};
use super::model::{Order, OrderStatus};
use crate::kit::handover::DeliveryMethod;
use crate::kit::id::{OrderLineId, ProductId, VariantId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};

/// A state and when it was reached; without a time it is still to come.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderStep {
    /// The state.
    pub status: OrderStatus,
    /// When.
    pub at: Option<Instant>,
}

/// One thing bought.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderLineView {
    /// Its id.
    pub id: OrderLineId,
    /// The variant.
    pub variant_id: VariantId,
    /// The product.
    pub product_id: ProductId,
    /// The product's page.
    pub slug: String,
    /// The product's name, in the reader's language.
    pub name: String,
    /// The variant's name, in the reader's language.
    pub option: Option<String>,
    /// Its code.
    pub sku: String,
    /// The cover picture (`PictureView`).
    #[schema(schema_with = picture)]
    pub picture: Option<serde_json::Value>,
    /// How many.
    pub quantity: i64,
    /// The price of one, with VAT.
    pub unit_price: Money,
    /// All of them.
    pub total: Money,
    /// The rate contained.
    pub vat_rate_bp: i64,
    /// Whether it is made after the order.
    pub made_to_order: bool,
    /// The challenge that the piece comes from, if one.
    #[serde(default)]
    pub origin: Option<OriginView>,
    /// Which pieces of a numbered edition they are, once paid.
    #[serde(default)]
    pub edition: Vec<EditionNumber>,
    /// The buyer's text.
    pub personalisation: Option<String>,
    /// Why the buyer cannot withdraw, if so.
    pub withdrawal_exempt: Option<String>,
    /// What went back of it, or is promised to.
    pub refunded: Money,
    /// Pieces whose money went back.
    pub refunded_quantity: i64,
    /// Pieces that came back, or that the buyer has said to send back.
    pub returned_quantity: i64,
}

/// The challenge that a piece comes from, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OriginView {
    /// The challenge's address.
    pub slug: String,
    /// All of it in one line.
    pub sentence: String,
}

impl OriginView {
    /// As somebody reads it.
    pub fn of(origin: &LineOrigin, locale: Locale) -> OriginView {
        OriginView { slug: origin.slug.clone(), sentence: origin.sentence(locale) }
    }
}

/// The number of a piece in its edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EditionNumber {
    /// Its number.
    pub number: i64,
    /// Of how many.
    pub size: i64,
}

/// The picture was copied as the public read it; its shape is the catalogue's, which orders do not know.
fn picture() -> utoipa::openapi::schema::Schema {
    use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
    let picture = utoipa::openapi::Ref::from_schema_name("PictureView");
    OneOfBuilder::new().item(ObjectBuilder::new().schema_type(Type::Null)).item(picture).build().into()
}

impl OrderLineView {
    /// The line as somebody reads it.
    pub fn of(order: &Order, line: &OrderLine, locale: Locale) -> OrderLineView {
        let option = line.option.best(locale).to_owned();
        OrderLineView {
            id: line.id.clone(),
            variant_id: line.variant_id.clone(),
            product_id: line.product_id.clone(),
            slug: line.slug.clone(),
            name: line.name.best(locale).to_owned(),
            option: Some(option).filter(|option| !option.is_empty()),
            sku: line.sku.clone(),
            picture: line.picture.as_ref().map(|picture| picture.0.clone()),
            quantity: line.quantity,
            unit_price: order.money(line.unit_price_cents),
            total: order.money(line.total_cents),
            vat_rate_bp: line.vat_rate_bp,
            made_to_order: line.made_to_order,
            origin: line.origin.as_ref().map(|origin| OriginView::of(&origin.0, locale)),
            edition: Vec::new(),
            personalisation: line.personalisation.clone(),
            withdrawal_exempt: line.withdrawal_exempt.clone(),
            refunded: order.money(line.refunded_cents),
            refunded_quantity: line.refunded_pieces,
            returned_quantity: line.returned_pieces,
        }
    }
}

/// How an order is handed over.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderDelivery {
    /// Sent or fetched.
    pub method: DeliveryMethod,
    /// The option's name.
    pub label: String,
    /// What it costs.
    pub price: Money,
    /// The first day.
    pub earliest: LocalDate,
    /// The day it should be there.
    pub latest: LocalDate,
    /// Where to fetch it.
    pub address: Option<String>,
    /// When to fetch it.
    pub hours: Option<String>,
}

impl OrderDelivery {
    /// What was agreed for the order.
    pub fn of(order: &Order) -> OrderDelivery {
        let agreed = &order.delivery.0;
        OrderDelivery {
            method: order.delivery_method,
            label: agreed.label.clone(),
            price: order.money(order.delivery_cents),
            earliest: agreed.earliest.clone(),
            latest: agreed.latest.clone(),
            address: agreed.address.clone(),
            hours: agreed.hours.clone(),
        }
    }
}

/// The states of an order with their times.
pub fn steps(order: &Order) -> Vec<OrderStep> {
    order.steps().into_iter().map(|(status, at)| OrderStep { status, at }).collect()
}
