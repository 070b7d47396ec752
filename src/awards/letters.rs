//! What both sides of an agreement are written.

use crate::agreements::{Agreement, AgreementSide, AgreementStatus};
use crate::challenges::Challenge;
use crate::db::Tx;
use crate::identity;
use crate::kit::Result;
use crate::kit::id::{AccountId, EntryId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::mail::{self, Envelope, Letter};
use crate::royalties::{Period, RoyaltyCorrection, RoyaltyReceipt, RoyaltyReport};

/// An offer waits for signatures.
pub fn offered(tx: &mut Tx, agreement: &Agreement, base: &str) -> Result<()> {
    for side in [AgreementSide::Creator, AgreementSide::Company] {
        to_side(tx, agreement, side, "agreement-offered", |l| {
            let (work, until) = (&agreement.work, day(agreement.expires_at, l));
            let subject = l.pick(
                format!("Pogodba za »{work}« čaka na podpis"),
                format!("The agreement on “{work}” waits for signatures"),
                format!("Die Vereinbarung zu „{work}“ wartet auf Unterschriften"),
            );
            let text = l.pick(
                format!(
                    "Izziv »{}«. Preberite jo in podpišite do {until}. Besedilo se do takrat ne spremeni.",
                    agreement.challenge_title.best(l)
                ),
                format!(
                    "Challenge “{}”. Read it and sign by {until}. The text does not change until then.",
                    agreement.challenge_title.best(l)
                ),
                format!(
                    "Challenge „{}“. Lesen Sie sie und unterschreiben Sie bis {until}. Der Text ändert sich bis dahin nicht.",
                    agreement.challenge_title.best(l)
                ),
            );
            Letter::new(subject).p(text).button(read(l), page(base, agreement, side))
        })?;
    }
    Ok(())
}

/// One side has signed: the other is asked.
pub fn signed(tx: &mut Tx, agreement: &Agreement, base: &str) -> Result<()> {
    let waits = if agreement.status == AgreementStatus::SignedByCompany { AgreementSide::Creator } else { AgreementSide::Company };
    to_side(tx, agreement, waits, "agreement-signed", |l| {
        let subject = l.pick(
            format!("Druga stran je podpisala pogodbo za »{}«", agreement.work),
            format!("The other side has signed the agreement on “{}”", agreement.work),
            format!("Die andere Seite hat die Vereinbarung zu „{}“ unterschrieben", agreement.work),
        );
        let until = day(agreement.expires_at, l);
        let text = l.pick(
            format!("Manjka le še vaš podpis, do {until}."),
            format!("Only your signature is missing, by {until}."),
            format!("Nur Ihre Unterschrift fehlt noch, bis {until}."),
        );
        Letter::new(subject).p(text).button(read(l), page(base, agreement, waits))
    })
}

/// Both have signed.
pub fn in_force(tx: &mut Tx, agreement: &Agreement, base: &str) -> Result<()> {
    for side in [AgreementSide::Creator, AgreementSide::Company] {
        to_side(tx, agreement, side, "agreement-in-force", |l| {
            let subject = l.pick(
                format!("Pogodba za »{}« velja", agreement.work),
                format!("The agreement on “{}” is in force", agreement.work),
                format!("Die Vereinbarung zu „{}“ gilt", agreement.work),
            );
            let text = match side {
                AgreementSide::Creator => l.pick(
                    "Obe strani sta podpisali. Iz predloga lahko zdaj naredite izdelek: začetek ponudbe je že izpolnjen.",
                    "Both sides have signed. You can now make a product of it: the listing begins filled in.",
                    "Beide Seiten haben unterschrieben. Sie können jetzt ein Produkt daraus machen: Das Angebot ist schon vorausgefüllt.",
                ),
                AgreementSide::Company => l.pick(
                    "Obe strani sta podpisali. Obračuni in roki za poročanje so pri tantiemah.",
                    "Both sides have signed. Statements and the days to report are with the royalties.",
                    "Beide Seiten haben unterschrieben. Abrechnungen und Meldetermine stehen bei den Tantiemen.",
                ),
            };
            Letter::new(subject).p(text).button(read(l), page(base, agreement, side))
        })?;
    }
    Ok(())
}

/// The offer is over: declined, or nobody signed in time.
pub fn ended(tx: &mut Tx, agreement: &Agreement, base: &str) -> Result<()> {
    let declined = agreement.status == AgreementStatus::Declined;
    for side in [AgreementSide::Creator, AgreementSide::Company] {
        to_side(tx, agreement, side, "agreement-ended", |l| {
            let work = &agreement.work;
            let subject = if declined {
                l.pick(
                    format!("Ponudba za »{work}« je zavrnjena"),
                    format!("The offer on “{work}” was declined"),
                    format!("Das Angebot zu „{work}“ wurde abgelehnt"),
                )
            } else {
                l.pick(
                    format!("Rok za podpis pogodbe za »{work}« je potekel"),
                    format!("The time to sign the agreement on “{work}” is over"),
                    format!("Die Frist zur Unterschrift für „{work}“ ist abgelaufen"),
                )
            };
            let text = l.pick(
                "Nobena pravica ni prešla. Naslednji uvrščeni lahko dobi ponudbo.",
                "No right has passed. The next ranked may be offered an agreement.",
                "Kein Recht ist übergegangen. Der nächste Platz kann ein Angebot erhalten.",
            );
            let letter = Letter::new(subject).p(text);
            let letter = agreement.reason.iter().fold(letter, |letter, reason| letter.quote(reason.as_str()));
            letter.button(read(l), page(base, agreement, side))
        })?;
    }
    Ok(())
}

/// An entry that goes back to its makers.
#[derive(Clone, Copy, Debug)]
pub struct Released<'a> {
    /// The challenge.
    pub challenge: &'a Challenge,
    /// The entry.
    pub entry: &'a EntryId,
    /// What it is called.
    pub work: &'a str,
}

/// The option period is over: somebody of the team is told that the entry is free.
pub fn released(tx: &mut Tx, released: &Released<'_>, account: &AccountId) -> Result<()> {
    let Some(contact) = identity::contact(tx, account)? else { return Ok(()) };
    let (l, work) = (contact.locale, released.work);
    let subject = l.pick(
        format!("Predlog »{work}« je spet samo vaš"),
        format!("The entry “{work}” is yours alone again"),
        format!("Die Einreichung „{work}“ gehört wieder nur Ihnen"),
    );
    let title = released.challenge.title.best(l);
    let text = l.pick(
        format!("Rok za izbiro v izzivu »{title}« se je iztekel. Podjetje predloga ne sme uporabljati, kopirati ali hraniti; vi ga smete ponuditi komur koli."),
        format!("The option period of the challenge “{title}” has ended. The company may not use, copy or keep the entry; you may offer it to anybody."),
        format!("Die Optionsfrist der Challenge „{title}“ ist abgelaufen. Das Unternehmen darf die Einreichung nicht verwenden, kopieren oder aufbewahren; Sie dürfen sie allen anbieten."),
    );
    let key = format!("entry-released:{}:{}", released.entry, contact.account);
    mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: l, key }, Letter::new(subject).p(text))?;
    Ok(())
}

/// A period ends soon, or has ended, and nothing is reported.
pub fn report_due(tx: &mut Tx, agreement: &Agreement, period: &Period, step: &str, due: &LocalDate, base: &str) -> Result<()> {
    let what = format!("royalty-report:{}:{step}", period.name);
    to_side(tx, agreement, AgreementSide::Company, &what, |l| {
        let (work, name) = (&agreement.work, &period.name);
        let subject = match step {
            "soon" => l.pick(
                format!("Kmalu se konča obdobje {name} za »{work}«"),
                format!("The period {name} for “{work}” ends soon"),
                format!("Der Zeitraum {name} für „{work}“ endet bald"),
            ),
            _ => l.pick(
                format!("Sporočite prodajo za {name}: »{work}«"),
                format!("Report the sales of {name}: “{work}”"),
                format!("Melden Sie den Verkauf für {name}: „{work}“"),
            ),
        };
        let (until, due) = (spoken(&period.until, l), spoken(due, l));
        let text = l.pick(
            format!("Obdobje traja do {until}. Vpišite prodane kose in čisti prihodek do {due}; tudi če prodaje ni bilo."),
            format!("The period lasts until {until}. Enter pieces and net sales by {due}; also if nothing was sold."),
            format!("Der Zeitraum dauert bis {until}. Tragen Sie Stück und Nettoumsatz bis {due} ein; auch wenn nichts verkauft wurde."),
        );
        let button = l.pick("Odprite tantieme", "Open the royalties", "Zu den Tantiemen");
        Letter::new(subject).p(text).button(button, format!("{base}/organizer/royalties"))
    })
}

/// A period was reported: the team sees what is owed.
pub fn reported(tx: &mut Tx, agreement: &Agreement, report: &RoyaltyReport, base: &str) -> Result<()> {
    let period = &report.period;
    to_side(tx, agreement, AgreementSide::Creator, &format!("royalty-reported:{period}"), |l| {
        let work = &agreement.work;
        let subject = l.pick(
            format!("Obračun tantieme za {period}: »{work}«"),
            format!("Royalty statement for {period}: “{work}”"),
            format!("Tantiemenabrechnung für {period}: „{work}“"),
        );
        let amount = l.pick("Znesek", "Amount", "Betrag").to_owned();
        let button = l.pick("Odprite obračun", "Open the statement", "Abrechnung öffnen");
        let url = format!("{base}/studio/royalties");
        Letter::new(subject).rows(vec![(amount, report.owed().display(l))]).button(button, url)
    })
}

/// A report was put right: both sides see what changed.
pub fn corrected(
    tx: &mut Tx,
    agreement: &Agreement,
    report: &RoyaltyReport,
    correction: &RoyaltyCorrection,
    later: &[(RoyaltyReport, RoyaltyCorrection)],
    base: &str,
) -> Result<()> {
    for side in [AgreementSide::Creator, AgreementSide::Company] {
        to_side(tx, agreement, side, &format!("royalty-corrected:{}", correction.id), |l| {
            let (work, period) = (&agreement.work, &report.period);
            let subject = l.pick(
                format!("Popravek obračuna tantieme za {period}: »{work}«"),
                format!("Royalty statement for {period} corrected: “{work}”"),
                format!("Tantiemenabrechnung für {period} berichtigt: „{work}“"),
            );
            let text = l.pick(
                "Prejšnji obračun ostane zapisan, popravek ga nadomesti z razliko. Razlog:",
                "The former statement stays on record; the correction replaces it by the difference. The reason:",
                "Die frühere Abrechnung bleibt erhalten; die Berichtigung ersetzt sie um den Unterschied. Der Grund:",
            );
            let difference = l.pick("Razlika", "Difference", "Unterschied");
            let mut rows = vec![
                (difference.to_owned(), report.money(correction.owed_cents).display(l)),
                (l.pick("Novi znesek", "New amount", "Neuer Betrag").to_owned(), report.owed().display(l)),
            ];
            // What the later periods owe for it stands here too, so that one letter tells all.
            let moved = later.iter().filter(|(_, follows)| follows.owed_cents != 0);
            rows.extend(moved.map(|(next, follows)| (format!("{difference}, {}", next.period), next.money(follows.owed_cents).display(l))));
            let section = if side == AgreementSide::Company { "organizer" } else { "studio" };
            let button = l.pick("Odprite obračun", "Open the statement", "Abrechnung öffnen");
            let url = format!("{base}/{section}/royalties/{}", report.id);
            Letter::new(subject).p(text).quote(correction.reason.as_str()).rows(rows).button(button, url)
        })?;
    }
    Ok(())
}

/// Royalties on sales paid straight came in: the maker sees that the company says so.
pub fn received(tx: &mut Tx, agreement: &Agreement, receipt: &RoyaltyReceipt, base: &str) -> Result<()> {
    to_side(tx, agreement, AgreementSide::Creator, &format!("royalty-received:{}", receipt.id), |l| {
        let work = &agreement.work;
        let subject = l.pick(
            format!("Podjetje je potrdilo prejem tantieme: »{work}«"),
            format!("The company has confirmed a royalty: “{work}”"),
            format!("Das Unternehmen hat eine Tantieme bestätigt: „{work}“"),
        );
        let text = l.pick(
            "Gre za tantiemo od prodaje, ki so jo kupci nakazali neposredno vam.",
            "It is for sales that buyers paid straight to you by bank transfer.",
            "Es geht um Verkäufe, die Käufer direkt an Sie überwiesen haben.",
        );
        let amount = Money { amount: receipt.amount_cents, currency: receipt.currency };
        let rows = vec![
            (l.pick("Znesek", "Amount", "Betrag").to_owned(), amount.display(l)),
            (l.pick("Dan plačila", "Day of payment", "Tag der Zahlung").to_owned(), spoken(&receipt.paid_on, l)),
        ];
        let button = l.pick("Odprite tantieme", "Open the royalties", "Zu den Tantiemen");
        Letter::new(subject).p(text).rows(rows).button(button, format!("{base}/studio/royalties"))
    })
}

fn to_side(tx: &mut Tx, agreement: &Agreement, side: AgreementSide, what: &str, letter: impl Fn(Locale) -> Letter) -> Result<()> {
    let organisation: &OrganisationId = agreement.party(side);
    for contact in identity::contacts(tx, organisation)? {
        let key = format!("{what}:{}:{}", agreement.id, contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter(contact.locale))?;
    }
    Ok(())
}

fn page(base: &str, agreement: &Agreement, side: AgreementSide) -> String {
    let section = if side == AgreementSide::Company { "organizer" } else { "studio" };
    format!("{base}/{section}/agreements/{}", agreement.id)
}

fn read(l: Locale) -> &'static str {
    l.pick("Preberite pogodbo", "Read the agreement", "Vereinbarung lesen")
}

fn day(at: Instant, l: Locale) -> String {
    spoken(&Zone::ljubljana().local(at).0, l)
}

fn spoken(day: &LocalDate, l: Locale) -> String {
    let civil = day.civil();
    match l {
        Locale::En | Locale::It => format!("{}/{}/{}", civil.day(), civil.month(), civil.year()),
        _ => format!("{}. {}. {}", civil.day(), civil.month(), civil.year()),
    }
}
