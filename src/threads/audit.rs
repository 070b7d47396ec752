//! I5 and I6 of threads: whoever was to be told has a letter, and every message belongs to an order of its maker.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::order_messages;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const ORDERS: &str = "SELECT m.id || ': is not about an order of its maker' AS breach FROM order_messages m \
    JOIN orders o ON o.id = m.order_id WHERE o.organisation_id <> m.organisation_id";

const LETTERS: &str = "SELECT m.id || ': was to be told, but no letter says so' AS breach FROM order_messages m \
    WHERE m.told AND NOT EXISTS (SELECT 1 FROM mails l WHERE l.key LIKE 'message:' || m.id || ':%')";

const REPORTS: &str = "SELECT m.id || ': was reported, but does not wait at the desk and was not decided' AS breach FROM order_messages m \
    WHERE m.report_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.subject_id = m.report_id AND s.kind = 'report')";

const HIDDEN: &str = "SELECT m.id || ': is shown or hidden otherwise than the desk last decided' AS breach FROM order_messages m \
    WHERE m.hidden <> COALESCE((SELECT d.hides FROM message_measures d WHERE d.message_id = m.id ORDER BY d.id DESC LIMIT 1), FALSE)";

const STEPS: &str = "SELECT m.id || ': repeats what was so already' AS breach FROM message_measures m \
    WHERE m.hides = COALESCE((SELECT b.hides FROM message_measures b WHERE b.message_id = m.message_id AND b.id < m.id \
        ORDER BY b.id DESC LIMIT 1), FALSE)";

const TOLD: &str = "SELECT d.id || ': was told to nobody' AS breach FROM message_measures d \
    WHERE NOT EXISTS (SELECT 1 FROM mails l WHERE l.key LIKE 'message-measure:' || d.id || ':%')";

/// Looks at every message.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let checked = order_messages::table.count().get_result(tx.db)?;
    let rules = [
        ("I6 every message is about an order of its maker", ORDERS),
        ("I5 every message that was to be told has its letter", LETTERS),
        ("I5 every message that was reported came to the desk", REPORTS),
        ("I9 no message is down but by a decision of the desk", HIDDEN),
        ("I9 of two who decide on a message at once, one does", STEPS),
        ("I5 every decision on a message was told to its writer", TOLD),
    ];
    rules
        .into_iter()
        .map(|(invariant, query)| {
            let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
            Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
        })
        .collect()
}
