//! Confidential papers at the wire: the company adds them and reads who promised, as do those that pose the challenge with it; who
//! promised lists and opens them.

use actix_web::http::header;
use actix_web::{HttpResponse, delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::public;
use crate::challenges::{self, Attachment, Challenge, NewPaper, attachment_key};
use crate::db::Tx;
use crate::entries::{self, paper};
use crate::identity::{self, SignedIn};
use crate::kit::id::{AccountId, AttachmentId, ChallengeId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};
use crate::media;
use crate::web::{App, Created, Json, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_attachments).service(add_attachment).service(remove_attachment).service(read_attachment);
    cfg.service(show_my_attachments).service(promise_confidence).service(open_attachment).service(read_open_paper);
}

/// What a paper is called.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AttachmentQuery {
    /// In words.
    #[param(min_length = 2, max_length = 120)]
    pub title: String,
    /// Whether everybody may read it on the challenge's page; without this only who promises to keep it.
    #[serde(default)]
    pub open: bool,
}

/// A paper, open to all or kept back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttachmentView {
    /// Which.
    pub id: AttachmentId,
    /// What it is called.
    pub title: String,
    /// How large it is.
    pub size_bytes: i64,
    /// When it came.
    pub uploaded_at: Instant,
    /// Whether everybody may read it.
    pub open: bool,
}

/// Somebody who promised to keep the papers to themselves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PromiseView {
    /// The person.
    pub name: String,
    /// To which text.
    pub text_version: String,
    /// When.
    pub accepted_at: Instant,
    /// How many papers they have opened.
    pub opened: i64,
}

/// The papers with those who may read them, for the company.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttachmentBook {
    /// In the order in which they came.
    pub items: Vec<AttachmentView>,
    /// In the order of time.
    pub promises: Vec<PromiseView>,
    /// Whether papers can be added now.
    pub may_attach: bool,
    /// Whether they are kept by a company that the reader acts for; those that pose the challenge with it read them.
    pub yours: bool,
}

/// The papers as somebody who may take part sees them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyAttachments {
    /// Whether there are any.
    pub any: bool,
    /// The version of the text.
    pub text_version: String,
    /// What is promised.
    pub text: String,
    /// When the reader promised.
    pub accepted_at: Option<Instant>,
    /// Whether the reader acts for a company that poses the challenge, and needs no promise.
    pub hosts: bool,
    /// None before the promise.
    pub items: Vec<AttachmentView>,
}

/// The promise.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseConfidence {
    /// The version of the text that was read.
    #[schema(max_length = 40)]
    pub text_version: String,
}

impl From<Attachment> for AttachmentView {
    fn from(row: Attachment) -> AttachmentView {
        AttachmentView { id: row.id, title: row.title, size_bytes: row.size_bytes, uploaded_at: row.uploaded_at, open: row.open }
    }
}

/// The papers and promises, for somebody of a company that poses the challenge.
fn book(tx: &mut Tx, who: &SignedIn, id: &ChallengeId) -> Result<AttachmentBook> {
    let challenge = challenges::hosted(tx, who, id)?;
    let yours = challenges::owned(tx, who, id).is_ok();
    let mut promises = Vec::new();
    for (promise, opened) in challenges::promises(tx, id)? {
        let name = match promise.name {
            Some(name) => name,
            None => name(tx, &promise.account_id)?,
        };
        promises.push(PromiseView { name, text_version: promise.text_version, accepted_at: promise.accepted_at, opened });
    }
    let items = challenges::attachments(tx, id)?.into_iter().map(AttachmentView::from).collect();
    Ok(AttachmentBook { items, promises, may_attach: yours && challenges::may_attach(tx, &challenge).is_ok(), yours })
}

fn name(tx: &mut Tx, account: &AccountId) -> Result<String> {
    Ok(identity::contact(tx, account)?.map(|contact| contact.name).unwrap_or_default())
}

/// The papers for a reader: whether there are any, and which only after the promise.
fn mine(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, locale: Locale) -> Result<MyAttachments> {
    let account = identity::account(tx, who)?;
    public(tx, id)?;
    let items: Vec<Attachment> = challenges::attachments(tx, id)?.into_iter().filter(|paper| !paper.open).collect();
    let promise = challenges::promised_by(tx, id, &account.id)?;
    let hosts = challenges::hosted(tx, who, id).is_ok();
    Ok(MyAttachments {
        any: !items.is_empty(),
        text_version: challenges::CONFIDENTIALITY_TEXT_VERSION.to_owned(),
        text: challenges::confidentiality_text(locale).to_owned(),
        hosts,
        items: if promise.is_some() || hosts { items.into_iter().map(AttachmentView::from).collect() } else { Vec::new() },
        accepted_at: promise.map(|promise| promise.accepted_at),
    })
}

/// The confidential papers of a challenge with those who promised, for the companies that pose it
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = AttachmentBook), Problems))]
#[get("/challenges/{id}/attachments")]
async fn list_attachments(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<Json<AttachmentBook>> {
    app.read(move |tx| book(tx, &who, &id)).await.map(Json)
}

/// Add a paper, open or confidential
///
/// A PDF up to 15 MB, until the close. What it tells of its writer is taken out.
#[utoipa::path(tag = "challenges", params(ChallengeId, AttachmentQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("bearer" = [])), responses((status = 201, body = AttachmentBook), Problems))]
#[post("/challenges/{id}/attachments")]
async fn add_attachment(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    query: Query<AttachmentQuery>,
    body: actix_web::web::Payload,
) -> Result<Created<AttachmentBook>> {
    let (id, AttachmentQuery { title, open }) = (id.into_inner(), query.into_inner());
    let (asks, asked) = (who.clone(), id.clone());
    app.read(move |tx| {
        let (challenge, member) = challenges::owned(tx, &asks, &asked)?;
        member.manager()?;
        challenges::may_attach(tx, &challenge)
    })
    .await?;
    // A few bodies may arrive at once; more would only fill the memory while they wait for their turn.
    static BODIES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);
    let _place = BODIES.try_acquire().map_err(|_| Error::busy(5))?;
    let bytes = media::routes::receive(body).await?;
    if bytes.len() > paper::MAX_BYTES {
        return Err(Code::EntryFileTooLarge.into());
    }
    // A paper that makes the reader fall over is a paper that cannot be read.
    let read = tokio::task::spawn_blocking(move || paper::blind(&bytes));
    let blind = read.await.map_err(|_| Code::EntryFileUnreadable)??;
    let (handle, size) = (app.db().ids().secret(), i64::try_from(blind.len()).map_err(Error::internal)?);
    let keys = vec![attachment_key(&handle)];
    let planned = keys.clone();
    app.write(move |tx| entries::reserve(tx, &planned)).await?;
    let (blobs, key) = (app.blobs().clone(), attachment_key(&handle));
    tokio::task::spawn_blocking(move || blobs.put(&key, &blind)).await.map_err(Error::internal)??;
    app.write(move |tx| {
        let (challenge, member) = challenges::owned(tx, &who, &id)?;
        member.manager()?;
        let new = NewPaper { title: &title, open, handle: &handle, size_bytes: size };
        challenges::attach(tx, &challenge, new, &member.account)?;
        entries::keep(tx, &keys)?;
        book(tx, &who, &id)
    })
    .await
    .map(Created)
}

/// Take a paper away
#[utoipa::path(tag = "challenges", params(("id" = ChallengeId, Path), ("attachment_id" = AttachmentId, Path)), security(("bearer" = [])),
    responses((status = 200, body = AttachmentBook), Problems))]
#[delete("/challenges/{id}/attachments/{attachment_id}")]
async fn remove_attachment(app: App, who: SignedIn, ids: Path<(ChallengeId, AttachmentId)>) -> Result<Json<AttachmentBook>> {
    let view = app
        .write(move |tx| {
            let (challenge, member) = challenges::owned(tx, &who, &ids.0)?;
            member.manager()?;
            let gone = challenges::detach(tx, &challenge, &ids.1, &member.account)?;
            entries::discard(tx, &[gone.blob_key()])?;
            book(tx, &who, &ids.0)
        })
        .await?;
    entries::erase_due(&app).await?;
    Ok(Json(view))
}

/// A confidential paper, for the companies that pose the challenge
#[utoipa::path(tag = "challenges", params(("id" = ChallengeId, Path), ("attachment_id" = AttachmentId, Path)), security(("bearer" = [])),
    responses((status = 200, content((Vec<u8> = "application/pdf"))), Problems))]
#[get("/challenges/{id}/attachments/{attachment_id}")]
async fn read_attachment(app: App, who: SignedIn, ids: Path<(ChallengeId, AttachmentId)>) -> Result<HttpResponse> {
    let attachment = app
        .read(move |tx| {
            challenges::hosted(tx, &who, &ids.0)?;
            challenges::attachment(tx, &ids.0, &ids.1)
        })
        .await?;
    sent(&app, &attachment).await
}

/// The confidential papers of a public challenge, for whoever promised to keep them
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = MyAttachments), Problems))]
#[get("/me/challenges/{id}/attachments")]
async fn show_my_attachments(app: App, who: SignedIn, id: Path<ChallengeId>, language: Language) -> Result<Json<MyAttachments>> {
    app.read(move |tx| mine(tx, &who, &id, language.0)).await.map(Json)
}

/// Promise to keep the confidential papers to oneself
#[utoipa::path(tag = "challenges", params(ChallengeId), request_body = PromiseConfidence, security(("bearer" = [])),
    responses((status = 200, body = MyAttachments), Problems))]
#[put("/me/challenges/{id}/confidence")]
async fn promise_confidence(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    language: Language,
    new: Json<PromiseConfidence>,
) -> Result<Json<MyAttachments>> {
    app.write(move |tx| {
        let account = identity::account(tx, &who)?;
        public(tx, &id)?;
        challenges::promise(tx, &id, &account.id, &new.text_version)?;
        mine(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// A confidential paper, for whoever promised to keep it
#[utoipa::path(tag = "challenges", params(("id" = ChallengeId, Path), ("attachment_id" = AttachmentId, Path)), security(("bearer" = [])),
    responses((status = 200, content((Vec<u8> = "application/pdf"))), Problems))]
#[get("/me/challenges/{id}/attachments/{attachment_id}")]
async fn open_attachment(app: App, who: SignedIn, ids: Path<(ChallengeId, AttachmentId)>) -> Result<HttpResponse> {
    let attachment = app
        .write(move |tx| {
            let account = identity::account(tx, &who)?;
            public(tx, &ids.0)?;
            if challenges::hosted(tx, &who, &ids.0).is_ok() {
                return challenges::attachment(tx, &ids.0, &ids.1);
            }
            challenges::open_attachment(tx, &ids.0, &account.id, &ids.1)
        })
        .await?;
    sent(&app, &attachment).await
}

/// An open paper of a public challenge
#[utoipa::path(tag = "storefront", params(("slug" = String, Path), ("attachment_id" = AttachmentId, Path)),
    responses((status = 200, content((Vec<u8> = "application/pdf"))), Problems))]
#[get("/storefront/challenges/{slug}/papers/{attachment_id}")]
async fn read_open_paper(app: App, path: Path<(String, AttachmentId)>) -> Result<HttpResponse> {
    let attachment = app
        .read(move |tx| {
            let challenge = challenges::by_slug(tx, &path.0)?.filter(Challenge::is_public).ok_or_else(Error::not_found)?;
            challenges::open_papers(tx, &challenge.id)?.into_iter().find(|paper| paper.id == path.1).ok_or_else(Error::not_found)
        })
        .await?;
    sent(&app, &attachment).await
}

/// The bytes, kept by nobody on the way.
async fn sent(app: &App, attachment: &Attachment) -> Result<HttpResponse> {
    let (blobs, key) = (app.blobs().clone(), attachment.blob_key());
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&key)).await.map_err(Error::internal)??;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"paper.pdf\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes.ok_or_else(Error::not_found)?))
}
