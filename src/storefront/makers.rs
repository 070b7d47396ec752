//! Makers: studios with something in the shop, and their pages.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, get};
use diesel::prelude::*;
use serde::Serialize;

use super::cards::{ProductCard, cards};
use crate::catalogue::{ListingStatus, NamedCode, TermKind, Vocabularies};
use crate::db::schema::{organisations, practised_techniques, products};
use crate::db::{Among, Tx};
use crate::kit::id::{MediaId, OrganisationId, ProductId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::text::markdown_to_html;
use crate::kit::{Error, Result};
use crate::media::{self, PictureView};
use crate::reviews::{self, Rating, Shelf};
use crate::web::{App, Language, Path, Problems, Public};

/// How many letters of a maker's text a card shows.
const BIO_LETTERS: usize = 240;
/// How many techniques a card names.
const SHOWN_TECHNIQUES: usize = 5;

/// A maker as a card.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MakerCard {
    pub id: OrganisationId,
    pub slug: String,
    pub name: String,
    pub town: Option<String>,
    /// The beginning of what the maker says, without marks.
    pub bio: String,
    pub picture: Option<PictureView>,
    pub product_count: i64,
    /// What the maker practises: first what the maker says, then what its products are most often made with.
    pub techniques: Vec<NamedCode>,
}

/// All makers with something in the shop, by name.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MakerList {
    pub items: Vec<MakerCard>,
}

/// A maker's page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MakerPage {
    #[serde(flatten)]
    pub card: MakerCard,
    /// Safe HTML.
    pub bio_html: String,
    pub website: Option<String>,
    /// The languages that the maker's text exists in.
    pub languages: Vec<Locale>,
    pub products: Vec<ProductCard>,
    /// What buyers say of them.
    pub rating: Rating,
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = organisations)]
pub(super) struct Row {
    pub(super) id: OrganisationId,
    pub(super) slug: String,
    pub(super) name: String,
    town: Option<String>,
    pub(super) bio: Translations,
    website: Option<String>,
    pub(super) portrait_media_id: Option<MediaId>,
    logo_media_id: Option<MediaId>,
}

/// Lists the makers.
#[utoipa::path(tag = "storefront", responses((status = 200, body = MakerList), Problems))]
#[get("/storefront/makers")]
pub(super) async fn list_makers(app: App, asked: HttpRequest, language: Language) -> Result<Public<MakerList>> {
    let locale = language.0;
    let list = app.show(&asked, locale, move |tx| {
        let words = Vocabularies::load(tx)?;
        Ok(MakerList { items: all(tx, &words, locale)? })
    });
    list.await
}

/// Shows a maker.
#[utoipa::path(tag = "storefront", responses((status = 200, body = MakerPage), Problems), params(("slug" = String, Path)))]
#[get("/storefront/makers/{slug}")]
pub(super) async fn show_maker(app: App, asked: HttpRequest, language: Language, slug: Path<String>) -> Result<Public<MakerPage>> {
    let locale = language.0;
    app.show(&asked, locale, move |tx| page(tx, &slug, locale)).await
}

fn page(tx: &mut Tx, slug: &str, locale: Locale) -> Result<MakerPage> {
    let row = by_slug(tx, slug)?.ok_or_else(Error::not_found)?;
    let words = Vocabularies::load(tx)?;
    let ids: Vec<ProductId> = products::table
        .filter(products::organisation_id.eq(&row.id))
        .filter(products::status.eq(ListingStatus::Approved))
        .order((products::published_at.desc(), products::id))
        .limit(200)
        .select(products::id)
        .load(tx.db)?;
    Ok(MakerPage {
        rating: reviews::rating(tx, &Shelf { organisation: Some(row.id.clone()), ..Shelf::default() })?,
        bio_html: markdown_to_html(row.bio.best(locale)),
        website: row.website.clone(),
        languages: Locale::ALL.iter().copied().filter(|locale| row.bio.get(*locale).is_some()).collect(),
        products: cards(tx, &ids, &words, locale)?,
        card: to_cards(tx, vec![row], &words, locale)?.pop().ok_or_else(Error::not_found)?,
    })
}

/// An approved studio, by its address; it has a page even before its first product is in the shop.
pub(super) fn by_slug(tx: &mut Tx, slug: &str) -> QueryResult<Option<Row>> {
    organisations::table
        .filter(organisations::slug.eq(slug))
        .filter(organisations::kind.eq("studio"))
        .filter(organisations::status.eq("approved"))
        .select(Row::as_select())
        .first(tx.db)
        .optional()
}

/// The cards of all makers with something in the shop, by name.
pub fn all(tx: &mut Tx, words: &Vocabularies, locale: Locale) -> Result<Vec<MakerCard>> {
    let offering =
        products::table.filter(products::organisation_id.eq(organisations::id)).filter(products::status.eq(ListingStatus::Approved));
    let rows: Vec<Row> = organisations::table
        .filter(organisations::status.eq("approved"))
        .filter(diesel::dsl::exists(offering))
        .select(Row::as_select())
        .load(tx.db)?;
    let mut cards = to_cards(tx, rows, words, locale)?;
    cards.sort_by_cached_key(|card| crate::kit::text::fold(&card.name));
    Ok(cards)
}

/// The card of one maker.
pub fn card(tx: &mut Tx, id: &OrganisationId, words: &Vocabularies, locale: Locale) -> Result<Option<MakerCard>> {
    let rows: Vec<Row> = organisations::table.find(id).select(Row::as_select()).load(tx.db)?;
    Ok(to_cards(tx, rows, words, locale)?.pop())
}

fn to_cards(tx: &mut Tx, rows: Vec<Row>, words: &Vocabularies, locale: Locale) -> Result<Vec<MakerCard>> {
    let ids: Vec<&OrganisationId> = rows.iter().map(|row| &row.id).collect();
    let offered: Vec<(OrganisationId, String)> = products::table
        .filter(products::organisation_id.among(ids))
        .filter(products::status.eq(ListingStatus::Approved))
        .select((products::organisation_id, products::terms))
        .load(tx.db)?;
    let said = said(tx, &rows)?;
    let pictures: Vec<MediaId> = rows.iter().filter_map(Row::picture).collect();
    let mut pictures = media::rows(tx, &pictures)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let terms: Vec<&str> = offered.iter().filter(|(maker, _)| *maker == row.id).map(|(_, terms)| terms.as_str()).collect();
            let own = said.iter().filter(|(maker, _)| *maker == row.id).map(|(_, code)| code.clone());
            let codes: Vec<String> = own.chain(techniques(&terms)).collect();
            MakerCard {
                bio: beginning(row.bio.best(locale)),
                picture: row.picture().and_then(|id| pictures.remove(&id)).map(|picture| PictureView::of(picture, locale)),
                product_count: terms.len() as i64,
                techniques: words
                    .techniques(&codes)
                    .iter()
                    .take(SHOWN_TECHNIQUES)
                    .map(|code| words.named(TermKind::Technique, code, locale))
                    .collect(),
                id: row.id,
                slug: row.slug,
                name: row.name,
                town: row.town,
            }
        })
        .collect())
}

impl Row {
    fn picture(&self) -> Option<MediaId> {
        self.portrait_media_id.clone().or(self.logo_media_id.clone())
    }
}

fn techniques(terms: &[&str]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for product in terms {
        let codes: BTreeSet<&str> = product.split(' ').filter_map(|term| term.strip_prefix("technique:")).collect();
        codes.into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
    }
    let mut codes: Vec<(&str, usize)> = counts.into_iter().collect();
    codes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    codes.into_iter().map(|(code, _)| code.to_owned()).collect()
}

/// What these makers say that they practise, each in its order.
fn said(tx: &mut Tx, makers: &[Row]) -> QueryResult<Vec<(OrganisationId, String)>> {
    let ids: Vec<&OrganisationId> = makers.iter().map(|row| &row.id).collect();
    practised_techniques::table
        .filter(practised_techniques::organisation_id.among(ids))
        .order((practised_techniques::organisation_id, practised_techniques::position))
        .select((practised_techniques::organisation_id, practised_techniques::technique))
        .load(tx.db)
}

/// The cards of several makers, by name.
pub fn several(tx: &mut Tx, ids: &[OrganisationId], words: &Vocabularies, locale: Locale) -> Result<Vec<MakerCard>> {
    let rows: Vec<Row> = organisations::table.filter(organisations::id.among(ids)).select(Row::as_select()).load(tx.db)?;
    let mut cards = to_cards(tx, rows, words, locale)?;
    cards.sort_by_cached_key(|card| crate::kit::text::fold(&card.name));
    Ok(cards)
}

/// The beginning of a Markdown text as plain words, cut between two of them.
pub(super) fn beginning(markdown: &str) -> String {
    let plain = plain(markdown);
    if plain.chars().count() <= BIO_LETTERS {
        return plain;
    }
    let cut: String = plain.chars().take(BIO_LETTERS).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", cut.trim_end_matches([',', '.', ';', ':']))
}

/// Markdown without its marks, in one line.
fn plain(markdown: &str) -> String {
    use pulldown_cmark::{Event, Parser, TagEnd};
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_shows_words_and_no_marks() {
        assert_eq!(beginning("**Tiskam** z rezervo,\nv [kotlu](https://example.org)."), "Tiskam z rezervo, v kotlu.");
        let long = beginning(&"beseda ".repeat(80));
        assert!(long.ends_with("beseda…") && long.chars().count() <= BIO_LETTERS + 1);
    }
}
