//! Questions to the company: asked by anyone registered, answered in public, the asker hidden.

use diesel::prelude::*;

use super::model::{Challenge, Question, QuestionStatus};
use super::record;
use crate::db::Tx;
use crate::db::schema::challenge_questions;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, ChallengeId, QuestionId};
use crate::kit::locale::Locale;
use crate::kit::text::plain;
use crate::kit::time::days;

/// How many questions one person may ask about one challenge in a day.
const A_DAY: i64 = 10;

/// Asks, as long as questions are taken. Nobody reads it but the company and its asker until it is answered.
pub fn ask(tx: &mut Tx, challenge: &Challenge, asker: &AccountId, locale: Locale, text: &str) -> Result<Question> {
    let text = plain(text);
    Check::new().text("/question", &text, 10..=2_000).done()?;
    let open = challenge.is_public()
        && challenge.phase(tx.now) != super::ChallengeState::Cancelled
        && challenge.questions_until().is_some_and(|until| tx.now < until);
    if !open {
        return Err(Code::QuestionsClosed.into());
    }
    let recent: i64 = challenge_questions::table
        .filter(challenge_questions::challenge_id.eq(&challenge.id).and(challenge_questions::asked_by.eq(asker)))
        .filter(challenge_questions::asked_at.gt(tx.now.minus(days(1))))
        .count()
        .get_result(tx.db)?;
    if recent >= A_DAY {
        return Err(Code::TooManyRequests.because("You have asked ten questions today. Go on tomorrow."));
    }
    let row = Question {
        id: tx.id(),
        challenge_id: challenge.id.clone(),
        asked_by: asker.clone(),
        asked_at: tx.now,
        locale,
        question: text,
        status: QuestionStatus::Waiting,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    };
    diesel::insert_into(challenge_questions::table).values(row.clone()).execute(tx.db)?;
    record(tx, challenge, "challenge.asked", Some(asker), serde_json::json!({ "question": row.id }))?;
    Ok(row)
}

/// Answers in public. An answer may be corrected; the question stays as it was asked.
pub fn answer(tx: &mut Tx, challenge: &Challenge, id: &QuestionId, text: &str, by: &AccountId) -> Result<Question> {
    settle(tx, challenge, id, QuestionStatus::Answered, text, by)
}

/// Does not answer in public, and tells its asker why.
pub fn decline(tx: &mut Tx, challenge: &Challenge, id: &QuestionId, why: &str, by: &AccountId) -> Result<Question> {
    settle(tx, challenge, id, QuestionStatus::Declined, why, by)
}

fn settle(tx: &mut Tx, challenge: &Challenge, id: &QuestionId, status: QuestionStatus, text: &str, by: &AccountId) -> Result<Question> {
    let text = plain(text);
    Check::new().text("/answer", &text, 2..=4_000).done()?;
    let mut row = question(tx, &challenge.id, id)?;
    if status == QuestionStatus::Declined && row.status == QuestionStatus::Answered {
        return Err(Code::ChallengeState.because("The answer is public already. Correct it instead."));
    }
    row.status = status;
    row.answer = text;
    row.answered_by = Some(by.clone());
    row.answered_at = Some(tx.now);
    diesel::update(challenge_questions::table.find(id))
        .set((
            challenge_questions::status.eq(row.status),
            challenge_questions::answer.eq(&row.answer),
            challenge_questions::answered_by.eq(&row.answered_by),
            challenge_questions::answered_at.eq(row.answered_at),
        ))
        .execute(tx.db)?;
    record(tx, challenge, &format!("challenge.question_{status}"), Some(by), serde_json::json!({ "question": row.id }))?;
    Ok(row)
}

/// A question of this challenge.
pub fn question(tx: &mut Tx, challenge: &ChallengeId, id: &QuestionId) -> Result<Question> {
    challenge_questions::table
        .find(id)
        .filter(challenge_questions::challenge_id.eq(challenge))
        .select(Question::as_select())
        .first(tx.db)
        .optional()?
        .ok_or_else(Error::not_found)
}

/// All its questions, the first asked first; at most 500.
pub fn questions(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Question>> {
    Ok(challenge_questions::table
        .filter(challenge_questions::challenge_id.eq(challenge))
        .order((challenge_questions::asked_at, challenge_questions::id))
        .select(Question::as_select())
        .limit(500)
        .load(tx.db)?)
}

/// What somebody has asked, oldest first.
pub fn questions_of(tx: &mut Tx, account: &AccountId) -> Result<Vec<Question>> {
    Ok(challenge_questions::table
        .filter(challenge_questions::asked_by.eq(account))
        .order(challenge_questions::asked_at)
        .select(Question::as_select())
        .load(tx.db)?)
}

/// Takes back what somebody asked and nobody has answered. What was answered is public, and never showed who asked.
pub fn forget_questions(tx: &mut Tx, account: &AccountId) -> Result<()> {
    let waiting = challenge_questions::asked_by.eq(account).and(challenge_questions::status.eq(QuestionStatus::Waiting));
    diesel::delete(challenge_questions::table.filter(waiting)).execute(tx.db)?;
    Ok(())
}
