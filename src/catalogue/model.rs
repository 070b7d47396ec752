//! The rows of the catalogue and the states of a listing; no database, no HTTP.

use diesel::prelude::{Insertable, Queryable, Selectable};

use super::content::{Content, Origin};
use crate::db::schema::{drafts, price_changes, products, variants};
use crate::kit::id::{AccountId, OrganisationId, PriceChangeId, ProductId, VariantId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

text_enum! {
    /// Where a listing stands.
    pub enum ListingStatus {
        /// Being written; never live.
        Draft = "draft",
        /// At the desk for the first time.
        Submitted = "submitted",
        /// For sale.
        Approved = "approved",
        /// The desk wants something changed before it goes live.
        ChangesRequested = "changes_requested",
        /// The desk said no.
        Refused = "refused",
        /// Taken out of the shop by its maker, for a while.
        Paused = "paused",
        /// Taken out of the shop by the desk.
        Suspended = "suspended",
        /// Put away by its maker; can be brought back.
        Archived = "archived",
    }
}

text_enum! {
    /// Where the working copy of a listing stands.
    pub enum ListingDraftStatus {
        /// There is none: what is live is all there is.
        None = "none",
        /// Being written.
        Editing = "editing",
        /// Frozen, at the desk.
        Submitted = "submitted",
        /// Came back from the desk with wishes.
        ChangesRequested = "changes_requested",
        /// Came back from the desk with a no.
        Refused = "refused",
    }
}

impl ListingStatus {
    /// The whole table of what may follow what. Bringing back from `archived` or `suspended` leads to where it was before.
    pub fn may_become(self, next: ListingStatus) -> bool {
        use ListingStatus as S;
        match self {
            S::Draft => matches!(next, S::Submitted | S::Archived),
            S::Submitted => matches!(next, S::Draft | S::Approved | S::ChangesRequested | S::Refused),
            S::ChangesRequested | S::Refused => matches!(next, S::Submitted | S::Archived),
            S::Approved => matches!(next, S::Paused | S::Suspended | S::Archived),
            S::Paused => matches!(next, S::Approved | S::Suspended | S::Archived),
            S::Suspended => matches!(next, S::Approved | S::Paused),
            S::Archived => matches!(next, S::Draft | S::ChangesRequested | S::Refused | S::Approved | S::Paused),
        }
    }

    /// Whether the listing was accepted once and has content that buyers saw.
    pub fn was_live(self) -> bool {
        matches!(self, ListingStatus::Approved | ListingStatus::Paused | ListingStatus::Suspended)
    }
}

impl ListingDraftStatus {
    /// Whether it may be brought to the desk.
    pub fn may_be_submitted(self) -> bool {
        matches!(self, ListingDraftStatus::Editing | ListingDraftStatus::ChangesRequested | ListingDraftStatus::Refused)
    }
}

/// A listing as buyers see it, with the columns that lists search and sort by.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = products)]
#[allow(missing_docs)]
pub struct Product {
    pub id: ProductId,
    pub organisation_id: OrganisationId,
    /// The address; given at the first approval and never changed after.
    pub slug: Option<String>,
    pub status: ListingStatus,
    /// Where it stood before it was archived or suspended.
    pub status_before: Option<ListingStatus>,
    /// The live text, its variants left out: those are rows.
    pub content: Option<Json<Content>>,
    pub name: Translations,
    pub name_folded: String,
    /// Everything that somebody may search for, folded.
    pub search_text: String,
    /// Techniques and materials to filter by: `technique:blueprint material:linen`.
    pub terms: String,
    pub category: Option<String>,
    pub town: Option<String>,
    pub origin: Origin,
    pub made_to_order: bool,
    pub lead_time_days: Option<i32>,
    pub price_from_cents: Option<i64>,
    pub price_to_cents: Option<i64>,
    pub currency: Currency,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub published_at: Option<Instant>,
    /// The credit line that was agreed with a company, if one was: origin and credit of the listing stay so.
    pub agreed_credit: Option<Translations>,
}

/// The working copy of a listing. There is exactly one row a listing; `content` is absent while nothing is being changed.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = drafts)]
#[allow(missing_docs)]
pub struct Draft {
    pub product_id: ProductId,
    pub content: Option<Json<Content>>,
    pub status: ListingDraftStatus,
    /// Rises with every change and never falls, so that a page opened long ago cannot overwrite a newer text.
    pub version: i64,
    /// The latest name, live or not, for the maker's own tables.
    pub name: Translations,
    pub name_folded: String,
    pub updated_by: Option<AccountId>,
    pub updated_at: Instant,
}

/// A buyable form. Exists from the first save on, since stock hangs on it; only live ones are for sale.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = variants)]
#[allow(missing_docs)]
pub struct Variant {
    pub id: VariantId,
    pub product_id: ProductId,
    pub organisation_id: OrganisationId,
    pub sku: String,
    pub option_name: Translations,
    pub price_cents: Option<i64>,
    /// The lowest price of the 30 days before the latest reduction, shown until `prior_until_at`.
    pub prior_price_cents: Option<i64>,
    pub prior_until_at: Option<Instant>,
    pub currency: Currency,
    pub barcode: Option<String>,
    pub weight_g: Option<i32>,
    pub position: i32,
    pub live: bool,
    pub created_at: Instant,
    pub retired_at: Option<Instant>,
}

impl Variant {
    /// The price, once there is one.
    pub fn price(&self) -> Option<Money> {
        self.price_cents.map(|amount| Money { amount, currency: self.currency })
    }

    /// The price before the reduction, while that must be shown.
    pub fn prior_price(&self, now: Instant) -> Option<Money> {
        let still = self.prior_until_at.is_some_and(|until| now < until);
        self.prior_price_cents.filter(|_| still).map(|amount| Money { amount, currency: self.currency })
    }
}

/// A price asked from an instant on. Never changed, never deleted.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = price_changes)]
#[allow(missing_docs)]
pub struct PriceChange {
    pub id: PriceChangeId,
    pub variant_id: VariantId,
    pub price_cents: i64,
    pub currency: Currency,
    pub changed_by: Option<AccountId>,
    pub changed_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_listing_reaches_the_shop_past_the_desk() {
        use ListingStatus as S;
        let ways_in: Vec<S> = S::ALL.iter().copied().filter(|from| from.may_become(S::Approved)).collect();
        assert_eq!(ways_in, [S::Submitted, S::Paused, S::Suspended, S::Archived]);
        assert!(!S::Draft.may_become(S::Paused) && !S::Refused.may_become(S::Approved));
    }

    #[test]
    fn only_the_desk_restores_what_it_suspended() {
        use ListingStatus as S;
        assert!(!S::Suspended.may_become(S::Archived), "archiving and bringing back would undo a suspension");
    }
}
