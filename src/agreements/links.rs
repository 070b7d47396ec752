//! Which challenge a product comes from: by its agreement, or by consent of both sides.

use super::model::{Agreement, AgreementSide, LinkStatus, ProductLink, Tied};
use super::store;
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::id::{OrganisationId, ProductId, ProductLinkId};
use crate::kit::{Code, Error, Result};

/// Ties a product to the challenge of its agreement. Such a tie needs no consent, since both have signed, and stays.
pub fn tie(tx: &mut Tx, agreement: &Agreement, product: &ProductId) -> Result<ProductLink> {
    let link = ProductLink {
        id: tx.id(),
        product_id: product.clone(),
        studio_id: agreement.studio_id.clone(),
        challenge_id: agreement.challenge_id.clone(),
        challenge_slug: agreement.challenge_slug.clone(),
        challenge_title: agreement.challenge_title.clone(),
        company_id: agreement.company_id.clone(),
        agreement_id: Some(agreement.id.clone()),
        status: LinkStatus::Accepted,
        asked_by: AgreementSide::Creator,
        asked_at: tx.now,
        answered_at: Some(tx.now),
        ended_at: None,
    };
    if store::insert_link(tx, &link)? { Ok(link) } else { Err(Code::LinkExists.into()) }
}

/// Asks the other side to tie a product to a challenge. Refused (`product_link_exists`) while one stands or waits.
pub fn ask(
    tx: &mut Tx,
    by: &Member,
    product: &ProductId,
    studio: &OrganisationId,
    challenge: &Tied,
    company: &OrganisationId,
) -> Result<ProductLink> {
    by.manager()?;
    let asked_by = match (by.organisation == *studio, by.organisation == *company) {
        (true, _) => AgreementSide::Creator,
        (_, true) => AgreementSide::Company,
        _ => return Err(Error::not_found()),
    };
    let link = ProductLink {
        id: tx.id(),
        product_id: product.clone(),
        studio_id: studio.clone(),
        challenge_id: challenge.id.clone(),
        challenge_slug: challenge.slug.clone(),
        challenge_title: challenge.title.clone(),
        company_id: company.clone(),
        agreement_id: None,
        status: LinkStatus::Requested,
        asked_by,
        asked_at: tx.now,
        answered_at: None,
        ended_at: None,
    };
    if !store::insert_link(tx, &link)? {
        return Err(Code::LinkExists.into());
    }
    let facts = serde_json::json!({ "challenge": challenge.id, "by": asked_by });
    crate::events::record(tx, "product_link.requested", product.as_str(), Some(&by.account), facts)?;
    Ok(link)
}

/// The side that was asked answers. Refused to the one that asked.
pub fn answer(tx: &mut Tx, by: &Member, id: &ProductLinkId, accepts: bool) -> Result<ProductLink> {
    let link = of_member(tx, by, id)?;
    by.manager()?;
    if link.side_of(&by.organisation) == Some(link.asked_by) {
        return Err(Code::Forbidden.because("You have asked for this yourself. The other side answers."));
    }
    let to = if accepts { LinkStatus::Accepted } else { LinkStatus::Declined };
    moved(tx, by, &link, LinkStatus::Requested, to)
}

/// Either side takes back what was asked or accepted. Refused (`product_link_locked`) where an agreement made it.
pub fn end(tx: &mut Tx, by: &Member, id: &ProductLinkId) -> Result<ProductLink> {
    let link = of_member(tx, by, id)?;
    by.manager()?;
    if link.agreement_id.is_some() {
        return Err(Code::LinkLocked.into());
    }
    if link.status == LinkStatus::Requested && link.side_of(&by.organisation) != Some(link.asked_by) {
        return moved(tx, by, &link, LinkStatus::Requested, LinkStatus::Declined);
    }
    moved(tx, by, &link, link.status, LinkStatus::Undone)
}

fn moved(tx: &mut Tx, by: &Member, link: &ProductLink, from: LinkStatus, to: LinkStatus) -> Result<ProductLink> {
    if link.ended_at.is_some() || !store::move_link(tx, &link.id, from, to)? {
        return Err(Code::LinkState.into());
    }
    let kind = format!("product_link.{to}");
    crate::events::record(tx, &kind, link.product_id.as_str(), Some(&by.account), serde_json::json!({ "challenge": link.challenge_id }))?;
    store::link(tx, &link.id)?.ok_or(Error::not_found())
}

fn of_member(tx: &mut Tx, by: &Member, id: &ProductLinkId) -> Result<ProductLink> {
    let link = store::link(tx, id)?.filter(|link| link.side_of(&by.organisation).is_some());
    link.ok_or(Error::not_found())
}

/// One tie.
pub fn link(tx: &mut Tx, id: &ProductLinkId) -> Result<ProductLink> {
    store::link(tx, id)?.ok_or(Error::not_found())
}

/// Where a product comes from, if both sides say so.
pub fn link_of_product(tx: &mut Tx, product: &ProductId) -> Result<Option<ProductLink>> {
    Ok(of_products(tx, std::slice::from_ref(product))?.pop())
}

/// The accepted ties of products.
pub fn of_products(tx: &mut Tx, products: &[ProductId]) -> Result<Vec<ProductLink>> {
    Ok(store::accepted_links(tx, products)?)
}

/// The ties of an organisation that stand or wait, newest first.
pub fn links_of(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<ProductLink>> {
    Ok(store::links_of(tx, organisation)?)
}
