//! What is kept of an organisation, and which states follow which. No database, no HTTP.
//!
//! ```text
//! draft -> submitted -> approved <-> suspended
//!   ^          |-> changes_requested -> submitted
//!   |          |-> refused -> submitted
//!   '- withdrawn                          draft, changes_requested, refused -> closed
//! ```
//! An objection that is upheld takes `changes_requested` and `refused` straight to `approved`.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{onboarding, organisations};
use crate::kit::decision::Decision;
use crate::kit::id::{MediaId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::time::{Instant, LocalDate};

crate::text_enum! {
    /// What an organisation works as.
    pub enum OrganisationKind {
        /// Makes and sells.
        Studio = "studio",
        /// Poses challenges.
        Company = "company",
        /// Schedules pop-ups.
        Organizer = "organizer",
        /// A museum, school or municipality.
        Institution = "institution",
    }
}

crate::text_enum! {
    /// How far the desk has come with an organisation.
    pub enum OrganisationStatus {
        /// Being written.
        Draft = "draft",
        /// Waits for the desk.
        Submitted = "submitted",
        /// May sell, pose challenges, schedule.
        Approved = "approved",
        /// Back to its people, with what to change.
        ChangesRequested = "changes_requested",
        /// Not accepted.
        Refused = "refused",
        /// Accepted before, held now.
        Suspended = "suspended",
        /// Ended by its people.
        Closed = "closed",
    }
}

crate::text_enum! {
    /// What a seller is in law.
    pub enum LegalKind {
        /// A person with registered personal supplementary work (osebno dopolnilno delo).
        IndividualOdd = "individual_odd",
        /// A sole trader (s.p.).
        SoleTrader = "sole_trader",
        /// A company (d.o.o., d.d.).
        Company = "company",
        /// A cooperative (zadruga).
        Cooperative = "cooperative",
        /// A society (društvo).
        Society = "society",
        /// An institute (zavod).
        Institute = "institute",
        /// A municipality, agency or other public body.
        PublicBody = "public_body",
    }
}

crate::text_enum! {
    /// Whether a seller charges value added tax.
    pub enum VatStatus {
        /// Registered.
        Registered = "registered",
        /// Below the threshold of article 94.
        Exempt = "exempt",
    }
}

crate::text_enum! {
    /// How a seller confirms sales that are paid in cash.
    pub enum FiscalMode {
        /// With a certificate of its own.
        OwnCertificate = "own_certificate",
        /// The operator does it on the seller's behalf.
        OperatorOnBehalf = "operator_on_behalf",
        /// By the bound book of receipts.
        BoundBook = "bound_book",
        /// The law does not ask this seller to.
        NotLiable = "not_liable",
        /// Takes no cash.
        NoncashOnly = "noncash_only",
    }
}

/// The unit that owns products, challenges, events, stock and money.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = organisations)]
pub struct Organisation {
    /// The organisation.
    pub id: OrganisationId,
    /// What it works as.
    pub kind: OrganisationKind,
    /// How far the desk has come with it.
    pub status: OrganisationStatus,
    /// Its public name.
    pub name: String,
    /// Its part of public addresses; never changes.
    pub slug: String,
    /// What it says about itself, Markdown.
    pub bio: Translations,
    /// Where it works.
    pub town: Option<String>,
    /// Two letters.
    pub country: String,
    /// Its own site.
    pub website: Option<String>,
    /// Where the public may write.
    pub contact_email: Option<String>,
    /// Where the public may call.
    pub contact_phone: Option<String>,
    /// Its mark.
    pub logo_media_id: Option<MediaId>,
    /// Its people at work.
    pub portrait_media_id: Option<MediaId>,
    /// Made by demo mode.
    pub is_demo: bool,
    /// Raised by every change.
    pub version: i64,
    /// When it was founded here.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it last went to the desk.
    pub submitted_at: Option<Instant>,
    /// When the desk first approved it.
    pub approved_at: Option<Instant>,
    /// When its people ended it.
    pub closed_at: Option<Instant>,
}

/// Whoever made the goods, as product safety law wants it shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManufacturerBlock {
    /// Name or trade mark.
    #[schema(max_length = 200)]
    pub name: String,
    /// Street and number.
    #[schema(max_length = 200)]
    pub street: String,
    /// Post code.
    #[schema(max_length = 20)]
    pub post_code: String,
    /// Town.
    #[schema(max_length = 120)]
    pub town: String,
    /// Two letters.
    #[schema(max_length = 2)]
    pub country: String,
    /// An electronic address: mail or site.
    #[schema(max_length = 254)]
    pub email_or_url: String,
}

/// What only personal supplementary work has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OddDetails {
    /// Number of the notification at AJPES.
    #[schema(max_length = 40)]
    pub ajpes_notification_number: Option<String>,
    /// The last month with a voucher, `2026-11`.
    #[schema(max_length = 7)]
    pub voucher_month: Option<String>,
    /// Income of the half-year so far.
    #[schema(minimum = 0)]
    pub half_year_income_cents: Option<i64>,
}

/// Figures that decide which tax rules apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxDetails {
    /// Turnover of the year so far, for the threshold of article 94.
    #[schema(minimum = 0)]
    pub turnover_so_far_cents: Option<i64>,
    /// Registered for the one stop shop.
    #[serde(default)]
    pub one_stop_shop: bool,
    /// Sales to consumers in other member states so far.
    #[schema(minimum = 0)]
    pub eu_sales_so_far_cents: Option<i64>,
}

/// A text that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Which version of it.
    pub version: String,
    /// When.
    pub at: Instant,
}

/// What the law asks of a seller, collected once. What is not told yet is `None`; a value may still be half typed.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = onboarding, primary_key(organisation_id), treat_none_as_null = true)]
pub struct Onboarding {
    /// Whose record it is.
    pub organisation_id: OrganisationId,
    /// What the seller is in law.
    pub legal_kind: Option<LegalKind>,
    /// The name in the register, or the person's.
    pub legal_name: Option<String>,
    /// The name it trades under.
    pub trade_name: Option<String>,
    /// Registered or home address: street and number.
    pub street: Option<String>,
    /// Post code.
    pub post_code: Option<String>,
    /// Town.
    pub town: Option<String>,
    /// Two letters.
    pub country: Option<String>,
    /// Where a buyer or an authority may call.
    pub phone: Option<String>,
    /// Where a buyer or an authority may write.
    pub email: Option<String>,
    /// Tax number.
    pub tax_number: Option<String>,
    /// VAT id, where registered.
    pub vat_id: Option<String>,
    /// Number in the register.
    pub registration_number: Option<String>,
    /// Which register.
    pub register_name: Option<String>,
    /// Of a person.
    pub birth_date: Option<LocalDate>,
    /// Of a person without a tax number.
    pub birth_place: Option<String>,
    /// Where a person is taxed, two letters.
    pub residence_country: Option<String>,
    /// Where money goes.
    pub iban: Option<String>,
    /// Whose account it is.
    pub account_holder: Option<String>,
    /// Whether value added tax is charged.
    pub vat_status: Option<VatStatus>,
    /// Since when.
    pub vat_from: Option<LocalDate>,
    /// How sales that are paid in cash are confirmed.
    pub fiscal_mode: Option<FiscalMode>,
    /// Figures that decide which tax rules apply.
    pub tax_details: Json<TaxDetails>,
    /// What only personal supplementary work has.
    pub odd: Option<Json<OddDetails>>,
    /// Put on every new product.
    pub manufacturer: Option<Json<ManufacturerBlock>>,
    /// Which text of the self-certification was accepted.
    pub self_certification_version: Option<String>,
    /// When.
    pub self_certification_at: Option<Instant>,
    /// The mandate to write the seller's invoices, where it was given.
    pub invoice_mandate: Option<Json<Given>>,
    /// Which text of the terms was accepted.
    pub terms_version: Option<String>,
    /// When.
    pub terms_at: Option<Instant>,
    /// Raised by every change.
    pub version: i64,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Onboarding {
    /// Which text of the mandate to write the seller's invoices was accepted, and when.
    pub fn mandate(&self) -> (Option<String>, Option<Instant>) {
        self.invoice_mandate.as_ref().map(|given| (given.0.version.clone(), given.0.at)).unzip()
    }

    /// A record in which nothing is told yet.
    pub fn empty(organisation_id: OrganisationId, now: Instant) -> Onboarding {
        Onboarding {
            organisation_id,
            legal_kind: None,
            legal_name: None,
            trade_name: None,
            street: None,
            post_code: None,
            town: None,
            country: Some("SI".to_owned()),
            phone: None,
            email: None,
            tax_number: None,
            vat_id: None,
            registration_number: None,
            register_name: None,
            birth_date: None,
            birth_place: None,
            residence_country: None,
            iban: None,
            account_holder: None,
            vat_status: None,
            vat_from: None,
            fiscal_mode: None,
            tax_details: Json(TaxDetails::default()),
            odd: None,
            manufacturer: None,
            self_certification_version: None,
            self_certification_at: None,
            invoice_mandate: None,
            terms_version: None,
            terms_at: None,
            version: 1,
            updated_at: now,
        }
    }
}

impl OrganisationStatus {
    /// The state that a decision leads to from here, if it may be taken here.
    pub fn decided(self, decision: Decision) -> Option<OrganisationStatus> {
        use OrganisationStatus::*;
        match (self, decision) {
            (Submitted | ChangesRequested | Refused, Decision::Approved) => Some(Approved),
            (Submitted, Decision::ChangesRequested) => Some(ChangesRequested),
            (Submitted, Decision::Refused) => Some(Refused),
            (Approved, Decision::Suspended) => Some(Suspended),
            (Suspended, Decision::Restored) => Some(Approved),
            _ => None,
        }
    }

    /// Whether its people may bring it to the desk.
    pub fn may_submit(self) -> bool {
        matches!(self, OrganisationStatus::Draft | OrganisationStatus::ChangesRequested | OrganisationStatus::Refused)
    }

    /// Whether its people may change what it says: not while the desk looks at it, not after the end.
    pub fn may_edit(self) -> bool {
        !matches!(self, OrganisationStatus::Submitted | OrganisationStatus::Closed)
    }

    /// Whether it was accepted once, so that it must stay complete.
    pub fn must_stay_complete(self) -> bool {
        matches!(self, OrganisationStatus::Approved | OrganisationStatus::Suspended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_decides_only_what_lies_before_it() {
        use OrganisationStatus::*;
        let allowed: Vec<(OrganisationStatus, Decision)> = OrganisationStatus::ALL
            .iter()
            .flat_map(|status| Decision::ALL.iter().map(|decision| (*status, *decision)))
            .filter(|(status, decision)| status.decided(*decision).is_some())
            .collect();
        assert_eq!(
            allowed,
            [
                (Submitted, Decision::Approved),
                (Submitted, Decision::ChangesRequested),
                (Submitted, Decision::Refused),
                (Approved, Decision::Suspended),
                (ChangesRequested, Decision::Approved),
                (Refused, Decision::Approved),
                (Suspended, Decision::Restored),
            ]
        );
    }

    #[test]
    fn nothing_leaves_closed() {
        assert!(!OrganisationStatus::Closed.may_submit() && !OrganisationStatus::Closed.may_edit());
        assert!(Decision::ALL.iter().all(|decision| OrganisationStatus::Closed.decided(*decision).is_none()));
    }
}
