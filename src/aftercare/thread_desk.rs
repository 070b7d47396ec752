//! What the desk does about a message that was reported: taken down with reasons, or put back.
//!
//! The words stay on record; the other side no longer reads them. The writer has a letter with the reasons and the way to object, the
//! one who reported has the outcome. A report that leads to nothing is dismissed in the queue like any other.

use serde_json::json;

use super::thread::{HideMessage, ThreadView, read_at_desk};
use super::thread_letters;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::desk::{self, Reasons};
use crate::identity::Coordinator;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::id::MessageId;
use crate::kit::text::plain;
use crate::threads::{self, Ground, Measure};

/// Takes a message down, with reasons that its writer reads, and upholds the report. Refused (`message_state`) when it is down already;
/// one that nobody reported is not found.
pub fn hide(tx: &mut Tx, shop: &Shop, home: &str, by: &Coordinator, id: &MessageId, why: &HideMessage) -> Result<ThreadView> {
    let (clause, facts) = (plain(&why.clause), plain(&why.facts));
    let mut check = Check::new();
    check.text("/clause", &clause, 3..=200).text("/facts", &facts, 10..=2_000);
    check.done()?;
    let ground = if why.ground == desk::Ground::Law { Ground::Law } else { Ground::Terms };
    let reasons = Reasons { ground: Some(why.ground), clause: clause.clone(), facts: facts.clone() };
    let view = decide(tx, shop, by, id, Some((ground, clause, facts)))?;
    if let Some(report) = threads::find_reported(tx, id)?.report_id {
        desk::uphold(tx, by, home, &report, &reasons)?;
        return read_at_desk(tx, by, &view.order_id);
    }
    Ok(view)
}

/// Puts a message back. Refused (`message_state`) when it is not down.
pub fn show(tx: &mut Tx, shop: &Shop, by: &Coordinator, id: &MessageId) -> Result<ThreadView> {
    decide(tx, shop, by, id, None)
}

fn decide(tx: &mut Tx, shop: &Shop, by: &Coordinator, id: &MessageId, because: Option<(Ground, String, String)>) -> Result<ThreadView> {
    let message = threads::find_reported(tx, id)?;
    let (ground, clause, facts) = match because {
        Some((ground, clause, facts)) => (Some(ground), Some(clause), Some(facts)),
        None => (None, None, None),
    };
    let measure = Measure {
        id: tx.id(),
        message_id: id.clone(),
        hides: ground.is_some(),
        ground,
        clause,
        facts,
        decided_by: by.account.clone(),
        decided_at: tx.now,
    };
    threads::measure(tx, &measure)?;
    let what = if measure.hides { "message.hidden" } else { "message.shown" };
    crate::events::record(tx, what, message.order_id.as_str(), Some(&by.account), json!({ "message": id, "measure": measure.id }))?;
    thread_letters::tell_measure(tx, shop, &message, &measure)?;
    read_at_desk(tx, by, &message.order_id)
}

/// The reasons of a measure, as they are read.
pub fn because(measure: &Measure) -> Option<HideMessage> {
    let ground = if measure.ground? == Ground::Law { desk::Ground::Law } else { desk::Ground::Terms };
    Some(HideMessage { ground, clause: measure.clause.clone()?, facts: measure.facts.clone()? })
}
