//! Who takes part in an event, and with which products. A maker is asked by the organizer and answers for itself.
//!
//! ```text
//! invited -> confirmed -> declined          removed by the organizer; asked again -> invited
//! ```

use super::model::{MakerRow, MakerStatus, Popup, PopupStatus};
use super::{record, store};
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, OrganisationId, PopupId, ProductId};
use crate::kit::page::{Page, PageQuery};

/// As many products as a maker may show at one event.
pub const PRODUCTS_MAX: usize = 200;

/// Those asked, in the order of asking.
pub fn makers(tx: &mut Tx, id: &PopupId) -> Result<Vec<MakerRow>> {
    Ok(store::makers(tx, id)?)
}

/// Products shown at several events, by maker and in its order.
pub fn products_of(tx: &mut Tx, ids: &[PopupId]) -> Result<Vec<(PopupId, OrganisationId, ProductId)>> {
    Ok(store::products(tx, ids)?)
}

/// A maker's invitations, newest first.
pub fn invitations(tx: &mut Tx, maker: &OrganisationId, page: &PageQuery) -> Result<Page<MakerRow>> {
    let limit = page.limit()?;
    let rows = store::invitations(tx, maker, page.cursor()?, limit + 1)?;
    Ok(Page::of(rows, limit, |row| (row.invited_at, row.popup_id.to_string())))
}

/// Asks a maker, or asks again one that declined or was taken out. Refused when it is asked already.
pub fn invite(tx: &mut Tx, popup: &Popup, maker: &OrganisationId, message: &str, by: &AccountId) -> Result<MakerRow> {
    if matches!(popup.status, PopupStatus::Ended | PopupStatus::Cancelled) {
        return Err(Code::PopupState.because("This event takes no more makers."));
    }
    let row = MakerRow {
        popup_id: popup.id.clone(),
        organisation_id: maker.clone(),
        status: MakerStatus::Invited,
        message: message.trim().to_owned(),
        invited_at: tx.now,
        answered_at: None,
    };
    match store::maker(tx, &popup.id, maker)? {
        None => drop(store::add_maker(tx, &row)?),
        Some(_) if store::move_maker(tx, &row, &[MakerStatus::Declined, MakerStatus::Removed])? == 1 => {}
        Some(_) => return Err(Code::AlreadyInvited.into()),
    }
    record(tx, popup, "popup.maker_invited", Some(by), serde_json::json!({ "maker": maker }))?;
    Ok(row)
}

/// The maker's own answer. It may change its mind until the event ends.
pub fn answer(tx: &mut Tx, popup: &Popup, member: &Member, takes_part: bool) -> Result<MakerRow> {
    let mut row = asked(tx, popup, &member.organisation)?;
    if matches!(popup.status, PopupStatus::Ended | PopupStatus::Cancelled) {
        return Err(Code::PopupState.because("This event is over; there is nothing left to answer."));
    }
    row.status = if takes_part { MakerStatus::Confirmed } else { MakerStatus::Declined };
    row.answered_at = Some(tx.now);
    let from = [MakerStatus::Invited, MakerStatus::Confirmed, MakerStatus::Declined];
    if store::move_maker(tx, &row, &from)? == 0 {
        return Err(Error::not_found());
    }
    if !takes_part {
        store::set_products(tx, &popup.id, &member.organisation, &[])?;
    }
    let data = serde_json::json!({ "maker": member.organisation, "answer": row.status });
    record(tx, popup, "popup.maker_answered", Some(&member.account), data)?;
    Ok(row)
}

/// Takes a maker and its products out.
pub fn remove(tx: &mut Tx, popup: &Popup, maker: &OrganisationId, by: &AccountId) -> Result<()> {
    let row = MakerRow { status: MakerStatus::Removed, answered_at: Some(tx.now), ..asked(tx, popup, maker)? };
    store::move_maker(tx, &row, &[MakerStatus::Invited, MakerStatus::Confirmed, MakerStatus::Declined])?;
    store::set_products(tx, &popup.id, maker, &[])?;
    record(tx, popup, "popup.maker_removed", Some(by), serde_json::json!({ "maker": maker }))
}

/// What a maker shows, in its order. Whether each product is approved and its own was asked before.
pub fn set_products(tx: &mut Tx, popup: &Popup, maker: &OrganisationId, wanted: &[ProductId], by: &AccountId) -> Result<MakerRow> {
    let row = asked(tx, popup, maker)?;
    if wanted.len() > PRODUCTS_MAX {
        return Err(Code::Invalid.at("/product_ids", "too_many", format!("Choose at most {PRODUCTS_MAX} products.")));
    }
    let different: std::collections::BTreeSet<_> = wanted.iter().collect();
    if different.len() != wanted.len() {
        return Err(Code::Invalid.at("/product_ids", "repeated", "Name each product once."));
    }
    store::set_products(tx, &popup.id, maker, wanted)?;
    let data = serde_json::json!({ "maker": maker, "products": wanted });
    record(tx, popup, "popup.products_chosen", Some(by), data)?;
    Ok(row)
}

fn asked(tx: &mut Tx, popup: &Popup, maker: &OrganisationId) -> Result<MakerRow> {
    let row = store::maker(tx, &popup.id, maker)?.filter(|row| row.status != MakerStatus::Removed);
    row.ok_or_else(Error::not_found)
}
