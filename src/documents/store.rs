//! Queries of documents. They are inserted and read; nothing here changes or removes one.

use diesel::prelude::*;

use super::model::{Document, DocumentKind};
use crate::db::Tx;
use crate::db::schema::{document_series, documents};
use crate::kit::guard;
use crate::kit::id::{DocumentId, OrderId, OrganisationId};

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

/// A seller's documents, newest first.
pub fn of_organisation(
    tx: &mut Tx,
    organisation: &OrganisationId,
    kind: Option<DocumentKind>,
    before: Option<&DocumentId>,
    limit: i64,
) -> QueryResult<Vec<Document>> {
    let mut query = documents::table
        .filter(documents::organisation_id.eq(organisation))
        .order(documents::id.desc())
        .limit(limit)
        .select(Document::as_select())
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(documents::kind.eq(kind));
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
