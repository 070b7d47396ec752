//! The words of a reminder: what stands still, what is missing, and the page on which it goes on.

use super::still::{Fact, StillKind};
use crate::identity::Contact;
use crate::mail::Letter;

/// The reminder, to one of those whose turn it is.
pub fn letter(fact: &Fact, to: &Contact, base: &str) -> Letter {
    let l = to.locale;
    let title = fact.challenge.title.best(l).to_owned();
    let about = fact.work.clone().unwrap_or_else(|| title.clone());
    let subject =
        l.pick(format!("Na vas čaka: »{about}«"), format!("It is your turn: “{about}”"), format!("Sie sind an der Reihe: „{about}“"));
    let text = match fact.kind {
        StillKind::BriefNotSubmitted => l.pick(
            "Opis izziva je začet, a ga koordinator še nima. Manjka morda le malo: seznam na strani pove, kaj.",
            "The brief is begun and the coordinator does not have it yet. Perhaps little is missing: the list on its page says what.",
            "Die Ausschreibung ist begonnen, liegt der Koordination aber noch nicht vor. Vielleicht fehlt nur wenig: Die Liste auf der Seite sagt, was.",
        ),
        StillKind::ChangesNotMade => l.pick(
            "Koordinator je prosil za popravke opisa izziva. Ko jih vnesete, ga pošljite znova.",
            "The coordinator has asked for changes of the brief. Make them and submit it again.",
            "Die Koordination hat um Änderungen der Ausschreibung gebeten. Tragen Sie sie ein und reichen Sie sie wieder ein.",
        ),
        StillKind::JudgingNotBegun => l.pick(
            "Rok za oddajo je potekel. Začnite ocenjevanje, da žirija vidi predloge.",
            "The deadline is over. Begin the judging, so that the jury sees the entries.",
            "Die Frist ist vorbei. Beginnen Sie die Bewertung, damit die Jury die Einreichungen sieht.",
        ),
        StillKind::JudgingLate => l.pick(
            "Čas za ocenjevanje je potekel, izida pa še ni. Preverite, komu v žiriji še manjkajo ocene.",
            "The time to judge is over and there is no result yet. See who of the jury still has entries to judge.",
            "Die Zeit zum Bewerten ist vorbei, ein Ergebnis gibt es noch nicht. Sehen Sie nach, wem in der Jury noch Bewertungen fehlen.",
        ),
        StillKind::NotRevealed => l.pick(
            "Izid je določen, a še ni objavljen. Sodelujoči čakajo nanj.",
            "The result is decided and not public yet. Those who took part wait for it.",
            "Das Ergebnis steht fest und ist noch nicht öffentlich. Die Teilnehmenden warten darauf.",
        ),
        StillKind::NotAwarded => l.pick(
            "Izid je objavljen, pogodba pa še ni ponudena nikomur. Ponudite jo prvouvrščenim.",
            "The result is out and no agreement was offered yet. Offer it to the first ranked.",
            "Das Ergebnis ist öffentlich, eine Vereinbarung wurde noch niemandem angeboten. Bieten Sie sie den Erstplatzierten an.",
        ),
        StillKind::NotSigned => l.pick(
            "Pogodba čaka na vaš podpis. Če roka ne ujamete, ponudba ugasne.",
            "The agreement waits for your signature. If the time passes, the offer ends.",
            "Die Vereinbarung wartet auf Ihre Unterschrift. Läuft die Frist ab, endet das Angebot.",
        ),
        StillKind::NoProduct => l.pick(
            "Pogodba velja, izdelka pa še ni. Iz nje ga začnete z enim gumbom; opis je že izpolnjen.",
            "The agreement is in force and there is no product yet. One button begins it, already filled in.",
            "Die Vereinbarung gilt, ein Produkt gibt es noch nicht. Ein Knopf beginnt es, schon vorausgefüllt.",
        ),
        StillKind::ProductNotInShop => l.pick(
            "Izdelek iz izziva je začet, v trgovini pa ga še ni. Seznam na strani pove, kaj še manjka.",
            "The product of the challenge is begun and not in the shop yet. The list on its page says what is missing.",
            "Das Produkt aus der Herausforderung ist begonnen, aber noch nicht im Shop. Die Liste auf der Seite sagt, was fehlt.",
        ),
    };
    let letter =
        Letter::new(subject).p(l.pick(format!("Izziv: {title}"), format!("Challenge: {title}"), format!("Herausforderung: {title}")));
    letter.p(text).button(l.pick("Odprite", "Open it", "Öffnen"), format!("{base}{}", place(fact)))
}

fn place(fact: &Fact) -> String {
    let challenge = &fact.challenge.id;
    let section = if fact.waits_for == fact.challenge.organisation { "organizer" } else { "studio" };
    match (fact.kind, &fact.product, &fact.agreement) {
        (StillKind::ProductNotInShop, Some(product), _) => format!("/studio/listings/{product}"),
        (_, _, Some(agreement)) => format!("/{section}/agreements/{agreement}"),
        (StillKind::NotAwarded, ..) => format!("/organizer/challenges/{challenge}/awards"),
        (StillKind::JudgingNotBegun | StillKind::JudgingLate | StillKind::NotRevealed, ..) => {
            format!("/organizer/challenges/{challenge}/judging")
        }
        _ => format!("/organizer/challenges/{challenge}"),
    }
}
