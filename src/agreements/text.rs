//! The text that both sides sign, composed when it is offered and frozen from then on.

use std::collections::BTreeMap;

use super::model::Offer;
use crate::db::Tx;
use crate::identity;
use crate::kit::Result;
use crate::kit::locale::{Locale, Translations, plural};
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::terms::{Basis, Payer, Rate, RoyaltyOption, StatementPeriod};

/// How the two sides are called in law.
#[derive(Clone, Debug)]
pub struct Parties {
    company: String,
    studio: String,
}

impl Parties {
    /// Reads both.
    pub fn read(tx: &mut Tx, offer: &Offer) -> Result<Parties> {
        let mut named = |id| -> Result<String> {
            let party = identity::seller_of_record(tx, id)?;
            let legal = if party.legal_name.trim().is_empty() { party.name } else { party.legal_name };
            let place = format!("{} {}", party.post_code, party.town).trim().to_owned();
            let parts = [legal, party.street.trim().to_owned(), place];
            Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
        };
        Ok(Parties { company: named(&offer.company)?, studio: named(&offer.studio)? })
    }
}

/// The whole text in every language that letters are written in: headings begin with `## `, paragraphs are lines.
pub fn compose(offer: &Offer, parties: &Parties, now: Instant) -> Translations {
    let written = [Locale::Sl, Locale::En, Locale::De].map(|l| (l, in_language(offer, parties, now, l)));
    Translations(BTreeMap::from(written))
}

fn in_language(offer: &Offer, parties: &Parties, now: Instant, l: Locale) -> String {
    let mut lines: Vec<String> = Vec::new();
    let heading = |lines: &mut Vec<String>, sl: &str, en: &str, de: &str| lines.push(format!("## {}", l.pick(sl, en, de)));
    heading(&mut lines, "Stranki", "The parties", "Die Parteien");
    lines.push(format!("{}: {}", l.pick("Podjetje", "The company", "Das Unternehmen"), parties.company));
    lines.push(format!("{}: {}", l.pick("Ustvarjalec", "The creator", "Die Kreativen"), parties.studio));
    for member in &offer.team {
        lines.push(format!("{}: {} %", member.name, percent(i64::from(member.share_bp), l)));
    }
    heading(&mut lines, "Predmet", "The work", "Gegenstand");
    let title = offer.challenge.title.best(l);
    let day = date(now, l);
    lines.push(l.pick(
        format!(
            "Delo »{}«, izbrano v ustvarjalnem izzivu »{title}« ({}. mesto). Ponudba z dne {day}, za podpis do {}.",
            offer.work,
            offer.place,
            date(offer.expires_at, l)
        ),
        format!(
            "The work “{}”, chosen in the creative challenge “{title}” (place {}). Offered on {day}, to be signed by {}.",
            offer.work,
            offer.place,
            date(offer.expires_at, l)
        ),
        format!(
            "Das Werk „{}“, ausgewählt in der Kreativ-Challenge „{title}“ (Platz {}). Angeboten am {day}, zu unterschreiben bis {}.",
            offer.work,
            offer.place,
            date(offer.expires_at, l)
        ),
    ));
    if offer.prize_cents > 0 {
        let prize = Money::euros(offer.prize_cents).display(l);
        lines.push(l.pick(format!("Nagrada: {prize}."), format!("Prize: {prize}."), format!("Preis: {prize}.")));
    }
    heading(&mut lines, "Pravice", "Rights", "Rechte");
    lines.extend(offer.rights.clauses(l).into_iter().map(|clause| clause.text.to_owned()));
    lines.push(option_period(offer.option_days, l));
    heading(&mut lines, "Plačilo", "Payment", "Vergütung");
    if offer.royalty.is_choice() {
        lines.push(
            l.pick(
                "Ustvarjalec ob podpisu izbere eno od možnosti:",
                "With the signature the creator chooses one of these:",
                "Mit der Unterschrift wählen die Kreativen eine dieser Möglichkeiten:",
            )
            .to_owned(),
        );
    }
    for option in &offer.royalty.options {
        lines.extend(option_lines(option, offer.royalty.is_choice(), l));
    }
    if !offer.royalty.note.is_blank() {
        lines.push(offer.royalty.note.best(l).to_owned());
    }
    lines.join("\n")
}

fn option_period(days: i64, l: Locale) -> String {
    let unit = plural(l, days, "dan", "dneva", "dni", "dni");
    l.pick(
        format!("Rok za izbiro drugih predlogov je {days} {unit} po objavi izida."),
        format!(
            "The option period for other entries is {days} {} after the result is published.",
            plural(l, days, "day", "day", "day", "days")
        ),
        format!(
            "Die Optionsfrist für andere Einreichungen beträgt {days} {} nach Bekanntgabe.",
            plural(l, days, "Tag", "Tag", "Tag", "Tage")
        ),
    )
}

fn option_lines(option: &RoyaltyOption, choice: bool, l: Locale) -> Vec<String> {
    let mut lines = Vec::new();
    if choice {
        lines.push(format!("### {}", option.label.best(l)));
    }
    if option.rate != Rate::None {
        lines.push(format!("{} {}", owes(option, l), rate(&option.rate, l)));
    }
    if option.buyout_cents > 0 {
        let sum = Money::euros(option.buyout_cents).display(l);
        lines.push(l.pick(
            format!("Podjetje ob začetku veljavnosti enkratno plača {sum}."),
            format!("The company pays {sum} once, when the agreement comes into force."),
            format!("Das Unternehmen zahlt einmalig {sum}, wenn die Vereinbarung in Kraft tritt."),
        ));
    }
    if option.minimum_per_year_cents > 0 {
        let sum = Money::euros(option.minimum_per_year_cents).display(l);
        lines.push(l.pick(
            format!("Najmanj {sum} za koledarsko leto; za nepolno leto po mesecih."),
            format!("At least {sum} for a calendar year; for a year begun by its months."),
            format!("Mindestens {sum} je Kalenderjahr; für ein angebrochenes Jahr nach Monaten."),
        ));
    }
    if let Some(material) = &option.material {
        lines.push(material_line(material.cents_per_kg, material.note.best(l), l));
    }
    if option.rate == Rate::None && option.buyout_cents == 0 && option.material.is_none() {
        lines.push(l.pick("Tantieme ni.", "There is no royalty.", "Es gibt keine Tantieme.").to_owned());
    }
    if !option.applies_to.is_blank() {
        lines.push(format!("{}: {}", l.pick("Velja za", "Applies to", "Gilt für"), option.applies_to.best(l)));
    }
    lines.push(term(option, l));
    lines.push(
        if option.creator_may_produce {
            l.pick(
                "Ustvarjalec sme kose izdelovati in prodajati tudi sam.",
                "The creator may make and sell pieces too.",
                "Die Kreativen dürfen selbst Stücke herstellen und verkaufen.",
            )
        } else {
            l.pick(
                "Kose izdeluje in prodaja podjetje.",
                "The company makes and sells the pieces.",
                "Herstellung und Verkauf liegen beim Unternehmen.",
            )
        }
        .to_owned(),
    );
    lines
}

fn owes(option: &RoyaltyOption, l: Locale) -> &'static str {
    match (option.payer, option.basis) {
        (Payer::Creator, Basis::SalesOnPlatform) => l.pick(
            "Od kosov, prodanih na tržnici, ustvarjalec podjetju plača",
            "For pieces sold on the marketplace the creator pays the company",
            "Für auf dem Marktplatz verkaufte Stücke zahlen die Kreativen dem Unternehmen",
        ),
        (Payer::Creator, Basis::ReportedSales) => l.pick(
            "Od prodaje, ki jo sporoči podjetje, ustvarjalec podjetju plača",
            "On sales that the company reports the creator pays the company",
            "Für die vom Unternehmen gemeldeten Verkäufe zahlen die Kreativen dem Unternehmen",
        ),
        (Payer::Company, _) => l.pick(
            "Od svoje prodaje podjetje ustvarjalcu plača",
            "On its own sales the company pays the creator",
            "Für seine eigenen Verkäufe zahlt das Unternehmen den Kreativen",
        ),
    }
}

fn rate(rate: &Rate, l: Locale) -> String {
    let of_sales = l.pick("čistega prihodka od prodaje", "of net sales", "des Nettoumsatzes");
    match rate {
        Rate::None => l.pick("nič.", "nothing.", "nichts.").to_owned(),
        Rate::Percent { bp } => format!("{} % {of_sales}.", percent(*bp, l)),
        Rate::PerPiece { cents } => {
            let sum = Money::euros(*cents).display(l);
            l.pick(format!("{sum} na kos."), format!("{sum} for each piece."), format!("{sum} je Stück."))
        }
        Rate::Tiers { tiers } => {
            let tier = |from: i64, bp: i64| {
                let share = percent(bp, l);
                l.pick(
                    format!("{share} % po {from} kosih"),
                    format!("{share} % after {from} pieces"),
                    format!("{share} % nach {from} Stück"),
                )
            };
            let parts: Vec<String> = tiers.iter().map(|one| tier(one.from_pieces, one.bp)).collect();
            format!("{} {of_sales}.", parts.join("; "))
        }
    }
}

fn material_line(cents_per_kg: i64, note: &str, l: Locale) -> String {
    let price = Money::euros(cents_per_kg).display(l);
    let words = if cents_per_kg == 0 {
        l.pick(
            "Podjetje material dobavi brezplačno.",
            "The company supplies material free of charge.",
            "Das Unternehmen liefert Material kostenlos.",
        )
        .to_owned()
    } else {
        l.pick(
            format!("Podjetje dobavi material po {price} za kilogram."),
            format!("The company supplies material at {price} a kilogram."),
            format!("Das Unternehmen liefert Material zu {price} je Kilogramm."),
        )
    };
    if note.is_empty() { words } else { format!("{words} {note}") }
}

fn term(option: &RoyaltyOption, l: Locale) -> String {
    let years = i64::from(option.term_years);
    let often = match option.statement {
        StatementPeriod::Quarterly => l.pick("četrtletno", "quarterly", "vierteljährlich"),
        StatementPeriod::HalfYearly => l.pick("polletno", "half-yearly", "halbjährlich"),
        StatementPeriod::Yearly => l.pick("letno", "yearly", "jährlich"),
    };
    l.pick(
        format!("Velja {years} {} od zadnjega podpisa; obračun {often}.", plural(l, years, "leto", "leti", "leta", "let")),
        format!("In force for {years} {} from the last signature; statements {often}.", plural(l, years, "year", "year", "year", "years")),
        format!("Gilt {years} {} ab der letzten Unterschrift; Abrechnung {often}.", plural(l, years, "Jahr", "Jahr", "Jahr", "Jahre")),
    )
}

/// `5` or `5,25` of a share in basis points.
fn percent(bp: i64, l: Locale) -> String {
    let comma = l.pick(",", ".", ",");
    match bp % 100 {
        0 => (bp / 100).to_string(),
        rest if rest % 10 == 0 => format!("{}{comma}{}", bp / 100, rest / 10),
        rest => format!("{}{comma}{rest:02}", bp / 100),
    }
}

fn date(at: Instant, l: Locale) -> String {
    let (day, _): (LocalDate, _) = Zone::ljubljana().local(at);
    let civil = day.civil();
    match l {
        Locale::Sl => format!("{}. {}. {}", civil.day(), civil.month(), civil.year()),
        Locale::De => format!("{}.{}.{}", civil.day(), civil.month(), civil.year()),
        _ => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_read_as_people_write_them() {
        assert_eq!([500, 525, 1_250, 33].map(|bp| percent(bp, Locale::Sl)), ["5", "5,25", "12,5", "0,33"]);
        assert_eq!(percent(525, Locale::En), "5.25");
    }
}
