//! What becomes of a released payout: paid, not possible, or come back. What does not arrive is owed again.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::letters;
use super::model::{Payout, PayoutMeans, PayoutStatus};
use super::store::{self, Change};
use crate::db::Tx;
use crate::kit::id::{AccountId, PayoutId};
use crate::kit::{Code, Error, Result};
use crate::ledger::{self, Account, Move, Purpose, TransferCode, TransferStatus};

text_enum! {
    /// What became of a payout.
    pub enum PayoutOutcome {
        /// The seller has it.
        Paid = "paid",
        /// It could not be made.
        Failed = "failed",
        /// It was made and came back.
        Returned = "returned",
    }
}

/// What became of a payout, as somebody tells it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TellOutcome {
    /// What.
    pub outcome: PayoutOutcome,
    /// Why, as the bank says; needed when it did not arrive, and told to the seller.
    #[schema(max_length = 300)]
    pub note: Option<String>,
}

/// Records what became of a payout. Refused when that does not follow from where it is, and when a person speaks for Stripe.
pub fn tell(tx: &mut Tx, by: Option<&AccountId>, id: &PayoutId, told: &TellOutcome, money_page: &str) -> Result<Payout> {
    let payout = store::find(tx, id)?.ok_or(Error::not_found())?;
    let note = told.note.as_deref().map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned);
    let to = match told.outcome {
        PayoutOutcome::Paid => PayoutStatus::Paid,
        PayoutOutcome::Failed => PayoutStatus::Failed,
        PayoutOutcome::Returned => PayoutStatus::Returned,
    };
    if to != PayoutStatus::Paid && note.is_none() {
        return Err(Code::Invalid.at("/note", "needed", "Say why, as the bank tells it; the seller reads it."));
    }
    if note.as_deref().is_some_and(|note| note.chars().count() > 300) {
        return Err(Code::Invalid.at("/note", "too_long", "Say it in at most 300 letters."));
    }
    if by.is_some() && payout.means == PayoutMeans::StripeTransfer {
        return Err(Code::PayoutState.because("Stripe itself says what becomes of this payout. Nobody else needs to."));
    }
    if !to.may_follow(payout.status) || !store::advance(tx, &payout, to, &Change { note: note.clone(), ..Change::default() })? {
        return Err(Code::PayoutState.into());
    }
    match to {
        PayoutStatus::Paid => {
            ledger::settle(tx, id.as_str(), TransferStatus::Posted)?;
        }
        _ => owe_again(tx, &payout)?,
    }
    let facts = json!({ "outcome": told.outcome, "note": note });
    crate::events::record(tx, "payout.outcome", id.as_str(), by, facts)?;
    if to != PayoutStatus::Paid {
        letters::came_back(tx, &payout, note.as_deref().unwrap_or(""), money_page)?;
    }
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// A promise is taken back; what was posted is booked the other way round.
fn owe_again(tx: &mut Tx, payout: &Payout) -> Result<()> {
    if ledger::settle(tx, payout.id.as_str(), TransferStatus::Voided)? {
        return Ok(());
    }
    let back = Move {
        code: TransferCode::Correction,
        debit: Account::platform(Purpose::Clearing, payout.currency),
        credit: Account::of(&payout.organisation_id, Purpose::Due, payout.currency),
        amount: payout.amount(),
    };
    ledger::post(tx, &format!("{}:returned", payout.id), &[back])
}
