//! What followed from the results: agreements signed and one declined, products tied to them, periods reported and paid.
//!
//! One company reports its own sales each quarter; at the other, the creator sells here and the mill has its part of each
//! line, so that both kinds of royalty have figures.

use super::Loader;
use super::content::text;
use crate::agreements::{self, AgreementStatus, Signing};
use crate::awards::{self, Reported};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::id::{AccountId, AgreementId, ChallengeId, EntryId, OrganisationId, ProductId};
use crate::kit::money::Money;
use crate::kit::time::{LocalDate, LocalTime, Zone, days};
use crate::kit::{Error, Result};

/// What became of the best entry of a challenge.
struct Followed {
    challenge: &'static str,
    /// Who said no first, and why.
    declined: Option<(&'static str, &'static str)>,
    /// Who signed.
    studio: &'static str,
    /// What was made of it.
    products: &'static [&'static str],
    /// Pieces and cents without VAT of each quarter, as the company told them; the last one waits for longer.
    sold: &'static [(i64, i64)],
    /// How many of the quarters that are over wait for their report.
    waiting: usize,
}

const FOLLOWED: [Followed; 3] = [
    Followed {
        challenge: "ch-modrotisk-danes",
        declined: None,
        studio: "k-modra-stampa",
        products: &["p-01"],
        sold: &[(0, 0), (34, 135_600), (88, 351_100), (41, 163_500), (57, 227_300), (63, 251_200)],
        waiting: 0,
    },
    Followed {
        challenge: "ch-druga-nit",
        declined: Some(("k-polst", "Podlogo želimo izdelovati sami in pod svojimi pogoji.")),
        studio: "k-prelo",
        products: &["p-16", "p-14"],
        sold: &[],
        waiting: 0,
    },
    Followed {
        challenge: "ch-usnje-kopito-zebelj",
        declined: None,
        studio: "k-dreta",
        products: &["p-27"],
        sold: &[(22, 140_800), (36, 230_400)],
        waiting: 1,
    },
];

/// Who of the public voted for whose entry, where the brief let them.
const VOTES: [(&str, &str); 8] = [
    ("k-prelo", "k-modra-stampa"),
    ("k-polst", "k-cipka-v-liniji"),
    ("k-dreta", "k-cipka-v-liniji"),
    ("k-zlindra", "k-hala-9"),
    ("k-studio-vigenc", "k-cipka-v-liniji"),
    ("k-robna-letev", "k-modra-stampa"),
    ("k-bakrena-nit", "k-cipka-v-liniji"),
    ("k-hala-9", "k-modra-stampa"),
];

/// In the days after the reveal.
async fn vote(loader: &Loader, id: &str, made: &ChallengeId) -> Result<()> {
    for (voter, studio) in VOTES {
        let (_, account) = loader.organisation(voter).await?;
        let entry: EntryId = loader.made_before(&format!("demo:entry:{id}:{studio}")).await?;
        let of = made.clone();
        let step = move |tx: &mut Tx, who: &SignedIn| crate::juries::vote(tx, &of, &who.account, &entry).map(|()| "voted".to_owned());
        loader.as_person(&format!("demo:challenge:{id}:vote:{voter}"), &account, step).await?;
    }
    Ok(())
}

/// A few days after the reveal: the company offers, the studio signs or declines, both sign, a product is tied.
pub async fn follow(loader: &Loader, id: &str, made: &ChallengeId) -> Result<()> {
    let Some(followed) = FOLLOWED.iter().find(|followed| followed.challenge == id) else { return Ok(()) };
    let of = made.clone();
    let challenge = loader.app.read(move |tx| crate::challenges::of(tx, &of)).await?;
    let Some(revealed) = challenge.revealed_at else { return Ok(()) };
    if challenge.public_vote {
        loader.until(revealed.plus(days(2)));
        vote(loader, id, made).await?;
    }
    let posed = loader.content.one("challenges", id)?.clone();
    let (company, host) = loader.organisation(&text(&posed["host_company_ids"][0])).await?;
    let (of, home) = (made.clone(), loader.app.url(""));
    loader.until(revealed.plus(days(3)));
    let offer = move |tx: &mut Tx, who: &SignedIn| awards::award(tx, who, &of, &home).map(|agreement| agreement.id);
    let mut agreement: AgreementId = loader.as_person(&key(id, "offered"), &host, offer).await?;
    if let Some((studio, reason)) = followed.declined {
        loader.until(revealed.plus(days(6)));
        agreement = decline(loader, id, studio, &agreement, reason).await?;
    }
    let (studio, owner) = loader.organisation(followed.studio).await?;
    loader.until(revealed.plus(days(9)));
    sign(loader, &key(id, "signed"), (&studio, &owner), &agreement).await?;
    loader.until(revealed.plus(days(11)));
    sign(loader, &key(id, "in-force"), (&company, &host), &agreement).await?;
    for product in followed.products {
        let product: ProductId = loader.made_before(&format!("demo:listing:{product}")).await?;
        let (agreement, tied) = (agreement.clone(), product.clone());
        let step = move |tx: &mut Tx| {
            let agreement = agreements::find(tx, &agreement)?;
            agreements::tie(tx, &agreement, &tied).map(|link| link.id)
        };
        loader.once::<crate::kit::id::ProductLinkId, _>(&key(id, product.as_str()), step).await?;
    }
    report(loader, followed, (&company, &host), &agreement).await
}

fn key(challenge: &str, what: &str) -> String {
    format!("demo:challenge:{challenge}:agreement:{what}")
}

/// The studio says no; the agreement that the next ranked is offered then.
async fn decline(loader: &Loader, id: &str, studio: &str, agreement: &AgreementId, reason: &'static str) -> Result<AgreementId> {
    let (studio, owner) = loader.organisation(studio).await?;
    let (offered, home) = (agreement.clone(), loader.app.url(""));
    let step = move |tx: &mut Tx, who: &SignedIn| {
        let by = identity::member(tx, who, &studio)?;
        let declined = awards::decline(tx, &by, &offered, reason, &home)?;
        let ranking = crate::judging::ranking(tx, &declined.challenge_id)?;
        let entries: Vec<EntryId> = ranking.into_iter().map(|ranked| ranked.entry).collect();
        for entry in entries {
            let open = agreements::of_entry(tx, &entry)?.into_iter().find(|one| one.status == AgreementStatus::Offered);
            if let Some(next) = open {
                return Ok(next.id);
            }
        }
        Err(Error::internal("nobody was offered the agreement next"))
    };
    loader.as_person(&key(id, "declined"), &owner, step).await
}

async fn sign(loader: &Loader, key: &str, by: (&OrganisationId, &AccountId), agreement: &AgreementId) -> Result<()> {
    let (organisation, agreement, home) = (by.0.clone(), agreement.clone(), loader.app.url(""));
    let step = move |tx: &mut Tx, who: &SignedIn| {
        let by = identity::member(tx, who, &organisation)?;
        let name = identity::contact(tx, &who.account)?.map(|contact| contact.name).unwrap_or_default();
        let text_version = agreements::find(tx, &agreement)?.text_version;
        awards::sign(tx, &by, &agreement, &Signing { text_version, option: None, name }, &home).map(|agreement| agreement.id)
    };
    loader.as_person::<AgreementId, _>(key, by.1, step).await.map(drop)
}

/// Ten days after each quarter the company reports it, and pays it a fortnight later.
async fn report(loader: &Loader, followed: &Followed, by: (&OrganisationId, &AccountId), agreement: &AgreementId) -> Result<()> {
    if followed.sold.is_empty() {
        return Ok(());
    }
    let (of, today) = (agreement.clone(), loader.today.clone());
    let mut over = loader.app.read(move |tx| awards::periods_over(tx, &of, &today)).await?;
    over.truncate(over.len().saturating_sub(followed.waiting));
    let last = over.len();
    for (index, period) in over.into_iter().enumerate() {
        let (pieces, cents) = followed.sold[index.min(followed.sold.len() - 1)];
        loader.until(morning(&period.until.plus_days(10))?);
        let name = key(followed.challenge, &period.name);
        let (organisation, of, home, told) = (by.0.clone(), agreement.clone(), loader.app.url(""), period.name.clone());
        let step = move |tx: &mut Tx, who: &SignedIn| {
            let by = identity::member(tx, who, &organisation)?;
            let (agreement, period) = (of.clone(), told.clone());
            let reported = Reported { agreement, period, pieces, net_sales: Money::euros(cents), note: None };
            awards::report(tx, &by, &reported, &home).map(|report| report.id)
        };
        let report: crate::kit::id::RoyaltyReportId = loader.as_person(&name, by.1, step).await?;
        // What was reported last is still to be paid.
        if index + 1 < last {
            let (organisation, on) = (by.0.clone(), period.until.plus_days(24));
            loader.until(morning(&on)?);
            let step = move |tx: &mut Tx, who: &SignedIn| {
                let by = identity::member(tx, who, &organisation)?;
                awards::pay(tx, &by, &report, &on).map(|report| report.id)
            };
            loader.as_person::<crate::kit::id::RoyaltyReportId, _>(&format!("{name}:paid"), by.1, step).await?;
        }
    }
    Ok(())
}

fn morning(day: &LocalDate) -> Result<crate::kit::time::Instant> {
    let time: LocalTime = "09:40".parse().map_err(Error::internal)?;
    Ok(Zone::ljubljana().instant(day, &time))
}
