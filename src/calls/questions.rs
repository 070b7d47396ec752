//! Questions and followers at the wire.

use actix_web::{delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{letters, public, send};
use crate::challenges::{self, Question, QuestionStatus};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{ChallengeId, QuestionId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::web::{App, Created, Json, Language, NoContent, Path, Problems, Routes};

/// The routes of questions and followers.
pub fn routes(cfg: &mut Routes) {
    cfg.service(ask_challenge_question).service(list_challenge_questions).service(answer_challenge_question);
    cfg.service(show_my_challenge).service(follow_challenge).service(unfollow_challenge);
}

/// A question to the company.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuestion {
    /// What is asked; answered in public, without the asker's name.
    #[schema(min_length = 10, max_length = 2000)]
    pub question: String,
}

/// The company's answer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionAnswer {
    /// The answer, or why there is none in public.
    #[schema(min_length = 2, max_length = 4000)]
    pub answer: String,
    /// Not answered in public; only its asker reads why.
    #[serde(default)]
    pub declined: bool,
}

/// A question as company and asker see it; who asked is in neither.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuestionView {
    /// Its id.
    pub id: QuestionId,
    /// When it was asked.
    pub asked_at: Instant,
    /// In which language.
    pub language: Locale,
    /// The question.
    pub question: String,
    /// What became of it.
    pub status: QuestionStatus,
    /// The answer, or why there is none.
    pub answer: String,
    /// When it was answered.
    pub answered_at: Option<Instant>,
}

impl From<Question> for QuestionView {
    fn from(row: Question) -> QuestionView {
        QuestionView {
            id: row.id,
            asked_at: row.asked_at,
            language: row.locale,
            question: row.question,
            status: row.status,
            answer: row.answer,
            answered_at: row.answered_at,
        }
    }
}

/// Questions in the order in which they were asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuestionList {
    /// The questions.
    pub items: Vec<QuestionView>,
}

/// How the caller stands to a challenge.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyChallenge {
    /// Whether letters about it come.
    pub following: bool,
    /// What the caller asked.
    pub questions: Vec<QuestionView>,
}

/// Asks; the companies that pose it are told, without a name.
pub fn ask(tx: &mut Tx, who: &SignedIn, home: &str, id: &ChallengeId, reader: Locale, text: &str) -> Result<Question> {
    identity::account(tx, who)?;
    let challenge = public(tx, id)?;
    let question = challenges::ask(tx, &challenge, &who.account, reader, text)?;
    for host in challenges::hosts(tx, id)? {
        for contact in identity::contacts(tx, &host)? {
            let letter = letters::asked(contact.locale, home, &challenge, &question);
            send(tx, &challenge, &format!("asked:{}", question.id), contact, letter)?;
        }
    }
    Ok(question)
}

/// Answers in public, or declines; the asker is told.
pub fn answer(
    tx: &mut Tx,
    who: &SignedIn,
    home: &str,
    id: &ChallengeId,
    question: &QuestionId,
    answer: &QuestionAnswer,
) -> Result<Question> {
    let (challenge, member) = challenges::owned(tx, who, id)?;
    let row = match answer.declined {
        true => challenges::decline(tx, &challenge, question, &answer.answer, &member.account)?,
        false => challenges::answer(tx, &challenge, question, &answer.answer, &member.account)?,
    };
    if let Some(contact) = identity::contact(tx, &row.asked_by)? {
        let letter = letters::answered(contact.locale, home, &challenge, &row);
        // A corrected answer is a letter of its own.
        send(tx, &challenge, &format!("answered:{}:{}", row.id, tx.now.millis()), contact, letter)?;
    }
    Ok(row)
}

/// Ask the company that poses a challenge
///
/// Anyone signed in may ask while questions are taken. The answer is public; the asker's name is shown to nobody.
#[utoipa::path(tag = "challenges", params(ChallengeId), request_body = NewQuestion, security(("bearer" = [])), responses((status = 201, body = QuestionView), Problems))]
#[post("/challenges/{id}/questions")]
async fn ask_challenge_question(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    new: Json<NewQuestion>,
    reader: Language,
) -> Result<Created<QuestionView>> {
    let (id, new, home) = (id.into_inner(), new.into_inner(), app.url(""));
    let made = app.write(move |tx| ask(tx, &who, &home, &id, reader.0, &new.question).map(QuestionView::from));
    Ok(Created(made.await?))
}

/// All questions about a challenge, for its company
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = QuestionList), Problems))]
#[get("/challenges/{id}/questions")]
async fn list_challenge_questions(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<Json<QuestionList>> {
    let id = id.into_inner();
    let items = app.read(move |tx| {
        challenges::owned(tx, &who, &id)?;
        challenges::questions(tx, &id)
    });
    Ok(Json(QuestionList { items: items.await?.into_iter().map(QuestionView::from).collect() }))
}

/// Answer a question in public, or decline it with a reason to its asker
#[utoipa::path(tag = "challenges", params(("id" = ChallengeId, Path), ("question" = QuestionId, Path)), request_body = QuestionAnswer, security(("bearer" = [])), responses((status = 200, body = QuestionView), Problems))]
#[put("/challenges/{id}/questions/{question}/answer")]
async fn answer_challenge_question(
    app: App,
    who: SignedIn,
    path: Path<(ChallengeId, QuestionId)>,
    given: Json<QuestionAnswer>,
) -> Result<Json<QuestionView>> {
    let ((id, question), given, home) = (path.into_inner(), given.into_inner(), app.url(""));
    let view = app.write(move |tx| answer(tx, &who, &home, &id, &question, &given).map(QuestionView::from));
    Ok(Json(view.await?))
}

/// Whether the caller follows a challenge, and what the caller asked
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = MyChallenge), Problems))]
#[get("/me/challenges/{id}")]
async fn show_my_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<Json<MyChallenge>> {
    let id = id.into_inner();
    let view = app.read(move |tx| {
        identity::account(tx, &who)?;
        public(tx, &id)?;
        let asked = challenges::questions(tx, &id)?.into_iter().filter(|row| row.asked_by == who.account);
        Ok(MyChallenge { questions: asked.map(QuestionView::from).collect(), following: challenges::follows(tx, &id, &who.account)? })
    });
    Ok(Json(view.await?))
}

/// Have letters about a challenge
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 204), Problems))]
#[put("/me/challenges/{id}/follow")]
async fn follow_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<NoContent> {
    let id = id.into_inner();
    let done = app.write(move |tx| {
        identity::account(tx, &who)?;
        public(tx, &id)?;
        challenges::follow(tx, &id, &who.account)
    });
    done.await.map(|()| NoContent)
}

/// Have no more letters about a challenge
#[utoipa::path(tag = "challenges", params(ChallengeId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/me/challenges/{id}/follow")]
async fn unfollow_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<NoContent> {
    let id = id.into_inner();
    let done = app.write(move |tx| {
        identity::account(tx, &who)?;
        challenges::of(tx, &id)?;
        challenges::unfollow(tx, &id, &who.account)
    });
    done.await.map(|()| NoContent)
}
