//! A basket as the buyer reads it.

use serde::Serialize;

use super::basket::{Basket, BasketLine, Parcel};
use crate::carts::CartLine;
use crate::delivery::{DeliveryOption, HiddenOption};
use crate::kit::Result;
use crate::kit::id::{CartLineId, OrganisationId, ProductId, VariantId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::media::PictureView;
use crate::orders::SellerOfRecord;

/// A cart as it stands now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CartView {
    /// The secret of a guest's cart, only in the answer that made it.
    pub token: Option<String>,
    /// Pieces.
    pub count: i64,
    /// One part for each creator.
    pub parcels: Vec<CartParcel>,
    /// All goods.
    pub items_total: Money,
    /// All deliveries by the chosen ways.
    pub delivery_total: Money,
    /// What is paid. Send it as `PlaceOrder.total`.
    pub total: Money,
    /// The VAT in the total.
    pub vat_included: Money,
    /// Whether nothing stands in the way of ordering.
    pub ready: bool,
    /// The country that delivery is quoted for.
    pub country: String,
}

/// One creator's part of a cart.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CartParcel {
    /// The creator.
    pub organisation_id: OrganisationId,
    /// Who sells, as the law wants it known before the order.
    pub seller: SellerOfRecord,
    /// What.
    pub lines: Vec<CartLineView>,
    /// Goods.
    pub items_total: Money,
    /// All pieces together.
    pub weight_g: i64,
    /// The ways of delivery, the cheapest parcel first.
    pub delivery_options: Vec<DeliveryOption>,
    /// Those that do not fit, and why.
    pub hidden_options: Vec<HiddenOption>,
    /// The way chosen.
    pub chosen_option_id: Option<String>,
    /// What it costs.
    pub delivery: Money,
    /// How much more makes the parcel free.
    pub free_delivery_missing: Option<Money>,
    /// The VAT in goods and delivery.
    pub vat_included: Money,
    /// What the maker says about things made to order, if there are any.
    pub made_to_order_note: Option<String>,
    /// Whether this creator can be paid by bank transfer.
    pub takes_transfer: bool,
}

crate::text_enum! {
    /// Whether a line can be had.
    pub enum Availability {
        /// Yes.
        InStock = "in_stock",
        /// Yes, but few are left.
        Low = "low",
        /// It is made after the order.
        MadeToOrder = "made_to_order",
        /// Fewer than wanted.
        NotEnough = "not_enough",
        /// No longer.
        Gone = "gone",
    }
}

/// One line of a cart.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CartLineView {
    /// Its id.
    pub id: CartLineId,
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
    /// The cover picture.
    pub picture: Option<PictureView>,
    /// How many are wanted.
    pub quantity: i64,
    /// How many can be had.
    pub max_quantity: i64,
    /// The price of one now.
    pub unit_price: Money,
    /// All of them.
    pub line_total: Money,
    /// The price that the buyer saw, if it is another now.
    pub changed_price: Option<Money>,
    /// Whether it can be had.
    pub availability: Availability,
    /// Days until it is sent.
    pub lead_time_days: i32,
    /// The buyer's text.
    pub personalisation: Option<String>,
    /// What text the maker asks for.
    pub personalisation_label: Option<String>,
    /// Its letters at most.
    pub personalisation_max: Option<i32>,
    /// Whether it must be given.
    pub personalisation_required: bool,
    /// Why the buyer cannot withdraw, if so.
    pub withdrawal_exempt: Option<String>,
}

/// With so few left a line says so.
const FEW: i64 = 3;

impl CartView {
    /// The basket as somebody reads it.
    pub fn of(basket: &Basket, token: Option<String>, country: &str, locale: Locale) -> Result<CartView> {
        Ok(CartView {
            token,
            count: basket.lines().map(|line| line.line.quantity).sum(),
            parcels: basket.parcels.iter().map(|parcel| CartParcel::of(parcel, locale)).collect::<Result<_>>()?,
            items_total: basket.items()?,
            delivery_total: basket.delivery()?,
            total: basket.total()?,
            vat_included: basket.vat()?,
            ready: basket.is_ready(),
            country: country.to_owned(),
        })
    }
}

impl CartParcel {
    fn of(parcel: &Parcel, locale: Locale) -> Result<CartParcel> {
        let seller = &parcel.seller;
        Ok(CartParcel {
            organisation_id: seller.organisation_id.clone(),
            seller: seller.clone(),
            lines: parcel.lines.iter().map(|line| CartLineView::of(line, locale)).collect::<Result<_>>()?,
            items_total: parcel.items()?,
            weight_g: parcel.weight_g,
            delivery_options: parcel.quote.options.clone(),
            hidden_options: parcel.quote.hidden.clone(),
            chosen_option_id: parcel.chosen.as_ref().map(|option| option.id.clone()),
            delivery: parcel.delivery(),
            free_delivery_missing: parcel.quote.free_delivery_missing,
            vat_included: parcel.vat()?,
            made_to_order_note: parcel.note.clone(),
            takes_transfer: parcel.takes_transfer(),
        })
    }
}

impl CartLineView {
    fn of(basket_line: &BasketLine, locale: Locale) -> Result<CartLineView> {
        let BasketLine { line, item, most } = basket_line;
        let CartLine { seen, .. } = line;
        let name = item.as_ref().map_or(&seen.name, |item| &item.name).best(locale).to_owned();
        let option = item.as_ref().map_or(&seen.option, |item| &item.option).best(locale).to_owned();
        let asked = item.as_ref().and_then(|item| item.personalisation.as_ref());
        let now = basket_line.unit_price();
        Ok(CartLineView {
            id: line.id.clone(),
            variant_id: line.variant_id.clone(),
            product_id: seen.product.clone(),
            slug: item.as_ref().map_or(&seen.slug, |item| &item.slug).clone(),
            name,
            option: Some(option).filter(|option| !option.is_empty()),
            sku: item.as_ref().map_or(&seen.sku, |item| &item.sku).clone(),
            picture: item.as_ref().and_then(|item| item.picture.clone()).map(|picture| PictureView::of(picture, locale)),
            quantity: line.quantity,
            max_quantity: *most,
            unit_price: now,
            line_total: basket_line.total()?,
            changed_price: Some(line.seen_price()).filter(|seen| item.is_some() && *seen != now),
            availability: availability(basket_line),
            lead_time_days: item.as_ref().map_or(0, |item| item.lead_time_days),
            personalisation: Some(line.personalisation.clone()).filter(|text| !text.is_empty()),
            personalisation_label: asked.map(|asked| asked.label.best(locale).to_owned()),
            personalisation_max: asked.map(|asked| asked.max_length),
            personalisation_required: asked.is_some_and(|asked| asked.required),
            withdrawal_exempt: item.as_ref().filter(|item| item.withdrawal_exempt()).map(|item| item.withdrawal_exemption.to_string()),
        })
    }
}

fn availability(line: &BasketLine) -> Availability {
    match &line.item {
        None => Availability::Gone,
        Some(item) if item.made_to_order => Availability::MadeToOrder,
        Some(_) if line.most == 0 => Availability::Gone,
        Some(_) if line.line.quantity > line.most => Availability::NotEnough,
        Some(_) if line.most <= FEW => Availability::Low,
        Some(_) => Availability::InStock,
    }
}
