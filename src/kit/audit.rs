//! What `modrotisk verify` and the tests' last look both say: an invariant, how much was looked at, what broke it.

/// The result of checking one invariant of `docs`' list (I1 to I7) over all rows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// The invariant in one sentence, beginning with its number, such as `I3 stock equals the sum of its movements`.
    pub invariant: &'static str,
    /// How many rows were looked at.
    pub checked: i64,
    /// One sentence for each breach, naming the row; empty when the invariant holds.
    pub breaches: Vec<String>,
}

impl Finding {
    /// Whether the invariant holds.
    pub fn holds(&self) -> bool {
        self.breaches.is_empty()
    }
}
