//! Organisations at the wire.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};

use super::checklist;
use super::model::{Onboarding, Organisation, OrganisationKind, OrganisationStatus};
use super::onboarding::{self, EditOnboarding, OnboardingView};
use super::{Founding, store};
use crate::db::Tx;
use crate::events;
use crate::identity::members::MemberRole;
use crate::identity::proofs::{Member, SignedIn, account, member};
use crate::kit::check::Check;
use crate::kit::id::{MediaId, OrganisationId};
use crate::kit::locale::Translations;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};
use crate::web::{App, Created, IfMatch, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(found_organisation)
        .service(get_organisation)
        .service(edit_organisation)
        .service(close_organisation)
        .service(get_onboarding)
        .service(edit_onboarding);
}

/// A new organisation.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundOrganisation {
    /// What it works as.
    pub kind: OrganisationKind,
    /// Its public name.
    #[schema(min_length = 2, max_length = 120)]
    pub name: String,
    /// Where it works.
    #[schema(max_length = 120)]
    pub town: Option<String>,
}

/// What an organisation says about itself, whole.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditOrganisation {
    /// Its public name.
    #[schema(min_length = 2, max_length = 120)]
    pub name: String,
    /// What it says about itself, Markdown.
    pub bio: Translations,
    /// Where it works.
    #[schema(max_length = 120)]
    pub town: Option<String>,
    /// Two letters.
    #[schema(min_length = 2, max_length = 2)]
    pub country: String,
    /// Its own site.
    #[schema(max_length = 300)]
    pub website: Option<String>,
    /// Where the public may write.
    #[schema(max_length = 254)]
    pub contact_email: Option<String>,
    /// Where the public may call.
    #[schema(max_length = 40)]
    pub contact_phone: Option<String>,
    /// Its mark.
    pub logo_media_id: Option<MediaId>,
    /// Its people at work.
    pub portrait_media_id: Option<MediaId>,
}

/// An organisation as its members see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OrganisationView {
    /// The organisation.
    pub id: OrganisationId,
    /// What it works as.
    pub kind: OrganisationKind,
    /// How far the desk has come with it.
    pub status: OrganisationStatus,
    /// Its public name.
    pub name: String,
    /// Its part of public addresses.
    pub slug: String,
    /// What it says about itself, Markdown.
    pub bio: Translations,
    /// Where it works.
    pub town: Option<String>,
    /// Two letters.
    pub country: String,
    /// Its own site.
    pub website: Option<String>,
    /// Where the public may write.
    pub contact_email: Option<String>,
    /// Where the public may call.
    pub contact_phone: Option<String>,
    /// Its mark.
    pub logo_media_id: Option<MediaId>,
    /// Its people at work.
    pub portrait_media_id: Option<MediaId>,
    /// What the caller may do.
    pub role: MemberRole,
    /// Whether the desk could look at it now.
    pub complete: bool,
    /// How many things are missing.
    pub missing_count: i64,
    /// Send it back as `If-Match`.
    pub version: i64,
    /// When it was founded here.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it last went to the desk.
    pub submitted_at: Option<Instant>,
    /// When the desk first approved it.
    pub approved_at: Option<Instant>,
}

/// Found an organisation.
#[utoipa::path(tag = "organisations", security(("bearer" = [])), request_body = FoundOrganisation, responses((status = 201, body = OrganisationView), Problems))]
#[post("/organisations")]
async fn found_organisation(app: App, who: SignedIn, asked: Json<FoundOrganisation>) -> Result<Created<OrganisationView>> {
    let mut check = Check::new();
    check.text("/name", &asked.name, 2..=120).text("/town", asked.town.as_deref().unwrap_or(""), 0..=120).done()?;
    app.write(move |tx| {
        let founder = account(tx, &who)?;
        let founding = Founding { kind: asked.kind, name: asked.name.clone(), town: asked.town.clone(), demo: founder.is_demo };
        let id = super::found(tx, &founder.id, &founding)?;
        let by = member(tx, &who, &id)?;
        view(tx, &by)
    })
    .await
    .map(Created)
}

/// An organisation of mine.
#[utoipa::path(tag = "organisations", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = OrganisationView), Problems))]
#[get("/organisations/{id}")]
async fn get_organisation(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<OrganisationView>> {
    app.read(move |tx| {
        let by = member(tx, &who, &id)?;
        view(tx, &by)
    })
    .await
    .map(Json)
}

/// Save what an organisation says about itself.
#[utoipa::path(tag = "organisations", security(("bearer" = [])), params(OrganisationId, ("If-Match" = String, Header)), request_body = EditOrganisation, responses((status = 200, body = OrganisationView), Problems))]
#[put("/organisations/{id}")]
async fn edit_organisation(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    seen: IfMatch,
    asked: Json<EditOrganisation>,
) -> Result<Json<OrganisationView>> {
    app.write(move |tx| {
        let by = member(tx, &who, &id)?;
        save(tx, &by, &asked, seen.0)?;
        view(tx, &by)
    })
    .await
    .map(Json)
}

/// End an organisation for good.
#[utoipa::path(tag = "organisations", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = OrganisationView), Problems))]
#[post("/organisations/{id}/closure")]
async fn close_organisation(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<OrganisationView>> {
    app.write(move |tx| {
        let by = member(tx, &who, &id)?;
        super::close(tx, &by, &id)?;
        view(tx, &by)
    })
    .await
    .map(Json)
}

/// The seller's record, with what is missing and what to accept.
#[utoipa::path(tag = "organisations", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = OnboardingView), Problems))]
#[get("/organisations/{id}/onboarding")]
async fn get_onboarding(app: App, who: SignedIn, id: Path<OrganisationId>, language: Language) -> Result<Json<OnboardingView>> {
    app.read(move |tx| {
        member(tx, &who, &id)?.manager()?;
        let (organisation, record) = both(tx, &id)?;
        Ok(onboarding::view(&organisation, &record, language.0))
    })
    .await
    .map(Json)
}

/// Save the seller's record.
#[utoipa::path(tag = "organisations", security(("bearer" = [])), params(OrganisationId, ("If-Match" = String, Header)), request_body = EditOnboarding, responses((status = 200, body = OnboardingView), Problems))]
#[put("/organisations/{id}/onboarding")]
async fn edit_onboarding(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    (seen, language): (IfMatch, Language),
    asked: Json<EditOnboarding>,
) -> Result<Json<OnboardingView>> {
    app.write(move |tx| {
        let by = member(tx, &who, &id)?;
        onboarding::save(tx, &by, &asked, seen.0)?;
        let (organisation, record) = both(tx, &id)?;
        Ok(onboarding::view(&organisation, &record, language.0))
    })
    .await
    .map(Json)
}

/// Saves what an organisation says about itself. Refused while the desk looks at it, when somebody else changed it, and when it would make
/// an approved one incomplete.
pub fn save(tx: &mut Tx, by: &Member, told: &EditOrganisation, seen: i64) -> Result<()> {
    by.manager()?;
    check(told)?;
    let (before, record) = both(tx, &by.organisation)?;
    match before.status {
        OrganisationStatus::Closed => return Err(Code::OrganisationClosed.into()),
        status if !status.may_edit() => return Err(Code::OrganisationUnderReview.into()),
        _ => (),
    }
    let text = |value: &Option<String>| value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    let next = Organisation {
        name: told.name.trim().to_owned(),
        bio: told.bio.clone(),
        town: text(&told.town),
        country: told.country.to_uppercase(),
        website: text(&told.website),
        contact_email: text(&told.contact_email),
        contact_phone: text(&told.contact_phone),
        logo_media_id: told.logo_media_id.clone(),
        portrait_media_id: told.portrait_media_id.clone(),
        ..before.clone()
    };
    if before.status.must_stay_complete() {
        let missing = checklist::newly_missing((&before, &record), (&next, &record));
        if !missing.is_empty() {
            return Err(Code::OrganisationIncomplete.with_fields(missing));
        }
    }
    if !store::save(tx, &next, seen)? {
        return Err(Code::VersionConflict.into());
    }
    let data = serde_json::json!({ "renamed": before.name != next.name });
    events::record(tx, "organisation.saved", by.organisation.as_str(), Some(&by.account), data)
}

fn check(told: &EditOrganisation) -> Result<()> {
    let mut check = Check::new();
    check.text("/name", &told.name, 2..=120).texts("/bio", &told.bio, 0..=4000);
    check.text("/town", told.town.as_deref().unwrap_or(""), 0..=120);
    let country = told.country.len() == 2 && told.country.chars().all(|c| c.is_ascii_alphabetic());
    check.that(country, "/country", "country_invalid", "Write the country with two letters, such as SI.");
    if let Some(website) = told.website.as_deref().map(str::trim).filter(|website| !website.is_empty()) {
        let fine = (website.starts_with("https://") || website.starts_with("http://"))
            && website.len() <= 300
            && !website.contains(char::is_whitespace);
        check.that(fine, "/website", "address_invalid", "Write the whole address of the site, beginning with https://.");
    }
    if let Some(email) = told.contact_email.as_deref().map(str::trim).filter(|email| !email.is_empty()) {
        check.email("/contact_email", email);
    }
    check.text("/contact_phone", told.contact_phone.as_deref().unwrap_or(""), 0..=40);
    check.done()
}

fn both(tx: &mut Tx, id: &OrganisationId) -> Result<(Organisation, Onboarding)> {
    store::with_record(tx, id)?.ok_or(Error::not_found())
}

/// The organisation as this member sees it.
fn view(tx: &mut Tx, by: &Member) -> Result<OrganisationView> {
    let (organisation, record) = both(tx, &by.organisation)?;
    let missing = checklist::missing(&organisation, &record).len() as i64;
    Ok(OrganisationView {
        id: organisation.id,
        kind: organisation.kind,
        status: organisation.status,
        name: organisation.name,
        slug: organisation.slug,
        bio: organisation.bio,
        town: organisation.town,
        country: organisation.country,
        website: organisation.website,
        contact_email: organisation.contact_email,
        contact_phone: organisation.contact_phone,
        logo_media_id: organisation.logo_media_id,
        portrait_media_id: organisation.portrait_media_id,
        role: by.role,
        complete: missing == 0,
        missing_count: missing,
        version: organisation.version,
        created_at: organisation.created_at,
        updated_at: organisation.updated_at,
        submitted_at: organisation.submitted_at,
        approved_at: organisation.approved_at,
    })
}
