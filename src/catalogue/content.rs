//! What a listing says: everything a maker writes and a buyer reads, as one value.
//!
//! The same shape serves the live listing, its working copy, the desk's frozen submission and the API. A working copy may be
//! unfinished (`checklist.rs` names what is missing); it may not be boundless or foreign, which is what [`Content::check`] refuses.

use serde::{Deserialize, Serialize};

use crate::kit::check::Check;
use crate::kit::id::{MediaId, VariantId};
use crate::kit::locale::Translations;
use crate::kit::money::{Currency, Money};

/// Value added tax rates that a Slovenian seller may charge, in basis points; 0 is for sellers outside the system.
pub const VAT_RATES_BP: [i32; 4] = [0, 500, 950, 2200];
const MAX_PRICE_CENTS: i64 = 100_000_000;

text_enum! {
    /// Why a buyer may not withdraw from the contract, if so.
    pub enum WithdrawalExemption {
        /// The buyer may withdraw.
        None = "none",
        /// Made to the buyer's wish or clearly personalised.
        MadeToOrderPersonalised = "made_to_order_personalised",
        /// Spoils quickly.
        Perishable = "perishable",
        /// Sealed for hygiene, once opened.
        Hygiene = "hygiene",
        /// Sealed audio or software, once opened.
        AudioSoftware = "audio_software",
    }
}

text_enum! {
    /// Where the idea of a product comes from.
    pub enum Origin {
        /// The maker's own.
        Own = "own",
        /// A craft handed down in this place.
        Heritage = "heritage",
        /// An answer to a creative challenge.
        Challenge = "challenge",
    }
}

text_enum! {
    /// Where a product is sold.
    pub enum Channel {
        /// In the web shop, by parcel.
        Online = "online",
        /// At pop-ups.
        Popup = "popup",
        /// In the web shop, picked up.
        Pickup = "pickup",
    }
}

/// The whole text of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProductContent)]
pub struct Content {
    /// The name in each language; Slovenian is needed for approval.
    pub name: Translations,
    /// What it is, in Markdown.
    pub description: Translations,
    /// How it came about, in Markdown.
    pub story: Translations,
    /// Code of a category.
    pub category: Option<String>,
    /// What it is made of.
    pub materials: Vec<MaterialShare>,
    /// Codes of techniques, the main one first.
    pub techniques: Vec<String>,
    /// Code of the town where it is made.
    pub town: Option<String>,
    /// Outer size of one piece.
    pub dimensions_mm: Option<Dimensions>,
    /// One piece, packed.
    pub weight_g: Option<i32>,
    /// Codes of care instructions.
    pub care: Vec<String>,
    /// Care in words of its own.
    pub care_note: Translations,
    /// Whether each piece is made after it was ordered; such a piece needs no stock.
    pub made_to_order: bool,
    /// Days until it is sent: after the order, or after it was made.
    pub lead_time_days: Option<i32>,
    /// "a pilot run of 60 pairs"
    pub edition: Translations,
    /// How many pieces there will ever be.
    pub edition_size: Option<i32>,
    /// A text that the buyer may give.
    pub personalisation: Option<Personalisation>,
    /// Why a buyer may not withdraw, if so.
    pub withdrawal_exemption: WithdrawalExemption,
    /// Where the idea comes from.
    pub origin: Origin,
    /// Who else is to be named: the challenge, the company, the heritage.
    pub credit: Translations,
    /// Pictures in order, the cover first. Their alternative texts live with the pictures.
    pub pictures: Vec<MediaId>,
    /// Product safety data (Regulation 2023/988, article 19).
    pub safety: Safety,
    /// Value added tax in basis points, contained in the price.
    pub vat_rate_bp: i32,
    /// Where it is sold.
    pub channels: Vec<Channel>,
    /// The forms it can be bought in.
    pub variants: Vec<VariantDraft>,
}

/// A material and its share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialShare {
    /// Code of a material.
    pub code: String,
    /// Its share of the whole.
    pub percent: i32,
}

/// Outer size in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Dimensions {
    pub length: i32,
    pub width: i32,
    pub height: i32,
}

/// A text that the buyer gives with the order, such as a name to be stitched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Personalisation {
    /// What is asked for.
    pub label: Translations,
    /// Letters at most.
    pub max_length: i32,
    /// Whether it must be given.
    pub required: bool,
}

/// What the law wants a buyer to see before the purchase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Safety {
    /// Who answers for the product.
    pub manufacturer: Manufacturer,
    /// Model, batch or another mark by which the product is known.
    pub identifier: String,
    /// Warnings, each in the languages of the buyers.
    pub warnings: Vec<Translations>,
    /// The maker says that no warning is needed.
    pub no_warnings: bool,
    /// Not for anyone younger.
    pub age_min: Option<i32>,
}

/// Who made it, reachable by letter and by wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Manufacturer {
    /// Name or trade mark.
    pub name: String,
    /// Street, post code, town, country.
    pub postal_address: String,
    /// An e-mail address or a web page.
    pub electronic_address: String,
}

/// A buyable form, as its maker writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantDraft {
    /// Given by the server at the first save.
    pub id: Option<VariantId>,
    /// Stock keeping unit, once in the organisation; the server makes one for a new variant that has none.
    #[serde(default)]
    pub sku: String,
    /// "pattern Seed"; blank when there is only one variant.
    pub option: Translations,
    /// Price with tax. Of a live variant it only shows the live price.
    pub price: Option<Money>,
    /// EAN-8 or EAN-13.
    pub barcode: Option<String>,
    /// When it differs from the product's.
    pub weight_g: Option<i32>,
}

impl Content {
    /// A new listing in which nothing is written yet.
    pub fn blank() -> Content {
        Content {
            name: Translations::default(),
            description: Translations::default(),
            story: Translations::default(),
            category: None,
            materials: Vec::new(),
            techniques: Vec::new(),
            town: None,
            dimensions_mm: None,
            weight_g: None,
            care: Vec::new(),
            care_note: Translations::default(),
            made_to_order: false,
            lead_time_days: Some(3),
            edition: Translations::default(),
            edition_size: None,
            personalisation: None,
            withdrawal_exemption: WithdrawalExemption::None,
            origin: Origin::Own,
            credit: Translations::default(),
            pictures: Vec::new(),
            safety: Safety::default(),
            vat_rate_bp: 2200,
            channels: vec![Channel::Online, Channel::Popup, Channel::Pickup],
            variants: vec![VariantDraft::blank()],
        }
    }

    /// Techniques and materials in one line, to filter by: `technique:blueprint material:linen`.
    pub fn terms(&self) -> String {
        let techniques = self.techniques.iter().map(|code| format!("technique:{code}"));
        let materials = self.materials.iter().map(|share| format!("material:{}", share.code));
        techniques.chain(materials).collect::<Vec<_>>().join(" ")
    }

    /// Refuses what no listing may hold, finished or not: too long, too many, twice, out of range.
    pub fn check(&self, check: &mut Check) {
        check.texts("/name", &self.name, 0..=120);
        check.texts("/description", &self.description, 0..=5000);
        check.texts("/story", &self.story, 0..=5000);
        check.texts("/care_note", &self.care_note, 0..=500);
        check.texts("/edition", &self.edition, 0..=120);
        check.texts("/credit", &self.credit, 0..=500);
        few(check, "/materials", self.materials.iter().map(|share| &share.code), 12);
        few(check, "/techniques", self.techniques.iter(), 8);
        few(check, "/care", self.care.iter(), 8);
        few(check, "/pictures", self.pictures.iter(), 12);
        few(check, "/channels", self.channels.iter(), 3);
        for (index, share) in self.materials.iter().enumerate() {
            range(check, &format!("/materials/{index}/percent"), Some(share.percent), 0, 100);
        }
        if let Some(size) = self.dimensions_mm {
            for (side, length) in [("length", size.length), ("width", size.width), ("height", size.height)] {
                range(check, &format!("/dimensions_mm/{side}"), Some(length), 0, 20_000);
            }
        }
        range(check, "/weight_g", self.weight_g, 0, 100_000);
        range(check, "/lead_time_days", self.lead_time_days, 0, 365);
        range(check, "/edition_size", self.edition_size, 1, 1_000_000);
        if let Some(personalisation) = &self.personalisation {
            check.texts("/personalisation/label", &personalisation.label, 0..=120);
            range(check, "/personalisation/max_length", Some(personalisation.max_length), 1, 200);
        }
        let fine = VAT_RATES_BP.contains(&self.vat_rate_bp);
        check.that(fine, "/vat_rate_bp", "unknown", "Choose 22 %, 9.5 %, 5 % or no value added tax.");
        self.check_safety(check);
        self.check_variants(check);
    }

    fn check_safety(&self, check: &mut Check) {
        let Safety { manufacturer, identifier, warnings, age_min, .. } = &self.safety;
        check.text("/safety/manufacturer/name", &manufacturer.name, 0..=200);
        check.text("/safety/manufacturer/postal_address", &manufacturer.postal_address, 0..=300);
        check.text("/safety/manufacturer/electronic_address", &manufacturer.electronic_address, 0..=200);
        check.text("/safety/identifier", identifier, 0..=100);
        check.that(warnings.len() <= 10, "/safety/warnings", "too_many", "Write at most 10 warnings.");
        for (index, warning) in warnings.iter().enumerate().take(10) {
            check.texts(&format!("/safety/warnings/{index}"), warning, 0..=600);
        }
        range(check, "/safety/age_min", *age_min, 0, 99);
    }

    fn check_variants(&self, check: &mut Check) {
        let count = self.variants.len();
        check.that(count >= 1, "/variants", "too_few", "Keep at least one variant.");
        check.that(count <= 50, "/variants", "too_many", "Offer at most 50 variants; more belong into a second listing.");
        for (index, variant) in self.variants.iter().enumerate().take(50) {
            let at = |field: &str| format!("/variants/{index}/{field}");
            check.text(&at("sku"), &variant.sku, 0..=40);
            check.texts(&at("option"), &variant.option, 0..=80);
            check.text(&at("barcode"), variant.barcode.as_deref().unwrap_or(""), 0..=20);
            range(check, &at("weight_g"), variant.weight_g, 0, 100_000);
            check_price(check, &at("price"), variant.price);
            let known_before = self.variants[..index].iter().any(|other| other.id.is_some() && other.id == variant.id);
            check.that(!known_before, at("id"), "twice", "This variant stands here twice; leave the id out of the copy.");
        }
    }
}

impl VariantDraft {
    /// A variant in which nothing is written yet.
    pub fn blank() -> VariantDraft {
        VariantDraft { id: None, sku: String::new(), option: Translations::default(), price: None, barcode: None, weight_g: None }
    }

    /// The price in cents, if one was written.
    pub fn price_cents(&self) -> Option<i64> {
        self.price.map(|price| price.amount).filter(|cents| *cents > 0)
    }
}

/// A price that may still be missing but never negative, absurd or in a currency that the shop does not take.
pub fn check_price(check: &mut Check, pointer: &str, price: Option<Money>) {
    let Some(price) = price else { return };
    check.that(price.currency == Currency::EUR, format!("{pointer}/currency"), "unknown", "Give the price in euros (EUR).");
    let fine = (0..=MAX_PRICE_CENTS).contains(&price.amount);
    check.that(fine, format!("{pointer}/amount"), "out_of_range", "Give a price between 0.01 and 1,000,000 euros, in cents.");
}

fn range(check: &mut Check, pointer: &str, number: Option<i32>, least: i32, most: i32) {
    let fine = number.is_none_or(|number| (least..=most).contains(&number));
    check.that(fine, pointer, "out_of_range", format!("Give a whole number from {least} to {most}."));
}

fn few<'a, T: Ord + 'a>(check: &mut Check, pointer: &str, things: impl Iterator<Item = &'a T>, most: usize) {
    let all: Vec<&T> = things.collect();
    check.that(all.len() <= most, pointer, "too_many", format!("Choose at most {most}."));
    let once: std::collections::BTreeSet<&T> = all.iter().copied().collect();
    check.that(once.len() == all.len(), pointer, "twice", "Choose each only once.");
}
