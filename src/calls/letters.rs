//! Letters about a challenge, each in its reader's language.

use crate::challenges::{Challenge, Question, QuestionStatus};
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, Zone};
use crate::mail::Letter;

/// It takes entries now.
pub fn opened(to: Locale, home: &str, challenge: &Challenge) -> Letter {
    let title = challenge.title.best(to);
    let letter = Letter::new(to.pick(
        format!("Izziv »{title}« je odprt"),
        format!("The challenge “{title}” is open"),
        format!("Die Herausforderung „{title}“ ist offen"),
    ))
    .p(to.pick(
        format!("Predloge za izziv »{title}« je zdaj mogoče oddati."),
        format!("Entries to the challenge “{title}” can be submitted now."),
        format!("Einreichungen zur Herausforderung „{title}“ sind jetzt möglich."),
    ));
    to_page(deadline(letter, to, challenge), to, home, challenge)
}

/// There is more time.
pub fn deadline_moved(to: Locale, home: &str, challenge: &Challenge, reason: &str) -> Letter {
    let title = challenge.title.best(to);
    let letter = Letter::new(to.pick(format!("Nov rok: {title}"), format!("New deadline: {title}"), format!("Neue Frist: {title}"))).p(to
        .pick(
            format!("Rok za oddajo predlogov za izziv »{title}« je podaljšan."),
            format!("The deadline of the challenge “{title}” has moved to a later day."),
            format!("Die Frist der Herausforderung „{title}“ wurde verlängert."),
        ));
    to_page(deadline(letter, to, challenge).quote(reason.trim()), to, home, challenge)
}

/// It is called off.
pub fn cancelled(to: Locale, home: &str, challenge: &Challenge) -> Letter {
    let title = challenge.title.best(to);
    let letter = Letter::new(to.pick(format!("Odpovedano: {title}"), format!("Cancelled: {title}"), format!("Abgesagt: {title}"))).p(to
        .pick(
            format!("Izziv »{title}« je odpovedan."),
            format!("The challenge “{title}” is cancelled."),
            format!("Die Herausforderung „{title}“ ist abgesagt."),
        ));
    let letter = letter.quote(challenge.state_message.best(to));
    if challenge.is_public() { to_page(letter, to, home, challenge) } else { letter }
}

/// The company reads a question.
pub fn asked(to: Locale, home: &str, challenge: &Challenge, question: &Question) -> Letter {
    let title = challenge.title.best(to);
    Letter::new(to.pick(format!("Vprašanje o izzivu »{title}«"), format!("A question about “{title}”"), format!("Eine Frage zu „{title}“")))
        .p(to.pick(
            "Nekdo ima vprašanje. Kdo, ostane skrito; odgovor bo javen.",
            "Somebody has a question. Who, stays hidden; your answer will be public.",
            "Jemand hat eine Frage. Wer, bleibt verborgen; Ihre Antwort wird öffentlich.",
        ))
        .quote(question.question.clone())
        .button(to.pick("Odgovorite", "Answer it", "Beantworten"), format!("{home}/organizer/challenges/{}", challenge.id))
}

/// The asker reads the answer.
pub fn answered(to: Locale, home: &str, challenge: &Challenge, question: &Question) -> Letter {
    let title = challenge.title.best(to);
    let words = match question.status {
        QuestionStatus::Declined => to.pick(
            "Na vaše vprašanje podjetje ne odgovarja javno. Razlog:",
            "The company does not answer your question in public. The reason:",
            "Das Unternehmen beantwortet Ihre Frage nicht öffentlich. Der Grund:",
        ),
        _ => to.pick(
            "Na vaše vprašanje je odgovor. Na strani izziva ga vidijo vsi, vašega imena nihče.",
            "Your question is answered. Everybody sees it on the challenge's page, nobody your name.",
            "Ihre Frage ist beantwortet. Alle sehen die Antwort auf der Seite der Herausforderung, niemand Ihren Namen.",
        ),
    };
    let letter = Letter::new(to.pick(format!("Odgovor: {title}"), format!("Answer: {title}"), format!("Antwort: {title}")))
        .quote(question.question.clone())
        .p(words)
        .quote(question.answer.clone());
    to_page(letter, to, home, challenge)
}

fn deadline(letter: Letter, to: Locale, challenge: &Challenge) -> Letter {
    let Some(closes) = challenge.closes_at else { return letter };
    let label = to.pick("Rok za oddajo", "Deadline", "Frist").to_owned();
    letter.rows(vec![(label, moment(closes, &challenge.zone))])
}

fn to_page(letter: Letter, to: Locale, home: &str, challenge: &Challenge) -> Letter {
    let path = to.pick("/izzivi/", "/en/challenges/", "/de/herausforderungen/");
    let label = to.pick("Na stran izziva", "Open the challenge", "Zur Herausforderung");
    letter.button(label, format!("{home}{path}{}", challenge.slug))
}

/// "22. 4. 2027, 23.59 (Europe/Ljubljana)".
fn moment(at: Instant, zone: &Zone) -> String {
    let (date, time) = zone.local(at);
    let day = date.civil();
    format!("{}. {}. {}, {} ({zone})", day.day(), day.month(), day.year(), time.as_str().replace(':', "."))
}
