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
use crate::kit::time::Instant;

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
    description: Translations,
    retired_at: Option<Instant>,
    merged_into: Option<String>,
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
    /// Whether it is no longer offered; it keeps its name where it stands.
    pub retired: bool,
    /// What is told about it, Markdown.
    #[serde(skip)]
    pub description: Translations,
}

impl Term {
    /// Its part of public addresses: `hat_blocking` stands under `hat-blocking`.
    pub fn slug(&self) -> String {
        self.code.replace('_', "-")
    }
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
pub struct Vocabularies {
    words: BTreeMap<TermKind, Vec<Term>>,
    /// Which word stands now for one that was merged into it.
    merged: BTreeMap<(TermKind, String), String>,
}

impl Vocabularies {
    /// Reads them all; some eighty rows.
    pub fn load(tx: &mut Tx) -> QueryResult<Vocabularies> {
        let rows: Vec<Row> = terms::table.order((terms::kind, terms::position, terms::code)).select(Row::as_select()).load(tx.db)?;
        let mut all = Vocabularies::default();
        for Row { kind, code, names, traits, description, retired_at, merged_into } in rows {
            match merged_into {
                Some(into) => drop(all.merged.insert((kind, code), into)),
                None => {
                    let term = Term { code, names, traits: traits.0, retired: retired_at.is_some(), description };
                    all.words.entry(kind).or_default().push(term);
                }
            }
        }
        Ok(all)
    }

    /// The words of one vocabulary, in order.
    pub fn of(&self, kind: TermKind) -> &[Term] {
        self.words.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// A word by its code, or by that of one that was merged into it.
    pub fn term(&self, kind: TermKind, code: &str) -> Option<&Term> {
        let code = self.current(kind, code);
        self.of(kind).iter().find(|term| term.code == code)
    }

    /// The code that stands now for this one.
    pub fn current<'a>(&'a self, kind: TermKind, code: &'a str) -> &'a str {
        self.merged.get(&(kind, code.to_owned())).map_or(code, String::as_str)
    }

    /// Codes of techniques as they stand now, each once, in their order.
    pub fn techniques(&self, codes: &[String]) -> Vec<String> {
        let mut current: Vec<String> = Vec::new();
        for code in codes.iter().map(|code| self.current(TermKind::Technique, code)) {
            if !current.iter().any(|known| known == code) {
                current.push(code.to_owned());
            }
        }
        current
    }

    /// A technique by its part of public addresses.
    pub fn technique_under(&self, slug: &str) -> Option<&Term> {
        let under = |code: &str| code.replace('_', "-") == slug;
        let merged = self.merged.iter().find(|((kind, code), _)| *kind == TermKind::Technique && under(code)).map(|(_, into)| into);
        self.of(TermKind::Technique).iter().find(|term| merged.is_some_and(|into| *into == term.code) || under(&term.code))
    }

    /// A code with its name; a word that was taken out of the vocabulary keeps its code as its name.
    pub fn named(&self, kind: TermKind, code: &str, locale: Locale) -> NamedCode {
        let code = self.current(kind, code);
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

    /// A text with the techniques that stand now for those that were merged away.
    pub fn settled(&self, content: Content) -> Content {
        Content { techniques: self.techniques(&content.techniques), ..content }
    }

    /// Refuses codes that no vocabulary knows. What is retired stays good where it stands; the lists do not offer it.
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
