//! The brief: what a company asks for, what it offers, how it judges and when. What is wrong with it, and what is still missing.
//!
//! Two questions are kept apart. `check` refuses what can never be kept; a draft may be saved with anything else. `missing`
//! lists what the desk needs before it can look, field by field.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::FieldError;
use crate::kit::id::{MediaId, OrganisationId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{Instant, LocalDate, LocalTime, Zone};
use crate::terms::{self, RightsTemplate, Royalty};

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
    /// Refuses what cannot be kept; says where and why.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check
            .texts("/title", &self.title, 0..=140)
            .texts("/summary", &self.summary, 0..=400)
            .text("/town", &self.town, 0..=80)
            .texts("/background", &self.background, 0..=10_000)
            .texts("/task", &self.task, 0..=10_000)
            .texts("/support", &self.support, 0..=5_000)
            .texts("/eligibility", &self.eligibility, 0..=5_000);
        lines(&mut check, "/constraints", self.constraints.iter(), 500);
        lines(&mut check, "/deliverables", self.deliverables.iter(), 500);
        lines(&mut check, "/materials", self.materials.iter().map(|material| &material.name), 200);
        lines(&mut check, "/criteria", self.criteria.iter().map(|criterion| &criterion.label), 140);
        lines(&mut check, "/prizes", self.prizes.iter().map(|prize| &prize.label), 300);
        lines(&mut check, "/partners", self.partners.iter().map(|partner| &partner.role), 200);
        for (at, partner) in self.partners.iter().enumerate() {
            check.text(&format!("/partners/{at}/name"), &partner.name, 0..=140);
        }
        for (at, material) in self.materials.iter().enumerate() {
            let pointer = format!("/materials/{at}");
            check
                .texts(&format!("{pointer}/composition"), &material.composition, 0..=300)
                .texts(&format!("{pointer}/note"), &material.note, 0..=500)
                .that((0..=10_000).contains(&material.batches), format!("{pointer}/batches"), "out_of_range", "Name 0 to 10000 batches.")
                .that(
                    (0..=1_000_000).contains(&material.kilograms),
                    format!("{pointer}/kilograms"),
                    "out_of_range",
                    "Name 0 to 1000000 kilograms.",
                );
        }
        for (at, criterion) in self.criteria.iter().enumerate() {
            let pointer = format!("/criteria/{at}");
            check.texts(&format!("{pointer}/description"), &criterion.description, 0..=1_000).that(
                (0..=100).contains(&criterion.weight),
                format!("{pointer}/weight"),
                "out_of_range",
                "A weight lies between 1 and 100.",
            );
        }
        for (at, prize) in self.prizes.iter().enumerate() {
            let pointer = format!("/prizes/{at}");
            check
                .that(
                    (0..=100_000_000).contains(&prize.amount_cents),
                    format!("{pointer}/amount_cents"),
                    "out_of_range",
                    "Name an amount up to 1 million euros.",
                )
                .that(
                    prize.place.is_none_or(|place| (1..=20).contains(&place)),
                    format!("{pointer}/place"),
                    "out_of_range",
                    "A place lies between 1 and 20.",
                );
        }
        let different: BTreeSet<_> = self.host_ids.iter().collect();
        check
            .that(different.len() == self.host_ids.len(), "/host_ids", "repeated", "Name each company once.")
            .that(self.host_ids.len() <= LINES_MAX, "/host_ids", "too_many", format!("Name at most {LINES_MAX} companies."))
            .that((0..=10_000).contains(&self.mentor_hours), "/mentor_hours", "out_of_range", "Name 0 to 10000 hours.")
            .that((0..=730).contains(&self.option_days), "/option_days", "out_of_range", "The option lasts 0 to 730 days.")
            .that((1..=20).contains(&self.max_team), "/max_team", "out_of_range", "A team has 1 to 20 people.")
            .that((1..=20).contains(&self.max_entries_per_person), "/max_entries_per_person", "out_of_range", "Allow 1 to 20 entries.");
        let options = self.royalty.as_ref().map_or(0, |royalty| royalty.options.len());
        check.that(options <= LINES_MAX, "/royalty/options", "too_many", format!("Offer at most {LINES_MAX} options."));
        for (pointer, moment) in self.moments() {
            let sane = moment.is_none_or(|moment| (2000..=2200).contains(&moment.date.civil().year()));
            check.that(sane, format!("{pointer}/date"), "date_invalid", "Check the year.");
        }
        check.done()
    }

    /// What the desk needs before it can look; empty when the brief may be submitted.
    pub fn missing(&self, now: Instant) -> Vec<FieldError> {
        let mut check = Check::new();
        check.that(!self.languages.is_empty(), "/languages", "languages_missing", "Choose at least one language.");
        let languages: &[Locale] = if self.languages.is_empty() { &[Locale::Sl] } else { &self.languages };
        for language in languages {
            for (pointer, texts, code) in [
                ("/title", &self.title, "title_missing"),
                ("/summary", &self.summary, "summary_missing"),
                ("/background", &self.background, "background_missing"),
                ("/task", &self.task, "task_missing"),
                ("/eligibility", &self.eligibility, "eligibility_missing"),
            ] {
                check.that(
                    texts.get(*language).is_some(),
                    format!("{pointer}/{language}"),
                    code,
                    "Write this in every language you chose.",
                );
            }
            for (at, criterion) in self.criteria.iter().enumerate() {
                let pointer = format!("/criteria/{at}/label/{language}");
                check.that(criterion.label.get(*language).is_some(), pointer, "criterion_unnamed", "Name the criterion in every language.");
            }
        }
        check
            .that(!self.deliverables.is_empty(), "/deliverables", "deliverables_missing", "Say what an entry has to hold.")
            .that(
                self.kind != ChallengeKind::Material || self.materials.iter().any(|material| material.kilograms > 0),
                "/materials",
                "offered_material_missing",
                "Say which material you give, and how many kilograms.",
            )
            .that(!self.criteria.is_empty(), "/criteria", "criteria_missing", "Say what entries are judged by.")
            .that(
                self.criteria.is_empty() || self.weight() == 100,
                "/criteria",
                "weights_not_100",
                format!("The weights sum to {}; make them sum to 100.", self.weight()),
            )
            .that(
                self.criteria.iter().all(|criterion| criterion.weight > 0),
                "/criteria",
                "weight_zero",
                "Give every criterion a weight, or take it out.",
            )
            .that(!self.prizes.is_empty(), "/prizes", "prizes_missing", "Say what may be won.")
            .that(self.rights.is_some(), "/rights", "rights_missing", "Choose who holds the rights in the end.")
            .that(self.royalty.is_some(), "/royalty", "royalty_missing", "Say what is owed for pieces sold, or that nothing is.");
        if let Some(royalty) = &self.royalty {
            terms::check(&mut check, "/royalty", royalty);
        }
        self.missing_times(&mut check, now);
        check.findings().to_vec()
    }

    fn missing_times(&self, check: &mut Check, now: Instant) {
        for (pointer, moment) in
            [("/opens", &self.opens), ("/closes", &self.closes), ("/judged", &self.judged), ("/revealed", &self.revealed)]
        {
            check.that(moment.is_some(), pointer, "time_missing", "Name the day and the time.");
        }
        let times = self.times();
        if let Some(closes) = times.closes_at {
            check.that(closes > now, "/closes", "time_past", "The deadline is already over. Choose a day to come.");
        }
        let named = [
            ("/opens", times.opens_at),
            ("/questions_close", times.questions_until),
            ("/closes", times.closes_at),
            ("/judged", times.judging_until),
            ("/revealed", times.reveal_at),
        ];
        let given: Vec<(&str, Instant)> = named.into_iter().filter_map(|(pointer, at)| at.map(|at| (pointer, at))).collect();
        for pair in given.windows(2) {
            let ((_, before), (pointer, after)) = (pair[0], pair[1]);
            let questions = pointer == "/closes" && Some(before) == times.questions_until;
            let fine = if questions || pointer == "/revealed" { after >= before } else { after > before };
            check.that(fine, pointer, "time_order", "This comes before what should precede it. Check the order of the days.");
        }
        if let (Some(publish), Some(closes)) = (times.publish_at, times.closes_at) {
            check.that(publish < closes, "/publishes", "time_order", "Publish it before the deadline.");
        }
    }

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

    fn moments(&self) -> [(&'static str, Option<&Moment>); 6] {
        [
            ("/publishes", self.publishes.as_ref()),
            ("/opens", self.opens.as_ref()),
            ("/questions_close", self.questions_close.as_ref()),
            ("/closes", self.closes.as_ref()),
            ("/judged", self.judged.as_ref()),
            ("/revealed", self.revealed.as_ref()),
        ]
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

fn lines<'a>(check: &mut Check, pointer: &str, texts: impl ExactSizeIterator<Item = &'a Translations>, letters: usize) {
    check.that(texts.len() <= LINES_MAX, pointer, "too_many", format!("Keep to {LINES_MAX} lines."));
    for (at, text) in texts.enumerate() {
        check.texts(&format!("{pointer}/{at}"), text, 0..=letters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(date: &str, time: &str) -> Option<Moment> {
        Some(Moment { date: date.parse().unwrap(), time: time.parse().unwrap() })
    }

    fn codes(brief: &Brief) -> Vec<(String, String)> {
        brief.missing(Instant::from_millis(0)).into_iter().map(|field| (field.pointer, field.code)).collect()
    }

    #[test]
    fn an_empty_draft_is_kept_and_names_what_it_lacks() {
        assert!(Brief::default().check().is_ok());
        let missing = codes(&Brief::default());
        for pointer in ["/title/sl", "/task/sl", "/deliverables", "/criteria", "/prizes", "/rights", "/royalty", "/closes"] {
            assert!(missing.iter().any(|(at, _)| at == pointer), "{pointer}");
        }
    }

    #[test]
    fn weights_sum_to_a_hundred() {
        let criterion =
            |weight| BriefCriterion { label: Translations::one(Locale::Sl, "Uporabnost"), description: Translations::default(), weight };
        let of = |weights: &[i32]| Brief { criteria: weights.iter().copied().map(criterion).collect(), ..Brief::default() };
        assert!(codes(&of(&[60, 30])).contains(&("/criteria".to_owned(), "weights_not_100".to_owned())));
        assert!(!codes(&of(&[60, 40])).iter().any(|(at, _)| at == "/criteria"));
        assert!(codes(&of(&[100, 0])).contains(&("/criteria".to_owned(), "weight_zero".to_owned())));
    }

    #[test]
    fn days_in_the_wrong_order_are_named() {
        let brief = Brief {
            opens: moment("2027-01-10", "08:00"),
            questions_close: moment("2027-02-01", "12:00"),
            closes: moment("2027-01-30", "23:59"),
            judged: moment("2027-02-20", "12:00"),
            revealed: moment("2027-02-20", "12:00"),
            ..Brief::default()
        };
        let wrong: Vec<String> = codes(&brief).into_iter().filter(|(_, code)| code == "time_order").map(|(at, _)| at).collect();
        assert_eq!(wrong, ["/closes"]);
    }

    #[test]
    fn a_copy_keeps_the_rhythm_of_its_days() {
        let brief = Brief { opens: moment("2026-01-05", "08:00"), closes: moment("2026-02-16", "23:59"), ..Brief::default() };
        let moved = brief.moved_to(&"2027-01-04".parse().unwrap());
        assert_eq!(moved.closes, moment("2027-02-15", "23:59"));
    }
}
