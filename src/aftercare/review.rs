//! Reviews: who may write one and until when, what the maker answers, what the desk may do about one.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::review_letters;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::desk;
use crate::identity::attempts::{self, Limit};
use crate::identity::{Coordinator, Member};
use crate::kit::check::Check;
use crate::kit::id::{OrderId, OrderLineId, ReviewId};
use crate::kit::text::plain;
use crate::kit::time::{Instant, hours};
use crate::kit::{Code, Error, Result};
use crate::orders::{self, Order, OrderGroup, OrderLine};
use crate::reviews::{self, Measure, Review, Words};
use crate::withdrawals;

/// Reviews written and changed in one purchase.
const REVIEWS: Limit = Limit::ceiling("review", 60, hours(1));

/// What a buyer says of a piece.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteReview {
    /// One to five.
    #[schema(minimum = 1, maximum = 5)]
    pub stars: i32,
    /// In words; may be empty.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub text: String,
    /// Whether the first name stays away.
    #[serde(default)]
    pub anonymous: bool,
}

/// The maker's public answer.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyToReview {
    /// The words.
    #[schema(min_length = 2, max_length = 1000)]
    pub text: String,
}

/// Why the desk takes a review down.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HideReview {
    /// Law or terms.
    pub ground: desk::Ground,
    /// Which law or clause.
    #[schema(min_length = 3, max_length = 200)]
    pub clause: String,
    /// What is the case.
    #[schema(min_length = 10, max_length = 2000)]
    pub facts: String,
}

/// A piece that was bought, with its review or the way to one.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReviewableLine {
    /// The order.
    pub order_id: OrderId,
    /// The line.
    pub line_id: OrderLineId,
    /// The product's name, in the reader's language.
    pub name: String,
    /// The variant's name.
    pub option: Option<String>,
    /// Whether a review can be written or changed now.
    pub open: bool,
    /// Until when the one that is there can be changed.
    pub editable_until: Option<Instant>,
    /// What was said.
    pub review: Option<ReviewView>,
}

/// A buyer's reviews of one purchase.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupReviews {
    /// The first name that is shown, unless the buyer stays anonymous.
    pub first_name: String,
    /// Whether this address is asked for reviews by letter.
    pub invited: bool,
    /// Every piece.
    pub lines: Vec<ReviewableLine>,
}

/// A review as its buyer, its maker and the desk read it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReviewView {
    /// Its id.
    pub id: ReviewId,
    /// One to five.
    pub stars: i32,
    /// In words.
    pub text: String,
    /// The first name; none when the buyer stays anonymous.
    pub name: Option<String>,
    /// When it was written.
    pub written_at: Instant,
    /// When it was changed.
    pub edited_at: Option<Instant>,
    /// What the maker answers.
    pub reply: Option<String>,
    /// When.
    pub replied_at: Option<Instant>,
    /// Whether the desk has taken it down.
    pub hidden: bool,
    /// Why.
    pub hidden_because: Option<HideReview>,
}

impl ReviewView {
    pub(super) fn of(review: Review, last: Option<&Measure>) -> ReviewView {
        let because = |measure: &Measure| {
            let ground = if measure.ground? == reviews::Ground::Law { desk::Ground::Law } else { desk::Ground::Terms };
            Some(HideReview { ground, clause: measure.clause.clone()?, facts: measure.facts.clone()? })
        };
        ReviewView {
            hidden_because: last.filter(|_| review.hidden).and_then(because),
            id: review.id,
            stars: review.stars,
            text: review.text,
            name: review.name,
            written_at: review.written_at,
            edited_at: review.edited_at,
            reply: review.reply,
            replied_at: review.replied_at,
            hidden: review.hidden,
        }
    }
}

/// Reviews with the desk's last word on each.
pub fn views(tx: &mut Tx, rows: Vec<Review>) -> Result<Vec<(Review, ReviewView)>> {
    let ids: Vec<ReviewId> = rows.iter().map(|review| review.id.clone()).collect();
    let last: HashMap<ReviewId, Measure> =
        reviews::measures(tx, &ids)?.into_iter().map(|measure| (measure.review_id.clone(), measure)).collect();
    Ok(rows.into_iter().map(|review| (review.clone(), ReviewView::of(review.clone(), last.get(&review.id)))).collect())
}

/// Writes or changes the review of a line. Refused (`review_too_early`) before it arrived, and for pieces that were taken
/// back before they were sent; (`review_over`) when the thirty days for changing it are over.
pub fn write_review(tx: &mut Tx, shop: &Shop, group: &OrderGroup, line: &OrderLineId, new: &WriteReview) -> Result<()> {
    let (order, line) = line_of(tx, group, line)?;
    let text = plain(&new.text);
    let mut check = Check::new();
    check.text("/text", &text, 0..=2_000);
    check.that((1..=5).contains(&new.stars), "/stars", "out_of_range", "Give one to five stars.");
    check.done()?;
    attempts::charge(tx, REVIEWS, group.id.as_str())?;
    let words = Words { stars: new.stars, text, name: (!new.anonymous).then(|| first_name(&group.name)) };
    let review = match reviews::of_line(tx, &line.id)? {
        Some(review) => {
            reviews::edit(tx, &review, &words)?;
            reviews::find(tx, &review.id)?
        }
        None => {
            if !arrived(tx, &order, &line)? {
                return Err(Code::ReviewTooEarly.into());
            }
            let review = first(tx, &order, &line, words);
            reviews::write(tx, &review)?;
            review_letters::tell_maker_of(tx, shop, &order, &line, &review)?;
            review
        }
    };
    let facts = json!({ "review": review.id, "product": review.product_id, "stars": review.stars, "changed": review.edited_at.is_some() });
    crate::events::record(tx, "review.written", order.id.as_str(), group.account_id.as_ref(), facts)
}

fn first(tx: &mut Tx, order: &Order, line: &OrderLine, words: Words) -> Review {
    Review {
        id: tx.id(),
        order_line_id: line.id.clone(),
        order_id: order.id.clone(),
        organisation_id: order.organisation_id.clone(),
        product_id: line.product_id.clone(),
        stars: words.stars,
        text: words.text,
        name: words.name,
        hidden: false,
        written_at: tx.now,
        edited_at: None,
        reply: None,
        replied_by: None,
        replied_at: None,
    }
}

fn line_of(tx: &mut Tx, group: &OrderGroup, id: &OrderLineId) -> Result<(Order, OrderLine)> {
    for order in orders::of_group(tx, &group.id)? {
        let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
        if let Some(line) = lines.into_iter().find(|line| line.id == *id) {
            return Ok((order, line));
        }
    }
    Err(Error::not_found())
}

/// What stands before the first blank of a name: nobody's family name is shown.
pub fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().chars().take(40).collect()
}

/// Whether at least one piece of the line came to the buyer. What was sent back after that may be reviewed all the same.
fn arrived(tx: &mut Tx, order: &Order, line: &OrderLine) -> Result<bool> {
    if order.received().is_none() {
        return Ok(false);
    }
    let before: Vec<_> = withdrawals::of_orders(tx, std::slice::from_ref(&order.id))?
        .into_iter()
        .filter(|withdrawal| withdrawal.before_sending)
        .map(|withdrawal| withdrawal.id)
        .collect();
    let never_sent: i64 =
        withdrawals::lines(tx, &before)?.into_iter().filter(|part| part.order_line_id == line.id).map(|part| part.pieces).sum();
    Ok(never_sent < line.quantity)
}

/// A buyer's reviews of one purchase, and what may still be reviewed.
pub fn of_group(tx: &mut Tx, group: &OrderGroup, locale: crate::kit::locale::Locale) -> Result<GroupReviews> {
    let mut lines = Vec::new();
    for order in orders::of_group(tx, &group.id)? {
        let rows = reviews::of_orders(tx, std::slice::from_ref(&order.id))?;
        let mut written: HashMap<OrderLineId, (Review, ReviewView)> =
            views(tx, rows)?.into_iter().map(|(review, view)| (review.order_line_id.clone(), (review, view))).collect();
        for line in orders::lines(tx, std::slice::from_ref(&order.id))? {
            let review = written.remove(&line.id);
            let open = match &review {
                Some((review, _)) => review.is_editable(tx.now),
                None => arrived(tx, &order, &line)?,
            };
            let option = line.option.best(locale).to_owned();
            lines.push(ReviewableLine {
                order_id: order.id.clone(),
                name: line.name.best(locale).to_owned(),
                option: Some(option).filter(|option| !option.is_empty()),
                line_id: line.id,
                open,
                editable_until: review.as_ref().map(|(review, _)| review.editable_until()),
                review: review.map(|(_, view)| view),
            });
        }
    }
    Ok(GroupReviews { first_name: first_name(&group.name), invited: reviews::may_ask(tx, &group.email)?, lines })
}

/// The maker answers in public; the writer is told the first time.
pub fn reply(tx: &mut Tx, shop: &Shop, by: &Member, id: &ReviewId, new: &ReplyToReview) -> Result<ReviewView> {
    let text = plain(&new.text);
    let mut check = Check::new();
    check.text("/text", &text, 2..=1_000);
    check.done()?;
    let review = reviews::reply(tx, &by.organisation, id, &by.account, &text)?;
    crate::events::record(tx, "review.answered", review.order_id.as_str(), Some(&by.account), json!({ "review": id }))?;
    review_letters::tell_answered(tx, shop, &review, &text)?;
    one(tx, review)
}

/// The desk takes a review down, with reasons that its writer reads. Refused (`review_state`) when it is down already.
pub fn hide(tx: &mut Tx, shop: &Shop, by: &Coordinator, id: &ReviewId, why: &HideReview) -> Result<ReviewView> {
    let (clause, facts) = (plain(&why.clause), plain(&why.facts));
    let mut check = Check::new();
    check.text("/clause", &clause, 3..=200).text("/facts", &facts, 10..=2_000);
    check.done()?;
    let ground = if why.ground == desk::Ground::Law { reviews::Ground::Law } else { reviews::Ground::Terms };
    decide(tx, shop, by, id, Some((ground, clause, facts)))
}

/// The desk puts a review back. Refused (`review_state`) when it is not down.
pub fn show(tx: &mut Tx, shop: &Shop, by: &Coordinator, id: &ReviewId) -> Result<ReviewView> {
    decide(tx, shop, by, id, None)
}

fn decide(
    tx: &mut Tx,
    shop: &Shop,
    by: &Coordinator,
    id: &ReviewId,
    because: Option<(reviews::Ground, String, String)>,
) -> Result<ReviewView> {
    reviews::find(tx, id)?;
    let (ground, clause, facts) = match because {
        Some((ground, clause, facts)) => (Some(ground), Some(clause), Some(facts)),
        None => (None, None, None),
    };
    let measure = Measure {
        id: tx.id(),
        review_id: id.clone(),
        hides: ground.is_some(),
        ground,
        clause,
        facts,
        decided_by: by.account.clone(),
        decided_at: tx.now,
    };
    reviews::measure(tx, &measure)?;
    let review = reviews::find(tx, id)?;
    let what = if measure.hides { "review.hidden" } else { "review.shown" };
    crate::events::record(tx, what, review.order_id.as_str(), Some(&by.account), json!({ "review": id, "measure": measure.id }))?;
    review_letters::tell_measure(tx, shop, &review, &measure)?;
    one(tx, review)
}

fn one(tx: &mut Tx, review: Review) -> Result<ReviewView> {
    views(tx, vec![review])?.pop().map(|(_, view)| view).ok_or_else(Error::not_found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_family_name_is_shown() {
        assert_eq!(first_name("  Maja Kalan "), "Maja");
        assert_eq!(first_name(""), "");
    }
}
