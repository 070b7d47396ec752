//! One of a list, as one statement whatever the list's length.
//!
//! `IN (?, ?, …)` is another statement for each number of values, so neither database keeps it prepared, and reading it anew costs
//! more than running it. Here the whole list is one value: a JSON array that the database takes apart.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::{Error, QueryResult};
use diesel::sql_types::{Bool, Nullable, SingleValue, Text};
use diesel::sqlite::Sqlite;
use serde::Serialize;

use super::MultiBackend;

/// `products::id.among(&ids)`: whether the text is one of these. None of an empty list is.
pub trait Among: Expression + Sized {
    /// The condition. A value goes in as its JSON text, which for ids, names and statuses is what the column holds.
    fn among<I>(self, values: I) -> OneOf<Self>
    where
        I: IntoIterator<Item: Serialize>,
        Self::SqlType: Texts,
    {
        let values: Vec<I::Item> = values.into_iter().collect();
        OneOf { column: self, values: serde_json::to_string(&values).map_err(|error| error.to_string()) }
    }
}

impl<C: Expression> Among for C {}

/// Text, or text that may be missing.
pub trait Texts: SingleValue {
    /// What a comparison with it answers.
    type Answer: SingleValue;
}

impl Texts for Text {
    type Answer = Bool;
}

impl Texts for Nullable<Text> {
    type Answer = Nullable<Bool>;
}

/// The condition that [`Among::among`] makes.
#[derive(Clone, Debug)]
pub struct OneOf<C> {
    column: C,
    values: Result<String, String>,
}

impl<C> OneOf<C> {
    fn values(&self) -> QueryResult<&String> {
        self.values.as_ref().map_err(|error| Error::SerializationError(error.clone().into()))
    }
}

impl<C: Expression<SqlType: Texts>> Expression for OneOf<C> {
    type SqlType = <C::SqlType as Texts>::Answer;
}

impl<C: AppearsOnTable<T>, T> AppearsOnTable<T> for OneOf<C> where OneOf<C>: Expression {}
impl<C: SelectableExpression<T>, T> SelectableExpression<T> for OneOf<C> where OneOf<C>: AppearsOnTable<T> {}

impl<C, G> ValidGrouping<G> for OneOf<C> {
    type IsAggregate = is_aggregate::Never;
}

impl<C: 'static> QueryId for OneOf<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for OneOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(self.values()?)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for OneOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(ARRAY(SELECT json_array_elements_text(CAST(");
        out.push_bind_param::<Text, _>(self.values()?)?;
        out.push_sql(" AS json))))");
        Ok(())
    }
}

impl<C: QueryFragment<Sqlite> + QueryFragment<Pg>> QueryFragment<MultiBackend> for OneOf<C> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}
