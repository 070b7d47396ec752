//! Pop-ups at the wire, for organizers and makers.

use actix_web::{delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::clashes::Clash;
use super::makers::{self, InviteMaker, PopupInvitation, PopupMaker};
use super::views::{self, PopupRow, PopupView, ProgrammeEntry};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{OrganisationId, PopupId, ProductId, ProgrammeEntryId};
use crate::kit::locale::Translations;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::LocalDate;
use crate::popups::{self, OpeningSpan, Popup, PopupContent, PopupStatus, ProgrammeEntryContent, Shift};
use crate::web::{App, Created, IfMatch, Json, Language, NoContent, Path, Problems, Query, Routes};

/// The routes of scheduling.
pub fn routes(cfg: &mut Routes) {
    cfg.service(begin_popup).service(list_popups).service(get_popup).service(save_popup_draft).service(drop_popup_draft);
    cfg.service(delete_popup).service(copy_popup).service(set_popup_hours).service(announce_popup).service(publish_popup_programme);
    cfg.service(postpone_popup).service(set_popup_new_dates).service(cancel_popup).service(list_popup_clashes);
    cfg.service(add_programme_entry).service(change_programme_entry).service(remove_programme_entry);
    cfg.service(invite_maker).service(remove_maker).service(answer_invitation).service(set_maker_products).service(list_popup_invitations);
}

/// A draft to begin; every field has a default.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPopup {
    /// What is known already; the title is enough.
    #[serde(default)]
    pub content: PopupContent,
}

/// Which of an organisation's events.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PopupQuery {
    /// Only in this state.
    pub status: Option<PopupStatus>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// On which day the next of a series begins.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyPopup {
    /// Its first day; the others follow in the same rhythm.
    pub first_date: LocalDate,
}

/// Other hours on the same days.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PopupHours {
    /// The hours.
    pub days: Vec<OpeningSpan>,
    /// A word to the makers.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// Why an event is put off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Postponement {
    /// For the log.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
    /// For visitors and makers.
    pub message: Translations,
}

/// Why an event is called off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PopupCancellation {
    /// For the log.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
    /// For visitors and makers.
    pub message: Translations,
}

/// The new days of an event that was put off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDates {
    /// The days.
    pub days: Vec<OpeningSpan>,
    /// A word to visitors and makers.
    #[serde(default)]
    pub message: Translations,
}

text_enum! {
    /// A maker's answer.
    pub enum MakerAnswerKind {
        /// Takes part.
        Confirmed = "confirmed",
        /// Does not.
        Declined = "declined",
    }
}

/// A maker's answer to an invitation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakerAnswer {
    /// Whether it takes part.
    pub answer: MakerAnswerKind,
}

/// What a maker shows, in its order.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakerProducts {
    /// The products.
    pub product_ids: Vec<ProductId>,
}

/// Events on the same days near by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClashList {
    /// The nearest first.
    pub items: Vec<Clash>,
}

/// One act of a member on an event, answered with the event.
async fn act(app: App, act: impl Fn(&mut Tx) -> Result<Popup> + Send + 'static) -> Result<Json<PopupView>> {
    let view = app.write(move |tx| {
        let popup = act(tx)?;
        views::view(tx, popup)
    });
    Ok(Json(view.await?))
}

/// Begin a pop-up
///
/// A draft of an organizer, institution or company. Nothing is public before the desk has accepted it.
#[utoipa::path(tag = "pop-ups", params(OrganisationId), request_body = NewPopup, security(("bearer" = [])), responses((status = 201, body = PopupView), Problems))]
#[post("/organisations/{id}/popups")]
async fn begin_popup(app: App, who: SignedIn, organisation: Path<OrganisationId>, new: Json<NewPopup>) -> Result<Created<PopupView>> {
    let (organisation, content) = (organisation.into_inner(), new.into_inner().content);
    let made = app.write(move |tx| {
        let popup = super::begin(tx, &who, &organisation, &content)?;
        views::view(tx, popup)
    });
    Ok(Created(made.await?))
}

/// An organisation's pop-ups, the last changed first
#[utoipa::path(tag = "pop-ups", params(OrganisationId, PopupQuery), security(("bearer" = [])), responses((status = 200, body = Page<PopupRow>), Problems))]
#[get("/organisations/{id}/popups")]
async fn list_popups(
    app: App,
    who: SignedIn,
    organisation: Path<OrganisationId>,
    query: Query<PopupQuery>,
) -> Result<Json<Page<PopupRow>>> {
    let (organisation, query) = (organisation.into_inner(), query.into_inner());
    let rows = app.read(move |tx| {
        identity::member(tx, &who, &organisation)?;
        let page = PageQuery { limit: query.limit, after: query.after };
        let popups = popups::of_organisation(tx, &organisation, query.status, &page)?;
        views::rows(tx, popups)
    });
    Ok(Json(rows.await?))
}

/// One pop-up, for its organizer and the desk
#[utoipa::path(tag = "pop-ups", params(PopupId), security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[get("/popups/{id}")]
async fn get_popup(app: App, who: SignedIn, id: Path<PopupId>) -> Result<Json<PopupView>> {
    let id = id.into_inner();
    let view = app.read(move |tx| {
        let popup = readable(tx, &who, &id)?;
        views::view(tx, popup)
    });
    Ok(Json(view.await?))
}

/// The event for a member of its organizer or for a coordinator; nobody else finds it.
fn readable(tx: &mut Tx, who: &SignedIn, id: &PopupId) -> Result<Popup> {
    match identity::coordinator(tx, who) {
        Ok(_) => popups::find(tx, id),
        Err(_) => Ok(popups::owned(tx, who, id)?.0),
    }
}

/// Keep what was typed
///
/// Before the desk has accepted the event this writes the event itself, afterwards its working copy.
#[utoipa::path(tag = "pop-ups", params(PopupId, ("If-Match" = String, Header)), request_body = PopupContent, security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[put("/popups/{id}/draft")]
async fn save_popup_draft(
    app: App,
    who: SignedIn,
    id: Path<PopupId>,
    seen: IfMatch,
    content: Json<PopupContent>,
) -> Result<Json<PopupView>> {
    let (id, content) = (id.into_inner(), content.into_inner());
    act(app, move |tx| super::write_draft(tx, &who, &id, seen.0, &content)).await
}

/// Throw the working copy of an accepted event away
#[utoipa::path(tag = "pop-ups", params(PopupId), security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[delete("/popups/{id}/draft")]
async fn drop_popup_draft(app: App, who: SignedIn, id: Path<PopupId>) -> Result<Json<PopupView>> {
    let id = id.into_inner();
    act(app, move |tx| {
        let (popup, _) = popups::owned(tx, &who, &id)?;
        popups::drop_draft(tx, popup)
    })
    .await
}

/// Delete a draft that the desk has never seen
#[utoipa::path(tag = "pop-ups", params(PopupId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/popups/{id}")]
async fn delete_popup(app: App, who: SignedIn, id: Path<PopupId>) -> Result<NoContent> {
    let id = id.into_inner();
    let gone = app.write(move |tx| {
        let (popup, member) = popups::owned(tx, &who, &id)?;
        popups::delete(tx, &popup, &member.account)
    });
    gone.await.map(|()| NoContent)
}

/// The next of a series
#[utoipa::path(tag = "pop-ups", params(PopupId), request_body = CopyPopup, security(("bearer" = [])), responses((status = 201, body = PopupView), Problems))]
#[post("/popups/{id}/copy")]
async fn copy_popup(app: App, who: SignedIn, id: Path<PopupId>, copy: Json<CopyPopup>) -> Result<Created<PopupView>> {
    let (id, first) = (id.into_inner(), copy.into_inner().first_date);
    let made = app.write(move |tx| {
        let popup = super::copy(tx, &who, &id, &first)?;
        views::view(tx, popup)
    });
    Ok(Created(made.await?))
}

/// Other hours on the same days, at once
#[utoipa::path(tag = "pop-ups", params(PopupId, ("If-Match" = String, Header)), request_body = PopupHours, security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[put("/popups/{id}/hours")]
async fn set_popup_hours(app: App, who: SignedIn, id: Path<PopupId>, seen: IfMatch, hours: Json<PopupHours>) -> Result<Json<PopupView>> {
    let (id, hours) = (id.into_inner(), hours.into_inner());
    act(app, move |tx| super::set_hours(tx, &who, &id, seen.0, &hours.days, hours.note.as_deref().unwrap_or(""))).await
}

/// Announce an approved event before its hour
#[utoipa::path(tag = "pop-ups", params(PopupId), security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[post("/popups/{id}/announcement")]
async fn announce_popup(app: App, who: SignedIn, id: Path<PopupId>) -> Result<Json<PopupView>> {
    let id = id.into_inner();
    act(app, move |tx| {
        let (popup, member) = popups::owned(tx, &who, &id)?;
        popups::announce(tx, popup, &member.account)
    })
    .await
}

/// Say that the programme is complete
#[utoipa::path(tag = "pop-ups", params(PopupId), security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[post("/popups/{id}/programme-publication")]
async fn publish_popup_programme(app: App, who: SignedIn, id: Path<PopupId>) -> Result<Json<PopupView>> {
    let id = id.into_inner();
    act(app, move |tx| {
        let (popup, member) = popups::owned(tx, &who, &id)?;
        popups::publish_programme(tx, popup, &member.account)
    })
    .await
}

/// Put an event off
#[utoipa::path(tag = "pop-ups", params(PopupId), request_body = Postponement, security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[post("/popups/{id}/postponement")]
async fn postpone_popup(app: App, who: SignedIn, id: Path<PopupId>, why: Json<Postponement>) -> Result<Json<PopupView>> {
    let (id, why) = (id.into_inner(), why.into_inner());
    let why = Shift { reason: why.reason, message: why.message };
    act(app, move |tx| super::postpone(tx, &who, &id, &why)).await
}

/// Give an event that was put off its new days
#[utoipa::path(tag = "pop-ups", params(PopupId), request_body = NewDates, security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[post("/popups/{id}/new-dates")]
async fn set_popup_new_dates(app: App, who: SignedIn, id: Path<PopupId>, new: Json<NewDates>) -> Result<Json<PopupView>> {
    let (id, new) = (id.into_inner(), new.into_inner());
    act(app, move |tx| super::set_new_dates(tx, &who, &id, &new.days, &new.message)).await
}

/// Call an event off
#[utoipa::path(tag = "pop-ups", params(PopupId), request_body = PopupCancellation, security(("bearer" = [])), responses((status = 200, body = PopupView), Problems))]
#[post("/popups/{id}/cancellation")]
async fn cancel_popup(app: App, who: SignedIn, id: Path<PopupId>, why: Json<PopupCancellation>) -> Result<Json<PopupView>> {
    let (id, why) = (id.into_inner(), why.into_inner());
    let why = Shift { reason: why.reason, message: why.message };
    act(app, move |tx| super::cancel(tx, &who, &id, &why)).await
}

/// Other events on the same days near by
#[utoipa::path(tag = "pop-ups", params(PopupId), security(("bearer" = [])), responses((status = 200, body = ClashList), Problems))]
#[get("/popups/{id}/clashes")]
async fn list_popup_clashes(app: App, who: SignedIn, id: Path<PopupId>, reader: Language) -> Result<Json<ClashList>> {
    let id = id.into_inner();
    let items = app.read(move |tx| {
        let popup = readable(tx, &who, &id)?;
        super::clashes(tx, &id, popup.in_hand(), reader.0)
    });
    Ok(Json(ClashList { items: items.await? }))
}

/// Add a point to the programme
#[utoipa::path(tag = "pop-ups", params(PopupId), request_body = ProgrammeEntryContent, security(("bearer" = [])), responses((status = 201, body = ProgrammeEntry), Problems))]
#[post("/popups/{id}/programme")]
async fn add_programme_entry(
    app: App,
    who: SignedIn,
    id: Path<PopupId>,
    entry: Json<ProgrammeEntryContent>,
) -> Result<Created<ProgrammeEntry>> {
    let (id, entry) = (id.into_inner(), entry.into_inner());
    let made = app.write(move |tx| {
        let (popup, member) = popups::owned(tx, &who, &id)?;
        popups::add_entry(tx, &popup, entry.clone(), &member.account)
    });
    Ok(Created(made.await?.into()))
}

/// Change a point of the programme
#[utoipa::path(
    tag = "pop-ups", params(("id" = PopupId, Path), ("entry_id" = ProgrammeEntryId, Path)), request_body = ProgrammeEntryContent,
    security(("bearer" = [])), responses((status = 200, body = ProgrammeEntry), Problems)
)]
#[put("/popups/{id}/programme/{entry_id}")]
async fn change_programme_entry(
    app: App,
    who: SignedIn,
    path: Path<(PopupId, ProgrammeEntryId)>,
    entry: Json<ProgrammeEntryContent>,
) -> Result<Json<ProgrammeEntry>> {
    let ((id, entry_id), entry) = (path.into_inner(), entry.into_inner());
    let changed = app.write(move |tx| {
        let (popup, member) = popups::owned(tx, &who, &id)?;
        popups::change_entry(tx, &popup, &entry_id, entry.clone(), &member.account)
    });
    Ok(Json(changed.await?.into()))
}

/// Take a point out of the programme
#[utoipa::path(
    tag = "pop-ups", params(("id" = PopupId, Path), ("entry_id" = ProgrammeEntryId, Path)), security(("bearer" = [])),
    responses((status = 204), Problems)
)]
#[delete("/popups/{id}/programme/{entry_id}")]
async fn remove_programme_entry(app: App, who: SignedIn, path: Path<(PopupId, ProgrammeEntryId)>) -> Result<NoContent> {
    let (id, entry_id) = path.into_inner();
    let gone = app.write(move |tx| {
        let (popup, member) = popups::owned(tx, &who, &id)?;
        popups::remove_entry(tx, &popup, &entry_id, &member.account)
    });
    gone.await.map(|()| NoContent)
}

/// Ask a maker to take part
#[utoipa::path(tag = "pop-ups", params(PopupId), request_body = InviteMaker, security(("bearer" = [])), responses((status = 201, body = PopupMaker), Problems))]
#[post("/popups/{id}/makers")]
async fn invite_maker(app: App, who: SignedIn, id: Path<PopupId>, asked: Json<InviteMaker>) -> Result<Created<PopupMaker>> {
    let (id, asked) = (id.into_inner(), asked.into_inner());
    Ok(Created(app.write(move |tx| makers::invite(tx, &who, &id, &asked)).await?))
}

/// Take a maker out
#[utoipa::path(
    tag = "pop-ups", params(("id" = PopupId, Path), ("organisation_id" = OrganisationId, Path)), security(("bearer" = [])),
    responses((status = 204), Problems)
)]
#[delete("/popups/{id}/makers/{organisation_id}")]
async fn remove_maker(app: App, who: SignedIn, path: Path<(PopupId, OrganisationId)>) -> Result<NoContent> {
    let (id, maker) = path.into_inner();
    app.write(move |tx| makers::remove(tx, &who, &id, &maker)).await.map(|()| NoContent)
}

/// A maker's own answer to an invitation
#[utoipa::path(
    tag = "pop-ups", params(("id" = PopupId, Path), ("organisation_id" = OrganisationId, Path)), request_body = MakerAnswer,
    security(("bearer" = [])), responses((status = 200, body = PopupMaker), Problems)
)]
#[post("/popups/{id}/makers/{organisation_id}/answer")]
async fn answer_invitation(
    app: App,
    who: SignedIn,
    path: Path<(PopupId, OrganisationId)>,
    answer: Json<MakerAnswer>,
) -> Result<Json<PopupMaker>> {
    let ((id, maker), takes_part) = (path.into_inner(), answer.answer == MakerAnswerKind::Confirmed);
    Ok(Json(app.write(move |tx| makers::answer(tx, &who, &id, &maker, takes_part)).await?))
}

/// What a maker shows at an event
#[utoipa::path(
    tag = "pop-ups", params(("id" = PopupId, Path), ("organisation_id" = OrganisationId, Path)), request_body = MakerProducts,
    security(("bearer" = [])), responses((status = 200, body = PopupMaker), Problems)
)]
#[put("/popups/{id}/makers/{organisation_id}/products")]
async fn set_maker_products(
    app: App,
    who: SignedIn,
    path: Path<(PopupId, OrganisationId)>,
    products: Json<MakerProducts>,
) -> Result<Json<PopupMaker>> {
    let ((id, maker), wanted) = (path.into_inner(), products.into_inner().product_ids);
    Ok(Json(app.write(move |tx| makers::set_products(tx, &who, &id, &maker, &wanted)).await?))
}

/// Events that a maker was asked to, newest first
#[utoipa::path(tag = "pop-ups", params(OrganisationId, PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<PopupInvitation>), Problems))]
#[get("/organisations/{id}/popup-invitations")]
async fn list_popup_invitations(
    app: App,
    who: SignedIn,
    organisation: Path<OrganisationId>,
    page: Query<PageQuery>,
) -> Result<Json<Page<PopupInvitation>>> {
    let (organisation, page) = (organisation.into_inner(), page.into_inner());
    Ok(Json(app.read(move |tx| makers::invitations(tx, &who, &organisation, &page)).await?))
}
