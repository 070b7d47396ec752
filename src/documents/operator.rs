//! Who runs the installation, as documents print it. Told at the start from the settings; the newest holds.

use super::model::Party;
use super::store;
use crate::db::Tx;
use crate::kit::{Error, Result};
use crate::web::Operator;

/// Notes what the settings say of the operator, if it is not what they said before. Documents that were issued stay as they are.
pub fn tell_operator(tx: &mut Tx, told: &Operator) -> Result<()> {
    if operator(tx)?.as_ref() == Some(told) {
        return Ok(());
    }
    let content = serde_json::to_string(told).map_err(Error::internal)?;
    Ok(store::insert_operator(tx, &content)?)
}

/// The operator as told last; none where the settings never named one.
pub fn operator(tx: &mut Tx) -> Result<Option<Operator>> {
    store::operator(tx)?.map(|content| serde_json::from_str(&content).map_err(Error::internal)).transpose()
}

impl From<Operator> for Party {
    fn from(operator: Operator) -> Party {
        Party {
            name: operator.name,
            brand: Some("Modrotisk".to_owned()),
            address: operator.address,
            tax_number: Some(operator.tax_number).filter(|_| operator.vat_id.is_none()),
            vat_id: operator.vat_id,
            registration: operator.registration,
            email: operator.email,
        }
    }
}
