//! Challenges at the wire, for the companies that pose them.

use actix_web::{delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::views::{self, ChallengeRow, ChallengeView};
use crate::challenges::{self, Brief, Challenge, LaterDeadline, Moment};
use crate::db::Tx;
use crate::entries;
use crate::identity::{self, OrganisationKind, SignedIn};
use crate::juries;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::id::{ChallengeId, OrganisationId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::money::Money;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::LocalDate;
use crate::terms::{self, Clause, Example, RightsTemplate, Royalty};
use crate::web::{App, Created, IfMatch, Json, Language, NoContent, Path, Problems, Query, Routes};

/// The routes of a company.
pub fn routes(cfg: &mut Routes) {
    cfg.service(begin_challenge).service(list_challenges).service(get_challenge).service(save_challenge_draft).service(delete_challenge);
    cfg.service(copy_challenge).service(publish_challenge).service(reopen_challenge).service(move_challenge_deadline);
    cfg.service(cancel_challenge).service(list_challenge_parties).service(list_rights_templates).service(work_out_royalty);
}

/// A brief to begin; every field has a default.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChallenge {
    /// What is known already; the title is enough.
    #[serde(default)]
    pub content: Brief,
}

/// On which day the copy opens.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyChallenge {
    /// The day from which entries are taken; the others follow in the same rhythm.
    pub opens: LocalDate,
}

/// A later deadline.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MovedDeadline {
    /// The new close of entries.
    pub closes: Moment,
    /// The new end of judging, if it has to move too.
    #[serde(default)]
    pub judged: Option<Moment>,
    /// The new reveal, if it has to move too.
    #[serde(default)]
    pub revealed: Option<Moment>,
    /// Why; everybody who follows or takes part reads it.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Why a challenge is called off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeCancellation {
    /// For the log.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
    /// For everybody who follows or takes part.
    pub message: Translations,
}

/// An organisation that a brief can name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BriefParty {
    /// Which.
    pub id: OrganisationId,
    /// Its public name.
    pub name: String,
    /// Where it works.
    pub town: Option<String>,
    /// What it works as.
    pub kind: OrganisationKind,
}

/// Organisations that a brief can name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BriefParties {
    /// By name.
    pub items: Vec<BriefParty>,
}

/// A way to share the rights, in plain words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RightsInWords {
    /// Which.
    pub template: RightsTemplate,
    /// What it means, clause by clause.
    pub clauses: Vec<Clause>,
}

/// Every way to share the rights.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RightsTemplates {
    /// Which wording this is.
    pub text_version: String,
    /// The ways.
    pub items: Vec<RightsInWords>,
}

/// A royalty to be worked out for a year.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoyaltyToWorkOut {
    /// The royalty.
    pub royalty: Royalty,
    /// How many pieces are sold in the year.
    #[schema(minimum = 1, maximum = 1000000)]
    pub pieces: i64,
    /// What a piece is sold for without VAT, in cents.
    #[schema(minimum = 1, maximum = 100000000)]
    pub net_price_cents: i64,
}

/// What a royalty comes to, option by option.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoyaltyWorkedOut {
    /// One example for each option.
    pub examples: Vec<Example>,
}

/// The terms of a challenge in the reader's language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TermsInWords {
    /// Which way to share the rights.
    pub rights: RightsTemplate,
    /// What that means.
    pub clauses: Vec<Clause>,
    /// Which wording this is.
    pub text_version: String,
    /// What is owed for pieces sold.
    pub royalty: Royalty,
    /// Worked out for a hundred pieces at forty euros.
    pub examples: Vec<Example>,
}

/// The terms of a challenge in the reader's language.
pub fn in_words(challenge: &Challenge, reader: Locale) -> TermsInWords {
    TermsInWords {
        rights: challenge.rights,
        clauses: challenge.rights.clauses(reader),
        text_version: challenge.rights_text_version.clone(),
        royalty: challenge.royalty.0.clone(),
        examples: examples(&challenge.royalty, 100, Money::euros(4_000)),
    }
}

fn examples(royalty: &Royalty, pieces: i64, net_price: Money) -> Vec<Example> {
    royalty.options.iter().map(|option| option.example(pieces, net_price)).collect()
}

/// One act of a member on a challenge, answered with the challenge.
async fn act(app: App, act: impl Fn(&mut Tx) -> Result<Challenge> + Send + 'static) -> Result<Json<ChallengeView>> {
    let view = app.write(move |tx| {
        let challenge = act(tx)?;
        views::view(tx, challenge)
    });
    Ok(Json(view.await?))
}

/// Begin a brief
///
/// A draft of a company, institution or organizer. Nothing is public before the desk has accepted it.
#[utoipa::path(tag = "challenges", params(OrganisationId), request_body = NewChallenge, security(("bearer" = [])), responses((status = 201, body = ChallengeView), Problems))]
#[post("/organisations/{id}/challenges")]
async fn begin_challenge(
    app: App,
    who: SignedIn,
    organisation: Path<OrganisationId>,
    new: Json<NewChallenge>,
) -> Result<Created<ChallengeView>> {
    let (organisation, brief) = (organisation.into_inner(), new.into_inner().content);
    let made = app.write(move |tx| {
        let challenge = super::begin(tx, &who, &organisation, &brief)?;
        views::view(tx, challenge)
    });
    Ok(Created(made.await?))
}

/// An organisation's challenges, the last changed first
#[utoipa::path(tag = "challenges", params(OrganisationId, PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<ChallengeRow>), Problems))]
#[get("/organisations/{id}/challenges")]
async fn list_challenges(
    app: App,
    who: SignedIn,
    organisation: Path<OrganisationId>,
    page: Query<PageQuery>,
) -> Result<Json<Page<ChallengeRow>>> {
    let (organisation, page) = (organisation.into_inner(), page.into_inner());
    let rows = app.read(move |tx| {
        identity::member(tx, &who, &organisation)?;
        let found = challenges::of_organisation(tx, &organisation, &page)?;
        views::rows(tx, found)
    });
    Ok(Json(rows.await?))
}

/// One challenge, for its company and the desk
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = ChallengeView), Problems))]
#[get("/challenges/{id}")]
async fn get_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<Json<ChallengeView>> {
    let id = id.into_inner();
    let view = app.read(move |tx| {
        let challenge = match identity::coordinator(tx, &who) {
            Ok(_) => challenges::of(tx, &id)?,
            Err(_) => challenges::owned(tx, &who, &id)?.0,
        };
        views::view(tx, challenge)
    });
    Ok(Json(view.await?))
}

/// Keep what was typed
///
/// Refused once the brief lies at the desk, and for good once it is public.
#[utoipa::path(tag = "challenges", params(ChallengeId, ("If-Match" = String, Header)), request_body = Brief, security(("bearer" = [])), responses((status = 200, body = ChallengeView), Problems))]
#[put("/challenges/{id}/draft")]
async fn save_challenge_draft(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    seen: IfMatch,
    brief: Json<Brief>,
) -> Result<Json<ChallengeView>> {
    let (id, brief) = (id.into_inner(), brief.into_inner());
    act(app, move |tx| super::write_draft(tx, &who, &id, seen.0, &brief)).await
}

/// Delete a draft that the desk has never seen
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/challenges/{id}")]
async fn delete_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<NoContent> {
    let id = id.into_inner();
    app.write(move |tx| {
        let (challenge, member) = challenges::owned(tx, &who, &id)?;
        let papers: Vec<String> = challenges::attachments(tx, &challenge.id)?.iter().map(challenges::Attachment::blob_key).collect();
        entries::discard(tx, &papers)?;
        juries::dissolve(tx, &challenge.id)?;
        challenges::delete(tx, &challenge, &member.account)
    })
    .await?;
    entries::erase_due(&app).await?;
    Ok(NoContent)
}

/// Last year's brief as a new draft
#[utoipa::path(tag = "challenges", params(ChallengeId), request_body = CopyChallenge, security(("bearer" = [])), responses((status = 201, body = ChallengeView), Problems))]
#[post("/challenges/{id}/copy")]
async fn copy_challenge(app: App, who: SignedIn, id: Path<ChallengeId>, copy: Json<CopyChallenge>) -> Result<Created<ChallengeView>> {
    let (id, opens) = (id.into_inner(), copy.into_inner().opens);
    let made = app.write(move |tx| {
        let challenge = super::copy(tx, &who, &id, &opens)?;
        views::view(tx, challenge)
    });
    Ok(Created(made.await?))
}

/// Publish an approved challenge before its hour
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = ChallengeView), Problems))]
#[post("/challenges/{id}/publication")]
async fn publish_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<Json<ChallengeView>> {
    let id = id.into_inner();
    act(app, move |tx| super::publish(tx, &who, &id)).await
}

/// Take an approved challenge back before anybody has read it
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = ChallengeView), Problems))]
#[delete("/challenges/{id}/approval")]
async fn reopen_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<Json<ChallengeView>> {
    let id = id.into_inner();
    act(app, move |tx| {
        let (challenge, member) = challenges::owned(tx, &who, &id)?;
        challenges::take_back(tx, challenge, &member.account)
    })
    .await
}

/// Move the deadline later
///
/// Only while it is ahead. Everybody who follows or takes part is told.
#[utoipa::path(tag = "challenges", params(ChallengeId, ("If-Match" = String, Header)), request_body = MovedDeadline, security(("bearer" = [])), responses((status = 200, body = ChallengeView), Problems))]
#[put("/challenges/{id}/deadline")]
async fn move_challenge_deadline(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    seen: IfMatch,
    moved: Json<MovedDeadline>,
) -> Result<Json<ChallengeView>> {
    let (id, moved, home) = (id.into_inner(), moved.into_inner(), app.url(""));
    let later = LaterDeadline { closes: moved.closes, judged: moved.judged, revealed: moved.revealed, reason: moved.reason };
    act(app, move |tx| super::extend(tx, &who, &home, &id, seen.0, &later)).await
}

/// Call a challenge off
///
/// For owners and managers, before there is a result. Everybody who follows or takes part is told.
#[utoipa::path(tag = "challenges", params(ChallengeId), request_body = ChallengeCancellation, security(("bearer" = [])), responses((status = 200, body = ChallengeView), Problems))]
#[post("/challenges/{id}/cancellation")]
async fn cancel_challenge(app: App, who: SignedIn, id: Path<ChallengeId>, why: Json<ChallengeCancellation>) -> Result<Json<ChallengeView>> {
    let (id, why, home) = (id.into_inner(), why.into_inner(), app.url(""));
    act(app, move |tx| super::cancel(tx, &who, &home, &id, &why.reason, &why.message)).await
}

/// Who can be named in a brief: approved companies, institutions and organizers, by name
#[utoipa::path(tag = "challenges", security(("bearer" = [])), responses((status = 200, body = BriefParties), Problems))]
#[get("/challenge-parties")]
async fn list_challenge_parties(app: App, who: SignedIn) -> Result<Json<BriefParties>> {
    let items = app.read(move |tx| {
        identity::account(tx, &who)?;
        super::parties(tx)
    });
    Ok(Json(BriefParties { items: items.await? }))
}

/// Every way to share the rights, in plain words
#[utoipa::path(tag = "challenges", responses((status = 200, body = RightsTemplates), Problems))]
#[get("/rights-templates")]
async fn list_rights_templates(reader: Language) -> Result<Json<RightsTemplates>> {
    let items = RightsTemplate::ALL.iter().map(|template| RightsInWords { template: *template, clauses: template.clauses(reader.0) });
    Ok(Json(RightsTemplates { text_version: terms::RIGHTS_TEXT_VERSION.to_owned(), items: items.collect() }))
}

/// Work a royalty out for a year
///
/// Keeps nothing; refused with the findings while the royalty is not complete.
#[utoipa::path(tag = "challenges", request_body = RoyaltyToWorkOut, responses((status = 200, body = RoyaltyWorkedOut), Problems))]
#[post("/royalty-examples")]
async fn work_out_royalty(asked: Json<RoyaltyToWorkOut>) -> Result<Json<RoyaltyWorkedOut>> {
    let mut check = Check::new();
    terms::check(&mut check, "/royalty", &asked.royalty);
    check
        .that((1..=1_000_000).contains(&asked.pieces), "/pieces", "out_of_range", "Choose 1 to 1000000 pieces.")
        .that(
            (1..=100_000_000).contains(&asked.net_price_cents),
            "/net_price_cents",
            "out_of_range",
            "Choose a price up to 1 million euros.",
        )
        .done()?;
    Ok(Json(RoyaltyWorkedOut { examples: examples(&asked.royalty, asked.pieces, Money::euros(asked.net_price_cents)) }))
}
