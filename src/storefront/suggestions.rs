//! What the search box offers while somebody types: products, makers, categories and techniques.

use actix_web::{HttpRequest, get};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{list, words};
use crate::catalogue::{ListingStatus, TermKind, Vocabularies};
use crate::db::Tx;
use crate::db::schema::{organisations, products};
use crate::kit::Result;
use crate::kit::locale::{Locale, Translations};
use crate::kit::text::fold;
use crate::web::{App, Language, Problems, Public, Query};

const AT_MOST: usize = 8;

/// What was typed so far.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SuggestionQuery {
    /// The words.
    #[serde(default)]
    #[param(max_length = 200)]
    pub q: String,
}

text_enum! {
    /// What a suggestion leads to.
    pub enum SuggestionKind {
        /// A product's page.
        Product = "product",
        /// A maker's page.
        Maker = "maker",
        /// The list of a category.
        Category = "category",
        /// The list of a technique.
        Technique = "technique",
    }
}

/// One suggestion.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Suggestion {
    pub kind: SuggestionKind,
    pub label: String,
    /// Slug of the product or maker, code of the category or technique.
    pub slug: String,
    /// How many products it leads to, for categories and techniques.
    pub count: Option<i64>,
}

/// At most eight suggestions.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Suggestions {
    pub items: Vec<Suggestion>,
}

/// Completes what is being typed.
#[utoipa::path(tag = "storefront", params(SuggestionQuery), responses((status = 200, body = Suggestions), Problems))]
#[get("/storefront/search/suggestions")]
pub(super) async fn suggest(
    app: App,
    asked: HttpRequest,
    language: Language,
    query: Query<SuggestionQuery>,
) -> Result<Public<Suggestions>> {
    let locale = language.0;
    app.show(&asked, locale, move |tx| Ok(Suggestions { items: suggestions(tx, &query.q, locale)? })).await
}

fn suggestions(tx: &mut Tx, typed: &str, locale: Locale) -> Result<Vec<Suggestion>> {
    let wanted = words::of(typed);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut items = terms(tx, &wanted, locale)?;
    items.extend(makers(tx, &wanted)?);
    items.extend(named(tx, &wanted, locale)?);
    items.truncate(AT_MOST);
    Ok(items)
}

/// Categories and techniques whose name begins with the words, with how many products they lead to.
fn terms(tx: &mut Tx, wanted: &[String], locale: Locale) -> Result<Vec<Suggestion>> {
    let all = Vocabularies::load(tx)?;
    let standing = list::standing(tx, &[])?;
    let mut found = Vec::new();
    for (kind, of) in [(SuggestionKind::Category, TermKind::Category), (SuggestionKind::Technique, TermKind::Technique)] {
        for term in all.of(of).iter().filter(|term| !term.retired) {
            let name = fold(term.names.best(locale));
            let term_mark = format!("technique:{}", term.code);
            let count = standing.iter().filter(|product| match kind {
                SuggestionKind::Category => product.category.as_deref() == Some(term.code.as_str()),
                _ => product.terms.split(' ').any(|mark| mark == term_mark),
            });
            let count = count.count() as i64;
            let fits = wanted.iter().all(|word| name.split(' ').any(|part| part.starts_with(word.as_str())));
            if fits && count > 0 {
                let label = term.names.best(locale).to_owned();
                found.push(Suggestion { kind, label, slug: term.code.clone(), count: Some(count) });
            }
        }
    }
    found.truncate(3);
    Ok(found)
}

fn makers(tx: &mut Tx, wanted: &[String]) -> Result<Vec<Suggestion>> {
    let offering =
        products::table.filter(products::organisation_id.eq(organisations::id)).filter(products::status.eq(ListingStatus::Approved));
    let rows: Vec<(String, String)> = organisations::table
        .filter(organisations::status.eq("approved"))
        .filter(diesel::dsl::exists(offering))
        .select((organisations::name, organisations::slug))
        .load(tx.db)?;
    let fits = |name: &str| wanted.iter().all(|word| fold(name).contains(word.as_str()));
    let fitting = rows.into_iter().filter(|(name, _)| fits(name)).take(2);
    Ok(fitting.map(|(label, slug)| Suggestion { kind: SuggestionKind::Maker, label, slug, count: None }).collect())
}

fn named(tx: &mut Tx, wanted: &[String], locale: Locale) -> Result<Vec<Suggestion>> {
    let mut query = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(organisations::status.eq("approved"))
        .into_boxed();
    for word in wanted {
        query = query.filter(products::name_folded.like(words::pattern(word)));
    }
    let rows: Vec<(Translations, Option<String>)> = query
        .order((products::published_at.desc(), products::id))
        .limit(AT_MOST as i64)
        .select((products::name, products::slug))
        .load(tx.db)?;
    let to_suggestion = |(name, slug): (Translations, Option<String>)| {
        let label = name.best(locale).to_owned();
        Some(Suggestion { kind: SuggestionKind::Product, label, slug: slug?, count: None })
    };
    Ok(rows.into_iter().filter_map(to_suggestion).collect())
}
