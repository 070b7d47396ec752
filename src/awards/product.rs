//! "Make it a product": a listing that begins with what was agreed.

use std::collections::BTreeMap;

use crate::agreements::{self, Agreement, AgreementSide, AgreementStatus};
use crate::catalogue::{self, NewProduct};
use crate::db::Tx;
use crate::identity::{self, Member};
use crate::kit::id::{AgreementId, ProductId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::{Code, Result};

/// Begins a listing of the creator's studio under an agreement in force: named as the work, tied to the challenge, with the
/// credit line that stays. Licence and royalty are the agreement's; a listing cannot say otherwise.
pub fn make_product(tx: &mut Tx, by: &Member, id: &AgreementId) -> Result<ProductId> {
    let (agreement, side) = agreements::of_member(tx, by, id)?;
    by.manager()?;
    if side != AgreementSide::Creator {
        return Err(Code::Forbidden.because("The creator makes the listing, since the creator's studio sells it."));
    }
    if agreement.status != AgreementStatus::InForce {
        return Err(Code::AgreementState.into());
    }
    let name = Translations::one(Locale::Sl, agreement.work.clone());
    let product = catalogue::begin(tx, by, NewProduct { name, category: None })?;
    agreements::tie(tx, &agreement, &product)?;
    let credit = credit(tx, &agreement)?;
    catalogue::agree_on_credit(tx, by, &product, &credit)?;
    let facts = serde_json::json!({ "agreement": agreement.id, "challenge": agreement.challenge_id });
    crate::events::record(tx, "product.made_of_agreement", product.as_str(), Some(&by.account), facts)?;
    Ok(product)
}

/// Who made it, after which challenge, of which company.
fn credit(tx: &mut Tx, agreement: &Agreement) -> Result<Translations> {
    let company = identity::organisation_card(tx, &agreement.company_id)?.map(|card| card.name).unwrap_or_default();
    let team = agreements::members(tx, &agreement.id)?;
    let names = team.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(", ");
    let line = |l: Locale| {
        let title = agreement.challenge_title.best(l);
        l.pick(
            format!("{names} v ustvarjalnem izzivu »{title}« (izziv: {company})."),
            format!("{names} in the creative challenge “{title}” posed by {company}."),
            format!("{names} in der Kreativ-Challenge „{title}“ von {company}."),
        )
    };
    Ok(Translations(BTreeMap::from([Locale::Sl, Locale::En, Locale::De].map(|l| (l, line(l))))))
}
