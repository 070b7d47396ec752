//! What agreements put on a line when it is ordered: the royalty that it owes, and the challenge that it comes from.

use std::collections::BTreeMap;

use super::basket::Parcel;
use crate::agreements::{self, LineTerms, ProductLink};
use crate::catalogue::{SellableVariant, TermKind, Vocabularies};
use crate::db::Tx;
use crate::identity;
use crate::kit::Result;
use crate::kit::id::{ChallengeId, ProductId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::money::{Currency, Money};
use crate::orders::{LineOrigin, OrderLine};
use crate::terms::share_of_line;

/// What is agreed about the products of a basket, as of now.
pub struct Agreed {
    terms: BTreeMap<ProductId, LineTerms>,
    origins: BTreeMap<ProductId, LineOrigin>,
    challenges: BTreeMap<ProductId, ChallengeId>,
}

impl Agreed {
    /// Reads it for every product in the parcels.
    pub fn of(tx: &mut Tx, parcels: &[Parcel]) -> Result<Agreed> {
        let items: BTreeMap<ProductId, &SellableVariant> = parcels
            .iter()
            .flat_map(|parcel| &parcel.lines)
            .filter_map(|line| line.item.as_ref())
            .map(|item| (item.product.clone(), item))
            .collect();
        let products: Vec<ProductId> = items.keys().cloned().collect();
        let links = agreements::of_products(tx, &products)?;
        let mut agreed = Agreed { terms: BTreeMap::new(), origins: BTreeMap::new(), challenges: BTreeMap::new() };
        if links.is_empty() {
            return Ok(agreed);
        }
        agreed.terms = agreements::line_terms(tx, &products)?;
        let words = Vocabularies::load(tx)?;
        for link in links {
            agreed.challenges.insert(link.product_id.clone(), link.challenge_id.clone());
            if let Some(item) = items.get(&link.product_id) {
                agreed.origins.insert(link.product_id.clone(), origin(tx, &link, item, &words)?);
            }
        }
        Ok(agreed)
    }

    /// The challenge that a product is tied to, by agreement or consent.
    pub fn challenge(&self, product: &ProductId) -> Option<&ChallengeId> {
        self.challenges.get(product)
    }

    /// Freezes it on a line. The royalty is a share of the net price, and never more than the platform's share leaves.
    pub fn freeze(&self, line: &mut OrderLine) {
        line.origin = self.origins.get(&line.product_id).cloned().map(Json);
        let Some(terms) = self.terms.get(&line.product_id) else { return };
        let gross = Money { amount: line.total_cents, currency: Currency::EUR };
        let vat = gross.vat_from_gross(line.vat_rate_bp).map_or(0, |vat| vat.amount);
        let net = Money { amount: line.total_cents - vat, ..gross };
        let left = (line.total_cents - line.commission_cents - line.commission_vat_cents).max(0);
        line.royalty_cents = share_of_line(&terms.option, line.quantity, net).amount.min(left);
        line.royalty_agreement_id = Some(terms.agreement.clone());
        line.royalty_to = Some(terms.company.clone());
    }
}

fn origin(tx: &mut Tx, link: &ProductLink, item: &SellableVariant, words: &Vocabularies) -> Result<LineOrigin> {
    let mut name = |id| -> Result<String> { Ok(identity::organisation_card(tx, id)?.map(|card| card.name).unwrap_or_default()) };
    let named = |kind: TermKind, code: Option<&String>| {
        code.and_then(|code| words.term(kind, code)).map_or_else(Translations::default, |term| term.names.clone())
    };
    Ok(LineOrigin {
        challenge: link.challenge_title.clone(),
        slug: link.challenge_slug.clone(),
        company: name(&link.company_id)?,
        creator: name(&item.organisation)?,
        technique: named(TermKind::Technique, item.techniques.first()),
        place: named(TermKind::Town, item.town.as_ref()),
    })
}
