//! The chain from brief to pieces sold: where each challenge stands in it, how many come how far, and how long that takes.
//!
//! A challenge reaches a stage at an instant that some row tells: it was begun, brought to the desk, published, closed, decided,
//! revealed, agreed on, in the shop, sold. What was called off or taken down is left out. Nothing here tells of sealed entries
//! before the close.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::agreements::LinkStatus;
use crate::awards::{self, Still};
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::db::schema::{agreements, entries, log_events, order_lines, orders, product_links, products};
use crate::identity::{self, Coordinator, OrganisationCard, SignedIn};
use crate::kit::Result;
use crate::kit::csv::Csv;
use crate::kit::id::{ChallengeId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::payouts::csv_answer;
use crate::web::{App, Json, Language, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(show_challenge_chain).service(export_challenge_chain).service(list_what_stands_still);
}

text_enum! {
    /// A stage of the chain.
    pub enum ChainStage {
        /// Somebody has begun to write a brief.
        Begun = "begun",
        /// It was brought to the desk.
        Submitted = "submitted",
        /// It was published.
        Published = "published",
        /// It takes no more entries.
        Closed = "closed",
        /// The result was fixed.
        Decided = "decided",
        /// The result came out.
        Revealed = "revealed",
        /// An agreement is in force.
        Agreed = "agreed",
        /// A product came into the shop.
        InShop = "in_shop",
        /// A piece was sold.
        Sold = "sold",
    }
}

/// The whole chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeChain {
    /// How far challenges come.
    pub stages: Vec<ChainTotal>,
    /// Each challenge, the newest first.
    pub items: Vec<ChainRow>,
}

/// How many challenges reached a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChainTotal {
    /// The stage.
    pub stage: ChainStage,
    /// How many reached it.
    pub reached: i64,
    /// Of those that reached the stage before, so many in a hundred; nothing for the first.
    pub percent: Option<i64>,
    /// The median of the days since the stage before.
    pub median_days: Option<i64>,
}

/// A challenge in the chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChainRow {
    /// The challenge.
    pub id: ChallengeId,
    /// Its title.
    pub title: String,
    /// Who poses it.
    pub company: String,
    /// When it reached which stage, as far as it came.
    pub reached: Vec<ChainStep>,
    /// Entries that were submitted; nothing before the close.
    pub entries: Option<i64>,
    /// Agreements in force.
    pub agreements: i64,
    /// Products that came into the shop.
    pub products: i64,
    /// Pieces sold here, less those that went back.
    pub pieces_here: i64,
    /// Pieces that companies report.
    pub pieces_reported: i64,
}

/// A stage that was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChainStep {
    /// The stage.
    pub stage: ChainStage,
    /// When.
    pub at: Instant,
    /// So many days after the step before.
    pub days: Option<i64>,
}

/// What stands still.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StillList {
    /// The longest first.
    pub items: Vec<Still>,
}

/// The chain from brief to pieces sold
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, body = ChallengeChain), Problems))]
#[get("/desk/challenges/chain")]
async fn show_challenge_chain(app: App, who: SignedIn, reader: Language) -> Result<Json<ChallengeChain>> {
    app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        chain(tx, &by, reader.0).map(Json)
    })
    .await
}

/// The chain as a table
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/desk/challenges/chain/table")]
async fn export_challenge_chain(app: App, who: SignedIn, reader: Language) -> Result<HttpResponse> {
    let chain = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        chain(tx, &by, reader.0)
    });
    let mut head = vec!["challenge", "title", "company"];
    head.extend(ChainStage::ALL.iter().map(|stage| stage.as_str()));
    head.extend(["entries", "agreements", "products", "pieces_here", "pieces_reported"]);
    let mut csv = Csv::new(&head);
    for row in chain.await?.items {
        csv.text(row.id.as_str()).text(&row.title).text(&row.company);
        for stage in ChainStage::ALL {
            let at = row.reached.iter().find(|step| step.stage == *stage).map(|step| step.at.to_string());
            csv.text(&at.unwrap_or_default());
        }
        csv.text(&row.entries.map(|count| count.to_string()).unwrap_or_default());
        csv.whole(row.agreements).whole(row.products).whole(row.pieces_here).whole(row.pieces_reported).end();
    }
    Ok(csv_answer("challenges.csv", csv))
}

/// What stands still, since when, and whose turn it is
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, body = StillList), Problems))]
#[get("/desk/challenges/still")]
async fn list_what_stands_still(app: App, who: SignedIn, reader: Language) -> Result<Json<StillList>> {
    let items = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        awards::still(tx, &by, reader.0)
    });
    Ok(Json(StillList { items: items.await? }))
}

fn chain(tx: &mut Tx, _: &Coordinator, reader: Locale) -> Result<ChallengeChain> {
    let mut all = challenges::all(tx)?;
    all.retain(|challenge| !matches!(challenge.state, ChallengeState::Cancelled | ChallengeState::Suspended));
    let owners: Vec<OrganisationId> = all.iter().map(|challenge| challenge.organisation.clone()).collect();
    let names: BTreeMap<OrganisationId, String> =
        OrganisationCard::all(tx, &owners)?.into_iter().map(|card| (card.id, card.name)).collect();
    let found = Found::read(tx)?;
    let now = tx.now;
    let row = |challenge: Challenge| {
        let company = names.get(&challenge.organisation).cloned().unwrap_or_default();
        found.row(&challenge, company, now, reader)
    };
    let items: Vec<ChainRow> = all.into_iter().map(row).collect();
    Ok(ChallengeChain { stages: totals(&items), items })
}

/// What follows from each challenge, read once for all.
#[derive(Default)]
struct Found {
    submitted: BTreeMap<String, Instant>,
    entries: BTreeMap<ChallengeId, i64>,
    agreed: BTreeMap<ChallengeId, (Instant, i64)>,
    reported: BTreeMap<ChallengeId, i64>,
    in_shop: BTreeMap<ChallengeId, (Instant, i64)>,
    sold: BTreeMap<ChallengeId, (Instant, i64)>,
}

impl Found {
    fn read(tx: &mut Tx) -> Result<Found> {
        let mut found = Found::default();
        let submitted: Vec<(String, Instant)> = log_events::table
            .filter(log_events::kind.eq("challenge.submitted"))
            .order(log_events::id)
            .select((log_events::subject, log_events::at))
            .load(tx.db)?;
        for (challenge, at) in submitted {
            found.submitted.entry(challenge).or_insert(at);
        }
        let entered: Vec<ChallengeId> = entries::table
            .filter(entries::submitted_versions.gt(0).and(entries::withdrawn_at.is_null()))
            .select(entries::challenge_id)
            .load(tx.db)?;
        for challenge in entered {
            *found.entries.entry(challenge).or_default() += 1;
        }
        let agreed: Vec<(ChallengeId, Option<Instant>, i64)> = agreements::table
            .filter(agreements::in_force_at.is_not_null())
            .select((agreements::challenge_id, agreements::in_force_at, agreements::reported_pieces))
            .load(tx.db)?;
        for (challenge, at, pieces) in agreed {
            *found.reported.entry(challenge.clone()).or_default() += pieces;
            at.iter().for_each(|at| add(&mut found.agreed, &challenge, *at, 1));
        }
        let tied = || product_links::table.filter(product_links::status.eq(LinkStatus::Accepted));
        let shown: Vec<(ChallengeId, Option<Instant>)> = tied()
            .inner_join(products::table.on(products::id.eq(product_links::product_id)))
            .select((product_links::challenge_id, products::published_at))
            .load(tx.db)?;
        for (challenge, at) in shown {
            at.iter().for_each(|at| add(&mut found.in_shop, &challenge, *at, 1));
        }
        let sold: Vec<(ChallengeId, Option<Instant>, i64, i64)> = tied()
            .inner_join(order_lines::table.on(order_lines::product_id.eq(product_links::product_id)))
            .inner_join(orders::table.on(orders::id.eq(order_lines::order_id)))
            .filter(orders::paid_at.is_not_null())
            .select((product_links::challenge_id, orders::paid_at, order_lines::quantity, order_lines::refunded_pieces))
            .load(tx.db)?;
        for (challenge, at, pieces, back) in sold {
            at.iter().for_each(|at| add(&mut found.sold, &challenge, *at, pieces - back));
        }
        Ok(found)
    }

    fn row(&self, challenge: &Challenge, company: String, now: Instant, reader: Locale) -> ChainRow {
        let closed = challenge.closes_at.filter(|closes| challenge.published_at.is_some() && *closes <= now);
        let first = |of: &BTreeMap<ChallengeId, (Instant, i64)>| of.get(&challenge.id).map(|(at, _)| *at);
        let count = |of: &BTreeMap<ChallengeId, (Instant, i64)>| of.get(&challenge.id).map_or(0, |(_, count)| *count);
        let reached = [
            (ChainStage::Begun, Some(challenge.created_at)),
            (ChainStage::Submitted, self.submitted.get(challenge.id.as_str()).copied()),
            (ChainStage::Published, challenge.published_at),
            (ChainStage::Closed, closed),
            (ChainStage::Decided, challenge.decided_at),
            (ChainStage::Revealed, challenge.revealed_at),
            (ChainStage::Agreed, first(&self.agreed)),
            (ChainStage::InShop, first(&self.in_shop)),
            (ChainStage::Sold, first(&self.sold)),
        ];
        ChainRow {
            id: challenge.id.clone(),
            title: challenge.title.best(reader).to_owned(),
            company,
            reached: steps(&reached),
            entries: closed.map(|_| self.entries.get(&challenge.id).copied().unwrap_or(0)),
            agreements: count(&self.agreed),
            products: count(&self.in_shop),
            pieces_here: count(&self.sold),
            pieces_reported: self.reported.get(&challenge.id).copied().unwrap_or(0),
        }
    }
}

/// The first instant, and the sum.
fn add(of: &mut BTreeMap<ChallengeId, (Instant, i64)>, challenge: &ChallengeId, at: Instant, count: i64) {
    let known = of.entry(challenge.clone()).or_insert((at, 0));
    *known = (known.0.min(at), known.1 + count);
}

/// The stages that were reached, each with the days since the one before.
fn steps(reached: &[(ChainStage, Option<Instant>)]) -> Vec<ChainStep> {
    let mut steps: Vec<ChainStep> = Vec::new();
    for (stage, at) in reached {
        let Some(at) = *at else { continue };
        // A product may be tied to an old challenge later; nothing takes less than no time.
        let days = steps.last().map(|before| if at > before.at { (at.since(before.at).as_secs() / 86_400) as i64 } else { 0 });
        steps.push(ChainStep { stage: *stage, at, days });
    }
    steps
}

fn totals(rows: &[ChainRow]) -> Vec<ChainTotal> {
    let mut totals: Vec<ChainTotal> = Vec::new();
    for stage in ChainStage::ALL {
        let steps: Vec<&ChainStep> = rows.iter().flat_map(|row| &row.reached).filter(|step| step.stage == *stage).collect();
        let reached = steps.len() as i64;
        let percent = totals.last().filter(|before| before.reached > 0).map(|before| reached * 100 / before.reached);
        let mut days: Vec<i64> = steps.iter().filter_map(|step| step.days).collect();
        days.sort_unstable();
        totals.push(ChainTotal { stage: *stage, reached, percent, median_days: days.get(days.len() / 2).copied() });
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Option<Instant> {
        Some(Instant::from_millis(day * 86_400_000))
    }

    #[test]
    fn days_are_counted_between_stages_that_were_reached() {
        let steps =
            steps(&[(ChainStage::Begun, at(1)), (ChainStage::Submitted, None), (ChainStage::Published, at(9)), (ChainStage::Sold, at(5))]);
        let read: Vec<_> = steps.iter().map(|step| (step.stage, step.days)).collect();
        assert_eq!(read, [(ChainStage::Begun, None), (ChainStage::Published, Some(8)), (ChainStage::Sold, Some(0))]);
    }

    #[test]
    fn the_share_is_that_of_the_stage_before() {
        use crate::kit::id::Ids;
        let ids = Ids::seeded(1);
        let row = |reached: &[(ChainStage, Option<Instant>)]| ChainRow {
            id: ids.next(Instant::from_millis(1)),
            title: String::new(),
            company: String::new(),
            reached: steps(reached),
            entries: None,
            agreements: 0,
            products: 0,
            pieces_here: 0,
            pieces_reported: 0,
        };
        let begun = (ChainStage::Begun, at(1));
        let rows =
            [row(&[begun, (ChainStage::Submitted, at(4))]), row(&[begun]), row(&[begun]), row(&[begun, (ChainStage::Submitted, at(3))])];
        let totals = totals(&rows);
        assert_eq!((totals[0].reached, totals[0].percent, totals[0].median_days), (4, None, None));
        assert_eq!((totals[1].reached, totals[1].percent, totals[1].median_days), (2, Some(50), Some(3)));
        assert_eq!((totals[2].reached, totals[2].percent), (0, Some(0)));
        assert_eq!(totals[3].percent, None, "of nothing there is no share");
    }
}
