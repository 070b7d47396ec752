//! Organisations and their onboarding records in the database.

use diesel::prelude::*;

use super::model::{Onboarding, Organisation, OrganisationKind, OrganisationStatus};
use crate::db::schema::{onboarding, organisations};
use crate::db::{Among, Tx};
use crate::kit::id::OrganisationId;

/// An organisation by its id.
pub fn find(tx: &mut Tx, id: &OrganisationId) -> QueryResult<Option<Organisation>> {
    organisations::table.find(id).select(Organisation::as_select()).first(tx.db).optional()
}

/// Those of the list that are there.
pub fn all(tx: &mut Tx, ids: &[OrganisationId]) -> QueryResult<Vec<Organisation>> {
    organisations::table.filter(organisations::id.among(ids)).order(organisations::id).select(Organisation::as_select()).load(tx.db)
}

/// Every organisation of a kind and in a state, or of any.
pub fn directory(tx: &mut Tx, kind: Option<OrganisationKind>, status: Option<OrganisationStatus>) -> QueryResult<Vec<Organisation>> {
    let mut rows = organisations::table.select(Organisation::as_select()).order(organisations::id).into_boxed();
    if let Some(kind) = kind {
        rows = rows.filter(organisations::kind.eq(kind));
    }
    if let Some(status) = status {
        rows = rows.filter(organisations::status.eq(status));
    }
    rows.load(tx.db)
}

/// An organisation with its onboarding record.
pub fn with_record(tx: &mut Tx, id: &OrganisationId) -> QueryResult<Option<(Organisation, Onboarding)>> {
    organisations::table
        .inner_join(onboarding::table)
        .filter(organisations::id.eq(id))
        .select((Organisation::as_select(), Onboarding::as_select()))
        .first(tx.db)
        .optional()
}

/// Adds an organisation; `false` when its address is taken.
pub fn insert(tx: &mut Tx, organisation: &Organisation) -> QueryResult<bool> {
    let added = each!(db in tx.db => diesel::insert_into(organisations::table).values(organisation).on_conflict_do_nothing().execute(db))?;
    Ok(added == 1)
}

/// Adds an onboarding record.
pub fn insert_record(tx: &mut Tx, record: &Onboarding) -> QueryResult<usize> {
    diesel::insert_into(onboarding::table).values(record).execute(tx.db)
}

/// Saves what an organisation says about itself; `false` when somebody else changed it meanwhile.
pub fn save(tx: &mut Tx, next: &Organisation, seen: i64) -> QueryResult<bool> {
    let row = organisations::table.find(&next.id).filter(organisations::version.eq(seen));
    let changed = diesel::update(row)
        .set((
            organisations::name.eq(&next.name),
            organisations::bio.eq(&next.bio),
            organisations::town.eq(&next.town),
            organisations::country.eq(&next.country),
            organisations::website.eq(&next.website),
            organisations::contact_email.eq(&next.contact_email),
            organisations::contact_phone.eq(&next.contact_phone),
            organisations::logo_media_id.eq(&next.logo_media_id),
            organisations::portrait_media_id.eq(&next.portrait_media_id),
            organisations::version.eq(seen + 1),
            organisations::updated_at.eq(tx.now),
        ))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Saves the onboarding record; `false` when somebody else changed it meanwhile.
pub fn save_record(tx: &mut Tx, next: &Onboarding, seen: i64) -> QueryResult<bool> {
    let row = onboarding::table.find(&next.organisation_id).filter(onboarding::version.eq(seen));
    Ok(diesel::update(row).set(next).execute(tx.db)? == 1)
}

/// Moves an organisation from one state to another; `false` when it is not there any more.
pub fn move_to(tx: &mut Tx, id: &OrganisationId, from: OrganisationStatus, to: OrganisationStatus) -> QueryResult<bool> {
    let row = organisations::table.find(id).filter(organisations::status.eq(from));
    let changed = diesel::update(row)
        .set((organisations::status.eq(to), organisations::version.eq(organisations::version + 1), organisations::updated_at.eq(tx.now)))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Remembers when an organisation went to the desk.
pub fn stamp_submitted(tx: &mut Tx, id: &OrganisationId) -> QueryResult<usize> {
    diesel::update(organisations::table.find(id)).set(organisations::submitted_at.eq(tx.now)).execute(tx.db)
}

/// Remembers when the desk first approved an organisation.
pub fn stamp_approved(tx: &mut Tx, id: &OrganisationId) -> QueryResult<usize> {
    diesel::update(organisations::table.find(id).filter(organisations::approved_at.is_null()))
        .set(organisations::approved_at.eq(tx.now))
        .execute(tx.db)
}

/// Remembers when its people ended an organisation.
pub fn stamp_closed(tx: &mut Tx, id: &OrganisationId) -> QueryResult<usize> {
    diesel::update(organisations::table.find(id)).set(organisations::closed_at.eq(tx.now)).execute(tx.db)
}

/// Touches the row, so that two changes around the same organisation meet there.
pub fn touch(tx: &mut Tx, id: &OrganisationId) -> QueryResult<usize> {
    diesel::update(organisations::table.find(id)).set(organisations::updated_at.eq(tx.now)).execute(tx.db)
}
