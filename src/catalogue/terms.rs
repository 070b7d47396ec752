//! The words of the region: categories, techniques, materials, towns and ways of care, with their names in each language.
//!
//! They are data: a neighbouring region brings its own. A listing names them by code. Traits tell the checklist what a category
//! or a material demands (`textile`, `childrens`, `electrical`, …). Small enough to be read whole wherever it is needed.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use serde::Serialize;

use crate::db::Tx;
use crate::db::schema::terms;
use crate::kit::check::Check;
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};

use super::content::Content;

text_enum! {
    /// Which vocabulary a word belongs to.
    pub enum TermKind {
        /// What it is.
        Category = "category",
        /// How it is made.
        Technique = "technique",
        /// What it is made of.
        Material = "material",
        /// Where it is made.
        Town = "town",
        /// How it is looked after.
        Care = "care",
    }
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = terms)]
struct Row {
    kind: TermKind,
    code: String,
    names: Translations,
    traits: Json<Vec<String>>,
}

/// A word of a vocabulary.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Term {
    /// How listings name it.
    pub code: String,
    /// How people name it.
    pub names: Translations,
    /// What it demands of a listing.
    pub traits: Vec<String>,
}

/// A code with its name in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct NamedCode {
    /// How listings name it.
    pub code: String,
    /// How the reader names it.
    pub name: String,
}

/// All vocabularies, each in its order.
#[derive(Clone, Debug, Default)]
pub struct Vocabularies(BTreeMap<TermKind, Vec<Term>>);

impl Vocabularies {
    /// Reads them all; some eighty rows.
    pub fn load(tx: &mut Tx) -> QueryResult<Vocabularies> {
        let rows: Vec<Row> = terms::table.order((terms::kind, terms::position, terms::code)).select(Row::as_select()).load(tx.db)?;
        let mut all = Vocabularies::default();
        for Row { kind, code, names, traits } in rows {
            all.0.entry(kind).or_default().push(Term { code, names, traits: traits.0 });
        }
        Ok(all)
    }

    /// The words of one vocabulary, in order.
    pub fn of(&self, kind: TermKind) -> &[Term] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// A word by its code.
    pub fn term(&self, kind: TermKind, code: &str) -> Option<&Term> {
        self.of(kind).iter().find(|term| term.code == code)
    }

    /// A code with its name; a word that was taken out of the vocabulary keeps its code as its name.
    pub fn named(&self, kind: TermKind, code: &str, locale: Locale) -> NamedCode {
        let name = self.term(kind, code).map_or(code, |term| term.names.best(locale));
        NamedCode { code: code.to_owned(), name: name.to_owned() }
    }

    /// The code of a town by its name in any language, for organisations that wrote it out.
    pub fn town_called(&self, name: &str) -> Option<String> {
        let wanted = crate::kit::text::fold(name);
        let same = |term: &&Term| term.code == wanted || term.names.0.values().any(|text| crate::kit::text::fold(text) == wanted);
        self.of(TermKind::Town).iter().find(same).map(|term| term.code.clone())
    }

    /// What the category of a listing demands.
    pub fn traits(&self, content: &Content) -> BTreeSet<String> {
        let category = content.category.as_deref().and_then(|code| self.term(TermKind::Category, code));
        category.map(|term| term.traits.iter().cloned().collect()).unwrap_or_default()
    }

    /// Refuses codes that no vocabulary knows.
    pub fn check(&self, check: &mut Check, content: &Content) {
        let mut known = |kind: TermKind, pointer: String, code: &str| {
            let fine = self.term(kind, code).is_some();
            check.that(fine, pointer, "unknown", format!("Choose a {kind} from the list of GET /vocabularies."));
        };
        if let Some(code) = &content.category {
            known(TermKind::Category, "/category".to_owned(), code);
        }
        if let Some(code) = &content.town {
            known(TermKind::Town, "/town".to_owned(), code);
        }
        for (index, code) in content.techniques.iter().enumerate() {
            known(TermKind::Technique, format!("/techniques/{index}"), code);
        }
        for (index, share) in content.materials.iter().enumerate() {
            known(TermKind::Material, format!("/materials/{index}/code"), &share.code);
        }
        for (index, code) in content.care.iter().enumerate() {
            known(TermKind::Care, format!("/care/{index}"), code);
        }
    }

    /// Everything about a listing that somebody may search for, in every language, folded.
    pub fn search_text(&self, content: &Content, maker: &str) -> String {
        let mut words = vec![content.name.all(), maker.to_owned(), content.edition.all(), content.credit.all()];
        let mut add = |kind: TermKind, code: &str| words.extend(self.term(kind, code).map(|term| term.names.all()));
        content.category.iter().for_each(|code| add(TermKind::Category, code));
        content.town.iter().for_each(|code| add(TermKind::Town, code));
        content.techniques.iter().for_each(|code| add(TermKind::Technique, code));
        content.materials.iter().for_each(|share| add(TermKind::Material, &share.code));
        words.extend(content.variants.iter().map(|variant| variant.option.all()));
        crate::kit::text::fold(&words.join(" "))
    }
}
