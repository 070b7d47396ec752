//! Letters of an event to those who take part, in their language.

use crate::kit::locale::{Locale, Translations};
use crate::mail::Letter;
use crate::popups::{OpeningSpan, Popup};

/// A maker is asked to take part.
pub fn invited(to: Locale, popup: &Popup, organizer: &str, message: &str) -> Letter {
    let event = popup.title.best(to);
    let letter =
        Letter::new(to.pick(format!("Povabilo na »{event}«"), format!("An invitation to “{event}”"), format!("Einladung zu „{event}“"))).p(
            to.pick(
                format!("{organizer} vas vabi, da na dogodku »{event}« pokažete in prodajate svoje izdelke."),
                format!("{organizer} invites you to show and sell your products at “{event}”."),
                format!("{organizer} lädt Sie ein, Ihre Produkte bei „{event}“ zu zeigen und zu verkaufen."),
            ),
        );
    let letter = if message.trim().is_empty() { letter } else { letter.quote(message.trim()) };
    days(letter, to, &popup.content.days).p(to.pick(
        "Sodelovanje potrdite ali odklonite v studiu pod »Pop-upi«. Izberete lahko tudi izdelke, ki jih prinesete.",
        "Accept or decline in your studio under “Pop-ups”. You can also choose the products that you bring.",
        "Sagen Sie in Ihrem Studio unter „Pop-ups“ zu oder ab. Dort wählen Sie auch die Produkte, die Sie mitbringen.",
    ))
}

/// The organizer learns a maker's answer.
pub fn answered(to: Locale, popup: &Popup, maker: &str, takes_part: bool) -> Letter {
    let event = popup.title.best(to);
    if takes_part {
        Letter::new(to.pick(
            format!("{maker} pride na »{event}«"),
            format!("{maker} takes part in “{event}”"),
            format!("{maker} nimmt an „{event}“ teil"),
        ))
        .p(to.pick(
            format!("{maker} je povabilo na »{event}« potrdil."),
            format!("{maker} has accepted the invitation to “{event}”."),
            format!("{maker} hat die Einladung zu „{event}“ angenommen."),
        ))
    } else {
        Letter::new(to.pick(
            format!("{maker} ne pride na »{event}«"),
            format!("{maker} does not take part in “{event}”"),
            format!("{maker} nimmt nicht an „{event}“ teil"),
        ))
        .p(to.pick(
            format!("{maker} se dogodka »{event}« ne more udeležiti."),
            format!("{maker} cannot take part in “{event}”."),
            format!("{maker} kann an „{event}“ nicht teilnehmen."),
        ))
    }
}

/// A maker was taken out.
pub fn taken_out(to: Locale, popup: &Popup) -> Letter {
    let event = popup.title.best(to);
    Letter::new(to.pick(
        format!("Niste več na seznamu za »{event}«"),
        format!("You are no longer on the list of “{event}”"),
        format!("Sie stehen nicht mehr auf der Liste von „{event}“"),
    ))
    .p(to.pick(
        format!("Organizator vas je umaknil s seznama ustvarjalcev na dogodku »{event}«. Če mislite, da gre za pomoto, mu pišite."),
        format!("The organizer has taken you off the list of makers at “{event}”. If you think that this is a mistake, write to them."),
        format!("Der Veranstalter hat Sie von der Liste der Teilnehmenden bei „{event}“ genommen. Wenn Sie das für ein Versehen halten, schreiben Sie ihm."),
    ))
}

/// Other hours on the same days.
pub fn hours_changed(to: Locale, event: &str, popup: &Popup, note: &str) -> Letter {
    let letter = Letter::new(to.pick(
        format!("Nov odpiralni čas: {event}"),
        format!("New opening hours: {event}"),
        format!("Neue Öffnungszeiten: {event}"),
    ))
    .p(to.pick(
        format!("Organizator je spremenil odpiralni čas dogodka »{event}«. Velja že zdaj:"),
        format!("The organizer has changed the opening hours of “{event}”. From now on they are:"),
        format!("Der Veranstalter hat die Öffnungszeiten von „{event}“ geändert. Ab sofort gilt:"),
    ));
    let letter = days(letter, to, &popup.content.days);
    if note.trim().is_empty() { letter } else { letter.quote(note.trim()) }
}

/// Put off, without new dates yet.
pub fn postponed(to: Locale, event: &str, message: &Translations) -> Letter {
    Letter::new(to.pick(format!("Prestavljeno: {event}"), format!("Postponed: {event}"), format!("Verschoben: {event}")))
        .p(to.pick(
            format!("Dogodek »{event}« je prestavljen. Ko bodo znani novi datumi, vam pišemo; vaše sodelovanje ostaja zabeleženo."),
            format!("“{event}” is postponed. We will write to you when the new dates are known; your place is kept."),
            format!("„{event}“ ist verschoben. Sobald die neuen Termine feststehen, schreiben wir Ihnen; Ihr Platz bleibt bestehen."),
        ))
        .quote(message.best(to))
}

/// The new dates.
pub fn new_dates(to: Locale, event: &str, popup: &Popup, message: &Translations) -> Letter {
    let letter =
        Letter::new(to.pick(format!("Novi datumi: {event}"), format!("New dates: {event}"), format!("Neue Termine: {event}"))).p(to.pick(
            format!("Dogodek »{event}« ima nove datume. Če takrat ne morete, to sporočite v studiu pod »Pop-upi«."),
            format!("“{event}” has new dates. If you cannot come then, say so in your studio under “Pop-ups”."),
            format!("„{event}“ hat neue Termine. Wenn Sie dann nicht können, sagen Sie bitte im Studio unter „Pop-ups“ ab."),
        ));
    let letter = days(letter, to, &popup.content.days);
    if message.is_blank() { letter } else { letter.quote(message.best(to)) }
}

/// Called off.
pub fn cancelled(to: Locale, event: &str, message: &Translations) -> Letter {
    Letter::new(to.pick(format!("Odpovedano: {event}"), format!("Cancelled: {event}"), format!("Abgesagt: {event}")))
        .p(to.pick(format!("Dogodek »{event}« je odpovedan."), format!("“{event}” is cancelled."), format!("„{event}“ ist abgesagt.")))
        .quote(message.best(to))
}

fn days(letter: Letter, to: Locale, spans: &[OpeningSpan]) -> Letter {
    if spans.is_empty() {
        return letter;
    }
    letter.rows(spans.iter().map(|span| (day(to, span), format!("{}–{}", clock(&span.opens), clock(&span.closes)))).collect())
}

/// "petek, 11. 12. 2026".
fn day(to: Locale, span: &OpeningSpan) -> String {
    let date = span.date.civil();
    let names = to.pick(
        ["ponedeljek", "torek", "sreda", "četrtek", "petek", "sobota", "nedelja"],
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    );
    let name = names[date.weekday().to_monday_zero_offset() as usize];
    format!("{name}, {}. {}. {}", date.day(), date.month(), date.year())
}

/// "16.00".
fn clock(time: &crate::kit::time::LocalTime) -> String {
    let (hours, minutes) = time.as_str().split_once(':').unwrap_or((time.as_str(), "00"));
    format!("{}.{minutes}", hours.strip_prefix('0').unwrap_or(hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_read_as_people_write_them() {
        let span = OpeningSpan {
            date: "2026-12-11".parse().unwrap(),
            opens: "09:00".parse().unwrap(),
            closes: "00:00".parse().unwrap(),
            note: Translations::default(),
        };
        assert_eq!(day(Locale::Sl, &span), "petek, 11. 12. 2026");
        assert_eq!((clock(&span.opens), clock(&span.closes)), ("9.00".to_owned(), "0.00".to_owned()));
    }
}
