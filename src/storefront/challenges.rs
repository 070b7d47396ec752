//! Challenges as the public reads them: the list, and the page of one. Nothing here tells anything of entries.
//!
//! Public is what was published, of a company that the desk still trusts. What is called off stays and says so.

use std::collections::BTreeMap;

use actix_web::get;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::cards::{ProductCard, cards};
use crate::agreements::{self, LinkStatus};
use crate::calls::{self, TermsInWords};
use crate::catalogue::{NamedCode, TermKind, Vocabularies};
use crate::challenges::{self, Challenge, ChallengeKind, ChallengeState, QuestionStatus};
use crate::db::Tx;
use crate::db::schema::{order_lines, orders, product_links};
use crate::identity::{self, OrganisationCard, OrganisationStatus, SignedIn};
use crate::juries;
use crate::kit::Result;
use crate::kit::error::Error;
use crate::kit::id::{AttachmentId, ChallengeId, MediaId, OrganisationId, ProductId, QuestionId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::money::Money;
use crate::kit::text::markdown_to_html;
use crate::kit::time::{Instant, Zone};
use crate::media::{self, PictureView};
use crate::web::{App, Json, Language, Localised, Path, Problems};

/// Challenges as cards.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeCards {
    /// Those that take entries first, the next to close before the others.
    pub items: Vec<ChallengeCard>,
}

/// A company or partner as a page names it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeParty {
    pub name: String,
    /// What it contributes.
    pub role: Option<String>,
    pub town: Option<String>,
}

/// A challenge as a card.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeCard {
    pub id: ChallengeId,
    pub slug: String,
    pub kind: ChallengeKind,
    /// Where it stands now.
    pub state: ChallengeState,
    pub title: String,
    pub summary: String,
    pub town: String,
    /// Those who pose it.
    pub companies: Vec<ChallengeParty>,
    pub cover: Option<PictureView>,
    pub zone: Zone,
    pub opens_at: Option<Instant>,
    pub closes_at: Option<Instant>,
    pub judging_until: Option<Instant>,
    pub reveal_at: Option<Instant>,
    /// All prizes in money.
    pub prize_money: Money,
    /// The kilograms of material that are given.
    pub kilograms: i64,
    /// The server's time, for countdowns that do not trust the reader's clock.
    pub now: Instant,
}

/// A material on a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicMaterial {
    pub name: String,
    pub composition: Option<String>,
    pub batches: i32,
    pub kilograms: i32,
    pub note: Option<String>,
}

/// A criterion on a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicCriterion {
    pub label: String,
    pub description: Option<String>,
    /// Its share in a hundred.
    pub weight: i32,
}

/// A prize on a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPrize {
    pub place: Option<i32>,
    pub label: String,
    pub amount: Money,
}

/// A question that was answered; who asked stays hidden.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicQuestion {
    pub id: QuestionId,
    pub question: String,
    pub answer: String,
    /// In which language it was asked.
    pub language: Locale,
    pub answered_at: Option<Instant>,
}

/// A paper that belongs to the brief.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPaper {
    pub id: AttachmentId,
    pub title: String,
    pub size_bytes: i64,
}

/// Somebody who judges.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicJuror {
    pub name: String,
    /// Whether they settle ties.
    pub chairs: bool,
}

/// A deadline that was moved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicDeadlineMove {
    pub moved_at: Instant,
    pub before: Instant,
    pub after: Instant,
    pub reason: String,
}

/// A challenge's page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengePage {
    #[serde(flatten)]
    pub card: ChallengeCard,
    /// The techniques that it asks for.
    pub techniques: Vec<NamedCode>,
    pub partners: Vec<ChallengeParty>,
    pub background_html: String,
    pub task_html: String,
    pub constraints: Vec<String>,
    pub deliverables: Vec<String>,
    pub materials: Vec<PublicMaterial>,
    /// Papers that everybody may read.
    pub papers: Vec<PublicPaper>,
    pub mentor_hours: i32,
    pub support_html: String,
    pub eligibility_html: String,
    /// In which languages the brief is complete and entries are read.
    pub entry_languages: Vec<Locale>,
    pub criteria: Vec<PublicCriterion>,
    pub prizes: Vec<PublicPrize>,
    /// Rights and royalty in plain words.
    pub terms: TermsInWords,
    pub option_days: i32,
    pub max_team: i32,
    pub max_entries_per_person: i32,
    pub public_vote: bool,
    pub published_at: Option<Instant>,
    pub questions_until: Option<Instant>,
    /// Whether questions are taken now.
    pub takes_questions: bool,
    pub questions: Vec<PublicQuestion>,
    /// Those who judge, by name, once they have accepted.
    pub jury: Vec<PublicJuror>,
    /// What came of it and is in the shop.
    pub products: Vec<ProductCard>,
    /// Pieces of that sold since, here and as companies report.
    pub pieces_sold: i64,
    pub deadline_moves: Vec<PublicDeadlineMove>,
    /// Why it was called off.
    pub state_message: Option<String>,
    pub ics_path: String,
    pub calendar_path: String,
    /// Give this as `subject_id` of a report.
    pub report_subject: ChallengeId,
    /// The languages that its text exists in.
    pub languages: Vec<Locale>,
}

/// Challenges, those that take entries first
#[utoipa::path(tag = "storefront", responses((status = 200, body = ChallengeCards), Problems))]
#[get("/storefront/challenges")]
pub(super) async fn list_public_challenges(app: App, language: Language) -> Result<Localised<ChallengeCards>> {
    let locale = language.0;
    let items = app.read(move |tx| {
        let found = trusted(tx)?;
        to_cards(tx, &found, locale)
    });
    Ok(Localised(locale, ChallengeCards { items: items.await? }))
}

/// One challenge's page
#[utoipa::path(tag = "storefront", params(("slug" = String, Path)), responses((status = 200, body = ChallengePage), Problems))]
#[get("/storefront/challenges/{slug}")]
pub(super) async fn show_challenge_page(app: App, language: Language, slug: Path<String>) -> Result<Localised<ChallengePage>> {
    let locale = language.0;
    let page = app.read(move |tx| {
        let challenge = by_slug(tx, &slug)?.ok_or_else(Error::not_found)?;
        page(tx, challenge, locale)
    });
    Ok(Localised(locale, page.await?))
}

/// Every public challenge, those that take entries first.
pub(super) fn trusted(tx: &mut Tx) -> Result<Vec<Challenge>> {
    let mut found = challenges::public(tx)?;
    let owners: Vec<OrganisationId> = found.iter().map(|challenge| challenge.organisation.clone()).collect();
    let cards = OrganisationCard::all(tx, &owners)?;
    found.retain(|challenge| cards.iter().any(|card| card.id == challenge.organisation && card.status == OrganisationStatus::Approved));
    let now = tx.now;
    found.sort_by_key(|challenge| {
        let rank = match challenge.phase(now) {
            ChallengeState::Open => 0,
            ChallengeState::Published => 1,
            ChallengeState::Closed | ChallengeState::Judging | ChallengeState::Decided => 2,
            ChallengeState::Cancelled => 4,
            _ => 3,
        };
        let near = challenge.closes_at.map_or(i64::MAX, Instant::millis);
        (rank, if rank < 3 { near } else { near.saturating_neg() })
    });
    Ok(found)
}

/// A public challenge by its address.
pub(super) fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<Challenge>> {
    let Some(found) = challenges::by_slug(tx, slug)?.filter(Challenge::is_public) else { return Ok(None) };
    let cards = OrganisationCard::all(tx, std::slice::from_ref(&found.organisation))?;
    Ok(Some(found).filter(|_| cards.iter().all(|card| card.status == OrganisationStatus::Approved)))
}

/// The challenge that the home page shows: the one that takes entries and closes next, or the one that opens next.
pub(super) fn next(tx: &mut Tx, locale: Locale) -> Result<Option<ChallengeCard>> {
    let now = tx.now;
    let coming = |challenge: &Challenge| matches!(challenge.phase(now), ChallengeState::Open | ChallengeState::Published);
    let first: Vec<Challenge> = trusted(tx)?.into_iter().filter(coming).take(1).collect();
    Ok(to_cards(tx, &first, locale)?.pop())
}

pub(super) fn to_cards(tx: &mut Tx, found: &[Challenge], locale: Locale) -> Result<Vec<ChallengeCard>> {
    let ids: Vec<ChallengeId> = found.iter().map(|challenge| challenge.id.clone()).collect();
    let hosts = challenges::hosts_of(tx, &ids)?;
    let named: Vec<OrganisationId> =
        found.iter().map(|challenge| challenge.organisation.clone()).chain(hosts.iter().map(|(_, host)| host.clone())).collect();
    let cards = OrganisationCard::all(tx, &named)?;
    let covers: Vec<MediaId> = found.iter().filter_map(|challenge| challenge.cover_media_id.clone()).collect();
    let covers = media::rows(tx, &covers)?;
    let now = tx.now;
    Ok(found
        .iter()
        .map(|challenge| {
            let others = hosts.iter().filter(|(id, _)| *id == challenge.id).map(|(_, host)| host);
            let companies = std::iter::once(&challenge.organisation).chain(others);
            card(challenge, companies.filter_map(|id| cards.iter().find(|card| card.id == *id)), &covers, now, locale)
        })
        .collect())
}

fn card<'a>(
    challenge: &Challenge,
    companies: impl Iterator<Item = &'a OrganisationCard>,
    covers: &BTreeMap<MediaId, media::Media>,
    now: Instant,
    locale: Locale,
) -> ChallengeCard {
    let brief = &challenge.content;
    ChallengeCard {
        id: challenge.id.clone(),
        slug: challenge.slug.clone(),
        kind: brief.kind,
        state: challenge.phase(now),
        title: challenge.title.best(locale).to_owned(),
        summary: brief.summary.best(locale).to_owned(),
        town: brief.town.clone(),
        companies: companies.map(|card| ChallengeParty { name: card.name.clone(), role: None, town: card.town.clone() }).collect(),
        cover: challenge.cover_media_id.as_ref().and_then(|id| covers.get(id)).map(|row| PictureView::of(row.clone(), locale)),
        zone: challenge.zone.clone(),
        opens_at: challenge.opens_at,
        closes_at: challenge.closes_at,
        judging_until: challenge.judging_until,
        reveal_at: challenge.reveal_at,
        prize_money: Money::euros(brief.prizes.iter().map(|prize| prize.amount_cents).sum()),
        kilograms: brief.kilograms(),
        now,
    }
}

/// A challenge's page before it is public
///
/// For its company and for the desk: the same page that visitors will read.
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = ChallengePage), Problems))]
#[get("/challenges/{id}/preview")]
pub(super) async fn preview_challenge(app: App, who: SignedIn, language: Language, id: Path<ChallengeId>) -> Result<Json<ChallengePage>> {
    let (id, locale) = (id.into_inner(), language.0);
    let page = app.read(move |tx| {
        let challenge = match identity::coordinator(tx, &who) {
            Ok(_) => challenges::of(tx, &id)?,
            Err(_) => challenges::owned(tx, &who, &id)?.0,
        };
        page(tx, challenge, locale)
    });
    Ok(Json(page.await?))
}

fn page(tx: &mut Tx, challenge: Challenge, locale: Locale) -> Result<ChallengePage> {
    let card = to_cards(tx, std::slice::from_ref(&challenge), locale)?.pop().ok_or_else(Error::not_found)?;
    let answered = challenges::questions(tx, &challenge.id)?.into_iter().filter(|row| row.status == QuestionStatus::Answered);
    let moves = challenges::deadlines(tx, &challenge.id)?;
    let questions_until = challenge.questions_until();
    let words = Vocabularies::load(tx)?;
    let jury = juries::judging(tx, &challenge.id)?.into_iter().map(|juror| PublicJuror { name: juror.name, chairs: juror.chairs });
    let jury = jury.collect();
    let papers = challenges::open_papers(tx, &challenge.id)?;
    let papers = papers.into_iter().map(|paper| PublicPaper { id: paper.id, title: paper.title, size_bytes: paper.size_bytes }).collect();
    let (products, pieces_sold) = since(tx, &challenge.id, &words, locale)?;
    let brief = &challenge.content.0;
    let html = |texts: &Translations| markdown_to_html(texts.best(locale));
    Ok(ChallengePage {
        techniques: words.techniques(&brief.techniques).iter().map(|code| words.named(TermKind::Technique, code, locale)).collect(),
        partners: brief
            .partners
            .iter()
            .map(|partner| ChallengeParty { name: partner.name.clone(), role: told(&partner.role, locale), town: None })
            .collect(),
        background_html: html(&brief.background),
        task_html: html(&brief.task),
        constraints: lines(&brief.constraints, locale),
        deliverables: lines(&brief.deliverables, locale),
        materials: brief
            .materials
            .iter()
            .map(|material| PublicMaterial {
                name: material.name.best(locale).to_owned(),
                composition: told(&material.composition, locale),
                batches: material.batches,
                kilograms: material.kilograms,
                note: told(&material.note, locale),
            })
            .collect(),
        mentor_hours: brief.mentor_hours,
        support_html: html(&brief.support),
        eligibility_html: html(&brief.eligibility),
        entry_languages: brief.languages.clone(),
        criteria: brief
            .criteria
            .iter()
            .map(|criterion| PublicCriterion {
                label: criterion.label.best(locale).to_owned(),
                description: told(&criterion.description, locale),
                weight: criterion.weight,
            })
            .collect(),
        prizes: brief
            .prizes
            .iter()
            .map(|prize| PublicPrize {
                place: prize.place,
                label: prize.label.best(locale).to_owned(),
                amount: Money::euros(prize.amount_cents),
            })
            .collect(),
        terms: calls::in_words(&challenge, locale),
        option_days: challenge.option_days,
        max_team: challenge.max_team,
        max_entries_per_person: challenge.max_entries_per_person,
        public_vote: challenge.public_vote,
        published_at: challenge.published_at,
        questions_until,
        takes_questions: card.state != ChallengeState::Cancelled && questions_until.is_some_and(|until| tx.now < until),
        questions: answered
            .map(|row| PublicQuestion {
                id: row.id,
                question: row.question,
                answer: row.answer,
                language: row.locale,
                answered_at: row.answered_at,
            })
            .collect(),
        jury,
        papers,
        products,
        pieces_sold,
        deadline_moves: moves
            .into_iter()
            .map(|row| PublicDeadlineMove { moved_at: row.moved_at, before: row.before_at, after: row.after_at, reason: row.reason })
            .collect(),
        state_message: told(&challenge.state_message, locale),
        ics_path: format!("/challenges/{}.ics", challenge.slug),
        calendar_path: "/challenges.ics".to_owned(),
        report_subject: challenge.id.clone(),
        languages: Locale::ALL.iter().copied().filter(|language| brief.task.get(*language).is_some()).collect(),
        card,
    })
}

/// What came of a challenge: the products that are tied to it and in the shop, and how many pieces were sold.
fn since(tx: &mut Tx, id: &ChallengeId, words: &Vocabularies, locale: Locale) -> Result<(Vec<ProductCard>, i64)> {
    let tied = || product_links::table.filter(product_links::challenge_id.eq(id).and(product_links::status.eq(LinkStatus::Accepted)));
    let made: Vec<ProductId> = tied().order(product_links::id).select(product_links::product_id).load(tx.db)?;
    let sold: Vec<(i64, i64)> = tied()
        .inner_join(order_lines::table.on(order_lines::product_id.eq(product_links::product_id)))
        .inner_join(orders::table.on(orders::id.eq(order_lines::order_id)))
        .filter(orders::paid_at.is_not_null())
        .select((order_lines::quantity, order_lines::refunded_pieces))
        .load(tx.db)?;
    let here: i64 = sold.iter().map(|(pieces, back)| pieces - back).sum();
    let reported: i64 = agreements::of_challenge(tx, id)?.iter().map(|agreement| agreement.reported_pieces).sum();
    Ok((cards(tx, &made, words, locale)?, here + reported))
}

fn told(texts: &Translations, locale: Locale) -> Option<String> {
    Some(texts.best(locale).trim().to_owned()).filter(|text| !text.is_empty())
}

fn lines(texts: &[Translations], locale: Locale) -> Vec<String> {
    texts.iter().filter_map(|text| told(text, locale)).collect()
}
