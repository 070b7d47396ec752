//! Queries of agreements and of the ties of products to challenges.

use diesel::prelude::*;

use super::model::{Agreement, AgreementMember, AgreementStatus, LinkStatus, ProductLink, Signature};
use crate::db::schema::{agreement_members, agreement_signatures, agreements, entry_releases, product_links};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{AccountId, AgreementId, ChallengeId, EntryId, OrganisationId, ProductId, ProductLinkId};
use crate::kit::time::Instant;

/// So many rows are listed at most.
const LISTED: i64 = 500;

/// Writes an agreement; false when the entry has a live one.
pub fn insert(tx: &mut Tx, agreement: &Agreement) -> QueryResult<bool> {
    Ok(each!(db in tx.db => diesel::insert_into(agreements::table).values(agreement).on_conflict_do_nothing().execute(db))? == 1)
}

/// Writes somebody of the team.
pub fn insert_member(tx: &mut Tx, member: &AgreementMember) -> QueryResult<usize> {
    diesel::insert_into(agreement_members::table).values(member).execute(tx.db)
}

/// Writes a signature.
pub fn insert_signature(tx: &mut Tx, signature: &Signature) -> QueryResult<usize> {
    each!(db in tx.db => diesel::insert_into(agreement_signatures::table).values(signature).on_conflict_do_nothing().execute(db))
}

/// Goes one signature on. The guard: from the state that was read, and in time.
pub fn sign(
    tx: &mut Tx,
    agreement: &Agreement,
    next: AgreementStatus,
    option: Option<&str>,
    ends_at: Option<Instant>,
) -> QueryResult<bool> {
    let now = tx.now;
    let in_force = (next == AgreementStatus::InForce).then_some(now);
    let set = (
        agreements::status.eq(next),
        agreements::option_code.eq(option),
        agreements::in_force_at.eq(in_force),
        agreements::ends_at.eq(ends_at),
    );
    let row = agreements::table.find(&agreement.id);
    let signed = if guard::off("sign_once") {
        diesel::update(row).set(set).execute(tx.db)?
    } else {
        diesel::update(row.filter(agreements::status.eq(agreement.status)).filter(agreements::expires_at.gt(now)))
            .set(set)
            .execute(tx.db)?
    };
    Ok(signed == 1)
}

/// Ends an offer that waits.
pub fn close(tx: &mut Tx, id: &AgreementId, to: AgreementStatus, reason: Option<&str>) -> QueryResult<bool> {
    let row = agreements::table.find(id).filter(agreements::status.among(AgreementStatus::OPEN));
    let set = (agreements::status.eq(to), agreements::ended_at.eq(Some(tx.now)), agreements::reason.eq(reason));
    Ok(diesel::update(row).set(set).execute(tx.db)? == 1)
}

/// Counts reported pieces on top of what was read.
pub fn count_pieces(tx: &mut Tx, id: &AgreementId, before: i64, pieces: i64) -> QueryResult<bool> {
    let row = agreements::table.find(id);
    let set = agreements::reported_pieces.eq(agreements::reported_pieces + pieces);
    let counted = if guard::off("report_once") {
        diesel::update(row).set(set).execute(tx.db)?
    } else {
        diesel::update(row.filter(agreements::reported_pieces.eq(before))).set(set).execute(tx.db)?
    };
    Ok(counted == 1)
}

/// One.
pub fn find(tx: &mut Tx, id: &AgreementId) -> QueryResult<Option<Agreement>> {
    agreements::table.find(id).select(Agreement::as_select()).first(tx.db).optional()
}

/// Offers whose time is over.
pub fn over(tx: &mut Tx, limit: i64) -> QueryResult<Vec<AgreementId>> {
    agreements::table
        .filter(agreements::status.among(AgreementStatus::OPEN))
        .filter(agreements::expires_at.le(tx.now))
        .order(agreements::expires_at)
        .limit(limit)
        .select(agreements::id)
        .load(tx.db)
}

/// Those of an organisation, on either side.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<Agreement>> {
    let teams = agreement_members::table.filter(agreement_members::studio_id.eq(organisation)).select(agreement_members::agreement_id);
    agreements::table
        .filter(agreements::company_id.eq(organisation).or(agreements::studio_id.eq(organisation)).or(agreements::id.eq_any(teams)))
        .order(agreements::id.desc())
        .limit(LISTED)
        .select(Agreement::as_select())
        .load(tx.db)
}

/// Those in which a person has a share.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> QueryResult<Vec<Agreement>> {
    let own = agreement_members::table.filter(agreement_members::account_id.eq(account)).select(agreement_members::agreement_id);
    let rows = agreements::table.filter(agreements::id.eq_any(own)).order(agreements::id.desc()).limit(LISTED);
    rows.select(Agreement::as_select()).load(tx.db)
}

/// Those of a challenge.
pub fn of_challenge(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Vec<Agreement>> {
    let rows = agreements::table.filter(agreements::challenge_id.eq(challenge)).order((agreements::place, agreements::id));
    rows.select(Agreement::as_select()).load(tx.db)
}

/// Those of an entry.
pub fn of_entry(tx: &mut Tx, entry: &EntryId) -> QueryResult<Vec<Agreement>> {
    let rows = agreements::table.filter(agreements::entry_id.eq(entry)).order(agreements::id.desc());
    rows.select(Agreement::as_select()).load(tx.db)
}

/// Those in force.
pub fn in_force(tx: &mut Tx) -> QueryResult<Vec<Agreement>> {
    let rows = agreements::table.filter(agreements::status.eq(AgreementStatus::InForce)).order(agreements::id);
    rows.select(Agreement::as_select()).load(tx.db)
}

/// The team.
pub fn members(tx: &mut Tx, id: &AgreementId) -> QueryResult<Vec<AgreementMember>> {
    let rows = agreement_members::table.filter(agreement_members::agreement_id.eq(id)).order(agreement_members::position);
    rows.select(AgreementMember::as_select()).load(tx.db)
}

/// The signatures, oldest first.
pub fn signatures(tx: &mut Tx, id: &AgreementId) -> QueryResult<Vec<Signature>> {
    let rows = agreement_signatures::table.filter(agreement_signatures::agreement_id.eq(id));
    rows.order((agreement_signatures::signed_at, agreement_signatures::side)).select(Signature::as_select()).load(tx.db)
}

/// The agreements that made these products.
pub fn agreements_of_products(tx: &mut Tx, products: &[ProductId]) -> QueryResult<Vec<(ProductId, Agreement)>> {
    product_links::table
        .inner_join(agreements::table.on(product_links::agreement_id.eq(agreements::id.nullable())))
        .filter(product_links::product_id.among(products))
        .filter(product_links::status.eq(LinkStatus::Accepted))
        .select((product_links::product_id, Agreement::as_select()))
        .load(tx.db)
}

/// Writes that an entry is released; false when it is.
pub fn release(tx: &mut Tx, challenge: &ChallengeId, entry: &EntryId) -> QueryResult<bool> {
    let row = (entry_releases::entry_id.eq(entry), entry_releases::challenge_id.eq(challenge), entry_releases::released_at.eq(tx.now));
    Ok(each!(db in tx.db => diesel::insert_into(entry_releases::table).values(row).on_conflict_do_nothing().execute(db))? == 1)
}

/// When an entry was released.
pub fn released_at(tx: &mut Tx, entry: &EntryId) -> QueryResult<Option<Instant>> {
    entry_releases::table.find(entry).select(entry_releases::released_at).first(tx.db).optional()
}

/// Writes a tie; false when the product has one.
pub fn insert_link(tx: &mut Tx, link: &ProductLink) -> QueryResult<bool> {
    Ok(each!(db in tx.db => diesel::insert_into(product_links::table).values(link).on_conflict_do_nothing().execute(db))? == 1)
}

/// Moves a tie on.
pub fn move_link(tx: &mut Tx, id: &ProductLinkId, from: LinkStatus, to: LinkStatus) -> QueryResult<bool> {
    let row = product_links::table.find(id).filter(product_links::status.eq(from));
    let ended = matches!(to, LinkStatus::Declined | LinkStatus::Undone).then_some(tx.now);
    let set = (product_links::status.eq(to), product_links::answered_at.eq(Some(tx.now)), product_links::ended_at.eq(ended));
    Ok(diesel::update(row).set(set).execute(tx.db)? == 1)
}

/// One tie.
pub fn link(tx: &mut Tx, id: &ProductLinkId) -> QueryResult<Option<ProductLink>> {
    product_links::table.find(id).select(ProductLink::as_select()).first(tx.db).optional()
}

/// The accepted ties of products.
pub fn accepted_links(tx: &mut Tx, products: &[ProductId]) -> QueryResult<Vec<ProductLink>> {
    product_links::table
        .filter(product_links::product_id.among(products))
        .filter(product_links::status.eq(LinkStatus::Accepted))
        .order(product_links::id)
        .select(ProductLink::as_select())
        .load(tx.db)
}

/// The ties of an organisation that stand or wait.
pub fn links_of(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<ProductLink>> {
    product_links::table
        .filter(product_links::company_id.eq(organisation).or(product_links::studio_id.eq(organisation)))
        .filter(product_links::ended_at.is_null())
        .order(product_links::id.desc())
        .limit(LISTED)
        .select(ProductLink::as_select())
        .load(tx.db)
}
