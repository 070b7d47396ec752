//! What others may know of an organisation: its card, the seller in law, and where its money goes.

use serde::{Deserialize, Serialize};

use super::model::{LegalKind, Onboarding, Organisation, OrganisationKind, OrganisationStatus, VatStatus};
use super::store;
use crate::db::Tx;
use crate::kit::id::OrganisationId;
use crate::kit::{Error, Result, iban};

/// An organisation in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrganisationCard {
    /// The organisation.
    pub id: OrganisationId,
    /// Its part of public addresses.
    pub slug: String,
    /// Its public name.
    pub name: String,
    /// Where it works.
    pub town: Option<String>,
    /// What it works as.
    pub kind: OrganisationKind,
    /// How far the desk has come with it.
    pub status: OrganisationStatus,
}

/// Who the seller is in law, as a buyer is told before the order and on it. Kept with the order as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SellerOfRecord {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its public name.
    pub name: String,
    /// What the seller is in law.
    pub legal_kind: Option<LegalKind>,
    /// The name in the register, or the person's.
    pub legal_name: String,
    /// The name it trades under.
    pub trade_name: Option<String>,
    /// Street and number.
    pub street: String,
    /// Post code.
    pub post_code: String,
    /// Town.
    pub town: String,
    /// Two letters.
    pub country: String,
    /// Where to write.
    pub email: String,
    /// Where to call.
    pub phone: String,
    /// Number in the register.
    pub registration_number: Option<String>,
    /// Which register.
    pub register_name: Option<String>,
    /// VAT id, where registered.
    pub vat_id: Option<String>,
    /// Whether value added tax is charged.
    pub vat_status: Option<VatStatus>,
    /// Whether the seller acts as a trader; whoever sells here does.
    pub trader: bool,
}

/// Where a seller's money goes. Shown on payment forms only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutAccount {
    /// Compact.
    pub iban: String,
    /// Exactly as at the bank.
    pub account_holder: String,
}

/// An organisation in one line; `None` when there is none.
pub fn organisation_card(tx: &mut Tx, id: &OrganisationId) -> Result<Option<OrganisationCard>> {
    Ok(store::find(tx, id)?.map(OrganisationCard::from))
}

/// Who the seller is in law.
pub fn seller_of_record(tx: &mut Tx, id: &OrganisationId) -> Result<SellerOfRecord> {
    let (organisation, record) = store::with_record(tx, id)?.ok_or(Error::not_found())?;
    Ok(seller(organisation, record))
}

/// Where a seller's money goes; `None` while it has not told.
pub fn payout_account(tx: &mut Tx, id: &OrganisationId) -> Result<Option<PayoutAccount>> {
    let Some((_, record)) = store::with_record(tx, id)? else { return Ok(None) };
    let told = record.iban.filter(|number| iban::is_iban(number)).zip(record.account_holder);
    Ok(told.map(|(number, account_holder)| PayoutAccount { iban: iban::compact(&number), account_holder }))
}

impl OrganisationCard {
    /// The cards of every organisation in the list that is there.
    pub fn all(tx: &mut Tx, ids: &[OrganisationId]) -> Result<Vec<OrganisationCard>> {
        Ok(store::all(tx, ids)?.into_iter().map(OrganisationCard::from).collect())
    }
}

impl From<Organisation> for OrganisationCard {
    fn from(organisation: Organisation) -> OrganisationCard {
        OrganisationCard {
            id: organisation.id,
            slug: organisation.slug,
            name: organisation.name,
            town: organisation.town,
            kind: organisation.kind,
            status: organisation.status,
        }
    }
}

impl Organisation {
    /// Whether the public may see it and what it offers.
    pub fn is_public(&self) -> bool {
        self.status == OrganisationStatus::Approved
    }
}

fn seller(organisation: Organisation, record: Onboarding) -> SellerOfRecord {
    SellerOfRecord {
        organisation: organisation.id,
        legal_name: record.legal_name.unwrap_or_else(|| organisation.name.clone()),
        name: organisation.name,
        legal_kind: record.legal_kind,
        trade_name: record.trade_name,
        street: record.street.unwrap_or_default(),
        post_code: record.post_code.unwrap_or_default(),
        town: record.town.unwrap_or_default(),
        country: record.country.unwrap_or_default(),
        email: record.email.unwrap_or_default(),
        phone: record.phone.unwrap_or_default(),
        registration_number: record.registration_number,
        register_name: record.register_name,
        vat_id: record.vat_id.filter(|_| record.vat_status == Some(VatStatus::Registered)),
        vat_status: record.vat_status,
        trader: true,
    }
}
