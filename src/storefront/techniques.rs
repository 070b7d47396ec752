//! Techniques as the public reads them: the register, and the page of one with who practises it, what is made by it, and which
//! challenges asked for it.

use std::collections::BTreeSet;

use actix_web::{HttpRequest, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::cards::{ProductCard, cards};
use super::challenges::{self, ChallengeCard};
use super::list;
use super::makers::{self, MakerCard, beginning};
use super::shelf::{self, Choice, Sort};
use crate::catalogue::{Term, TermKind, Vocabularies, techniques};
use crate::challenges::Challenge;
use crate::db::Tx;
use crate::kit::id::OrganisationId;
use crate::kit::locale::Locale;
use crate::kit::text::markdown_to_html;
use crate::kit::{Error, Result};
use crate::media::PictureView;
use crate::web::{App, Language, Path, Problems, Public};

/// A page shows the newest products; the list of products shows all.
const SHOWN_PRODUCTS: usize = 12;

/// The register of techniques.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TechniqueList {
    /// In the order of the register.
    pub items: Vec<TechniqueCard>,
}

/// A technique as a card.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TechniqueCard {
    /// How products and filters name it.
    pub code: String,
    /// Its part of addresses.
    pub slug: String,
    pub name: String,
    /// The beginning of what is told about it, without marks.
    pub summary: String,
    /// Studios that practise it.
    pub maker_count: i64,
    /// Products made by it.
    pub product_count: i64,
    /// Challenges that asked for it.
    pub challenge_count: i64,
    /// The newest piece made by it.
    pub picture: Option<PictureView>,
}

/// A technique's page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TechniquePage {
    #[serde(flatten)]
    pub card: TechniqueCard,
    /// Safe HTML.
    pub description_html: String,
    /// Whether it is no longer offered to be chosen.
    pub retired: bool,
    /// The languages that its text exists in.
    pub languages: Vec<Locale>,
    pub makers: Vec<MakerCard>,
    /// The newest pieces made by it.
    pub products: Vec<ProductCard>,
    pub challenges: Vec<ChallengeCard>,
}

/// Lists the techniques that are offered.
#[utoipa::path(tag = "storefront", responses((status = 200, body = TechniqueList), Problems))]
#[get("/storefront/techniques")]
pub(super) async fn list_public_techniques(app: App, asked: HttpRequest, language: Language) -> Result<Public<TechniqueList>> {
    let locale = language.0;
    let list = app.show(&asked, locale, move |tx| {
        let shown = Shown::read(tx)?;
        let offered: Vec<Term> = shown.words.of(TermKind::Technique).iter().filter(|term| !term.retired).cloned().collect();
        let items = offered.iter().map(|term| Ok(shown.card(tx, term, locale)?.0)).collect::<Result<_>>()?;
        Ok(TechniqueList { items })
    });
    list.await
}

/// Shows a technique.
///
/// The address of one that was merged shows the technique that it leads to.
#[utoipa::path(tag = "storefront", responses((status = 200, body = TechniquePage), Problems), params(("slug" = String, Path)))]
#[get("/storefront/techniques/{slug}")]
pub(super) async fn show_technique_page(
    app: App,
    asked: HttpRequest,
    language: Language,
    slug: Path<String>,
) -> Result<Public<TechniquePage>> {
    let locale = language.0;
    app.show(&asked, locale, move |tx| page(tx, &slug, locale)).await
}

fn page(tx: &mut Tx, slug: &str, locale: Locale) -> Result<TechniquePage> {
    let shown = Shown::read(tx)?;
    let term = shown.words.technique_under(slug).cloned().ok_or_else(Error::not_found)?;
    let (card, products) = shown.card(tx, &term, locale)?;
    let asked: Vec<Challenge> = shown.asked(&term.code).cloned().collect();
    Ok(TechniquePage {
        makers: makers::several(tx, &shown.practise(&term.code), &shown.words, locale)?,
        challenges: challenges::to_cards(tx, &asked, locale)?,
        description_html: markdown_to_html(term.description.best(locale)),
        retired: term.retired,
        languages: Locale::ALL.iter().copied().filter(|locale| term.description.get(*locale).is_some()).collect(),
        products,
        card,
    })
}

/// What every technique is counted by.
struct Shown {
    words: Vocabularies,
    standing: Vec<shelf::Standing>,
    practitioners: Vec<(OrganisationId, String)>,
    challenges: Vec<Challenge>,
}

impl Shown {
    fn read(tx: &mut Tx) -> Result<Shown> {
        Ok(Shown {
            words: Vocabularies::load(tx)?,
            standing: list::standing(tx, &[])?,
            practitioners: techniques::practitioners(tx)?,
            challenges: challenges::trusted(tx)?,
        })
    }

    fn practise(&self, code: &str) -> Vec<OrganisationId> {
        let current = |technique: &str| self.words.current(TermKind::Technique, technique) == code;
        let found: BTreeSet<_> = self.practitioners.iter().filter(|(_, technique)| current(technique)).map(|(maker, _)| maker).collect();
        found.into_iter().cloned().collect()
    }

    fn asked(&self, code: &str) -> impl Iterator<Item = &Challenge> {
        self.challenges
            .iter()
            .filter(move |challenge| self.words.techniques(&challenge.content.techniques).iter().any(|asked| asked == code))
    }

    /// The card, and the newest products.
    fn card(&self, tx: &mut Tx, term: &Term, locale: Locale) -> Result<(TechniqueCard, Vec<ProductCard>)> {
        let choice = Choice { technique: BTreeSet::from([term.code.clone()]), ..Choice::default() };
        let (ids, _) = shelf::page(&self.standing, &choice, Sort::Newest, None, SHOWN_PRODUCTS);
        let products = cards(tx, &ids, &self.words, locale)?;
        let card = TechniqueCard {
            code: term.code.clone(),
            slug: term.slug(),
            name: term.names.best(locale).to_owned(),
            summary: beginning(term.description.best(locale)),
            maker_count: self.practise(&term.code).len() as i64,
            product_count: shelf::total(&self.standing, &choice),
            challenge_count: self.asked(&term.code).count() as i64,
            picture: products.iter().find_map(|product| product.picture.clone()),
        };
        Ok((card, products))
    }
}

/// A technique's own name and text, for the head of its page.
pub(super) fn term_under(tx: &mut Tx, slug: &str) -> Result<Option<Term>> {
    Ok(Vocabularies::load(tx)?.technique_under(slug).cloned())
}

/// The addresses of what is offered.
pub(super) fn slugs(tx: &mut Tx) -> Result<Vec<String>> {
    let words = Vocabularies::load(tx)?;
    Ok(words.of(TermKind::Technique).iter().filter(|term| !term.retired).map(Term::slug).collect())
}
