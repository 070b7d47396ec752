//! Letters about reviews: the question, the maker's news, the answer, and what the desk decided.

use crate::checkout::{Shop, to_buyer};
use crate::db::Tx;
use crate::identity;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, Order, OrderGroup, OrderLine};
use crate::reviews::{Ground, Measure, Review};

/// Asks the buyer, and tells how not to be asked again.
pub fn invite(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &Order, lines: &[OrderLine]) -> Result<()> {
    let (l, seller, page) = (group.locale, &order.seller.name, shop.order_page(group));
    let names: Vec<&str> = lines.iter().map(|line| line.name.best(l)).collect();
    let subject = l.pick(
        format!("Kako ste zadovoljni? {seller}"),
        format!("How do you like it? {seller}"),
        format!("Wie gefällt es Ihnen? {seller}"),
    );
    let text = l.pick(
        format!("Pred nekaj dnevi ste prejeli: {}. Povejte drugim in ustvarjalcu, kako vam služi. Vzame minuto.", names.join(", ")),
        format!("Some days ago you received: {}. Tell others and the maker how it serves you. It takes a minute.", names.join(", ")),
        format!(
            "Vor einigen Tagen haben Sie erhalten: {}. Sagen Sie anderen und dem Hersteller, wie es sich bewährt. Das dauert eine Minute.",
            names.join(", ")
        ),
    );
    let fair = l.pick(
        "Objavimo vsako mnenje kupca, dobro ali slabo; za mnenja nihče nič ne dobi.",
        "Every buyer's review is published, good or bad; nobody is given anything for one.",
        "Jede Bewertung eines Käufers wird veröffentlicht, gut oder schlecht; niemand erhält etwas dafür.",
    );
    let stop = l.pick(
        format!("Takih vprašanj ne želite več? Odjavite se tu: {page}?mnenja=ne"),
        format!("You do not want to be asked any more? Say so here: {page}?mnenja=ne"),
        format!("Sie möchten nicht mehr gefragt werden? Sagen Sie es hier: {page}?mnenja=ne"),
    );
    let button = l.pick("Napišite mnenje", "Write a review", "Bewertung schreiben");
    let letter = Letter::new(subject).p(text).p(fair).button(button, format!("{page}#reviews")).p(stop);
    mail::queue(tx, Envelope { key: format!("review-invitation:{}:buyer", order.id), ..to_buyer(group, "") }, letter)
}

/// The maker learns of a new review.
pub fn tell_maker_of(tx: &mut Tx, shop: &Shop, order: &Order, line: &OrderLine, review: &Review) -> Result<()> {
    for contact in identity::contacts(tx, &order.organisation_id)? {
        let (l, stars) = (contact.locale, review.stars);
        let name = line.name.best(l);
        let subject = l.pick(format!("Novo mnenje: {name}"), format!("A new review: {name}"), format!("Neue Bewertung: {name}"));
        let rows = vec![(l.pick("Ocena", "Stars", "Sterne").to_owned(), format!("{stars} / 5"))];
        let mut letter = Letter::new(subject).rows(rows);
        if !review.text.is_empty() {
            letter = letter.quote(review.text.clone());
        }
        let letter = letter
            .p(l.pick("Nanj lahko javno odgovorite.", "You can answer it in public.", "Sie können öffentlich darauf antworten."))
            .button(l.pick("Mnenja kupcev", "Reviews", "Bewertungen"), shop.maker_reviews());
        let key = format!("review:{}:{}", review.id, contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: l, key }, letter)?;
    }
    Ok(())
}

/// The writer learns that the maker has answered; once.
pub fn tell_answered(tx: &mut Tx, shop: &Shop, review: &Review, text: &str) -> Result<()> {
    let (group, line) = about(tx, review)?;
    let (l, name) = (group.locale, line.map(|line| line.name.best(group.locale).to_owned()).unwrap_or_default());
    let subject = l.pick(
        format!("Odgovor na vaše mnenje: {name}"),
        format!("An answer to your review: {name}"),
        format!("Antwort auf Ihre Bewertung: {name}"),
    );
    let button = l.pick("Stran naročila", "Your order page", "Zur Bestellung");
    let letter = Letter::new(subject).quote(text).button(button, format!("{}#reviews", shop.order_page(&group)));
    mail::queue(tx, Envelope { key: format!("review-reply:{}:buyer", review.id), ..to_buyer(&group, "") }, letter)
}

/// The writer learns what the desk decided, why, and how to object.
pub fn tell_measure(tx: &mut Tx, shop: &Shop, review: &Review, measure: &Measure) -> Result<()> {
    let (group, line) = about(tx, review)?;
    let (l, name) = (group.locale, line.map(|line| line.name.best(group.locale).to_owned()).unwrap_or_default());
    let letter = if measure.hides { hidden(shop, l, &name, measure) } else { shown(l, &name) };
    let button = l.pick("Stran naročila", "Your order page", "Zur Bestellung");
    let letter = letter.button(button, format!("{}#reviews", shop.order_page(&group)));
    mail::queue(tx, Envelope { key: format!("review-measure:{}:buyer", measure.id), ..to_buyer(&group, "") }, letter)
}

fn hidden(shop: &Shop, l: Locale, name: &str, measure: &Measure) -> Letter {
    let subject = l.pick(
        format!("Vaše mnenje je umaknjeno: {name}"),
        format!("Your review was taken down: {name}"),
        format!("Ihre Bewertung wurde entfernt: {name}"),
    );
    let text = l.pick(
        "Koordinator je vaše mnenje umaknil. Odločil je človek, ne stroj; razlogi so spodaj.",
        "The coordinator has taken your review down. A person decided, not a machine; the reasons are below.",
        "Die Koordination hat Ihre Bewertung entfernt. Entschieden hat ein Mensch, keine Maschine; die Gründe stehen unten.",
    );
    let ground = match measure.ground {
        Some(Ground::Law) => l.pick("Zakon", "Law", "Gesetz"),
        _ => l.pick("Pogoji tržnice", "Terms of the marketplace", "Bedingungen des Marktplatzes"),
    };
    let clause = measure.clause.clone().unwrap_or_default();
    let redress = l.pick(
        format!("Če se ne strinjate, lahko v šestih mesecih brezplačno ugovarjate: {}. Obrnete se lahko tudi na organ za izvensodno reševanje sporov ali na sodišče.", shop.report_page(l)),
        format!("If you do not agree, you can object free of charge within six months: {}. You may also turn to an out-of-court dispute settlement body or to a court.", shop.report_page(l)),
        format!("Wenn Sie nicht einverstanden sind, können Sie binnen sechs Monaten kostenlos Widerspruch einlegen: {}. Sie können sich auch an eine außergerichtliche Streitbeilegungsstelle oder an ein Gericht wenden.", shop.report_page(l)),
    );
    Letter::new(subject)
        .p(text)
        .rows(vec![(l.pick("Podlaga", "Ground", "Grundlage").to_owned(), format!("{ground}: {clause}"))])
        .quote(measure.facts.clone().unwrap_or_default())
        .p(redress)
}

fn shown(l: Locale, name: &str) -> Letter {
    let subject = l.pick(
        format!("Vaše mnenje je spet objavljeno: {name}"),
        format!("Your review is public again: {name}"),
        format!("Ihre Bewertung ist wieder öffentlich: {name}"),
    );
    Letter::new(subject).p(l.pick(
        "Koordinator je vaše mnenje spet objavil.",
        "The coordinator has put your review back.",
        "Die Koordination hat Ihre Bewertung wieder freigegeben.",
    ))
}

fn about(tx: &mut Tx, review: &Review) -> Result<(OrderGroup, Option<OrderLine>)> {
    let order = orders::find(tx, &review.order_id)?;
    let group = orders::group(tx, &order.order_group_id)?;
    let line = orders::lines(tx, std::slice::from_ref(&order.id))?.into_iter().find(|line| line.id == review.order_line_id);
    Ok((group, line))
}
