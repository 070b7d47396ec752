//! Letters of the desk: decisions with their reasons, receipts, outcomes. In the reader's language, with the way to object.

use super::model::{DecisionRow, Ground, Report, ReportReason, Submission, SubmissionKind, Verdict};
use super::reasons::redress;
use crate::kit::id::OrganisationId;
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, Zone};
use crate::mail::Letter;

/// The owner learns a decision.
pub fn decided(to: Locale, home: &str, owner: &OrganisationId, decision: &DecisionRow) -> Letter {
    let thing = named(to, decision.kind, &decision.title);
    let letter = Letter::new(format!("{}: {thing}", headline(to, decision))).p(sentence(to, decision, &thing));
    let letter = with_reasons(letter, to, decision);
    let letter = decision.comments.iter().fold(letter, |letter, comment| letter.quote(format!("{}: {}", comment.field, comment.text)));
    let letter = if decision.decision.may_be_contested() { letter.p(redress(to)) } else { letter };
    letter.button(
        to.pick("Odprite odločitev", "Open the decision", "Entscheidung öffnen"),
        format!("{home}/studio/decisions?organisation={owner}&decision={}", decision.id),
    )
}

/// The objector's receipt.
pub fn objection_received(to: Locale, home: &str, contested: &DecisionRow, statement: &str, due: Instant) -> Letter {
    let thing = named(to, contested.kind, &contested.title);
    Letter::new(to.pick(
        format!("Prejeli smo vaš ugovor: {thing}"),
        format!("We have received your objection: {thing}"),
        format!("Ihr Widerspruch ist eingegangen: {thing}"),
    ))
    .p(to.pick(
        format!("O ugovoru bo odločila druga oseba, predvidoma do {}.", date(due)),
        format!("Another person will decide on it, by {} if all goes well.", date(due)),
        format!("Darüber entscheidet eine andere Person, voraussichtlich bis {}.", date(due)),
    ))
    .quote(statement)
    .button(
        to.pick("Odločitve", "Decisions", "Entscheidungen"),
        format!(
            "{home}/studio/decisions?organisation={}&decision={}",
            contested.organisation_id.as_ref().map_or("", |id| id.as_str()),
            contested.id
        ),
    )
}

/// The reporter's receipt.
pub fn report_received(to: Locale, report: &Report, due: Instant) -> Letter {
    Letter::new(to.pick("Prejeli smo vašo prijavo", "We have received your report", "Ihre Meldung ist eingegangen"))
        .p(to.pick(
            format!("Hvala. Prijavo bo pregledal človek, predvidoma do {}, in vam pisal o izidu.", date(due)),
            format!("Thank you. A person will look at it, by {} if all goes well, and write to you about the outcome.", date(due)),
            format!("Danke. Ein Mensch prüft sie, voraussichtlich bis {}, und schreibt Ihnen, wie es ausgegangen ist.", date(due)),
        ))
        .rows(vec![
            (to.pick("Številka", "Number", "Nummer").to_owned(), report.id.to_string()),
            (to.pick("Stran", "Page", "Seite").to_owned(), report.url.clone()),
            (to.pick("Razlog", "Reason", "Grund").to_owned(), reason(to, report.reason).to_owned()),
        ])
        .quote(report.statement.clone())
}

/// The reporter learns the outcome.
pub fn report_outcome(to: Locale, report: &Report, outcome: &DecisionRow, taken_down: bool) -> Letter {
    let upheld = outcome.decision == Verdict::Upheld;
    let said = match (upheld, taken_down) {
        (true, true) => to.pick(
            "Prijava je utemeljena. Vsebino smo umaknili in o tem obvestili njenega lastnika.",
            "Your report is right. We have taken the content down and told its owner.",
            "Ihre Meldung ist begründet. Wir haben den Inhalt entfernt und den Inhaber benachrichtigt.",
        ),
        (true, false) => to.pick(
            "Prijava je utemeljena. Ukrepali smo, kot je opisano spodaj.",
            "Your report is right. We have acted as described below.",
            "Ihre Meldung ist begründet. Wir haben wie unten beschrieben gehandelt.",
        ),
        (false, _) => to.pick(
            "Prijavo smo pregledali in ne bomo ukrepali. Razlogi so spodaj.",
            "We have looked at your report and will not act on it. The reasons are below.",
            "Wir haben Ihre Meldung geprüft und unternehmen nichts. Die Gründe stehen unten.",
        ),
    };
    let letter = Letter::new(to.pick("Izid vaše prijave", "The outcome of your report", "Ergebnis Ihrer Meldung"))
        .p(said)
        .rows(vec![(to.pick("Stran", "Page", "Seite").to_owned(), report.url.clone())]);
    with_reasons(letter, to, outcome).p(to.pick(
        "Odločil je človek. Če se z izidom ne strinjate, odgovorite na to sporočilo ali se obrnite na organ za izvensodno reševanje sporov ali na sodišče.",
        "A person decided. If you do not agree, answer this letter, or turn to an out-of-court dispute settlement body or to a court.",
        "Ein Mensch hat entschieden. Wenn Sie nicht einverstanden sind, antworten Sie auf diesen Brief oder wenden Sie sich an eine außergerichtliche Streitbeilegungsstelle oder an ein Gericht.",
    ))
}

/// A colleague asks for a second pair of eyes.
pub fn second_look(to: Locale, home: &str, row: &Submission, by: &str, note: &str) -> Letter {
    let thing = named(to, row.kind, &row.title);
    Letter::new(to.pick(
        format!("{by} prosi za drugi pogled: {thing}"),
        format!("{by} asks for a second look: {thing}"),
        format!("{by} bittet um einen zweiten Blick: {thing}"),
    ))
    .quote(note)
    .button(to.pick("Odprite oddajo", "Open the submission", "Einreichung öffnen"), format!("{home}/desk/submissions/{}", row.id))
}

fn with_reasons(letter: Letter, to: Locale, decision: &DecisionRow) -> Letter {
    let (Some(ground), Some(clause)) = (decision.ground, &decision.clause) else {
        return match &decision.facts {
            Some(facts) => letter.quote(facts.clone()),
            None => letter,
        };
    };
    let ground = match ground {
        Ground::Law => to.pick("Zakon", "Law", "Gesetz"),
        Ground::Terms => to.pick("Pogoji tržnice", "Terms of the marketplace", "Bedingungen des Marktplatzes"),
    };
    let letter = letter.rows(vec![(to.pick("Podlaga", "Ground", "Grundlage").to_owned(), format!("{ground}: {clause}"))]);
    match &decision.facts {
        Some(facts) => letter.quote(facts.clone()),
        None => letter,
    }
}

fn headline(to: Locale, decision: &DecisionRow) -> &'static str {
    match decision.decision {
        Verdict::Approved => to.pick("Potrjeno", "Approved", "Freigegeben"),
        Verdict::ChangesRequested => to.pick("Prosimo za dopolnitev", "Please change something", "Bitte nachbessern"),
        Verdict::Refused => to.pick("Ni potrjeno", "Not approved", "Nicht freigegeben"),
        Verdict::Suspended => to.pick("Umaknjeno", "Taken down", "Gesperrt"),
        Verdict::Restored => to.pick("Spet objavljeno", "Back up", "Wieder freigegeben"),
        Verdict::Upheld => to.pick("Ugovoru ugodeno", "Objection upheld", "Widerspruch stattgegeben"),
        Verdict::Dismissed => to.pick("Ugovor zavrnjen", "Objection dismissed", "Widerspruch abgelehnt"),
    }
}

fn sentence(to: Locale, decision: &DecisionRow, thing: &str) -> String {
    match decision.decision {
        Verdict::Approved => to.pick(
            format!("Koordinator je potrdil: {thing}."),
            format!("The coordinator has approved: {thing}."),
            format!("Die Koordination hat freigegeben: {thing}."),
        ),
        Verdict::ChangesRequested => to.pick(
            format!("Preden lahko potrdimo ({thing}), prosimo za spremembo. Vse, kar ste napisali, je shranjeno; popravite in oddajte znova."),
            format!("Before we can approve ({thing}), please change something. All that you wrote is kept; change it and submit it again."),
            format!("Bevor wir freigeben können ({thing}), bitten wir um eine Änderung. Alles Geschriebene ist gespeichert; ändern Sie es und reichen Sie es erneut ein."),
        ),
        Verdict::Refused => to.pick(
            format!("Koordinator tega ne more potrditi: {thing}."),
            format!("The coordinator cannot approve this: {thing}."),
            format!("Die Koordination kann dies nicht freigeben: {thing}."),
        ),
        Verdict::Suspended => to.pick(
            format!("Koordinator je do nadaljnjega umaknil: {thing}."),
            format!("The coordinator has taken this down until further notice: {thing}."),
            format!("Die Koordination hat dies bis auf Weiteres gesperrt: {thing}."),
        ),
        Verdict::Restored => to.pick(
            format!("Spet je objavljeno: {thing}."),
            format!("This is public again: {thing}."),
            format!("Dies ist wieder öffentlich: {thing}."),
        ),
        Verdict::Upheld => to.pick(
            format!("Vašemu ugovoru smo ugodili ({thing}). Če je bilo kaj zavrnjeno, oddajte znova; umaknjeno je spet objavljeno."),
            format!("We have upheld your objection ({thing}). If something was refused, submit it again; what was taken down is public again."),
            format!("Ihrem Widerspruch wurde stattgegeben ({thing}). Wurde etwas abgelehnt, reichen Sie es erneut ein; Gesperrtes ist wieder öffentlich."),
        ),
        Verdict::Dismissed => to.pick(
            format!("Vašega ugovora nismo sprejeli ({thing}). Odločila je druga oseba kot prvič."),
            format!("We have dismissed your objection ({thing}). Another person than the first time decided."),
            format!("Ihr Widerspruch wurde abgelehnt ({thing}). Entschieden hat eine andere Person als beim ersten Mal."),
        ),
    }
}

/// "izdelek »Torba«".
fn named(to: Locale, kind: SubmissionKind, title: &str) -> String {
    let what = match kind {
        SubmissionKind::Organisation => to.pick("organizacija", "organisation", "Organisation"),
        SubmissionKind::Listing => to.pick("izdelek", "product", "Produkt"),
        SubmissionKind::Popup => to.pick("dogodek", "event", "Veranstaltung"),
        SubmissionKind::Challenge => to.pick("izziv", "challenge", "Herausforderung"),
        SubmissionKind::Report => to.pick("prijava", "report", "Meldung"),
        SubmissionKind::Objection => to.pick("ugovor", "objection", "Widerspruch"),
    };
    // A name that bears quotation marks of its own gets the inner ones.
    let inner = title.replace('»', "›").replace('«', "‹");
    to.pick(format!("{what} »{inner}«"), format!("{what} “{title}”"), format!("{what} „{title}“"))
}

fn reason(to: Locale, reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::Illegal => to.pick("nezakonito", "illegal", "rechtswidrig"),
        ReportReason::UnsafeProduct => to.pick("nevaren izdelek", "unsafe product", "unsicheres Produkt"),
        ReportReason::Counterfeit => to.pick("ponaredek", "counterfeit", "Fälschung"),
        ReportReason::Copyright => to.pick("avtorske pravice", "copyright", "Urheberrecht"),
        ReportReason::Misleading => to.pick("zavajajoče", "misleading", "irreführend"),
        ReportReason::PersonalData => to.pick("osebni podatki", "personal data", "personenbezogene Daten"),
        ReportReason::Offensive => to.pick("žaljivo", "offensive", "beleidigend"),
        ReportReason::ChildSafety => to.pick("varnost otrok", "child safety", "Schutz von Kindern"),
        ReportReason::Other => to.pick("drugo", "something else", "anderes"),
    }
}

/// "1. 12. 2026" in the region.
fn date(at: Instant) -> String {
    let day = Zone::ljubljana().local(at).0.civil();
    format!("{}. {}. {}", day.day(), day.month(), day.year())
}
