//! Pop-ups as the public reads them: what comes, what was, a month, and the page of one.
//!
//! Public is what was announced, of an organizer that the desk still trusts. What is put off or called off stays and says so.

use actix_web::{HttpRequest, get};
use diesel::dsl::{AsSelect, IntoBoxed, Select};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cards::{ProductCard, cards};
use super::makers::beginning;
use crate::catalogue::{ListingStatus, Vocabularies};
use crate::db::schema::{
    organisations, popup_days, popup_makers, popup_products, popup_venues, popups, products, programme_entries, venues,
};
use crate::db::{Among, MultiBackend, Tx};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{MediaId, OrganisationId, PopupId, ProductId, ProgrammeEntryId, VenueId};
use crate::kit::locale::Locale;
use crate::kit::page::{Page, PageQuery};
use crate::kit::text::markdown_to_html;
use crate::kit::time::{Instant, LocalDate, LocalTime, Zone};
use crate::media::{self, PictureView};
use crate::popups::{MakerStatus, Popup, PopupDay, PopupKind, PopupStatus, ProgrammeKind, ProgrammeRow};
use crate::venues::{Facilities, Position, StepFree, Venue};
use crate::web::{App, Language, Path, Problems, Public, Query};

text_enum! {
    /// Which side of now.
    pub enum When {
        /// What comes, the next first.
        Upcoming = "upcoming",
        /// What was, the last first.
        Past = "past",
    }
}

/// Which pop-ups.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PopupsQuery {
    /// All with a day in this month, `2026-12`; not in pages.
    #[param(max_length = 7, example = "2026-12")]
    month: Option<String>,
    /// What comes, unless told.
    #[param(inline)]
    when: Option<When>,
    /// Only what is open on this day or later.
    from: Option<LocalDate>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    after: Option<String>,
}

/// Pop-ups as cards.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PopupCards {
    pub items: Vec<PopupCard>,
    pub next: Option<String>,
}

/// An opening in the event's own time, and in everybody's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicSpan {
    pub date: LocalDate,
    pub opens: LocalTime,
    pub closes: LocalTime,
    pub opens_at: Instant,
    pub closes_at: Instant,
    pub note: Option<String>,
}

/// A pop-up as a card.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PopupCard {
    pub id: PopupId,
    pub slug: String,
    pub kind: PopupKind,
    pub status: PopupStatus,
    pub title: String,
    /// The beginning of its description, without marks.
    pub summary: String,
    /// Of its main hall.
    pub town: String,
    /// Its main hall.
    pub venue: String,
    pub first_date: LocalDate,
    pub last_date: LocalDate,
    pub days: Vec<PublicSpan>,
    pub cover: Option<PictureView>,
    pub organizer: String,
    /// How many makers take part.
    pub makers: usize,
    pub position: Option<Position>,
}

/// A pop-up's page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PopupPage {
    #[serde(flatten)]
    pub card: PopupCard,
    pub description_html: String,
    pub visitor_info_html: String,
    pub access_html: String,
    pub admission: String,
    pub zone: Zone,
    /// Why it is put off or called off; a word about new dates.
    pub status_message: Option<String>,
    pub venues: Vec<PublicVenue>,
    pub programme: Vec<PublicProgrammeEntry>,
    pub maker_cards: Vec<PublicPopupMaker>,
    pub products: Vec<ProductCard>,
    pub organizer_card: PublicOrganizer,
    pub ics_path: String,
    pub calendar_path: String,
    /// Give this as `subject_id` of a report.
    pub report_subject: PopupId,
    /// The languages that its text exists in.
    pub languages: Vec<Locale>,
}

/// A hall on a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicVenue {
    pub id: VenueId,
    pub name: String,
    pub address: String,
    pub postal_code: String,
    pub town: String,
    pub country: String,
    pub position: Position,
    pub description_html: String,
    pub step_free: StepFree,
    pub access: Option<String>,
    pub restrictions: Option<String>,
    pub facilities: Facilities,
    pub picture: Option<PictureView>,
}

/// A point of the programme on a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicProgrammeEntry {
    pub id: ProgrammeEntryId,
    pub kind: ProgrammeKind,
    pub date: LocalDate,
    pub starts: LocalTime,
    pub ends: Option<LocalTime>,
    pub title: String,
    pub description_html: String,
    pub host: String,
    pub place: String,
    pub admission: Option<String>,
}

/// A maker on a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPopupMaker {
    pub slug: String,
    pub name: String,
    pub town: Option<String>,
    pub portrait: Option<PictureView>,
}

/// The organizer on a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicOrganizer {
    pub name: String,
    pub slug: String,
    pub website: Option<String>,
}

/// Pop-ups to come, of a month, or past
#[utoipa::path(tag = "storefront", params(PopupsQuery), responses((status = 200, body = PopupCards), Problems))]
#[get("/storefront/popups")]
pub(super) async fn list_public_popups(
    app: App,
    asked: HttpRequest,
    language: Language,
    query: Query<PopupsQuery>,
) -> Result<Public<PopupCards>> {
    let (locale, query) = (language.0, query.into_inner());
    app.show(&asked, locale, move |tx| list(tx, &query, locale)).await
}

/// One pop-up's page
#[utoipa::path(tag = "storefront", params(("slug" = String, Path)), responses((status = 200, body = PopupPage), Problems))]
#[get("/storefront/popups/{slug}")]
pub(super) async fn show_popup_page(app: App, asked: HttpRequest, language: Language, slug: Path<String>) -> Result<Public<PopupPage>> {
    let locale = language.0;
    app.show(&asked, locale, move |tx| page(tx, &slug, locale)).await
}

fn list(tx: &mut Tx, query: &PopupsQuery, locale: Locale) -> Result<PopupCards> {
    if let Some(month) = &query.month {
        let ids = in_month(tx, month)?;
        let found = public().filter(popups::id.among(ids)).order((popups::starts_at, popups::id)).limit(200).load(tx.db)?;
        return Ok(PopupCards { items: to_cards(tx, &found, locale)?, next: None });
    }
    let page = PageQuery { limit: query.limit, after: query.after.clone() };
    let (limit, cursor) = (page.limit()?, page.cursor::<(Instant, String)>()?);
    let mut rows = public().limit(limit + 1);
    if let Some(from) = &query.from {
        rows = rows.filter(popups::last_date.ge(from.clone()));
    }
    rows = match query.when.unwrap_or(When::Upcoming) {
        When::Upcoming => {
            rows = rows.filter(popups::ends_at.ge(tx.now)).order((popups::starts_at.asc(), popups::id.asc()));
            match cursor {
                Some((at, id)) => rows.filter(popups::starts_at.gt(at).or(popups::starts_at.eq(at).and(popups::id.gt(id)))),
                None => rows,
            }
        }
        When::Past => {
            rows = rows.filter(popups::ends_at.lt(tx.now)).order((popups::starts_at.desc(), popups::id.desc()));
            match cursor {
                Some((at, id)) => rows.filter(popups::starts_at.lt(at).or(popups::starts_at.eq(at).and(popups::id.lt(id)))),
                None => rows,
            }
        }
    };
    let found = Page::of(rows.load(tx.db)?, limit, |popup: &Popup| (popup.starts_at, popup.id.to_string()));
    Ok(PopupCards { items: to_cards(tx, &found.items, locale)?, next: found.next })
}

/// The next few to come, for the home page.
pub fn next(tx: &mut Tx, count: i64, locale: Locale) -> Result<Vec<PopupCard>> {
    let open = [PopupStatus::Announced, PopupStatus::ProgrammePublished, PopupStatus::Live];
    let rows = public().filter(popups::ends_at.ge(tx.now)).filter(popups::status.among(open));
    let found: Vec<Popup> = rows.order((popups::starts_at, popups::id)).limit(count).load(tx.db)?;
    to_cards(tx, &found, locale)
}

type Announced = IntoBoxed<'static, Select<popups::table, AsSelect<Popup, MultiBackend>>, MultiBackend>;

/// Every public event.
pub(super) fn public() -> Announced {
    let trusted = organisations::table.filter(organisations::status.eq("approved")).select(organisations::id);
    popups::table
        .filter(popups::announced_at.is_not_null())
        .filter(popups::status.among(PopupStatus::PUBLIC.to_vec()))
        .filter(popups::organisation_id.eq_any(trusted))
        .select(Popup::as_select())
        .into_boxed()
}

fn in_month(tx: &mut Tx, month: &str) -> Result<Vec<PopupId>> {
    let first: LocalDate =
        format!("{month}-01").parse().map_err(|_| Code::Invalid.at("/month", "month_invalid", "Write the month as 2026-12."))?;
    let last = LocalDate::from_civil(first.civil().last_of_month());
    let days = popup_days::table.filter(popup_days::date.between(first, last));
    Ok(days.select(popup_days::popup_id).distinct().load(tx.db)?)
}

/// A public event by its address.
pub(super) fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<Popup>> {
    Ok(public().filter(popups::slug.eq(slug.to_owned())).first(tx.db).optional()?)
}

/// The halls of these events, main hall first.
pub(super) fn halls(tx: &mut Tx, ids: &[PopupId]) -> QueryResult<Vec<(PopupId, Venue)>> {
    popup_venues::table
        .inner_join(venues::table.on(venues::id.eq(popup_venues::venue_id)))
        .filter(popup_venues::popup_id.among(ids.to_vec()))
        .order((popup_venues::popup_id, popup_venues::position))
        .select((popup_venues::popup_id, Venue::as_select()))
        .load(tx.db)
}

/// The openings of these events in order of time.
pub(super) fn days(tx: &mut Tx, ids: &[PopupId]) -> QueryResult<Vec<PopupDay>> {
    popup_days::table
        .filter(popup_days::popup_id.among(ids.to_vec()))
        .order((popup_days::popup_id, popup_days::opens_at))
        .select(PopupDay::as_select())
        .load(tx.db)
}

pub(super) fn to_cards(tx: &mut Tx, found: &[Popup], locale: Locale) -> Result<Vec<PopupCard>> {
    let ids: Vec<PopupId> = found.iter().map(|popup| popup.id.clone()).collect();
    let (days, halls) = (days(tx, &ids)?, halls(tx, &ids)?);
    let makers: Vec<PopupId> = popup_makers::table
        .filter(popup_makers::popup_id.among(&ids).and(popup_makers::status.eq(MakerStatus::Confirmed)))
        .select(popup_makers::popup_id)
        .load(tx.db)?;
    let owners: Vec<OrganisationId> = found.iter().map(|popup| popup.organisation_id.clone()).collect();
    let names: Vec<(OrganisationId, String)> =
        organisations::table.filter(organisations::id.among(owners)).select((organisations::id, organisations::name)).load(tx.db)?;
    let covers: Vec<MediaId> = found.iter().filter_map(|popup| popup.cover_media_id.clone()).collect();
    let covers = media::rows(tx, &covers)?;
    let card = |popup: &Popup| {
        let hall = halls.iter().find(|(event, _)| *event == popup.id).map(|(_, hall)| hall);
        Some(PopupCard {
            id: popup.id.clone(),
            slug: popup.slug.clone(),
            kind: popup.kind,
            status: popup.status,
            title: popup.title.best(locale).to_owned(),
            summary: beginning(popup.content.description.best(locale)),
            town: hall.map(|hall| hall.town.clone()).unwrap_or_default(),
            venue: hall.map(|hall| hall.name.best(locale).to_owned()).unwrap_or_default(),
            first_date: popup.first_date.clone()?,
            last_date: popup.last_date.clone()?,
            days: days.iter().filter(|day| day.popup_id == popup.id).map(|day| span(day, locale)).collect(),
            cover: popup.cover_media_id.as_ref().and_then(|id| covers.get(id)).map(|row| PictureView::of(row.clone(), locale)),
            organizer: names.iter().find(|(id, _)| *id == popup.organisation_id).map(|(_, name)| name.clone()).unwrap_or_default(),
            makers: makers.iter().filter(|event| **event == popup.id).count(),
            position: hall.map(|hall| hall.point().position()),
        })
    };
    Ok(found.iter().filter_map(card).collect())
}

fn span(day: &PopupDay, locale: Locale) -> PublicSpan {
    PublicSpan {
        date: day.date.clone(),
        opens: day.opens.clone(),
        closes: day.closes.clone(),
        opens_at: day.opens_at,
        closes_at: day.closes_at,
        note: told(day.note.best(locale)),
    }
}

fn told(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn page(tx: &mut Tx, slug: &str, locale: Locale) -> Result<PopupPage> {
    let popup = by_slug(tx, slug)?.ok_or_else(Error::not_found)?;
    let card = to_cards(tx, std::slice::from_ref(&popup), locale)?.pop().ok_or_else(Error::not_found)?;
    let content = &popup.content.0;
    let organizer: (String, String, Option<String>) = organisations::table
        .find(&popup.organisation_id)
        .select((organisations::name, organisations::slug, organisations::website))
        .first(tx.db)?;
    Ok(PopupPage {
        card,
        description_html: markdown_to_html(content.description.best(locale)),
        visitor_info_html: markdown_to_html(content.visitor_info.best(locale)),
        access_html: markdown_to_html(content.access.best(locale)),
        admission: content.admission.best(locale).to_owned(),
        zone: popup.zone.clone(),
        status_message: told(popup.status_message.best(locale)),
        venues: public_venues(tx, &popup.id, locale)?,
        programme: programme(tx, &popup.id, locale)?,
        maker_cards: makers(tx, &popup.id, locale)?,
        products: shown_products(tx, &popup.id, locale)?,
        organizer_card: PublicOrganizer { name: organizer.0, slug: organizer.1, website: organizer.2 },
        ics_path: format!("/popups/{}.ics", popup.slug),
        calendar_path: "/calendar.ics".to_owned(),
        languages: Locale::ALL.iter().copied().filter(|locale| popup.title.get(*locale).is_some()).collect(),
        report_subject: popup.id,
    })
}

fn public_venues(tx: &mut Tx, id: &PopupId, locale: Locale) -> Result<Vec<PublicVenue>> {
    let halls = halls(tx, std::slice::from_ref(id))?;
    let pictures: Vec<MediaId> = halls.iter().filter_map(|(_, hall)| hall.picture_media_id.clone()).collect();
    let mut pictures = media::rows(tx, &pictures)?;
    let view = |hall: Venue| PublicVenue {
        position: hall.point().position(),
        picture: hall.picture_media_id.as_ref().and_then(|id| pictures.remove(id)).map(|row| PictureView::of(row, locale)),
        name: hall.name.best(locale).to_owned(),
        description_html: markdown_to_html(hall.description.best(locale)),
        access: told(hall.access.best(locale)),
        restrictions: told(hall.restrictions.best(locale)),
        id: hall.id,
        address: hall.address,
        postal_code: hall.postal_code,
        town: hall.town,
        country: hall.country,
        step_free: hall.step_free,
        facilities: hall.facilities.0,
    };
    Ok(halls.into_iter().map(|(_, hall)| hall).map(view).collect())
}

fn programme(tx: &mut Tx, id: &PopupId, locale: Locale) -> Result<Vec<PublicProgrammeEntry>> {
    let rows: Vec<ProgrammeRow> = programme_entries::table
        .filter(programme_entries::popup_id.eq(id))
        .order((programme_entries::date, programme_entries::starts, programme_entries::id))
        .select(ProgrammeRow::as_select())
        .load(tx.db)?;
    let hosts: Vec<OrganisationId> = rows.iter().filter_map(|row| row.host_organisation_id.clone()).collect();
    let hosts: Vec<(OrganisationId, String)> =
        organisations::table.filter(organisations::id.among(hosts)).select((organisations::id, organisations::name)).load(tx.db)?;
    let host = |row: &ProgrammeRow| match told(&row.host) {
        Some(host) => host,
        None => {
            hosts.iter().find(|(id, _)| Some(id) == row.host_organisation_id.as_ref()).map(|(_, name)| name.clone()).unwrap_or_default()
        }
    };
    let view = |row: ProgrammeRow| PublicProgrammeEntry {
        host: host(&row),
        id: row.id,
        kind: row.kind,
        date: row.date,
        starts: row.starts,
        ends: row.ends,
        title: row.title.best(locale).to_owned(),
        description_html: markdown_to_html(row.description.best(locale)),
        place: row.place,
        admission: told(row.admission.best(locale)),
    };
    Ok(rows.into_iter().map(view).collect())
}

fn makers(tx: &mut Tx, id: &PopupId, locale: Locale) -> Result<Vec<PublicPopupMaker>> {
    type Row = (String, String, Option<String>, Option<MediaId>, Option<MediaId>);
    let rows: Vec<Row> = popup_makers::table
        .inner_join(organisations::table.on(organisations::id.eq(popup_makers::organisation_id)))
        .filter(popup_makers::popup_id.eq(id).and(popup_makers::status.eq(MakerStatus::Confirmed)))
        .filter(organisations::status.eq("approved"))
        .order((organisations::name, organisations::id))
        .select((
            organisations::slug,
            organisations::name,
            organisations::town,
            organisations::portrait_media_id,
            organisations::logo_media_id,
        ))
        .load(tx.db)?;
    let wanted: Vec<MediaId> = rows.iter().filter_map(|row| row.3.clone().or(row.4.clone())).collect();
    let pictures = media::rows(tx, &wanted)?;
    let view = |(slug, name, town, portrait, logo): Row| PublicPopupMaker {
        portrait: portrait.or(logo).and_then(|id| pictures.get(&id).cloned()).map(|row| PictureView::of(row, locale)),
        slug,
        name,
        town,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What confirmed makers show, as long as it is in the shop.
fn shown_products(tx: &mut Tx, id: &PopupId, locale: Locale) -> Result<Vec<ProductCard>> {
    let shown = popup_products::popup_id.eq(popup_makers::popup_id).and(popup_products::organisation_id.eq(popup_makers::organisation_id));
    let ids: Vec<ProductId> = popup_products::table
        .inner_join(popup_makers::table.on(shown))
        .inner_join(products::table.on(products::id.eq(popup_products::product_id)))
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(popup_products::popup_id.eq(id).and(popup_makers::status.eq(MakerStatus::Confirmed)))
        .filter(products::status.eq(ListingStatus::Approved).and(organisations::status.eq("approved")))
        .order((popup_products::organisation_id, popup_products::position))
        .limit(200)
        .select(products::id)
        .load(tx.db)?;
    let words = Vocabularies::load(tx)?;
    cards(tx, &ids, &words, locale)
}
