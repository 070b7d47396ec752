//! Letters about entries and juries, in three languages.
//!
//! Those that tell of an entry before the reveal are sealed: they are in no list of the desk. None of them, to whomever,
//! tells of anybody else's entry.

use super::enter::EntryReceipt;
use crate::challenges::{Challenge, DeadlineMove};
use crate::db::Tx;
use crate::entries::{Entry, EntryMember, TeamInvitation};
use crate::identity::accounts::Account;
use crate::identity::{self, organisation_card};
use crate::juries::{Juror, Round};
use crate::kit::Result;
use crate::kit::id::{AccountId, EntryId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::mail::{self, Envelope, Letter, SEALED};

/// Queues a letter to an account that is still there.
fn to(tx: &mut Tx, account: &AccountId, key: &str, letter: impl FnOnce(Locale) -> Letter) -> Result<()> {
    let Some(contact) = identity::contact(tx, account)? else { return Ok(()) };
    let key = format!("{key}:{account}");
    let envelope = Envelope { to: contact.email, name: contact.name, locale: contact.locale, key };
    mail::queue(tx, envelope, letter(contact.locale))
}

/// A day and a time in the zone of the challenge.
fn at(challenge: &Challenge, instant: Instant) -> String {
    let (date, time) = challenge.zone.local(instant);
    let day = date.civil();
    format!("{}. {}. {}, {} ({})", day.day(), day.month(), day.year(), time.as_str(), challenge.zone.as_str())
}

fn entry_page(base_url: &str, entry: &EntryId) -> String {
    format!("{base_url}/account/entries/entry#{entry}")
}

fn open_entry(l: Locale) -> &'static str {
    l.pick("Odprite prijavo", "Open the entry", "Beitrag öffnen")
}

/// Invites somebody into a team. In the inviter's language: whether the reader has an account is nobody's business.
pub(super) fn team_invitation(
    tx: &mut Tx,
    challenge: &Challenge,
    invitation: &TeamInvitation,
    inviter: &Account,
    base_url: &str,
    secret: &str,
) -> Result<()> {
    let (l, name) = (inviter.locale, &inviter.name);
    let title = challenge.title.best(l);
    let letter = Letter::new(l.pick(
        format!("Vabilo v ekipo: {title}"),
        format!("Invitation to a team: {title}"),
        format!("Einladung in ein Team: {title}"),
    ))
    .p(l.pick(
        format!("{name} vas vabi v ekipo za kreativni izziv »{title}«. Vabilo velja štirinajst dni, vendar ne dlje kot do roka izziva. Sprejmete ga prijavljeni s tem e-naslovom; pred tem preberete in sprejmete pravice."),
        format!("{name} invites you into a team for the creative challenge “{title}”. The invitation is good for fourteen days, but no longer than the challenge is open. Accept it signed in with this address; before that you read and accept the rights."),
        format!("{name} lädt Sie in ein Team für die kreative Herausforderung „{title}“ ein. Die Einladung gilt vierzehn Tage, jedoch nur bis zum Schluss der Herausforderung. Nehmen Sie sie mit dieser Adresse angemeldet an; zuvor lesen und akzeptieren Sie die Rechte."),
    ))
    .button(
        l.pick("Poglejte vabilo", "See the invitation", "Einladung ansehen"),
        format!("{base_url}/account/entry-invitation#token={secret}"),
    )
    .p(l.pick(
        "Če pošiljatelja ne poznate, sporočilo prezrite.",
        "If you do not know the sender, ignore this letter.",
        "Falls Sie den Absender nicht kennen, beachten Sie diese Nachricht nicht.",
    ));
    let key = format!("{SEALED}team-invitation:{}", invitation.id);
    mail::queue(tx, Envelope { to: invitation.email.clone(), name: String::new(), locale: l, key }, letter)
}

/// Tells whoever invited that somebody joined.
pub(super) fn team_joined(
    tx: &mut Tx,
    challenge: &Challenge,
    invitation: &TeamInvitation,
    entry: &Entry,
    name: &str,
    base_url: &str,
) -> Result<()> {
    let key = format!("{SEALED}team-joined:{}", invitation.id);
    to(tx, &invitation.invited_by, &key, |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(format!("Nov član ekipe: {name}"), format!("A new team member: {name}"), format!("Neu im Team: {name}")))
            .p(l.pick(
                format!("Vabilo v ekipo za »{title}« je sprejeto. Določite deleže, da jih vsi potrdite; šele potem lahko prijavo oddate."),
                format!("The invitation into the team for “{title}” was accepted. Propose the shares, so that everybody agrees; only then can you submit."),
                format!("Die Einladung in das Team für „{title}“ wurde angenommen. Schlagen Sie die Anteile vor, damit alle zustimmen; erst dann können Sie einreichen."),
            ))
            .button(open_entry(l), entry_page(base_url, &entry.id))
    })
}

/// Asks for agreement to a share.
pub(super) fn shares_proposed(tx: &mut Tx, challenge: &Challenge, member: &EntryMember, base_url: &str) -> Result<()> {
    let share = percent(member.share_bp);
    let key = format!("{SEALED}shares:{}:{}:{}", member.entry_id, member.share_bp, tx.now.millis());
    to(tx, &member.account_id, &key, |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(format!("Vaš delež: {share} %"), format!("Your share: {share} %"), format!("Ihr Anteil: {share} %")))
            .p(l.pick(
                format!("V ekipi za »{title}« je za vas predlagan delež {share} %. Potrdite ga ali se dogovorite za drugega."),
                format!("In the team for “{title}” a share of {share} % is proposed for you. Agree to it, or settle on another."),
                format!("Im Team für „{title}“ ist für Sie ein Anteil von {share} % vorgeschlagen. Stimmen Sie zu oder einigen Sie sich auf einen anderen."),
            ))
            .button(open_entry(l), entry_page(base_url, &member.entry_id))
    })
}

/// Basis points as percent: `33,34`.
fn percent(bp: i32) -> String {
    match bp % 100 {
        0 => format!("{}", bp / 100),
        rest => format!("{},{rest:02}", bp / 100),
    }
}

/// The receipt of a submission.
pub(super) fn receipt(
    tx: &mut Tx,
    challenge: &Challenge,
    entry: &EntryId,
    member: &EntryMember,
    receipt: &EntryReceipt,
    base_url: &str,
) -> Result<()> {
    let key = format!("{SEALED}receipt:{entry}:{}", receipt.number);
    let submitted = at(challenge, receipt.submitted_at);
    to(tx, &member.account_id, &key, |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(
            format!("Prijava je oddana: {title}"),
            format!("The entry is submitted: {title}"),
            format!("Der Beitrag ist eingereicht: {title}"),
        ))
        .rows(vec![
            (l.pick("Prijava", "Entry", "Beitrag").to_owned(), receipt.title.clone()),
            (l.pick("Različica", "Version", "Fassung").to_owned(), receipt.number.to_string()),
            (l.pick("Oddano", "Submitted", "Eingereicht").to_owned(), submitted.clone()),
            (l.pick("Datoteke", "Files", "Dateien").to_owned(), receipt.files.to_string()),
            (l.pick("Potrdilo", "Receipt", "Beleg").to_owned(), receipt.receipt.clone()),
        ])
        .p(l.pick(
            "Do roka jo lahko spremenite in znova oddate; šteje zadnja oddana različica. Do roka je razen vaše ekipe ne vidi nihče.",
            "Until the close you can change it and submit it again; the last submitted version counts. Until then nobody but your team sees it.",
            "Bis zum Schluss können Sie ihn ändern und erneut einreichen; die zuletzt eingereichte Fassung zählt. Bis dahin sieht ihn außer Ihrem Team niemand.",
        ))
        .button(open_entry(l), entry_page(base_url, entry))
    })
}

/// Tells the team that the entry was taken back.
pub(super) fn withdrawn(tx: &mut Tx, challenge: &Challenge, entry: &EntryId, member: &EntryMember, base_url: &str) -> Result<()> {
    let key = format!("{SEALED}withdrawn:{entry}");
    to(tx, &member.account_id, &key, |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(
            format!("Prijava je umaknjena: {title}"),
            format!("The entry is withdrawn: {title}"),
            format!("Der Beitrag ist zurückgezogen: {title}"),
        ))
        .p(l.pick(
            "Besedila, slike in datoteke so izbrisani. Dokler je izziv odprt, lahko začnete novo prijavo.",
            "Words, pictures and files are erased. While the challenge is open, you can begin a new entry.",
            "Texte, Bilder und Dateien sind gelöscht. Solange die Herausforderung offen ist, können Sie einen neuen Beitrag beginnen.",
        ))
        .button(l.pick("Moje prijave", "My entries", "Meine Beiträge"), format!("{base_url}/account/entries"))
    })
}

/// The deadline moved later.
pub(super) fn later_deadline(
    tx: &mut Tx,
    challenge: &Challenge,
    entry: &EntryId,
    member: &EntryMember,
    moved: &DeadlineMove,
    base_url: &str,
) -> Result<()> {
    // One letter, whoever has two entries.
    let key = format!("{SEALED}deadline:{}:{}", challenge.id, moved.after_at.millis());
    let (before, after) = (at(challenge, moved.before_at), at(challenge, moved.after_at));
    to(tx, &member.account_id, &key, |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(format!("Poznejši rok: {title}"), format!("A later deadline: {title}"), format!("Späterer Schluss: {title}")))
            .rows(vec![
                (l.pick("Prej", "Before", "Bisher").to_owned(), before.clone()),
                (l.pick("Zdaj", "Now", "Jetzt").to_owned(), after.clone()),
            ])
            .quote(moved.reason.clone())
            .button(open_entry(l), entry_page(base_url, entry))
    })
}

/// It closes soon: for somebody whose entry is not submitted, or who follows it.
pub(super) fn closes_soon(
    tx: &mut Tx,
    challenge: &Challenge,
    closes: Instant,
    account: &AccountId,
    entry: Option<&EntryId>,
    base_url: &str,
) -> Result<()> {
    let (key, until) = (format!("{SEALED}closes-soon:{}:{}", challenge.id, closes.millis()), at(challenge, closes));
    to(tx, account, &key, |l| {
        let title = challenge.title.best(l);
        let letter = Letter::new(l.pick(
            format!("Rok se izteka: {title}"),
            format!("It closes soon: {title}"),
            format!("Bald ist Schluss: {title}"),
        ))
        .rows(vec![(l.pick("Rok za oddajo", "Deadline", "Frist").to_owned(), until.clone())]);
        match entry {
            Some(entry) => letter
                .p(l.pick(
                    "Vaša prijava je začeta, a še ni oddana. Šteje samo oddana različica; do roka jo lahko še popravite in oddate znova.",
                    "Your entry is begun and not submitted yet. Only a submitted version counts; until the deadline you can change it and submit again.",
                    "Ihr Beitrag ist begonnen, aber noch nicht eingereicht. Nur eine eingereichte Fassung zählt; bis zur Frist können Sie ihn ändern und erneut einreichen.",
                ))
                .button(open_entry(l), entry_page(base_url, entry)),
            None => letter
                .p(l.pick(
                    "Izzivu sledite. Če želite sodelovati, je zdaj pravi čas.",
                    "You follow this challenge. If you want to take part, now is the time.",
                    "Sie folgen dieser Herausforderung. Wenn Sie teilnehmen möchten, ist jetzt die Zeit.",
                ))
                .button(
                    l.pick("Na stran izziva", "Open the challenge", "Zur Herausforderung"),
                    format!("{base_url}{}{}", l.pick("/izzivi/", "/en/challenges/", "/de/herausforderungen/"), challenge.slug),
                ),
        }
    })
}

/// The challenge was called off.
pub(super) fn cancelled(tx: &mut Tx, challenge: &Challenge, entry: &EntryId, member: &EntryMember, base_url: &str) -> Result<()> {
    let key = format!("{SEALED}cancelled:{entry}");
    to(tx, &member.account_id, &key, |l| {
        let title = challenge.title.best(l);
        let letter = Letter::new(l.pick(
            format!("Izziv je odpovedan: {title}"),
            format!("The challenge is called off: {title}"),
            format!("Die Herausforderung ist abgesagt: {title}"),
        ))
        .quote(challenge.state_message.best(l).to_owned());
        letter
            .p(l.pick(
                "Vse pravice na prijavi ostanejo vaše. Prijavo lahko umaknete; takrat izbrišemo besedila in datoteke.",
                "All rights in the entry stay yours. You can withdraw it; then its words and files are erased.",
                "Alle Rechte am Beitrag bleiben bei Ihnen. Sie können ihn zurückziehen; dann werden Texte und Dateien gelöscht.",
            ))
            .button(open_entry(l), entry_page(base_url, entry))
    })
}

/// Place, points and reasons can be read.
pub(super) fn result(tx: &mut Tx, challenge: &Challenge, entry: &EntryId, account: &AccountId, base_url: &str) -> Result<()> {
    to(tx, account, &format!("entry-result:{entry}"), |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(format!("Izid: {title}"), format!("The result: {title}"), format!("Das Ergebnis: {title}")))
            .p(l.pick(
                "Žirija je odločila. Pri prijavi preberete uvrstitev, ocene po merilih in njihove obrazložitve.",
                "The jury has decided. With your entry you can read its place, the points for each criterion and the reasons.",
                "Die Jury hat entschieden. Bei Ihrem Beitrag lesen Sie den Platz, die Punkte je Kriterium und die Begründungen.",
            ))
            .button(open_entry(l), entry_page(base_url, entry))
    })
}

/// Invites somebody into a jury.
pub(super) fn jury_invitation(tx: &mut Tx, challenge: &Challenge, juror: &Juror, base_url: &str, secret: &str) -> Result<()> {
    let l = identity::contact(tx, &juror.invited_by)?.map_or(Locale::Sl, |contact| contact.locale);
    let title = challenge.title.best(l);
    let company = organisation_card(tx, &challenge.organisation)?.map(|card| card.name).unwrap_or_default();
    let letter = Letter::new(l.pick(
        format!("Vabilo v žirijo: {title}"),
        format!("Invitation to a jury: {title}"),
        format!("Einladung in eine Jury: {title}"),
    ))
    .p(l.pick(
        format!("{company} vas vabi v žirijo kreativnega izziva »{title}«. Predloge boste brali brez imen, po izteku roka, na eni strani za vsak predlog. Predlogov iz svoje organizacije ne boste videli."),
        format!("{company} invites you into the jury of the creative challenge “{title}”. You will read the entries without names, after the close, on one page for each. You will not see entries from your own organisation."),
        format!("{company} lädt Sie in die Jury der kreativen Herausforderung „{title}“ ein. Sie lesen die Beiträge ohne Namen, nach dem Schluss, auf je einer Seite. Beiträge aus Ihrer eigenen Organisation sehen Sie nicht."),
    ))
    .button(
        l.pick("Odgovorite na vabilo", "Answer the invitation", "Einladung beantworten"),
        format!("{base_url}/account/jury-invitation#token={secret}"),
    );
    let key = format!("jury-invitation:{}", juror.id);
    mail::queue(tx, Envelope { to: juror.email.clone(), name: juror.name.clone(), locale: l, key }, letter)
}

fn jury_page(base_url: &str, juror: &Juror) -> String {
    format!("{base_url}/account/jury/{}", juror.id)
}

/// Judging begins.
pub(super) fn judging_begins(tx: &mut Tx, challenge: &Challenge, juror: &Juror, base_url: &str) -> Result<()> {
    let Some(account) = &juror.account_id else { return Ok(()) };
    let until = challenge.judging_until.map(|until| at(challenge, until)).unwrap_or_default();
    to(tx, account, &format!("judging-begins:{}", juror.id), |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(
            format!("Žiriranje se začne: {title}"),
            format!("Judging begins: {title}"),
            format!("Die Jury beginnt: {title}"),
        ))
        .p(l.pick(
            format!("Predlogi čakajo na vaše ocene. Ocenjujete do {until}."),
            format!("The entries wait for your points. You judge until {until}."),
            format!("Die Beiträge warten auf Ihre Punkte. Sie bewerten bis {until}."),
        ))
        .button(l.pick("Začnite ocenjevati", "Begin judging", "Mit der Bewertung beginnen"), jury_page(base_url, juror))
    })
}

/// What tells a letter of the second round from that of the first.
fn of_round(round: Round) -> &'static str {
    if round == Round::Second { ":second" } else { "" }
}

/// The second round begins.
pub(super) fn second_round(tx: &mut Tx, challenge: &Challenge, juror: &Juror, entries: usize, base_url: &str) -> Result<()> {
    let Some(account) = &juror.account_id else { return Ok(()) };
    to(tx, account, &format!("judging-second:{}", juror.id), |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(format!("Drugi krog: {title}"), format!("The second round: {title}"), format!("Die zweite Runde: {title}")))
            .p(l.pick(
                format!("Ožji izbor je določen. Število prijav v njem: {entries}. Ocenite jih na novo; ocene drugih ostanejo skrite, dokler niso vse oddane."),
                format!("The shortlist is made. Entries on it: {entries}. Judge them anew; the points of others stay hidden until all are in."),
                format!("Die Auswahl steht. Beiträge darin: {entries}. Bewerten Sie sie neu; die Punkte anderer bleiben verborgen, bis alle vorliegen."),
            ))
            .button(l.pick("V drugi krog", "To the second round", "Zur zweiten Runde"), jury_page(base_url, juror))
    })
}

/// Reminds a juror who is not done.
pub(super) fn reminder(tx: &mut Tx, challenge: &Challenge, juror: &Juror, round: Round, until: Instant, base_url: &str) -> Result<()> {
    let Some(account) = &juror.account_id else { return Ok(()) };
    let until = at(challenge, until);
    to(tx, account, &format!("judging-reminder:{}{}", juror.id, of_round(round)), |l| {
        let title = challenge.title.best(l);
        Letter::new(l.pick(
            format!("Manjka še vaša ocena: {title}"),
            format!("Your points are missing: {title}"),
            format!("Ihre Punkte fehlen noch: {title}"),
        ))
        .p(l.pick(
            format!("Ocenjevanje se konča {until}. Nekateri predlogi še čakajo na vaše ocene."),
            format!("Judging ends on {until}. Some entries still wait for your points."),
            format!("Die Bewertung endet am {until}. Einige Beiträge warten noch auf Ihre Punkte."),
        ))
        .button(l.pick("Nadaljujte", "Go on", "Weiter"), jury_page(base_url, juror))
    })
}

/// The company learns that all are in.
pub(super) fn all_in(tx: &mut Tx, challenge: &Challenge, round: Round, base_url: &str) -> Result<()> {
    for contact in identity::contacts(tx, &challenge.organisation)? {
        to(tx, &contact.account, &format!("jury-all-in:{}{}", challenge.id, of_round(round)), |l| {
            let title = challenge.title.best(l);
            Letter::new(l.pick(format!("Žirija je ocenila: {title}"), format!("The jury is done: {title}"), format!("Die Jury ist fertig: {title}")))
                .p(l.pick(
                    "Vse ocene so oddane. Poglejte vrstni red, razrešite morebitna enaka mesta in potrdite izid; do razkritja ostane skrit.",
                    "All points are in. Look at the ranking, settle ties if there are any, and decide the result; it stays secret until the reveal.",
                    "Alle Punkte liegen vor. Sehen Sie die Rangfolge an, lösen Sie Gleichstände auf und bestätigen Sie das Ergebnis; bis zur Bekanntgabe bleibt es geheim.",
                ))
                .button(l.pick("Izid", "The result", "Ergebnis"), format!("{base_url}/organizer/challenges/{}/judging", challenge.id))
        })?;
    }
    Ok(())
}
