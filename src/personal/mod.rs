//! What is kept of a person across everything: handed out on request, and taken away with the account.
//!
//! The account is `identity`'s; what else a person left lies with the nouns: messages and reviews, questions, follows, promises,
//! entries, seats in juries, votes, shares in agreements. Books stay: orders, documents, agreements and what a jury gave are kept as the law and
//! the other side need them. What is taken away, and what stays and why, is said in [`erase`].

mod routes;

use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Tx;
use crate::entries::{EntryContent, EntryStatus};
use crate::identity::accounts::erase::{self as account, AccountExport};
use crate::identity::{self, SignedIn};
use crate::juries::JurorStatus;
use crate::kit::Result;
use crate::kit::id::{AccountId, ChallengeId, OrderId, OrganisationId};
use crate::kit::locale::Translations;
use crate::kit::time::{Instant, days};
use crate::threads::Side;
use crate::web::{App, Workers};
use crate::{agreements, challenges, dues, entries, judging, juries, orders, payments, reviews, threads};

pub use routes::routes;

/// How long an account for money back is kept once nothing is to be given back any more: long enough to ask whether it came.
const RETURN_ACCOUNT_DAYS: u64 = 60;

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.every("personal.return_accounts", days(1), |app: App, _| {
        Box::pin(async move { app.write(forget_return_accounts).await.map(drop) })
    });
}

/// All that is kept of a person. Invoices and statements are downloaded with the orders.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalExport {
    /// The account.
    #[serde(flatten)]
    pub account: AccountExport,
    /// What they bought.
    pub orders: Vec<KeptOrder>,
    /// What they wrote in threads of orders.
    pub messages: Vec<KeptMessage>,
    /// What they said of what they received.
    pub reviews: Vec<KeptReview>,
    /// What they asked companies; nobody else sees who asked.
    pub questions: Vec<KeptQuestion>,
    /// The challenges that they follow.
    pub follows: Vec<KeptFollow>,
    /// The entries that they take part in.
    pub entries: Vec<KeptEntry>,
    /// Their seats in juries, with what they gave.
    pub juries: Vec<KeptSeat>,
    /// Their votes, once entries are public.
    pub votes: Vec<KeptVote>,
    /// Their promises to keep confidential papers to themselves.
    pub promises: Vec<KeptPromise>,
    /// The agreements in which they have a share.
    pub shares: Vec<KeptShare>,
}

/// An order.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptOrder {
    /// Its number.
    pub number: String,
    /// When it was placed.
    pub placed_at: Instant,
    /// Who sold.
    pub seller: String,
    /// What it came to.
    pub total_cents: i64,
    /// The account that money of it was to go back to, while it is kept.
    pub return_account: Option<KeptAccount>,
}

/// An account for money back.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptAccount {
    /// The number (IBAN).
    pub iban: String,
    /// Whose it is.
    pub holder: String,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptMessage {
    /// About which order.
    pub order_id: OrderId,
    /// On which side.
    pub side: Side,
    /// The words.
    pub text: String,
    /// When.
    pub at: Instant,
}

/// A review.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptReview {
    /// Of a piece of which order.
    pub order_id: OrderId,
    /// One to five.
    pub stars: i32,
    /// The words.
    pub text: String,
    /// The name under them.
    pub name: Option<String>,
    /// When.
    pub at: Instant,
}

/// A question.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptQuestion {
    /// About which challenge.
    pub challenge_id: ChallengeId,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// When it was asked.
    pub at: Instant,
}

/// A challenge that is followed.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptFollow {
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// Since when.
    pub since: Instant,
}

/// An entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptEntry {
    /// To which challenge.
    pub challenge_id: ChallengeId,
    /// Where it stands.
    pub status: EntryStatus,
    /// Its words.
    pub content: EntryContent,
    /// The person's own share in basis points.
    pub share_bp: i32,
    /// Which text of the rights was accepted.
    pub rights_text_version: String,
    /// When.
    pub rights_accepted_at: Instant,
    /// Since when in the team.
    pub joined_at: Instant,
}

/// A seat in a jury.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptSeat {
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// Where the invitation stands.
    pub status: JurorStatus,
    /// When it came.
    pub invited_at: Instant,
    /// What was given; of which entry stays sealed.
    pub given: Vec<KeptScore>,
}

/// What a juror gave.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptScore {
    /// Nought to ten.
    pub points: Option<i32>,
    /// Why.
    pub comment: String,
    /// When.
    pub at: Instant,
}

/// A vote.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptVote {
    /// In which challenge.
    pub challenge_id: ChallengeId,
    /// For which entry.
    pub entry: Option<String>,
    /// When it was first given.
    pub cast_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// A promise to keep confidential papers to oneself.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptPromise {
    /// About which challenge.
    pub challenge_id: ChallengeId,
    /// To which text.
    pub text_version: String,
    /// When.
    pub accepted_at: Instant,
    /// When papers were first opened.
    pub opened: Vec<Instant>,
}

/// A share in an agreement.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptShare {
    /// What the work is called.
    pub work: String,
    /// After which challenge.
    pub challenge: Translations,
    /// With which company.
    pub company_id: OrganisationId,
    /// In basis points.
    pub share_bp: i32,
    /// Since when it is in force, if it is.
    pub in_force_at: Option<Instant>,
}

/// Everything that is kept of the caller.
pub fn export(tx: &mut Tx, who: &SignedIn) -> Result<PersonalExport> {
    let account = account::export(tx, who)?;
    let me = who.account.clone();
    let bought = orders::of_account(tx, &me)?;
    let ids: Vec<OrderId> = bought.iter().map(|order| order.id.clone()).collect();
    let reviewed = reviews::of_orders(tx, &ids)?;
    let mut owed = dues::of_orders(tx, &ids)?;
    Ok(PersonalExport {
        account,
        messages: threads::of_person(tx, &me, &ids)?
            .into_iter()
            .map(|message| KeptMessage { order_id: message.order_id, side: message.sender, text: message.text, at: message.sent_at })
            .collect(),
        reviews: reviewed
            .into_iter()
            .map(|row| KeptReview { order_id: row.order_id, stars: row.stars, text: row.text, name: row.name, at: row.written_at })
            .collect(),
        questions: challenges::questions_of(tx, &me)?
            .into_iter()
            .map(|row| KeptQuestion { challenge_id: row.challenge_id, question: row.question, answer: row.answer, at: row.asked_at })
            .collect(),
        follows: challenges::followed(tx, &me)?.into_iter().map(|(challenge_id, since)| KeptFollow { challenge_id, since }).collect(),
        entries: entered(tx, &me)?,
        juries: seats(tx, &me)?,
        votes: judging::votes_by(tx, &me)?
            .into_iter()
            .map(|judging::GivenVote { vote, title: entry }| KeptVote {
                challenge_id: vote.challenge_id,
                entry,
                cast_at: vote.cast_at,
                changed_at: vote.changed_at,
            })
            .collect(),
        promises: challenges::promises_of(tx, &me)?
            .into_iter()
            .map(|(promise, opened)| KeptPromise {
                challenge_id: promise.challenge_id,
                text_version: promise.text_version,
                accepted_at: promise.accepted_at,
                opened,
            })
            .collect(),
        shares: shares(tx, &me)?,
        orders: bought
            .into_iter()
            .map(|order| KeptOrder {
                number: order.number,
                placed_at: order.placed_at,
                seller: order.seller.0.name,
                total_cents: order.total_cents,
                return_account: owed.iter_mut().find(|due| due.order_id == order.id).and_then(|due| {
                    let (iban, holder) = due.return_iban.take().zip(due.return_holder.take())?;
                    Some(KeptAccount { iban, holder })
                }),
            })
            .collect(),
    })
}

fn entered(tx: &mut Tx, me: &AccountId) -> Result<Vec<KeptEntry>> {
    let seats = entries::mine(tx, me)?.into_iter().map(|seat| KeptEntry {
        challenge_id: seat.entry.challenge_id,
        status: seat.entry.status,
        content: seat.entry.content.0,
        share_bp: seat.me.share_bp,
        rights_text_version: seat.me.rights_text_version,
        rights_accepted_at: seat.me.rights_accepted_at,
        joined_at: seat.me.joined_at,
    });
    Ok(seats.collect())
}

fn seats(tx: &mut Tx, me: &AccountId) -> Result<Vec<KeptSeat>> {
    let mut kept = Vec::new();
    for juror in juries::of_account(tx, me)? {
        let given = juries::record(tx, std::slice::from_ref(&juror))?;
        let given = given.into_iter().map(|score| KeptScore { points: score.points, comment: score.comment, at: score.given_at });
        let given = given.collect();
        kept.push(KeptSeat { challenge_id: juror.challenge_id, status: juror.status, invited_at: juror.invited_at, given });
    }
    Ok(kept)
}

fn shares(tx: &mut Tx, me: &AccountId) -> Result<Vec<KeptShare>> {
    let mut kept = Vec::new();
    for agreement in agreements::of_account(tx, me)? {
        let team = agreements::members(tx, &agreement.id)?;
        let own = team.iter().find(|member| member.account_id == *me).map_or(0, |member| member.share_bp);
        kept.push(KeptShare {
            work: agreement.work,
            challenge: agreement.challenge_title,
            company_id: agreement.company_id,
            share_bp: own,
            in_force_at: agreement.in_force_at,
        });
    }
    Ok(kept)
}

/// Erases the caller's account with what they left.
///
/// Gone are follows, questions that nobody answered, a buyer's words in threads and reviews, accounts for money back unless some is
/// still to be given back, and entries that the caller alone
/// made while they may still be taken back; from a team that has not submitted the caller steps out; votes, and promises on which no
/// confidential paper was opened. What stays: orders and documents (the law on books), stars, reported messages (a decision rests on
/// them), agreements, what was submitted with others or lies with a jury, what a juror gave, without name and mailbox, the sums of
/// votes that have ended, and with the name a promise on which papers were opened. Refused where the account may not go.
pub fn erase(tx: &mut Tx, who: &SignedIn) -> Result<()> {
    let account = identity::account(tx, who)?;
    let me = account.id;
    let bought: Vec<OrderId> = orders::of_account(tx, &me)?.into_iter().map(|order| order.id).collect();
    threads::forget(tx, &me, &bought)?;
    reviews::forget(tx, &bought)?;
    for due in dues::of_orders(tx, &bought)? {
        forget_return_account(tx, &due)?;
    }
    challenges::forget_questions(tx, &me)?;
    challenges::unfollow_all(tx, &me)?;
    challenges::forget_promises(tx, &me, &account.name)?;
    judging::forget_votes(tx, &me)?;
    leave_entries(tx, &me)?;
    juries::forget(tx, &me)?;
    account::erase(tx, who)
}

/// Forgets the accounts that buyers named for money back, two months after, unless some is still to be given back. Answers how many.
pub fn forget_return_accounts(tx: &mut Tx) -> Result<usize> {
    let mut forgotten = 0;
    for due in dues::return_accounts_before(tx, tx.now.minus(days(RETURN_ACCOUNT_DAYS)))? {
        forgotten += usize::from(forget_return_account(tx, &due)?);
    }
    Ok(forgotten)
}

/// Forgets one that is no longer needed; false while money is to go back there.
fn forget_return_account(tx: &mut Tx, due: &dues::Due) -> Result<bool> {
    let waits = due.to_return().amount > 0 || !payments::to_pay_by_hand(tx, std::slice::from_ref(&due.order_id))?.is_empty();
    if waits {
        return Ok(false);
    }
    dues::forget_return_account(tx, &due.id)?;
    Ok(true)
}

fn leave_entries(tx: &mut Tx, me: &AccountId) -> Result<()> {
    for seat in entries::mine(tx, me)? {
        if seat.entry.status == EntryStatus::Withdrawn {
            continue;
        }
        let submitted = !entries::versions(tx, &seat.entry.id)?.is_empty();
        let alone = entries::members(tx, &seat)?.len() == 1;
        let open = challenges::of(tx, &seat.entry.challenge_id)?.takes_entries(tx.now);
        if alone && seat.me.leads && (open || !submitted) {
            entries::withdraw(tx, &seat)?;
        } else if !seat.me.leads && !submitted {
            entries::remove_member(tx, &seat, me)?;
        }
    }
    Ok(())
}
