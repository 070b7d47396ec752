//! Lists in pages: a limit, and an opaque mark to go on after.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::{Code, Result};

/// How much of a list is wanted: `?limit=&after=`.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

impl PageQuery {
    /// The number of items wanted; a refusal outside 1 to 100.
    pub fn limit(&self) -> Result<i64> {
        match self.limit {
            None => Ok(20),
            Some(limit) if (1..=100).contains(&limit) => Ok(limit),
            Some(_) => Err(Code::Invalid.at("/limit", "out_of_range", "Ask for 1 to 100 items.")),
        }
    }

    /// The sort key that the page begins after.
    pub fn cursor<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        let Some(after) = &self.after else { return Ok(None) };
        let refuse = || Code::Invalid.at("/after", "unknown", "Take `after` from the `next` of the page before.");
        let bytes = hex::decode(after).map_err(|_| refuse())?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| refuse())
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Give this as `after` for the next page; `null` at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page from up to `limit + 1` rows: the one too many tells that there is more.
    pub fn of<K: Serialize>(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Page<T> {
        let more = rows.len() as i64 > limit;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|last| hex::encode(serde_json::to_vec(&key(last)).unwrap_or_default()));
        Page { items: rows, next }
    }

    /// The same page with each item turned into another.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next }
    }
}
