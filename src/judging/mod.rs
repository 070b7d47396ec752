//! Judging: from the first word of an entry to the reveal. Who may read what, and when.
//!
//! ```text
//! open: the team alone          closed, judging: jurors, blind          decided: nobody new          revealed: the public
//! ```
//!
//! It guards the seal: before the close nobody outside the team can read, count or infer an entry. Every act of others asks
//! the phase of the challenge first and looks for entries after that, so that there is no difference between none and many;
//! letters about entries are sealed; nothing is recorded in the log of events. It guards blindness afterwards: jurors and
//! the company see handles that are random, in an order that is each juror's own, and neither names, file names, times nor
//! counts of versions. An entry of a juror's own organisation does not exist for that juror. Sums of others appear when all
//! are in. A second round judges what was shortlisted, on new sheets; the others stay where the first left them. After the
//! reveal the teams read their points and reasons, and the public the places that win something.
//!
//! Phases come from the challenge's clock; points, sheets and places are kept by `juries`, words and files by `entries`.

mod audit;
mod bench;
mod bench_routes;
mod board;
mod board_routes;
mod enter;
mod enter_routes;
mod file_routes;
mod letters;
mod reading;
mod record;
mod results;
mod reveal;
mod shortlist;
mod team_routes;
mod vote;

pub use audit::audit;
pub use board::{add_juror, announce, decide, ranking, start};
pub use enter::{BeginEntry, begin};
pub use results::Ranked;
pub use reveal::tick;
pub use vote::{GivenVote, forget as forget_votes, given_by as votes_by};

use crate::challenges::{Challenge, ChallengeState};
use crate::db::Tx;
use crate::entries::{Entry, EntryVersion, Limits};
use crate::kit::time::minutes;
use crate::kit::{Code, Error, Result, guard};
use crate::web::{App, Routes, Workers};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .configure(enter_routes::routes)
        .configure(team_routes::routes)
        .configure(file_routes::routes)
        .configure(bench_routes::routes)
        .configure(board_routes::routes)
        .configure(record::routes)
        .configure(reading::routes)
        .configure(vote::routes);
}

/// Who does which job. None of them is queued by an entry: the clock alone calls.
pub fn jobs(workers: &mut Workers) {
    workers.every("judging.tick", minutes(1), |app: App, _| {
        Box::pin(async move {
            let base_url = app.settings().base_url.clone();
            app.write(move |tx| reveal::tick(tx, &base_url)).await
        })
    });
    workers.on(reveal::REVEAL, |app: App, payload| Box::pin(reveal::run(app, payload)));
    workers.every("judging.erase", minutes(10), |app: App, _| Box::pin(async move { crate::entries::erase_due(&app).await }));
}

/// What a challenge allows its entrants.
fn limits(challenge: &Challenge) -> Limits {
    Limits {
        max_team: challenge.max_team,
        max_entries_per_person: challenge.max_entries_per_person,
        rights_text_version: challenge.rights_text_version.clone(),
    }
}

/// Goes on only while the challenge takes entries, by the clock of this transaction.
fn open(tx: &Tx, challenge: &Challenge) -> Result<()> {
    let open = challenge.phase(tx.now) == ChallengeState::Open;
    if open || guard::off("entry_close") { Ok(()) } else { Err(Code::EntriesClosed.into()) }
}

/// Goes on only once the entries may be judged: from `start_judging` on. Asked before anybody looks for an entry.
fn judging(tx: &Tx, challenge: &Challenge) -> Result<()> {
    let begun = matches!(challenge.phase(tx.now), ChallengeState::Judging | ChallengeState::Decided) || is_revealed(challenge);
    if begun || guard::off("entry_seal") { Ok(()) } else { Err(Code::JudgingNotOpen.into()) }
}

/// Whether everybody may know.
fn is_revealed(challenge: &Challenge) -> bool {
    matches!(challenge.state, ChallengeState::Revealed | ChallengeState::FollowUp | ChallengeState::Completed)
}

/// The entries that count, after the close; before it there are none for anybody who asks here.
fn standing(tx: &mut Tx, challenge: &Challenge) -> Result<Vec<(Entry, EntryVersion)>> {
    let closed_at = challenge.closes_at.ok_or_else(|| Error::internal("a public challenge without a deadline"))?;
    if tx.now < closed_at && !guard::off("entry_seal") {
        return Ok(Vec::new());
    }
    crate::entries::standing(tx, &challenge.id, closed_at)
}
