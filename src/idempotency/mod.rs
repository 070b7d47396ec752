//! One answer for one key: a repeated request acts once and is told what the first was told.
//!
//! The key belongs to its actor. The row goes in first and the answer last, both in the transaction of the act,
//! so that two at once cannot both act. A refusal rolls back with its key and is judged anew. Kept for a day.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::Tx;
use crate::db::schema::idempotency_keys;
use crate::kit::guard;
use crate::kit::text::sha256_hex;
use crate::kit::time::days;
use crate::kit::{Code, Error, Result};

/// The key of a request: 1 to 255 visible ASCII letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl std::str::FromStr for Key {
    type Err = Error;
    fn from_str(text: &str) -> Result<Key> {
        if (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Key(text.to_owned()))
        } else {
            Err(Code::IdempotencyKeyRequired.because("An Idempotency-Key has 1 to 255 visible letters; a fresh UUID serves well."))
        }
    }
}

/// Acts once for this actor and key. The same key with another body is refused.
pub fn once<B: Serialize, T: Serialize + DeserializeOwned>(
    tx: &mut Tx,
    key: &Key,
    actor: &str,
    body: &B,
    act: impl FnOnce(&mut Tx) -> Result<T>,
) -> Result<T> {
    if guard::off("idempotency") {
        return act(tx);
    }
    let hash = sha256_hex(&format!("{}\n{}", std::any::type_name::<B>(), serde_json::to_string(body).map_err(Error::internal)?));
    let row = (
        idempotency_keys::actor.eq(actor),
        idempotency_keys::key.eq(&key.0),
        idempotency_keys::body_hash.eq(&hash),
        idempotency_keys::answer.eq(""),
        idempotency_keys::created_at.eq(tx.now.millis()),
    );
    let fresh = each!(db in tx.db => diesel::insert_into(idempotency_keys::table).values(row).on_conflict_do_nothing().execute(db))?;
    let mine = idempotency_keys::table.filter(idempotency_keys::actor.eq(actor).and(idempotency_keys::key.eq(&key.0)));
    if fresh == 0 {
        let (earlier, answer): (String, String) = mine.select((idempotency_keys::body_hash, idempotency_keys::answer)).first(tx.db)?;
        if earlier != hash {
            return Err(Code::IdempotencyKeyReused.into());
        }
        return serde_json::from_str(&answer).map_err(Error::internal);
    }
    let value = act(tx)?;
    let answer = serde_json::to_string(&value).map_err(Error::internal)?;
    diesel::update(mine).set(idempotency_keys::answer.eq(answer)).execute(tx.db)?;
    Ok(value)
}

/// Forgets keys older than a day.
pub fn forget_old(tx: &mut Tx) -> Result<usize> {
    let day_ago = tx.now.minus(days(1)).millis();
    Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(day_ago))).execute(tx.db)?)
}
