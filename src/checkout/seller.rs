//! The seller of record as an order copies it.

use crate::db::Tx;
use crate::identity::{self, OrganisationCard};
use crate::kit::id::OrganisationId;
use crate::kit::{Error, Result};
use crate::orders::SellerOfRecord;

/// Who sells, as the onboarding record has it now.
pub fn seller(tx: &mut Tx, organisation: &OrganisationId) -> Result<SellerOfRecord> {
    let OrganisationCard { slug, town, .. } = identity::organisation_card(tx, organisation)?.ok_or(Error::not_found())?;
    let record = identity::seller_of_record(tx, organisation)?;
    let charges_vat = record.vat_status.is_some_and(|status| status.as_str() == "registered");
    let registration = match (record.register_name, record.registration_number) {
        (Some(register), Some(number)) => Some(format!("{register}, {number}")),
        (register, number) => number.or(register),
    };
    let place = [record.street, format!("{} {}", record.post_code, record.town), record.country];
    Ok(SellerOfRecord {
        organisation_id: organisation.clone(),
        name: record.name,
        slug,
        town,
        legal_name: record.legal_name,
        address: place.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        email: record.email,
        phone: Some(record.phone).filter(|phone| !phone.is_empty()),
        registration,
        vat_id: record.vat_id,
        vat_registered: charges_vat,
        trader: record.trader,
    })
}
