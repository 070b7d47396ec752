//! What a royalty must say before anybody can sign it.

use std::collections::BTreeSet;

use super::royalty::{Basis, Payer, Rate, Royalty, RoyaltyOption, Tier};
use crate::kit::check::Check;

const MOST_CENTS: i64 = 100_000_000;

/// Finds what is wrong with a royalty; each finding points below `pointer`, at the option and the field.
pub fn check(findings: &mut Check, pointer: &str, royalty: &Royalty) {
    let options = format!("{pointer}/options");
    findings.that((1..=6).contains(&royalty.options.len()), &options, "options", "Give one way to be paid, or up to six to choose from.");
    let codes: BTreeSet<&str> = royalty.options.iter().map(|option| option.code.as_str()).collect();
    findings.that(codes.len() == royalty.options.len(), &options, "twice", "Two options have the same name. Rename one of them.");
    let known = royalty.default_option().is_some();
    findings.that(known, format!("{pointer}/default"), "unknown_option", "Say which option holds if the creator does not choose.");
    findings.texts(&format!("{pointer}/note"), &royalty.note, 0..=1_000);
    for (index, option) in royalty.options.iter().enumerate() {
        check_option(findings, &format!("{options}/{index}"), option);
        let named = !royalty.is_choice() || !option.label.is_blank();
        findings.that(named, format!("{options}/{index}/label"), "too_short", "Name this option, so that the creator can choose.");
    }
}

fn check_option(findings: &mut Check, at: &str, option: &RoyaltyOption) {
    let slug = !option.code.is_empty() && option.code.len() <= 40 && option.code.bytes().all(|c| c.is_ascii_lowercase() || c == b'_');
    findings.that(slug, format!("{at}/code"), "code", "Use small letters and underscores, such as own_production.");
    findings.texts(&format!("{at}/label"), &option.label, 0..=120);
    findings.texts(&format!("{at}/applies_to"), &option.applies_to, 0..=300);
    findings.that((1..=30).contains(&option.term_years), format!("{at}/term_years"), "out_of_range", "Give a term of 1 to 30 years.");
    check_rate(findings, &format!("{at}/rate"), option);
    check_sums(findings, at, option);
    if let Some(material) = &option.material {
        let fair = (0..=MOST_CENTS).contains(&material.cents_per_kg);
        findings.that(fair, format!("{at}/material/cents_per_kg"), "out_of_range", "Give the price of a kilogram, or 0 if it is free.");
        findings.texts(&format!("{at}/material/note"), &material.note, 0..=500);
    }
}

fn check_rate(findings: &mut Check, at: &str, option: &RoyaltyOption) {
    match &option.rate {
        Rate::None => {}
        Rate::Percent { bp } => {
            findings.that((1..=10_000).contains(bp), format!("{at}/bp"), "out_of_range", "Give a share above 0 % and up to 100 %.");
        }
        Rate::PerPiece { cents } => {
            findings.that(
                (1..=MOST_CENTS).contains(cents),
                format!("{at}/cents"),
                "out_of_range",
                "Give an amount above zero for a piece.",
            );
        }
        Rate::Tiers { tiers } => check_tiers(findings, &format!("{at}/tiers"), tiers),
    }
    // A line is frozen when it is sold; how many pieces were sold before it is known for certain only at the end of a period.
    let counted = matches!(option.rate, Rate::Tiers { .. }) && option.basis == Basis::SalesOnPlatform;
    findings.that(!counted, at, "tiers_need_reports", "Tiers need reported sales. Give one share for sales on the platform.");
    let taken = option.payer == Payer::Company && option.is_on_platform();
    let sentence =
        "The creator is the one who sells on the platform, so the creator owes this. Choose reported sales for what the company owes.";
    findings.that(!taken, at, "payer", sentence);
}

fn check_tiers(findings: &mut Check, at: &str, tiers: &[Tier]) {
    findings.that((1..=10).contains(&tiers.len()), at, "tiers", "Give one to ten tiers.");
    let begins = tiers.first().is_none_or(|tier| tier.from_pieces == 0);
    findings.that(begins, format!("{at}/0/from_pieces"), "tiers_begin", "The first tier begins at 0 pieces.");
    let ascending = tiers.windows(2).all(|pair| pair[0].from_pieces < pair[1].from_pieces);
    findings.that(ascending, at, "tiers_order", "Each tier begins after the one before it.");
    let fair = tiers.iter().all(|tier| (0..=10_000).contains(&tier.bp));
    findings.that(fair, at, "out_of_range", "Give shares from 0 % to 100 %.");
}

fn check_sums(findings: &mut Check, at: &str, option: &RoyaltyOption) {
    let minimum = (0..=MOST_CENTS).contains(&option.minimum_per_year_cents);
    findings.that(minimum, format!("{at}/minimum_per_year_cents"), "out_of_range", "Give the least for a year, or 0 for none.");
    let owed = option.minimum_per_year_cents == 0 || (option.payer == Payer::Company && option.is_reported());
    let sentence = "A yearly minimum goes with a royalty that the company owes on its reported sales.";
    findings.that(owed, format!("{at}/minimum_per_year_cents"), "minimum", sentence);
    let buyout = (0..=MOST_CENTS).contains(&option.buyout_cents);
    findings.that(buyout, format!("{at}/buyout_cents"), "out_of_range", "Give the sum of the buyout, or 0 for none.");
    let alone = option.buyout_cents == 0 || option.rate == Rate::None;
    findings.that(
        alone,
        format!("{at}/buyout_cents"),
        "buyout",
        "A buyout takes the place of a royalty. Offer both as options to choose from.",
    );
}
