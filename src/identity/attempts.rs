//! How often something was tried: limits on guessing that survive a restart.
//!
//! An attempt is counted before its outcome is known, so that many at once gain nothing; a success takes its
//! count back. Accounts answer with a growing delay, addresses with a ceiling per window. Subjects are kept as
//! hashes. Nothing here locks anyone out for longer than a quarter of an hour.

use std::time::Duration;

use diesel::prelude::*;

use crate::db::Tx;
use crate::db::schema::attempts;
use crate::kit::text::sha256_hex;
use crate::kit::time::{Instant, hours, minutes};
use crate::kit::{Code, Error, Result};

/// What is limited, and how.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    kind: &'static str,
    free: i32,
    window: Duration,
    /// After the free ones: the longest of the growing delays, or none for a ceiling until the window ends.
    longest_delay: Option<Duration>,
}

/// Passwords tried on one account.
pub const PASSWORD: Limit = Limit { kind: "password", free: 5, window: hours(24), longest_delay: Some(minutes(15)) };
/// Passwords tried from one address.
pub const PASSWORD_FROM: Limit = Limit { kind: "password_from", free: 100, window: minutes(15), longest_delay: None };
/// Codes of the second factor tried on one account.
pub const CODE: Limit = Limit { kind: "code", free: 5, window: hours(24), longest_delay: Some(minutes(15)) };
/// Letters asked for, to one mailbox.
pub const LETTER: Limit = Limit { kind: "letter", free: 5, window: hours(1), longest_delay: None };
/// Letters asked for, from one address.
pub const LETTER_FROM: Limit = Limit { kind: "letter_from", free: 60, window: hours(1), longest_delay: None };
/// Registrations from one address: a workshop registers in one evening from one hall.
pub const REGISTER_FROM: Limit = Limit { kind: "register_from", free: 60, window: hours(1), longest_delay: None };
/// Invitations sent by one organisation.
pub const INVITATION: Limit = Limit { kind: "invitation", free: 40, window: hours(24), longest_delay: None };

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts)]
struct Attempts {
    kind: String,
    subject: String,
    failures: i32,
    window_started_at: Instant,
    blocked_until: Instant,
}

impl Limit {
    /// A limit for another part of the program: so many per window, then no more until it ends.
    pub const fn ceiling(kind: &'static str, free: i32, window: Duration) -> Limit {
        Limit { kind, free, window, longest_delay: None }
    }

    fn blocked_until(&self, failures: i32, window_started_at: Instant, now: Instant) -> Instant {
        let over = failures - self.free;
        match self.longest_delay {
            _ if over < 0 => now,
            None => window_started_at.plus(self.window),
            Some(longest) => now.plus(Duration::from_secs(1 << over.min(20)).min(longest)),
        }
    }
}

/// Counts an attempt; refuses with the time to wait when there were too many.
pub fn charge(tx: &mut Tx, limit: Limit, subject: &str) -> Result<()> {
    let subject = sha256_hex(subject);
    let now = tx.now;
    let found = attempts::table.find((limit.kind, &subject)).select(Attempts::as_select()).first::<Attempts>(tx.db).optional()?;
    let Some(seen) = found else { return begin(tx, limit, subject) };
    if seen.blocked_until > now {
        return Err(refusal(seen.blocked_until, now));
    }
    let fresh = seen.window_started_at.plus(limit.window) <= now;
    let window_started_at = if fresh { now } else { seen.window_started_at };
    let failures = if fresh { 1 } else { seen.failures.saturating_add(1) };
    let changed = diesel::update(attempts::table.find((limit.kind, &subject)).filter(attempts::failures.eq(seen.failures)))
        .set((
            attempts::failures.eq(failures),
            attempts::window_started_at.eq(window_started_at),
            attempts::blocked_until.eq(limit.blocked_until(failures, window_started_at, now)),
        ))
        .execute(tx.db)?;
    collided(changed, limit, now)
}

/// Another attempt on the same subject at the same moment: whoever guesses on one account in parallel waits; neighbours who share an
/// address do not.
fn collided(changed: usize, limit: Limit, now: Instant) -> Result<()> {
    if changed == 1 || limit.longest_delay.is_none() { Ok(()) } else { Err(refusal(now.plus(Duration::from_secs(1)), now)) }
}

fn begin(tx: &mut Tx, limit: Limit, subject: String) -> Result<()> {
    let now = tx.now;
    let first = Attempts {
        kind: limit.kind.to_owned(),
        subject,
        failures: 1,
        window_started_at: now,
        blocked_until: limit.blocked_until(1, now, now),
    };
    let inserted = each!(db in tx.db => diesel::insert_into(attempts::table).values(&first).on_conflict_do_nothing().execute(db))?;
    collided(inserted, limit, now)
}

/// Takes one attempt back, because it succeeded.
pub fn give_back(tx: &mut Tx, limit: Limit, subject: &str) -> Result<()> {
    diesel::update(attempts::table.find((limit.kind, sha256_hex(subject))).filter(attempts::failures.gt(0)))
        .set((attempts::failures.eq(attempts::failures - 1), attempts::blocked_until.eq(tx.now)))
        .execute(tx.db)?;
    Ok(())
}

/// Forgets all attempts on a subject, because its owner has shown themselves.
pub fn forget(tx: &mut Tx, limit: Limit, subject: &str) -> Result<()> {
    diesel::delete(attempts::table.find((limit.kind, sha256_hex(subject)))).execute(tx.db)?;
    Ok(())
}

/// Removes what no window remembers any more.
pub(super) fn sweep(tx: &mut Tx) -> Result<usize> {
    let before = tx.now.minus(hours(24));
    let gone = attempts::window_started_at.lt(before).and(attempts::blocked_until.lt(tx.now));
    Ok(diesel::delete(attempts::table.filter(gone)).execute(tx.db)?)
}

fn refusal(until: Instant, now: Instant) -> Error {
    let seconds = until.since(now).as_millis().div_ceil(1000).clamp(1, 86_400) as u32;
    Error { retry_after_seconds: Some(seconds), ..Code::TooManyAttempts.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_and_ends_at_a_quarter_of_an_hour() {
        let now = Instant::from_millis(1_000_000);
        let delay = |failures| PASSWORD.blocked_until(failures, now, now).since(now).as_secs();
        assert_eq!([1, 4, 5, 6, 7, 10, 14, 15, 1_000].map(delay), [0, 0, 1, 2, 4, 32, 512, 900, 900]);
    }

    #[test]
    fn a_ceiling_ends_with_its_window() {
        let started = Instant::from_millis(0);
        let now = Instant::from_millis(60_000);
        assert_eq!(LETTER.blocked_until(4, started, now), now);
        assert_eq!(LETTER.blocked_until(5, started, now), started.plus(hours(1)));
    }
}
