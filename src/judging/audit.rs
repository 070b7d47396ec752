//! I10 of entries and juries: shares are whole, rights came before uploads, what counts came before the close, recused jurors
//! gave nothing, and what was decided is what the points say.
//!
//! Nothing here counts entries of a challenge that is still open: the number that was looked at would break the seal.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const SHARES: &str = "SELECT e.id || ': the shares do not come to 100 %' AS breach FROM entries e \
    WHERE (SELECT COALESCE(SUM(m.share_bp), 0) FROM entry_members m WHERE m.entry_id = e.id) <> 10000 \
    OR (SELECT COUNT(*) FROM entry_members m WHERE m.entry_id = e.id) <> e.team_size";

const RIGHTS: &str = "SELECT f.id || ': was uploaded before its uploader accepted the rights' AS breach FROM entry_files f \
    WHERE NOT EXISTS (SELECT 1 FROM entry_members m WHERE m.entry_id = f.entry_id AND m.account_id = f.uploaded_by \
        AND m.rights_accepted_at <= f.uploaded_at AND m.originality_declared_at <= f.uploaded_at)";

const PURGED: &str = "SELECT e.id || ': was withdrawn and still shows something' AS breach FROM entries e \
    WHERE e.status = 'withdrawn' AND (EXISTS (SELECT 1 FROM entry_files f WHERE f.entry_id = e.id) \
        OR EXISTS (SELECT 1 FROM entry_versions v WHERE v.entry_id = e.id AND v.files <> '[]'))";

const BEFORE_CLOSE: &str = "SELECT v.id || ': was submitted after the close' AS breach FROM entry_versions v \
    JOIN entries e ON e.id = v.entry_id JOIN challenges c ON c.id = e.challenge_id WHERE v.submitted_at >= c.closes_at";

const NUMBERED: &str = "SELECT e.id || ': the versions are not numbered without a gap' AS breach FROM entries e \
    WHERE (SELECT COUNT(*) FROM entry_versions v WHERE v.entry_id = e.id) <> e.submitted_versions \
    OR (SELECT COALESCE(MAX(v.number), 0) FROM entry_versions v WHERE v.entry_id = e.id) <> e.submitted_versions";

const LOCKED: &str = "SELECT s.id || ': was given on a sheet that was completed or put aside' AS breach FROM scores s \
    JOIN jury_sheets j ON j.juror_id = s.juror_id AND j.entry_id = s.entry_id AND j.round = s.round \
    WHERE j.closed_at IS NOT NULL AND s.given_at > j.closed_at";

const JUDGED: &str = "SELECT s.id || ': was given before judging began, or for another challenge' AS breach FROM scores s \
    JOIN jurors r ON r.id = s.juror_id JOIN entries e ON e.id = s.entry_id JOIN challenges c ON c.id = r.challenge_id \
    WHERE e.challenge_id <> r.challenge_id OR s.given_at < c.closes_at \
    OR NOT EXISTS (SELECT 1 FROM challenge_criteria k WHERE k.id = s.criterion_id AND k.challenge_id = r.challenge_id)";

const OWN: &str = "SELECT s.id || ': was given by somebody of the entry''s own team' AS breach FROM scores s \
    JOIN jurors r ON r.id = s.juror_id JOIN entry_members m ON m.entry_id = s.entry_id AND m.account_id = r.account_id";

const DECIDED: &str = "SELECT c.id || ': has a ranking and was not decided' AS breach FROM challenges c \
    WHERE c.decided_at IS NULL AND EXISTS (SELECT 1 FROM jury_places p WHERE p.challenge_id = c.id)";

const PLACES: &str = "SELECT p.entry_id || ': its place does not follow from the means' AS breach FROM jury_places p \
    LEFT JOIN jury_first_round f ON f.entry_id = p.entry_id \
    WHERE EXISTS (SELECT 1 FROM jury_places b WHERE b.challenge_id = p.challenge_id AND b.place < p.place \
        AND (b.round < p.round OR (b.round = p.round AND b.mean_milli < p.mean_milli))) \
    OR (f.entry_id IS NULL OR f.shortlisted) AND p.sheets <> (SELECT COUNT(*) FROM jury_sheets s JOIN jurors r ON r.id = s.juror_id \
        WHERE s.entry_id = p.entry_id AND s.round = p.round AND s.state = 'completed' AND r.status = 'accepted')";

// The others stand where the first round left them, with its points; what was shortlisted has those of the second.
const ROUNDS: &str = "SELECT p.entry_id || ': is not where its round left it' AS breach FROM jury_places p \
    LEFT JOIN jury_first_round f ON f.entry_id = p.entry_id \
    WHERE (p.round = 'second') <> (f.entry_id IS NOT NULL AND f.shortlisted) \
    OR (f.entry_id IS NOT NULL AND NOT f.shortlisted AND (f.mean_milli <> p.mean_milli OR f.sheets <> p.sheets OR EXISTS \
        (SELECT 1 FROM jury_places b JOIN jury_first_round g ON g.entry_id = b.entry_id \
            WHERE b.challenge_id = p.challenge_id AND NOT g.shortlisted AND g.place < f.place AND b.place > p.place)))";

const SHORTLISTED: &str = "SELECT s.entry_id || ': is judged in a second round without being shortlisted' AS breach FROM jury_sheets s \
    LEFT JOIN jury_first_round f ON f.entry_id = s.entry_id LEFT JOIN jury_shortlists l ON l.challenge_id = f.challenge_id \
    WHERE s.round = 'second' AND (f.entry_id IS NULL OR NOT f.shortlisted OR s.opened_at < l.made_at)";

const LISTS: &str = "SELECT l.challenge_id || ': the shortlist was made of a first round that was not whole' AS breach FROM jury_shortlists l \
    WHERE (SELECT COUNT(*) FROM jury_first_round f WHERE f.challenge_id = l.challenge_id AND f.shortlisted) < 2 \
    OR EXISTS (SELECT 1 FROM jury_first_round f JOIN entries e ON e.id = f.entry_id \
        WHERE f.challenge_id = l.challenge_id AND e.challenge_id <> l.challenge_id) \
    OR EXISTS (SELECT 1 FROM jury_places p LEFT JOIN jury_first_round f ON f.entry_id = p.entry_id \
        WHERE p.challenge_id = l.challenge_id AND f.entry_id IS NULL)";

const VOTES: &str = "SELECT v.account_id || ': voted where or when there is no vote, or for an entry of their own' AS breach FROM challenge_votes v \
    JOIN challenges c ON c.id = v.challenge_id JOIN entries e ON e.id = v.entry_id \
    WHERE NOT c.public_vote OR c.revealed_at IS NULL OR v.cast_at < c.revealed_at OR e.challenge_id <> v.challenge_id \
    OR v.changed_at >= c.revealed_at + 7776000000 \
    OR EXISTS (SELECT 1 FROM entry_members m WHERE m.entry_id = v.entry_id AND m.account_id = v.account_id)";

const CLOSED_ENTRIES: &str = "SELECT COUNT(*) AS count FROM entries e JOIN challenges c ON c.id = e.challenge_id \
    WHERE c.state IN ('closed', 'judging', 'decided', 'revealed', 'follow_up', 'completed')";

/// Looks at every entry, sheet and place.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let entries = count(tx, CLOSED_ENTRIES)?;
    let scores = count(tx, "SELECT COUNT(*) AS count FROM scores")?;
    let places = count(tx, "SELECT COUNT(*) AS count FROM jury_places")?;
    let second = count(tx, "SELECT COUNT(*) AS count FROM jury_sheets WHERE round = 'second'")?;
    let votes = count(tx, "SELECT COUNT(*) AS count FROM challenge_votes")?;
    let lists = count(tx, "SELECT COUNT(*) AS count FROM jury_shortlists")?;
    Ok(vec![
        finding(tx, "I10 the shares of every team come to 100 %", entries, SHARES)?,
        finding(tx, "I10 rights and originality come before every upload", entries, RIGHTS)?,
        finding(tx, "I10 nothing is left of a withdrawn entry", entries, PURGED)?,
        finding(tx, "I10 no version that counts came after the close", entries, BEFORE_CLOSE)?,
        finding(tx, "I10 versions of an entry are numbered without a gap", entries, NUMBERED)?,
        finding(tx, "I10 no points on a completed sheet or by a recused juror", scores, LOCKED)?,
        finding(tx, "I10 points are for criteria of the juror's own challenge, after its close", scores, JUDGED)?,
        finding(tx, "I10 nobody judges their own entry", scores, OWN)?,
        finding(tx, "I10 no challenge has a ranking before it is decided", places, DECIDED)?,
        finding(tx, "I10 places follow from the means of completed sheets", places, PLACES)?,
        finding(tx, "I10 what was not shortlisted stays where the first round left it", places, ROUNDS)?,
        finding(tx, "I10 a second round judges what was shortlisted, after that", second, SHORTLISTED)?,
        finding(tx, "I10 a shortlist holds two or more entries of a first round that was whole", lists, LISTS)?,
        finding(tx, "I10 the public votes after a reveal that promised it, and not for itself", votes, VOTES)?,
    ])
}

fn count(tx: &mut Tx, query: &str) -> Result<i64> {
    let counted: Count = diesel::sql_query(query).get_result(tx.db)?;
    Ok(counted.count)
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
