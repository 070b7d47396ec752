//! The shape of a royalty: one option, or several of which the creator chooses one after the result.

use serde::{Deserialize, Serialize};

use crate::kit::locale::Translations;

text_enum! {
    /// Who owes the royalty.
    pub enum Payer {
        /// The creator, to the company.
        Creator = "creator",
        /// The company, to the creator and the team.
        Company = "company",
    }
}

text_enum! {
    /// Which sales it is reckoned from.
    pub enum Basis {
        /// Sales on this platform: frozen on each order line.
        SalesOnPlatform = "sales_on_platform",
        /// Sales elsewhere, which the company reports for each period.
        ReportedSales = "reported_sales",
    }
}

text_enum! {
    /// How often a statement is made, and for reported sales, how often the company reports.
    pub enum StatementPeriod {
        /// Four times a year.
        Quarterly = "quarterly",
        /// Twice a year.
        HalfYearly = "half_yearly",
        /// Once a year.
        Yearly = "yearly",
    }
}

impl StatementPeriod {
    /// How many months it has.
    pub fn months(self) -> i32 {
        match self {
            StatementPeriod::Quarterly => 3,
            StatementPeriod::HalfYearly => 6,
            StatementPeriod::Yearly => 12,
        }
    }
}

/// A rate that holds from a number of pieces on, counted over the whole term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RoyaltyTier)]
pub struct Tier {
    /// After how many pieces it begins; the first begins at 0.
    #[schema(minimum = 0)]
    pub from_pieces: i64,
    /// The share of net sales in basis points: 500 is 5 %.
    #[schema(minimum = 0, maximum = 10000)]
    pub bp: i64,
}

/// What is owed for a sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = RoyaltyRate)]
pub enum Rate {
    /// Nothing.
    #[default]
    None,
    /// A share of net sales.
    Percent {
        /// In basis points: 500 is 5 %.
        #[schema(minimum = 1, maximum = 10000)]
        bp: i64,
    },
    /// A share of net sales that grows (or falls) with the pieces sold.
    Tiers {
        /// In ascending order; the first begins at 0 pieces.
        tiers: Vec<Tier>,
    },
    /// An amount for each piece.
    PerPiece {
        /// In cents.
        #[schema(minimum = 1)]
        cents: i64,
    },
}

/// Material that the company supplies to the creator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialSupply {
    /// What a kilogram costs the creator, in cents; 0 is free of charge.
    #[schema(minimum = 0)]
    pub cents_per_kg: i64,
    /// What material, how much, on what conditions.
    pub note: Translations,
}

/// One way to be paid: who owes what for which sales, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoyaltyOption {
    /// A short name for programs: `royalty`, `buyout`.
    #[schema(max_length = 40)]
    pub code: String,
    /// What people call it; needed where there is a choice.
    #[serde(default)]
    pub label: Translations,
    /// Who owes.
    pub payer: Payer,
    /// For which sales.
    pub basis: Basis,
    /// How much.
    pub rate: Rate,
    /// The least that the company owes for a full calendar year, in cents; a year begun counts by its months.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub minimum_per_year_cents: i64,
    /// For how many years from the day of the last signature.
    #[schema(minimum = 1, maximum = 30)]
    pub term_years: i32,
    /// How often a statement is made.
    pub statement: StatementPeriod,
    /// Paid once by the company when both have signed, in cents; 0 is none.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub buyout_cents: i64,
    /// Material that the company supplies.
    #[serde(default)]
    pub material: Option<MaterialSupply>,
    /// Which pieces it is for, in the company's words.
    #[serde(default)]
    pub applies_to: Translations,
    /// Whether the creator may make and sell pieces too, without owing anything for them but what stands here.
    #[serde(default = "yes")]
    pub creator_may_produce: bool,
}

fn yes() -> bool {
    true
}

/// A royalty: one option that holds, or several to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Royalty {
    /// At least one.
    pub options: Vec<RoyaltyOption>,
    /// The code of the option that holds unless the creator chooses another.
    #[schema(max_length = 40)]
    pub default: String,
    /// A remark to all of it.
    #[serde(default)]
    pub note: Translations,
}

impl Default for Royalty {
    /// Nothing is owed to anyone.
    fn default() -> Royalty {
        Royalty::of(RoyaltyOption::none())
    }
}

impl Royalty {
    /// A royalty without a choice.
    pub fn of(option: RoyaltyOption) -> Royalty {
        Royalty { default: option.code.clone(), options: vec![option], note: Translations::default() }
    }

    /// Whether the creator has a choice to make when signing.
    pub fn is_choice(&self) -> bool {
        self.options.len() > 1
    }

    /// The option with this code.
    pub fn option(&self, code: &str) -> Option<&RoyaltyOption> {
        self.options.iter().find(|option| option.code == code)
    }

    /// The option that holds unless another is chosen.
    pub fn default_option(&self) -> Option<&RoyaltyOption> {
        self.option(&self.default)
    }
}

impl RoyaltyOption {
    /// Nothing is owed.
    pub fn none() -> RoyaltyOption {
        RoyaltyOption {
            code: "none".to_owned(),
            label: Translations::default(),
            payer: Payer::Company,
            basis: Basis::ReportedSales,
            rate: Rate::None,
            minimum_per_year_cents: 0,
            term_years: 1,
            statement: StatementPeriod::Yearly,
            buyout_cents: 0,
            material: None,
            applies_to: Translations::default(),
            creator_may_produce: true,
        }
    }

    /// Whether the company has to report its sales.
    pub fn is_reported(&self) -> bool {
        self.basis == Basis::ReportedSales && self.rate != Rate::None
    }

    /// Whether a line sold on the platform owes something.
    pub fn is_on_platform(&self) -> bool {
        self.basis == Basis::SalesOnPlatform && self.rate != Rate::None
    }
}
