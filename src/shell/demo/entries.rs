//! What studios answered to the challenges that are over, and what juries made of it. The open one has no entries that
//! anybody could know of.

use serde_json::{Value, json};

use super::Loader;
use super::content::told;
use crate::challenges::{self, Challenge};
use crate::db::Tx;
use crate::entries::{self, Acceptance, EntryContent, Limits};
use crate::identity::SignedIn;
use crate::judging;
use crate::juries::{self, Given, Round};
use crate::kit::id::{AccountId, ChallengeId, EntryId, JurorId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{days, hours};
use crate::kit::{Error, Result};

struct Entered {
    challenge: &'static str,
    studio: &'static str,
    title: &'static str,
    summary: &'static str,
    description: &'static str,
    /// What it is worth to the jury; each juror sees it a little otherwise.
    points: i32,
}

const ENTERED: [Entered; 9] = [
    Entered {
        challenge: "ch-modrotisk-danes",
        studio: "k-modra-stampa",
        title: "Predpasnik z žepom za štampo",
        summary: "Delovni predpasnik, ki vzorec nosi tam, kjer ga roka najde.",
        description: "Lan z Lubnika, tiskan z rezervo in barvan z indigom. Vzorec sledi gibu: na žepu je gost, ob robovih se razredči.",
        points: 9,
    },
    Entered {
        challenge: "ch-modrotisk-danes",
        studio: "k-cipka-v-liniji",
        title: "Modra senca čipke",
        summary: "Čipka, ki ni všita, temveč natisnjena kot njena senca.",
        description: "Klekljani robovi so bili predloga za rezervo; blago je celo, čipka je samo še svetloba na njem.",
        points: 8,
    },
    Entered {
        challenge: "ch-modrotisk-danes",
        studio: "k-hala-9",
        title: "Zavesa hale devet",
        summary: "Zavesa za visoka okna, z obrisom žagaste strehe.",
        description: "Tri širine blaga brez šiva na sredini; streha se ponovi na vsak meter in se ujame tudi pri krojenju.",
        points: 6,
    },
    Entered {
        challenge: "ch-druga-nit",
        studio: "k-prelo",
        title: "Lonček iz koncev",
        summary: "Posoda iz koncev navitkov, navita in utrjena s škrobom.",
        description: "Konci preje se navijejo na lesen kalup v barvnem redu, kot so padli s stroja. Škrob jih utrdi brez lepila.",
        points: 8,
    },
    Entered {
        challenge: "ch-druga-nit",
        studio: "k-polst",
        title: "Podloga iz druge niti",
        summary: "Polsteni ostanki volne kot podloga za vroče.",
        description: "Volneni odpad se polsti v plošče po osem milimetrov; prenese vročo posodo in se opere na roke.",
        points: 9,
    },
    Entered {
        challenge: "ch-druga-nit",
        studio: "k-robna-letev",
        title: "Okvir z nitjo",
        summary: "Lesen okvir, na katerem nit riše hrib.",
        description: "Okvir iz robnih letev ima zarezo na vsak centimeter; kupec napne nit po risbi ali po svoje.",
        points: 7,
    },
    Entered {
        challenge: "ch-usnje-kopito-zebelj",
        studio: "k-dreta",
        title: "Torba na kopitu",
        summary: "Torba, oblikovana na starem kopitu, brez kroja.",
        description: "Mokro usnje se nabije na kopito in posuši; oblika ostane. Šiv je en sam, z dreto, ročaj pripet z žeblji.",
        points: 9,
    },
    Entered {
        challenge: "ch-usnje-kopito-zebelj",
        studio: "k-studio-vigenc",
        title: "Obešalnik s kovanim žebljem",
        summary: "Kovan žebelj v rezini kopita.",
        description: "Iztrošena kopita se razrežejo na rezine; v vsako se zabije ročno kovan žebelj z glavo po meri.",
        points: 8,
    },
    Entered {
        challenge: "ch-usnje-kopito-zebelj",
        studio: "k-zlindra",
        title: "Svečnik na peti",
        summary: "Svečnik, ki stoji na usnjeni peti in ne drsi.",
        description: "Železna čaša stoji na podstavku iz sloja odrezkov usnja, zbitih z žeblji kot peta čevlja.",
        points: 6,
    },
];

/// What one company said to its result.
const ANNOUNCED: (&str, [(Locale, &str); 3]) = (
    "ch-modrotisk-danes",
    [
        (Locale::Sl, "Modrotisk je spet v rabi. Hvala vsem, ki ste oddali predlog; s prvouvrščenimi že pripravljamo **prvo serijo**."),
        (
            Locale::En,
            "Blueprint cloth is in use again. Thank you to all who entered; with the first ranked we prepare the **first series**.",
        ),
        (
            Locale::De,
            "Blaudruck ist wieder im Gebrauch. Danke allen, die mitgemacht haben; mit den Erstplatzierten entsteht die **erste Serie**.",
        ),
    ],
);

/// Three days before its close, studios enter a challenge that is over by now.
pub async fn enter(loader: &Loader, id: &str, made: &ChallengeId) -> Result<()> {
    let challenge = current(loader, made).await?;
    let Some(closes) = challenge.closes_at.filter(|closes| *closes < loader.now) else { return Ok(()) };
    for (index, entered) in (0..).zip(ENTERED.iter().filter(|entered| entered.challenge == id)) {
        loader.until(closes.minus(days(3)).plus(hours(7 * index)));
        let (studio, owner) = loader.organisation(entered.studio).await?;
        let content: EntryContent = told(&json!({
            "title": entered.title, "summary": entered.summary, "description": entered.description, "price_cents": 4_800, "pieces": 80
        }))?;
        let limits = Limits {
            max_team: challenge.max_team,
            max_entries_per_person: challenge.max_entries_per_person,
            rights_text_version: challenge.rights_text_version.clone(),
        };
        let acceptance = Acceptance {
            rights_text_version: challenge.rights_text_version.clone(),
            rights: true,
            originality: true,
            studio: Some(studio),
        };
        let of = made.clone();
        let step = move |tx: &mut Tx, who: &SignedIn| {
            let entry = entries::begin(tx, &who.account, &of, &limits, &acceptance)?;
            let seat = entries::seat(tx, &who.account, &entry.id)?;
            entries::save(tx, &seat, entry.version, &content)?;
            let seat = entries::seat(tx, &who.account, &entry.id)?;
            entries::submit(tx, &seat)?;
            Ok(entry.id)
        };
        let _: EntryId = loader.as_person(&key(entered), &owner, step).await?;
    }
    Ok(())
}

fn key(entered: &Entered) -> String {
    format!("demo:entry:{}:{}", entered.challenge, entered.studio)
}

/// After the close: the jury of the content judges, the company decides, the clock reveals.
pub async fn judge(loader: &Loader, id: &str, made: &ChallengeId) -> Result<()> {
    let challenge = current(loader, made).await?;
    let (Some(closes), Some(reveal)) = (challenge.closes_at, challenge.reveal_at.filter(|reveal| *reveal < loader.now)) else {
        return Ok(());
    };
    let posed = loader.content.one("challenges", id)?.clone();
    let (_, company) = loader.organisation(posed["host_company_ids"][0].as_str().unwrap_or_default()).await?;
    let jury = seats(loader, id, made, &posed, &company).await?;
    loader.until(closes.plus(hours(10)));
    let (of, home) = (made.clone(), loader.app.settings().base_url.clone());
    let begin = move |tx: &mut Tx, who: &SignedIn| judging::start(tx, who, &of, &home).map(|()| "begun".to_owned());
    loader.as_person(&format!("demo:challenge:{id}:judging"), &company, begin).await?;
    loader.until(closes.plus(days(6)));
    for (index, (juror, account)) in (0..).zip(&jury) {
        for entered in ENTERED.iter().filter(|entered| entered.challenge == id) {
            let entry: EntryId = loader.made_before(&key(entered)).await?;
            let (of, juror, points) = (made.clone(), juror.clone(), entered.points);
            let step = move |tx: &mut Tx, who: &SignedIn| {
                let juror = juries::seat(tx, &who.account, &juror)?;
                let criteria = challenges::criteria(tx, &of)?;
                let given = |(place, criterion): (i32, &challenges::Criterion)| Given {
                    criterion: criterion.id.clone(),
                    points: Some((points + (place + index) % 3 - 1).clamp(0, 10)),
                    comment: "Premišljeno in izvedljivo v seriji.".to_owned(),
                };
                juries::write(tx, &juror, &entry, Round::First, &(0..).zip(&criteria).map(given).collect::<Vec<_>>())?;
                let ids: Vec<_> = criteria.into_iter().map(|criterion| criterion.id).collect();
                juries::complete(tx, &juror, &entry, Round::First, &ids)?;
                Ok("judged".to_owned())
            };
            loader.as_person(&format!("{}:judged:{index}", key(entered)), account, step).await?;
        }
    }
    loader.until(closes.plus(days(7)));
    let of = made.clone();
    let decide = move |tx: &mut Tx, who: &SignedIn| judging::decide(tx, who, &of).map(|()| "decided".to_owned());
    loader.as_person(&format!("demo:challenge:{id}:result"), &company, decide).await?;
    if id == ANNOUNCED.0 {
        let (of, said) = (made.clone(), Translations(ANNOUNCED.1.map(|(locale, text)| (locale, text.to_owned())).into()));
        let say = move |tx: &mut Tx, who: &SignedIn| judging::announce(tx, who, &of, &said).map(|()| "announced".to_owned());
        loader.as_person(&format!("demo:challenge:{id}:announcement"), &company, say).await?;
    }
    loader.until(reveal.plus(hours(1)));
    let home = loader.app.settings().base_url.clone();
    loader.app.write(move |tx| judging::tick(tx, &home)).await
}

/// The jury that the content names, as far as its organisations are here; each has accepted.
async fn seats(loader: &Loader, id: &str, made: &ChallengeId, posed: &Value, company: &AccountId) -> Result<Vec<(JurorId, AccountId)>> {
    let mut jury = Vec::new();
    for (index, juror) in (0..).zip(posed["jury"].as_array().into_iter().flatten()) {
        let organisation = juror["organization_id"].as_str().unwrap_or_default();
        let Ok((_, account)) = loader.organisation(organisation).await else { continue };
        let name = juror["role"]["sl"].as_str().unwrap_or_default().to_owned();
        let (of, by) = (made.clone(), company.clone());
        let step = move |tx: &mut Tx, who: &SignedIn| {
            let contact = crate::identity::contact(tx, &who.account)?.ok_or_else(|| Error::internal("a juror without an account"))?;
            let (seat, _) = juries::invite(tx, &of, &contact.email, &name, index == 0, &by)?;
            juries::answer(tx, &seat, &who.account, true)?;
            Ok(seat.id)
        };
        let seat: JurorId = loader.as_person(&format!("demo:challenge:{id}:juror:{index}"), &account, step).await?;
        jury.push((seat, account));
    }
    Ok(jury)
}

async fn current(loader: &Loader, made: &ChallengeId) -> Result<Challenge> {
    let id = made.clone();
    loader.app.read(move |tx| challenges::of(tx, &id)).await
}
