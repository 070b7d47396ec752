//! What is wrong with a brief, and what is still missing.
//!
//! Two questions are kept apart. `check` refuses what can never be kept; a draft may be saved with anything else. `missing`
//! lists what the desk needs before it can look, field by field.

use std::collections::BTreeSet;

use super::brief::{Brief, ChallengeKind, LINES_MAX, Moment};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::FieldError;
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::Instant;
use crate::terms;

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
        check.that(self.techniques.len() <= LINES_MAX, "/techniques", "too_many", format!("Name at most {LINES_MAX} techniques."));
        let different: BTreeSet<_> = self.host_ids.iter().collect();
        check
            .that(different.len() == self.host_ids.len(), "/host_ids", "repeated", "Name each company once.")
            .that(self.host_ids.len() <= LINES_MAX, "/host_ids", "too_many", format!("Name at most {LINES_MAX} companies."))
            .that((0..=10_000).contains(&self.mentor_hours), "/mentor_hours", "out_of_range", "Name 0 to 10000 hours.")
            .that((0..=730).contains(&self.option_days), "/option_days", "out_of_range", "The option lasts 0 to 730 days.")
            .that((1..=90).contains(&self.vote_days), "/vote_days", "out_of_range", "The public votes for 1 to 90 days.")
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
}

fn lines<'a>(check: &mut Check, pointer: &str, texts: impl ExactSizeIterator<Item = &'a Translations>, letters: usize) {
    check.that(texts.len() <= LINES_MAX, pointer, "too_many", format!("Keep to {LINES_MAX} lines."));
    for (at, text) in texts.enumerate() {
        check.texts(&format!("{pointer}/{at}"), text, 0..=letters);
    }
}

#[cfg(test)]
mod tests {
    use super::super::brief::BriefCriterion;
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
}
