//! Who gave how many points for what and when, with everything that was changed before it counted; for the company and the
//! desk, once the result is decided. Entries stand in it by their handles, so that it is as blind as the jury was.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};

use super::bench::{self, JudgedChallenge};
use super::{board, is_revealed, standing};
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::juries::{self, Juror, JurorStatus, Round, SheetState};
use crate::kit::csv::Csv;
use crate::kit::id::{ChallengeId, CriterionId, EntryId, JurorId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::kit::{Code, Result};
use crate::payouts::csv_answer;
use crate::web::{App, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(show_jury_record).service(export_jury_record);
}

/// Everything that a jury gave.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryRecord {
    /// The challenge.
    pub challenge: JudgedChallenge,
    /// What was given, oldest first.
    pub rows: Vec<JuryRecordRow>,
    /// Sheets that were put aside for a conflict of interest.
    pub conflicts: Vec<JuryConflict>,
}

/// Points as they were given.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryRecordRow {
    /// When.
    pub given_at: Instant,
    /// By whom.
    pub juror: String,
    /// For which entry.
    pub handle: String,
    /// What it is called; empty once it was taken back.
    pub title: String,
    /// In which round.
    pub round: Round,
    /// For what.
    pub criterion: String,
    /// Nought to ten; none while only words were written.
    pub points: Option<i32>,
    /// Why.
    pub comment: String,
    /// Which version of these points it is, from one upwards.
    pub version: i32,
    /// Whether it counts: the last version, on a completed sheet, of a juror who judges to the end.
    pub counts: bool,
}

/// A sheet that was put aside.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryConflict {
    /// When.
    pub declared_at: Option<Instant>,
    /// By whom.
    pub juror: String,
    /// For which entry.
    pub handle: String,
    /// In which round.
    pub round: Round,
    /// Why.
    pub reason: String,
}

/// Points as one spreadsheet line needs them to be the same points.
type Cell = (JurorId, EntryId, Round, CriterionId);

/// The record, for somebody of the company or the desk. Refused (`jury_record_closed`) until the result is decided.
fn record(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, locale: Locale) -> Result<JuryRecord> {
    let challenge = match identity::coordinator(tx, who) {
        Ok(_) => challenges::of(tx, id)?,
        Err(_) => board::host(tx, who, id)?.0,
    };
    if challenge.phase(tx.now) != ChallengeState::Decided && !is_revealed(&challenge) {
        return Err(Code::JuryRecordClosed.into());
    }
    let jury = juries::of_challenge(tx, id)?;
    let sheets = juries::sheets(tx, &jury)?;
    let known = titles(tx, &challenge)?;
    let words: BTreeMap<CriterionId, String> =
        challenges::criteria(tx, id)?.into_iter().map(|criterion| (criterion.id, criterion.label.best(locale).to_owned())).collect();
    let named = |id: &JurorId| jury.iter().find(|juror| juror.id == *id).map(|juror| juror.name.clone()).unwrap_or_default();
    let entry = |id: &EntryId| known.get(id).cloned().unwrap_or_default();
    let given = juries::record(tx, &jury)?;
    let mut versions: BTreeMap<Cell, i32> = BTreeMap::new();
    for score in &given {
        *versions.entry((score.juror_id.clone(), score.entry_id.clone(), score.round, score.criterion_id.clone())).or_default() += 1;
    }
    let mut seen: BTreeMap<Cell, i32> = BTreeMap::new();
    let mut rows = Vec::with_capacity(given.len());
    for score in given {
        let cell: Cell = (score.juror_id, score.entry_id, score.round, score.criterion_id);
        let version = seen.entry(cell.clone()).and_modify(|version| *version += 1).or_insert(1);
        let completed = sheets.iter().any(|sheet| {
            (&sheet.juror_id, &sheet.entry_id, sheet.round) == (&cell.0, &cell.1, cell.2) && sheet.state == SheetState::Completed
        });
        let judges = jury.iter().any(|juror: &Juror| juror.id == cell.0 && juror.status == JurorStatus::Accepted);
        let (handle, title) = entry(&cell.1);
        rows.push(JuryRecordRow {
            given_at: score.given_at,
            juror: named(&cell.0),
            handle,
            title,
            round: cell.2,
            criterion: words.get(&cell.3).cloned().unwrap_or_default(),
            points: score.points,
            comment: score.comment,
            version: *version,
            counts: completed && judges && versions.get(&cell) == Some(version),
        });
    }
    let aside = sheets.iter().filter(|sheet| sheet.state == SheetState::Recused);
    let conflicts = aside.map(|sheet| JuryConflict {
        declared_at: sheet.closed_at,
        juror: named(&sheet.juror_id),
        handle: entry(&sheet.entry_id).0,
        round: sheet.round,
        reason: sheet.conflict.clone().unwrap_or_default(),
    });
    let conflicts = conflicts.collect();
    Ok(JuryRecord { challenge: bench::judged_challenge(tx, &challenge, locale)?, rows, conflicts })
}

/// Handles and titles of what stands. What was taken back has neither any more.
fn titles(tx: &mut Tx, challenge: &Challenge) -> Result<BTreeMap<EntryId, (String, String)>> {
    let stand = standing(tx, challenge)?.into_iter();
    Ok(stand.map(|(entry, version)| (entry.id, (entry.handle, version.content.0.title))).collect())
}

/// Who gave how many points for what and when; once the result is decided.
#[utoipa::path(tag = "juries", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = JuryRecord), Problems))]
#[get("/challenges/{id}/judging/record")]
async fn show_jury_record(app: App, who: SignedIn, id: Path<ChallengeId>, language: Language) -> Result<Json<JuryRecord>> {
    app.read(move |tx| record(tx, &who, &id, language.0)).await.map(Json)
}

/// The same as a table for a spreadsheet.
#[utoipa::path(tag = "juries", params(ChallengeId), security(("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/challenges/{id}/judging/record/rows")]
async fn export_jury_record(app: App, who: SignedIn, id: Path<ChallengeId>, language: Language) -> Result<HttpResponse> {
    let record = app.read(move |tx| record(tx, &who, &id, language.0)).await?;
    let mut csv = Csv::new(&["given_at", "juror", "entry", "title", "round", "criterion", "points", "comment", "version", "counts"]);
    for row in &record.rows {
        csv.text(&row.given_at.to_string()).text(&row.juror).text(&row.handle).text(&row.title).text(row.round.as_str());
        csv.text(&row.criterion).text(&row.points.map(|points| points.to_string()).unwrap_or_default()).text(&row.comment);
        csv.whole(i64::from(row.version)).text(if row.counts { "yes" } else { "no" }).end();
    }
    for row in &record.conflicts {
        csv.text(&row.declared_at.map(|at| at.to_string()).unwrap_or_default()).text(&row.juror).text(&row.handle).text("");
        csv.text(row.round.as_str()).text("conflict of interest").text("").text(&row.reason).whole(1).text("no").end();
    }
    Ok(csv_answer(&format!("jury-{}.csv", record.challenge.slug), csv))
}
