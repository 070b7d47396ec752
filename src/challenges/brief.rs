//! The brief: what a company asks for, what it offers, how it judges and when.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kit::id::{MediaId, OrganisationId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{Instant, LocalDate, LocalTime, Zone};
use crate::terms::{RightsTemplate, Royalty};

/// A brief has no more lines than this in any of its lists.
pub const LINES_MAX: usize = 20;

text_enum! {
    /// What a challenge starts from.
    pub enum ChallengeKind {
        /// A technique that is to live on.
        Technique = "technique",
        /// A material that is left over.
        Material = "material",
        /// Neither.
        Free = "free",
    }
}

/// A day and a time in the challenge's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The day.
    pub date: LocalDate,
    /// The time of day.
    pub time: LocalTime,
}

impl Moment {
    /// The instant in a zone.
    pub fn instant(&self, zone: &Zone) -> Instant {
        zone.instant(&self.date, &self.time)
    }
}

/// Who takes part without posing the challenge: a museum, a school, the coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Its name.
    #[schema(max_length = 140)]
    pub name: String,
    /// What it contributes.
    #[serde(default)]
    pub role: Translations,
    /// The organisation, if it is one of ours.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
}

/// A material that the company gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// What it is.
    pub name: Translations,
    /// What it is made of.
    #[serde(default)]
    pub composition: Translations,
    /// How many batches.
    #[schema(minimum = 0, maximum = 10000)]
    pub batches: i32,
    /// How many kilograms in all.
    #[schema(minimum = 0, maximum = 1000000)]
    pub kilograms: i32,
    /// How it is handed over.
    #[serde(default)]
    pub note: Translations,
}

/// What entries are judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefCriterion {
    /// Its name.
    pub label: Translations,
    /// What is meant by it.
    #[serde(default)]
    pub description: Translations,
    /// Its share in a hundred.
    #[schema(minimum = 0, maximum = 100)]
    pub weight: i32,
}

/// What may be won.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Prize {
    /// Which place; nothing for a prize beside the ranking, such as the visitors'.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 20)]
    pub place: Option<i32>,
    /// What it is.
    pub label: Translations,
    /// The money in cents; zero where it is none.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100000000)]
    pub amount_cents: i64,
}

/// Everything about a challenge that the desk approves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Brief {
    /// What it starts from.
    pub kind: ChallengeKind,
    /// Its title.
    pub title: Translations,
    /// It in a sentence or two.
    pub summary: Translations,
    /// Codes of techniques that it asks for.
    pub techniques: Vec<String>,
    /// Companies that pose it together with this one.
    pub host_ids: Vec<OrganisationId>,
    /// Who else takes part.
    pub partners: Vec<Partner>,
    /// Where it takes place, if that matters.
    #[schema(max_length = 80)]
    pub town: String,
    /// Why there is a challenge; Markdown.
    pub background: Translations,
    /// What is to be made; Markdown.
    pub task: Translations,
    /// What an entry must keep to.
    pub constraints: Vec<Translations>,
    /// What an entry holds.
    pub deliverables: Vec<Translations>,
    /// What the company gives.
    pub materials: Vec<Material>,
    /// Hours of advice for those who take part.
    #[schema(minimum = 0, maximum = 10000)]
    pub mentor_hours: i32,
    /// What other help there is; Markdown.
    pub support: Translations,
    /// Who may take part; Markdown.
    pub eligibility: Translations,
    /// In which languages the brief is complete and entries are read.
    pub languages: Vec<Locale>,
    /// What entries are judged by; the weights sum to 100.
    pub criteria: Vec<BriefCriterion>,
    /// What may be won.
    pub prizes: Vec<Prize>,
    /// Who holds the rights in the end.
    pub rights: Option<RightsTemplate>,
    /// What is owed for pieces sold.
    pub royalty: Option<Royalty>,
    /// For how many days after the result the company may still choose among entries that were not selected.
    #[schema(minimum = 0, maximum = 730)]
    pub option_days: i32,
    /// How many people an entry may have.
    #[schema(minimum = 1, maximum = 20)]
    pub max_team: i32,
    /// How many entries one person may take part in.
    #[schema(minimum = 1, maximum = 20)]
    pub max_entries_per_person: i32,
    /// Whether the public votes once the results are out.
    pub public_vote: bool,
    /// For how many days after the reveal it does.
    #[schema(minimum = 1, maximum = 90)]
    pub vote_days: i32,
    /// The picture above the page.
    pub cover_media_id: Option<MediaId>,
    /// The zone in which its times are written.
    pub zone: Zone,
    /// When the public may read it; as soon as the desk approves, if nothing is said.
    pub publishes: Option<Moment>,
    /// From when entries are taken.
    pub opens: Option<Moment>,
    /// Until when questions are taken; until the close, if nothing is said.
    pub questions_close: Option<Moment>,
    /// Until when entries are taken.
    pub closes: Option<Moment>,
    /// Until when the jury judges.
    pub judged: Option<Moment>,
    /// When the results come out.
    pub revealed: Option<Moment>,
}

impl Default for Brief {
    fn default() -> Brief {
        Brief {
            kind: ChallengeKind::Free,
            title: Translations::default(),
            summary: Translations::default(),
            techniques: Vec::new(),
            host_ids: Vec::new(),
            partners: Vec::new(),
            town: String::new(),
            background: Translations::default(),
            task: Translations::default(),
            constraints: Vec::new(),
            deliverables: Vec::new(),
            materials: Vec::new(),
            mentor_hours: 0,
            support: Translations::default(),
            eligibility: Translations::default(),
            languages: vec![Locale::Sl],
            criteria: Vec::new(),
            prizes: Vec::new(),
            rights: None,
            royalty: None,
            option_days: 90,
            max_team: 4,
            max_entries_per_person: 2,
            public_vote: false,
            vote_days: vote_days(),
            cover_media_id: None,
            zone: Zone::ljubljana(),
            publishes: None,
            opens: None,
            questions_close: None,
            closes: None,
            judged: None,
            revealed: None,
        }
    }
}

impl Brief {
    /// How complete it is in each language that was chosen: of the texts that exist in any language, how many exist in this.
    pub fn completeness(&self) -> Vec<Completeness> {
        let required = [&self.title, &self.summary, &self.background, &self.task, &self.eligibility];
        let more = std::iter::once(&self.support)
            .chain(&self.constraints)
            .chain(&self.deliverables)
            .chain(self.materials.iter().flat_map(|material| [&material.name, &material.composition, &material.note]))
            .chain(self.criteria.iter().flat_map(|criterion| [&criterion.label, &criterion.description]))
            .chain(self.prizes.iter().map(|prize| &prize.label))
            .chain(self.partners.iter().map(|partner| &partner.role));
        let texts: Vec<&Translations> = required.into_iter().chain(more.filter(|texts| !texts.is_blank())).collect();
        let of = |language: &Locale| Completeness {
            language: *language,
            written: texts.iter().filter(|text| text.get(*language).is_some()).count(),
            texts: texts.len(),
        };
        self.languages.iter().map(of).collect()
    }

    /// The sum of the weights.
    pub fn weight(&self) -> i32 {
        self.criteria.iter().map(|criterion| criterion.weight).sum()
    }

    /// The kilograms that are given.
    pub fn kilograms(&self) -> i64 {
        self.materials.iter().map(|material| i64::from(material.kilograms)).sum()
    }

    /// Its times as instants.
    pub fn times(&self) -> Times {
        let at = |moment: &Option<Moment>| moment.as_ref().map(|moment| moment.instant(&self.zone));
        Times {
            publish_at: at(&self.publishes),
            opens_at: at(&self.opens),
            questions_until: at(&self.questions_close),
            closes_at: at(&self.closes),
            judging_until: at(&self.judged),
            reveal_at: at(&self.revealed),
        }
    }

    /// The same challenge with all its days moved together, so that it opens on the given one.
    pub fn moved_to(&self, opens: &LocalDate) -> Brief {
        let from = self.opens.as_ref().map(|moment| moment.date.civil());
        let days = from.and_then(|from| from.until(opens.civil()).ok()).map_or(0, |span| span.get_days());
        let moved =
            |moment: &Option<Moment>| moment.as_ref().map(|moment| Moment { date: moment.date.plus_days(days), time: moment.time.clone() });
        Brief {
            publishes: None,
            opens: moved(&self.opens),
            questions_close: moved(&self.questions_close),
            closes: moved(&self.closes),
            judged: moved(&self.judged),
            revealed: moved(&self.revealed),
            ..self.clone()
        }
    }

    /// What may not change once it was published.
    pub fn promised(&self) -> Promised {
        Promised {
            task: self.task.clone(),
            constraints: self.constraints.clone(),
            deliverables: self.deliverables.clone(),
            eligibility: self.eligibility.clone(),
            criteria: self.criteria.clone(),
            prizes: self.prizes.clone(),
            rights: self.rights.unwrap_or(RightsTemplate::CreatorKeeps),
            royalty: self.royalty.clone().unwrap_or_default(),
            option_days: self.option_days,
            max_team: self.max_team,
            max_entries_per_person: self.max_entries_per_person,
            public_vote: self.public_vote,
            vote_days: self.vote_days,
        }
    }
}

/// The terms of a challenge as they stood when it was published; they never change again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promised {
    /// What is to be made.
    pub task: Translations,
    /// What an entry must keep to.
    pub constraints: Vec<Translations>,
    /// What an entry holds.
    pub deliverables: Vec<Translations>,
    /// Who may take part.
    pub eligibility: Translations,
    /// What entries are judged by.
    pub criteria: Vec<BriefCriterion>,
    /// What may be won.
    pub prizes: Vec<Prize>,
    /// Who holds the rights.
    pub rights: RightsTemplate,
    /// What is owed for pieces sold.
    pub royalty: Royalty,
    /// How long the company may still choose.
    pub option_days: i32,
    /// How many people an entry may have.
    pub max_team: i32,
    /// How many entries one person may take part in.
    pub max_entries_per_person: i32,
    /// Whether the public votes.
    pub public_vote: bool,
    /// For how many days.
    #[serde(default = "vote_days")]
    pub vote_days: i32,
}

/// How long the public votes, unless the brief says otherwise.
fn vote_days() -> i32 {
    14
}

/// How complete a brief is in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Completeness {
    /// The language.
    pub language: Locale,
    /// How many texts are written in it.
    pub written: usize,
    /// How many texts there are.
    pub texts: usize,
}

/// A brief's times as instants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When the public may read it.
    pub publish_at: Option<Instant>,
    /// From when entries are taken.
    pub opens_at: Option<Instant>,
    /// Until when questions are taken.
    pub questions_until: Option<Instant>,
    /// Until when entries are taken.
    pub closes_at: Option<Instant>,
    /// Until when the jury judges.
    pub judging_until: Option<Instant>,
    /// When the results come out.
    pub reveal_at: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(date: &str, time: &str) -> Option<Moment> {
        Some(Moment { date: date.parse().unwrap(), time: time.parse().unwrap() })
    }

    #[test]
    fn a_copy_keeps_the_rhythm_of_its_days() {
        let brief = Brief { opens: moment("2026-01-05", "08:00"), closes: moment("2026-02-16", "23:59"), ..Brief::default() };
        let moved = brief.moved_to(&"2027-01-04".parse().unwrap());
        assert_eq!(moved.closes, moment("2027-02-15", "23:59"));
    }
}
