//! Queries of documents. They are inserted and read; nothing here changes or removes one.

use diesel::prelude::*;

use super::model::{Document, DocumentKind};
use crate::db::schema::{document_series, documents, operators};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{DocumentId, OperatorId, OrderId, OrganisationId};

/// The next number of a series. Whoever asks next waits until this transaction has ended, and gets the same number if it
/// ended in nothing: so there is no gap.
pub fn next(tx: &mut Tx, series: &str) -> QueryResult<i64> {
    let row = (document_series::id.eq(series), document_series::last_sequence.eq(0));
    each!(db in tx.db => diesel::insert_into(document_series::table).values(row).on_conflict_do_nothing().execute(db))?;
    if !guard::off("document_series") {
        diesel::update(document_series::table.find(series))
            .set(document_series::last_sequence.eq(document_series::last_sequence + 1))
            .execute(tx.db)?;
        return document_series::table.find(series).select(document_series::last_sequence).first(tx.db);
    }
    let last: i64 = document_series::table.find(series).select(document_series::last_sequence).first(tx.db)?;
    Ok(last + 1)
}

/// Writes a document.
pub fn insert(tx: &mut Tx, document: &Document) -> QueryResult<()> {
    diesel::insert_into(documents::table).values(document).execute(tx.db)?;
    Ok(())
}

/// The document of a kind for a fact.
pub fn of_cause(tx: &mut Tx, kind: DocumentKind, cause: &str) -> QueryResult<Option<Document>> {
    let own = documents::table.filter(documents::kind.eq(kind)).filter(documents::cause.eq(cause));
    own.select(Document::as_select()).first(tx.db).optional()
}

/// The documents of an order, oldest first.
pub fn of_order(tx: &mut Tx, order: &OrderId) -> QueryResult<Vec<Document>> {
    documents::table.filter(documents::order_id.eq(order)).order(documents::id).select(Document::as_select()).load(tx.db)
}

/// One document.
pub fn find(tx: &mut Tx, id: &DocumentId) -> QueryResult<Option<Document>> {
    documents::table.find(id).select(Document::as_select()).first(tx.db).optional()
}

/// Every document of these kinds, oldest first.
pub fn of_kinds(tx: &mut Tx, kinds: &[DocumentKind]) -> QueryResult<Vec<Document>> {
    documents::table.filter(documents::kind.among(kinds)).order(documents::id).select(Document::as_select()).load(tx.db)
}

/// Which documents are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this seller's books.
    pub organisation: Option<OrganisationId>,
    /// Of this kind.
    pub kind: Option<DocumentKind>,
    /// Of this year.
    pub year: Option<i32>,
    /// With this in the number, in capitals.
    pub number: Option<String>,
}

/// The documents that are asked for, newest first.
pub fn wanted(tx: &mut Tx, wanted: &Wanted, before: Option<&DocumentId>, limit: i64) -> QueryResult<Vec<Document>> {
    let mut query = documents::table.order(documents::id.desc()).limit(limit).select(Document::as_select()).into_boxed();
    if let Some(organisation) = &wanted.organisation {
        query = query.filter(documents::organisation_id.eq(organisation));
    }
    if let Some(kind) = wanted.kind {
        query = query.filter(documents::kind.eq(kind));
    }
    if let Some(year) = wanted.year {
        query = query.filter(documents::year.eq(year));
    }
    if let Some(number) = &wanted.number {
        let plain: String = number.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
        query = query.filter(documents::number.like(format!("%{plain}%")));
    }
    if let Some(before) = before {
        query = query.filter(documents::id.lt(before));
    }
    query.load(tx.db)
}

/// A thousand documents after one, for the last look.
pub fn after(tx: &mut Tx, after: &str) -> QueryResult<Vec<Document>> {
    use diesel::dsl::sql;
    use diesel::sql_types::{Bool, Text};
    documents::table
        .filter(sql::<Bool>("documents.id > ").bind::<Text, _>(after))
        .order(documents::id)
        .limit(1_000)
        .select(Document::as_select())
        .load(tx.db)
}

/// Every series with its last number.
pub fn series(tx: &mut Tx) -> QueryResult<Vec<(String, i64)>> {
    document_series::table.order(document_series::id).select((document_series::id, document_series::last_sequence)).load(tx.db)
}

/// Notes what is printed of the operator from now on.
pub fn insert_operator(tx: &mut Tx, content: &str) -> QueryResult<()> {
    let id: OperatorId = tx.id();
    let row = (operators::id.eq(id), operators::content.eq(content), operators::told_at.eq(tx.now));
    diesel::insert_into(operators::table).values(row).execute(tx.db)?;
    Ok(())
}

/// What is printed of the operator.
pub fn operator(tx: &mut Tx) -> QueryResult<Option<String>> {
    operators::table.order((operators::told_at.desc(), operators::id.desc())).select(operators::content).first(tx.db).optional()
}
