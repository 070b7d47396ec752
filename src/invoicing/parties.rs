//! Who is named on a document: a seller as the onboarding record has it now, and who runs the installation.

use crate::db::Tx;
use crate::documents::{self, Party};
use crate::identity::{self, organisations};
use crate::kit::Result;
use crate::kit::id::OrganisationId;
use crate::kit::locale::Locale;
use crate::orders::CompanyBuyer;

/// A seller, for documents that the platform issues to it.
pub fn seller_party(tx: &mut Tx, organisation: &OrganisationId) -> Result<Party> {
    let seller = identity::seller_of_record(tx, organisation)?;
    let place = [seller.street, format!("{} {}", seller.post_code, seller.town), seller.country];
    let place = place.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Ok(Party {
        brand: Some(seller.name).filter(|brand| *brand != seller.legal_name),
        name: seller.legal_name,
        address: place,
        tax_number: tax_number(tx, organisation)?.filter(|_| seller.vat_id.is_none()),
        vat_id: seller.vat_id,
        registration: match (seller.register_name, seller.registration_number) {
            (Some(register), Some(number)) => Some(format!("{register}, {number}")),
            (register, number) => number.or(register),
        },
        email: Some(seller.email).filter(|email| !email.is_empty()),
    })
}

/// A company that buys, as it told at the checkout.
pub fn company_party(company: &CompanyBuyer) -> Party {
    Party {
        name: company.name.clone(),
        brand: None,
        address: format!("{}, {} {}, {}", company.street, company.postcode, company.city, company.country),
        vat_id: company.vat_id.clone(),
        tax_number: None,
        registration: None,
        email: None,
    }
}

/// A seller's tax number, which stands on the documents of those who have no number for VAT.
pub fn tax_number(tx: &mut Tx, organisation: &OrganisationId) -> Result<Option<String>> {
    Ok(organisations::store::with_record(tx, organisation)?.and_then(|(_, record)| record.tax_number))
}

/// The operator; by the name of the product alone where the settings name nobody.
pub fn operator_party(tx: &mut Tx) -> Result<Party> {
    let nobody = Party {
        name: "Modrotisk".to_owned(),
        brand: None,
        address: String::new(),
        vat_id: None,
        tax_number: None,
        registration: None,
        email: None,
    };
    Ok(documents::operator(tx)?.map_or(nobody, Party::from))
}

/// The language that a seller is written to in.
pub fn language_of(tx: &mut Tx, organisation: &OrganisationId) -> Result<Locale> {
    Ok(identity::contacts(tx, organisation)?.first().map_or(Locale::Sl, |contact| contact.locale))
}
