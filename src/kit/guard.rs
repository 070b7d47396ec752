//! Switches that turn a guard off, so that a test can show that it fails without the guard.
//!
//! A race test counts only if it is seen to fail. With the cargo feature `guard-switches`, which only the test
//! build enables, a guard named here can be switched off; without it, every guard is on and this is a constant.

/// The guards that have a switch.
pub const NAMES: &[&str] = &[
    "stock",
    "capture_once",
    "refund_cap",
    "refund_lines",
    "withdraw_once",
    "idempotency",
    "money_seen",
    "document_series",
    "due",
    "payout_once",
    "transfer_once",
    "review_measure",
    "sign_once",
    "report_once",
    "deadline_later",
    "entry_seat",
    "entry_close",
    "entry_seal",
    "entry_letters",
    "one_letter",
    "confidence",
    "vote_own",
    "vote_close",
    "jury_sheet",
    "jury_own",
    "jury_round",
    "jury_blind",
    "due_ends",
    "refund_by_hand",
    "bank_order_ends",
    "royalty_receipt",
    "due_gives_way",
    "message_measure",
];

#[cfg(feature = "guard-switches")]
mod switches {
    use std::collections::BTreeSet;
    use std::sync::RwLock;

    static OFF: RwLock<BTreeSet<&'static str>> = RwLock::new(BTreeSet::new());

    /// Whether the guard is switched off.
    pub fn off(name: &str) -> bool {
        OFF.read().unwrap_or_else(|poisoned| poisoned.into_inner()).contains(name)
    }

    /// Switches a guard off until the answer is dropped. For a test process that runs one test only.
    pub fn switch_off(name: &'static str) -> SwitchedOff {
        OFF.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(name);
        SwitchedOff(name)
    }

    /// Switches its guard on again when it is dropped.
    #[must_use]
    pub struct SwitchedOff(&'static str);

    impl Drop for SwitchedOff {
        fn drop(&mut self) {
            OFF.write().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(self.0);
        }
    }
}

#[cfg(feature = "guard-switches")]
pub use switches::{SwitchedOff, off, switch_off};

/// Whether the guard is switched off: never, in a build without the switches.
#[cfg(not(feature = "guard-switches"))]
pub const fn off(_name: &str) -> bool {
    false
}
