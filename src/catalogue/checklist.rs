//! What a listing still needs before the desk may see it: the law's product safety data, and what a buyer cannot do without.
//!
//! The same list is shown beside the form while it is written and refuses an early submission, so that the two never differ.

use std::collections::BTreeSet;

use serde::Serialize;

use super::content::{Channel, Content, WithdrawalExemption};
use crate::kit::error::FieldError;
use crate::kit::id::MediaId;
use crate::kit::locale::{Locale, Translations};

/// What the checklist needs to know beyond the content itself.
#[derive(Debug, Default)]
pub struct Facts {
    /// Pictures without an alternative text in Slovenian.
    pub without_alt: BTreeSet<MediaId>,
    /// SKUs that other live variants of the same organisation carry.
    pub taken_skus: BTreeSet<String>,
    /// Traits of the chosen category, such as `textile`.
    pub traits: BTreeSet<String>,
}

text_enum! {
    /// One line of the checklist that a maker sees.
    pub enum CheckKey {
        /// Name in Slovenian.
        Name = "name",
        /// Description in Slovenian.
        Description = "description",
        /// Category and technique.
        Category = "category",
        /// A picture, and a text for each.
        Pictures = "pictures",
        /// Variants with names, SKUs and prices.
        Variants = "variants",
        /// Materials that sum up.
        Materials = "materials",
        /// Size, weight, time and channels.
        SizeAndWeight = "size_and_weight",
        /// Manufacturer and identifier.
        Manufacturer = "manufacturer",
        /// Warnings, or the word that none is needed.
        Warnings = "warnings",
    }
}

/// A line of the checklist, done or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ListingCheck)]
pub struct Line {
    /// Which.
    pub key: CheckKey,
    /// Whether nothing under it is missing.
    pub done: bool,
}

/// The checklist as it stands.
#[derive(Debug, Default)]
pub struct Checklist {
    findings: Vec<(CheckKey, FieldError)>,
}

impl Checklist {
    /// Goes through the whole content.
    pub fn of(content: &Content, facts: &Facts) -> Checklist {
        let mut list = Checklist::default();
        list.words(content);
        list.pictures(content, facts);
        list.materials(content, facts);
        list.handling(content);
        list.variants(content, facts);
        list.safety(content, facts);
        list
    }

    /// What is missing, in the order of the form.
    pub fn missing(&self) -> Vec<FieldError> {
        self.findings.iter().map(|(_, finding)| finding.clone()).collect()
    }

    /// Every line, done or not.
    pub fn lines(&self) -> Vec<Line> {
        CheckKey::ALL.iter().map(|key| Line { key: *key, done: !self.findings.iter().any(|(line, _)| line == key) }).collect()
    }

    fn need(&mut self, holds: bool, key: CheckKey, pointer: impl Into<String>, code: &str, detail: impl Into<String>) {
        if !holds {
            self.findings.push((key, FieldError { pointer: pointer.into(), code: code.to_owned(), detail: detail.into() }));
        }
    }

    fn words(&mut self, content: &Content) {
        let sl = |text: &Translations| text.get(Locale::Sl).is_some();
        self.need(sl(&content.name), CheckKey::Name, "/name/sl", "name_missing", "Give the product a name in Slovenian.");
        self.need(
            sl(&content.description),
            CheckKey::Description,
            "/description/sl",
            "description_missing",
            "Describe the product in Slovenian: what it is, what it is for, what is special.",
        );
        self.need(content.category.is_some(), CheckKey::Category, "/category", "category_missing", "Choose a category.");
        self.need(!content.techniques.is_empty(), CheckKey::Category, "/techniques", "technique_missing", "Choose at least one technique.");
    }

    fn pictures(&mut self, content: &Content, facts: &Facts) {
        self.need(
            !content.pictures.is_empty(),
            CheckKey::Pictures,
            "/pictures",
            "picture_missing",
            "Add at least one picture of the product.",
        );
        for (index, picture) in content.pictures.iter().enumerate() {
            self.need(
                !facts.without_alt.contains(picture),
                CheckKey::Pictures,
                format!("/pictures/{index}"),
                "alt_missing",
                "Say in Slovenian what the picture shows, for those who cannot see it.",
            );
        }
    }

    fn materials(&mut self, content: &Content, facts: &Facts) {
        let sum: i32 = content.materials.iter().map(|share| share.percent).sum();
        let key = CheckKey::Materials;
        self.need(!content.materials.is_empty(), key, "/materials", "material_missing", "Say what the product is made of.");
        if facts.traits.contains("textile") && !content.materials.is_empty() {
            self.need(
                sum == 100,
                key,
                "/materials",
                "material_sum",
                format!("The shares of a textile must sum to 100 %; now they sum to {sum} %."),
            );
        } else {
            self.need(sum <= 100, key, "/materials", "material_sum", format!("The shares must not exceed 100 %; now they sum to {sum} %."));
        }
    }

    fn handling(&mut self, content: &Content) {
        let key = CheckKey::SizeAndWeight;
        let sized = content.dimensions_mm.is_some_and(|size| size.length > 0 && size.width > 0 && size.height > 0);
        self.need(sized, key, "/dimensions_mm", "dimensions_missing", "Give length, width and height.");
        self.need(!content.channels.is_empty(), key, "/channels", "channel_missing", "Choose where the product is sold.");
        let weighed = content.weight_g.is_some_and(|weight| weight > 0);
        let by_parcel = content.channels.contains(&Channel::Online);
        self.need(
            weighed || !by_parcel,
            key,
            "/weight_g",
            "weight_missing",
            "Give the packed weight: the price of the parcel depends on it.",
        );
        let timed = content.lead_time_days.is_some_and(|days| days > 0 || !content.made_to_order);
        let question = if content.made_to_order { "Say how many days it takes to make." } else { "Say within how many days you send it." };
        self.need(timed, key, "/lead_time_days", "lead_time_missing", question);
        if let Some(personalisation) = &content.personalisation {
            let asked = personalisation.label.get(Locale::Sl).is_some();
            let pointer = "/personalisation/label/sl";
            self.need(asked, key, pointer, "personalisation_label_missing", "Say in Slovenian what the buyer should write.");
        }
        let grounded = content.withdrawal_exemption != WithdrawalExemption::MadeToOrderPersonalised
            || content.made_to_order
            || content.personalisation.is_some();
        self.need(
            grounded,
            key,
            "/withdrawal_exemption",
            "exemption_without_ground",
            "Only a product made to order or personalised may exclude withdrawal on this ground.",
        );
    }

    fn variants(&mut self, content: &Content, facts: &Facts) {
        let key = CheckKey::Variants;
        self.need(!content.variants.is_empty(), key, "/variants", "variant_missing", "Add at least one variant with a price.");
        let several = content.variants.len() > 1;
        let mut seen = BTreeSet::new();
        for (index, variant) in content.variants.iter().enumerate() {
            let at = |field: &str| format!("/variants/{index}/{field}");
            let named = !several || variant.option.get(Locale::Sl).is_some();
            self.need(
                named,
                key,
                at("option/sl"),
                "option_missing",
                "Name this variant in Slovenian, so that buyers can tell it from the others.",
            );
            self.need(variant.price_cents().is_some(), key, at("price"), "price_missing", "Give this variant a price.");
            let sku = variant.sku.trim();
            self.need(!sku.is_empty(), key, at("sku"), "sku_missing", "Give this variant a code of your own (SKU).");
            let once = sku.is_empty() || (seen.insert(sku.to_owned()) && !facts.taken_skus.contains(sku));
            self.need(once, key, at("sku"), "sku_taken", "This code (SKU) is in use already; take another.");
            let barcode = variant.barcode.as_deref().unwrap_or("").trim();
            self.need(
                barcode.is_empty() || is_ean(barcode),
                key,
                at("barcode"),
                "barcode_invalid",
                "Check the barcode: it has 8 or 13 digits, and the last one checks the others.",
            );
        }
    }

    fn safety(&mut self, content: &Content, facts: &Facts) {
        let safety = &content.safety;
        let key = CheckKey::Manufacturer;
        let filled = |text: &str| !text.trim().is_empty();
        let electronic = safety.manufacturer.electronic_address.trim();
        self.need(
            filled(&safety.manufacturer.name),
            key,
            "/safety/manufacturer/name",
            "manufacturer_name_missing",
            "Name the manufacturer.",
        );
        self.need(
            filled(&safety.manufacturer.postal_address),
            key,
            "/safety/manufacturer/postal_address",
            "manufacturer_postal_missing",
            "Give the manufacturer's postal address.",
        );
        self.need(
            electronic.contains('@') || electronic.contains('.'),
            key,
            "/safety/manufacturer/electronic_address",
            "manufacturer_electronic_missing",
            "Give the manufacturer's e-mail address or web page.",
        );
        self.need(
            filled(&safety.identifier),
            key,
            "/safety/identifier",
            "identifier_missing",
            "Give a mark by which the product is known, such as a model or batch.",
        );
        let key = CheckKey::Warnings;
        let warned = safety.warnings.iter().any(|warning| !warning.is_blank());
        self.need(
            warned || safety.no_warnings,
            key,
            "/safety/warnings",
            "warnings_missing",
            "Write the warnings that a buyer needs, or say that none is needed.",
        );
        for (index, warning) in safety.warnings.iter().enumerate() {
            let readable = warning.is_blank() || warning.get(Locale::Sl).is_some();
            self.need(
                readable,
                key,
                format!("/safety/warnings/{index}/sl"),
                "warning_untranslated",
                "Write this warning in Slovenian too.",
            );
        }
        let strict = facts.traits.contains("electrical") || facts.traits.contains("childrens");
        self.need(
            warned || !strict || !safety.no_warnings,
            key,
            "/safety/warnings",
            "warnings_missing",
            "Products of this category always need a warning: age and small parts for children, voltage and bulb for lights.",
        );
    }
}

/// Whether the digits are an EAN-8 or EAN-13 with a true check digit.
fn is_ean(barcode: &str) -> bool {
    let digits: Vec<u32> = barcode.chars().map_while(|letter| letter.to_digit(10)).collect();
    if digits.len() != barcode.chars().count() || !matches!(digits.len(), 8 | 13) {
        return false;
    }
    // From the right the weights are 1, 3, 1, 3 …, the check digit first.
    digits.iter().rev().enumerate().map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 3 }).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::super::content::{Dimensions, Manufacturer, MaterialShare, Safety};
    use super::*;
    use crate::kit::id::{Id, Ids};
    use crate::kit::money::Money;
    use crate::kit::time::Instant;

    fn sl(text: &str) -> Translations {
        Translations::one(Locale::Sl, text)
    }

    fn finished() -> Content {
        let mut content = Content::blank();
        content.name = sl("Predpasnik »Lontrg«");
        content.description = sl("Predpasnik iz lanu z dvema žepoma.");
        content.category = Some("kitchen".into());
        content.techniques = vec!["blueprint".into()];
        content.materials = vec![MaterialShare { code: "linen".into(), percent: 100 }];
        content.dimensions_mm = Some(Dimensions { length: 880, width: 780, height: 5 });
        content.weight_g = Some(340);
        content.pictures = vec![Ids::seeded(1).next(Instant::from_millis(1))];
        content.safety = Safety {
            manufacturer: Manufacturer {
                name: "Modra Štampa".into(),
                postal_address: "Demo ulica 1, 4220 Škofja Loka".into(),
                electronic_address: "varnost@example.org".into(),
            },
            identifier: "MOD-APR-01".into(),
            warnings: vec![sl("Prvih nekaj pranj perite ločeno.")],
            no_warnings: false,
            age_min: None,
        };
        content.variants[0].sku = "MOD-APR-01-SEM".into();
        content.variants[0].price = Some(Money::euros(6400));
        content
    }

    fn codes(content: &Content, facts: &Facts) -> Vec<String> {
        Checklist::of(content, facts).missing().into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_finished_listing_misses_nothing() {
        assert_eq!(codes(&finished(), &Facts::default()), Vec::<String>::new());
        assert!(Checklist::of(&finished(), &Facts::default()).lines().iter().all(|line| line.done));
    }

    #[test]
    fn a_blank_listing_names_every_field() {
        let blank = codes(&Content::blank(), &Facts::default());
        for code in [
            "name_missing",
            "description_missing",
            "category_missing",
            "picture_missing",
            "price_missing",
            "weight_missing",
            "manufacturer_name_missing",
            "identifier_missing",
            "warnings_missing",
        ] {
            assert!(blank.iter().any(|found| found == code), "{code} is not named in {blank:?}");
        }
    }

    #[test]
    fn a_textile_tells_all_its_fibres() {
        let mut content = finished();
        content.materials[0].percent = 55;
        assert_eq!(codes(&content, &Facts::default()), Vec::<String>::new());
        let textile = Facts { traits: ["textile".to_owned()].into(), ..Facts::default() };
        assert_eq!(codes(&content, &textile), ["material_sum"]);
    }

    #[test]
    fn a_light_without_a_warning_is_not_accepted() {
        let mut content = finished();
        content.safety.warnings.clear();
        content.safety.no_warnings = true;
        assert_eq!(codes(&content, &Facts::default()), Vec::<String>::new());
        let light = Facts { traits: ["electrical".to_owned()].into(), ..Facts::default() };
        assert_eq!(codes(&content, &light), ["warnings_missing"]);
    }

    #[test]
    fn two_variants_are_told_apart() {
        let mut content = finished();
        content.variants.push(content.variants[0].clone());
        assert_eq!(codes(&content, &Facts::default()), ["option_missing", "option_missing", "sku_taken"]);
        let picture: MediaId = Ids::seeded(1).next(Instant::from_millis(1));
        assert!(picture.as_str().starts_with(MediaId::PREFIX));
        let facts = Facts { without_alt: [picture].into(), ..Facts::default() };
        assert_eq!(codes(&finished(), &facts), ["alt_missing"]);
    }

    #[test]
    fn a_mistyped_barcode_is_noticed() {
        assert!(is_ean("4006381333931") && is_ean("73513537"));
        assert!(!is_ean("4006381333932") && !is_ean("12345") && !is_ean("40063813339３1"));
    }
}
