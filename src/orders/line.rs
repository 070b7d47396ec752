//! The lines of an order, with all that was frozen on them when it was placed.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::order_lines;
use crate::kit::id::{AgreementId, CommissionRuleId, OrderId, OrderLineId, OrganisationId, ProductId, VariantId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};

/// The challenge that a piece comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LineOrigin {
    /// What the challenge is called.
    pub challenge: Translations,
    /// The challenge's address.
    pub slug: String,
    /// Who posed it.
    pub company: String,
    /// Whose idea and work it is.
    pub creator: String,
    /// How it is made, in each language; blank where nothing is said.
    pub technique: Translations,
    /// Where it is made.
    pub place: Translations,
}

impl LineOrigin {
    /// In one line, as papers and letters show it.
    pub fn sentence(&self, l: Locale) -> String {
        let challenge = self.challenge.best(l);
        let first = l.pick(
            format!("Ustvarjalni izziv »{challenge}«"),
            format!("Creative challenge “{challenge}”"),
            format!("Kreativ-Challenge „{challenge}“"),
        );
        let rest = [self.company.as_str(), self.creator.as_str(), self.technique.best(l), self.place.best(l)];
        rest.into_iter().filter(|part| !part.is_empty()).fold(first, |line, part| format!("{line} · {part}"))
    }
}

/// One thing bought. Name, price and tax as they were.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines)]
pub struct OrderLine {
    /// Its id.
    pub id: OrderLineId,
    /// The order.
    pub order_id: OrderId,
    /// Its place on the order.
    pub position: i32,
    /// The variant.
    pub variant_id: VariantId,
    /// The product.
    pub product_id: ProductId,
    /// The product's page.
    pub slug: String,
    /// The product's name.
    pub name: Translations,
    /// The variant's name.
    pub option: Translations,
    /// Its code.
    pub sku: String,
    /// The cover picture as the public read it.
    pub picture: Option<Json<serde_json::Value>>,
    /// How many.
    pub quantity: i64,
    /// The price of one, with VAT.
    pub unit_price_cents: i64,
    /// All of them.
    pub total_cents: i64,
    /// The rate contained, 0 when the seller charges none.
    pub vat_rate_bp: i64,
    /// Whether it is made after the order.
    pub made_to_order: bool,
    /// Days to make or find it.
    pub lead_time_days: i64,
    /// The buyer's text.
    pub personalisation: Option<String>,
    /// Why the buyer cannot withdraw, if so.
    pub withdrawal_exempt: Option<String>,
    /// The rule of the platform's share, if one fitted.
    pub commission_rule: Option<CommissionRuleId>,
    /// The platform's share of the line, without VAT.
    pub commission_cents: i64,
    /// VAT on that share.
    pub commission_vat_cents: i64,
    /// The agreement by which the line owes a royalty, if one holds.
    pub royalty_agreement_id: Option<AgreementId>,
    /// The company that gets it.
    pub royalty_to: Option<OrganisationId>,
    /// How much of the line's net price.
    pub royalty_cents: i64,
    /// The challenge that the piece comes from, as it was said when it was bought.
    pub origin: Option<Json<LineOrigin>>,
    /// What went back of it, or is promised to: never more than its total.
    pub refunded_cents: i64,
    /// Pieces whose money went back.
    pub refunded_pieces: i64,
    /// Pieces that came back, or that the buyer has said to send back. None comes back twice.
    pub returned_pieces: i64,
}
