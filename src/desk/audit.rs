//! I9: the desk's words and the state of things agree: nothing is public that nobody accepted, nobody was turned down without
//! reasons, and everybody was told.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Wrong {
    #[diesel(sql_type = Text)]
    id: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// One invariant: its sentence, what is counted, which rows break it, and how.
struct Rule {
    invariant: &'static str,
    counted: &'static str,
    broken: &'static str,
    how: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        invariant: "I9 every submission that was decided has one decision, and no open one has any",
        counted: "submissions",
        broken: "SELECT s.id AS id FROM submissions s WHERE (s.status = 'decided') <> \
            ((SELECT COUNT(*) FROM decisions d WHERE d.submission_id = s.id) = 1)",
        how: "and its decision do not agree",
    },
    Rule {
        invariant: "I9 every decision against somebody states its ground, clause and facts",
        counted: "decisions WHERE decision NOT IN ('approved', 'restored')",
        broken: "SELECT d.id AS id FROM decisions d WHERE d.decision NOT IN ('approved', 'restored') \
            AND (d.ground IS NULL OR TRIM(COALESCE(d.clause, '')) = '' OR TRIM(COALESCE(d.facts, '')) = '')",
        how: "was taken without a statement of reasons",
    },
    Rule {
        invariant: "I9 every listing in the shop was approved by a person",
        counted: "products WHERE status IN ('approved', 'paused')",
        broken: "SELECT p.id AS id FROM products p WHERE p.status IN ('approved', 'paused') \
            AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.subject_id = p.id AND d.decision IN ('approved', 'restored')) \
            AND NOT EXISTS (SELECT 1 FROM log_events e WHERE e.subject = p.id AND e.kind = 'product.approved')",
        how: "is in the shop and nobody approved it",
    },
    Rule {
        invariant: "I9 every event that is public was approved by a person, and one that was turned down stays where it was put",
        counted: "popups WHERE status NOT IN ('draft', 'submitted')",
        broken: "SELECT p.id AS id FROM popups p WHERE \
            (p.status IN ('approved', 'announced', 'programme_published', 'live', 'ended', 'postponed', 'suspended') \
             AND NOT EXISTS (SELECT 1 FROM log_events e WHERE e.subject = p.id AND e.kind = 'popup.approved')) \
            OR (p.status IN ('changes_requested', 'refused', 'suspended') \
             AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.subject_id = p.id AND d.decision = p.status))",
        how: "is in a state that no decision brought it to",
    },
    Rule {
        invariant: "I9 every challenge that is public was approved by a person, and one that was turned down stays where it was put",
        counted: "challenges WHERE state NOT IN ('draft', 'submitted', 'cancelled')",
        broken: "SELECT c.id AS id FROM challenges c WHERE \
            ((c.published_at IS NOT NULL OR c.state = 'approved') \
             AND NOT EXISTS (SELECT 1 FROM log_events e WHERE e.subject = c.id AND e.kind = 'challenge.approved')) \
            OR (c.state IN ('changes_requested', 'refused', 'suspended') \
             AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.subject_id = c.id AND d.decision = c.state))",
        how: "is in a state that no decision brought it to",
    },
    Rule {
        invariant: "I9 every event's halls are there",
        counted: "popup_venues",
        broken: "SELECT v.popup_id AS id FROM popup_venues v WHERE NOT EXISTS (SELECT 1 FROM venues h WHERE h.id = v.venue_id)",
        how: "takes place in a hall that is not there",
    },
    Rule {
        invariant: "I9 every decision was told to those it concerns by letter",
        counted: "decisions WHERE organisation_id IS NOT NULL",
        broken: "SELECT d.id AS id FROM decisions d WHERE d.organisation_id IS NOT NULL \
            AND EXISTS (SELECT 1 FROM memberships m JOIN accounts a ON a.id = m.account_id \
                WHERE m.organisation_id = d.organisation_id AND m.role IN ('owner', 'manager') AND a.status = 'active' \
                AND m.created_at <= d.decided_at) \
            AND NOT EXISTS (SELECT 1 FROM mails l WHERE l.key LIKE 'desk-decided:' || d.id || ':%')",
        how: "was told to nobody",
    },
];

/// Looks at everything that the desk has ever answered, and at everything that is public.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    RULES.iter().map(|rule| finding(tx, rule)).collect()
}

fn finding(tx: &mut Tx, rule: &Rule) -> Result<Finding> {
    let counted = format!("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM {}", rule.counted);
    let checked = diesel::sql_query(counted).get_result::<Count>(tx.db)?.n;
    let rows: Vec<Wrong> = diesel::sql_query(format!("{} LIMIT 100", rule.broken)).load(tx.db)?;
    Ok(Finding { invariant: rule.invariant, checked, breaches: rows.into_iter().map(|row| format!("{} {}", row.id, rule.how)).collect() })
}
