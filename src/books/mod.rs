//! What a sale and a refund come to in the ledger: the one place that says which accounts they move.
//!
//!     sale        clearing -> due to the maker      the whole order, VAT and delivery included
//!                 due -> commission, due -> VAT on the commission       as frozen on the lines
//!     refund      due -> clearing                   what the buyer gets back
//!                 commission -> due, VAT -> due     the share of what went back, line by line, rounded over all refunds of a line
//!     fee         processor fee -> clearing         what the processor keeps; the operator bears it
//!     dispute     due -> clearing, commission -> due, VAT -> due        as a refund; promised while the money is withheld
//!     money for no sale   clearing -> unassigned, and back
//!
//! A refund after a payout leaves the maker's account below zero; the next sale makes it good. Each move is posted
//! under the id of its fact, so a fact told twice is booked once.

mod audit;

use crate::db::Tx;
use crate::kit::money::Money;
use crate::kit::{Error, Result};
use crate::ledger::{self, Account, Move, Purpose, TransferCode, TransferStatus};
use crate::orders::{self, Order, OrderLine};
use crate::payments::charges::Charge;
use crate::payments::{self, Payment, Refund};

pub use audit::audit;

/// Books an order that is paid.
pub fn sale(tx: &mut Tx, order: &Order) -> Result<()> {
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    let (commission, vat) = share(&lines);
    let accounts = Accounts::of(order);
    let moves = [
        Move {
            code: TransferCode::Capture,
            debit: accounts.clearing,
            credit: accounts.due.clone(),
            amount: order.money(order.total_cents),
        },
        Move { code: TransferCode::Commission, debit: accounts.due.clone(), credit: accounts.commission, amount: order.money(commission) },
        Move { code: TransferCode::CommissionVat, debit: accounts.due, credit: accounts.vat, amount: order.money(vat) },
    ];
    ledger::post(tx, order.id.as_str(), &moves)
}

/// Books money that came in and buys nothing: the pieces were gone, or it came twice. A refund takes it out again.
pub fn money_for_no_sale(tx: &mut Tx, payment: &Payment) -> Result<()> {
    let amount = payment.amount();
    let clearing = Account::platform(Purpose::Clearing, amount.currency);
    let unassigned = Account::platform(Purpose::Unassigned, amount.currency);
    ledger::post(tx, payment.id.as_str(), &[Move { code: TransferCode::Capture, debit: clearing, credit: unassigned, amount }])
}

/// Books what the processor keeps of a payment.
pub fn processor_fee(tx: &mut Tx, charge: &Charge) -> Result<()> {
    keep_fee(tx, charge.payment_id.as_str(), charge.fee())
}

/// Books a fee of the processor, or one that it gives back (below zero). The operator bears it.
pub fn keep_fee(tx: &mut Tx, cause: &str, fee: Money) -> Result<()> {
    let kept = Account::platform(Purpose::ProcessorFee, fee.currency);
    let clearing = Account::platform(Purpose::Clearing, fee.currency);
    let (debit, credit) = if fee.amount >= 0 { (kept, clearing) } else { (clearing, kept) };
    let amount = Money { amount: fee.amount.abs(), ..fee };
    ledger::post(tx, cause, &[Move { code: TransferCode::ProcessorFee, debit, credit, amount }])
}

/// What a dispute takes from an order.
#[derive(Clone, Copy, Debug)]
pub struct Disputed {
    /// From the seller.
    pub amount: i64,
    /// What of the platform's share goes back with it.
    pub commission: i64,
    /// What of the VAT on that share goes back with it.
    pub commission_vat: i64,
}

/// Promises that a buyer's bank takes money of an order back: gone from the maker while it is withheld.
pub fn dispute_promised(tx: &mut Tx, cause: &str, order: &Order, disputed: Disputed) -> Result<()> {
    let accounts = Accounts::of(order);
    let (due, clearing) = (accounts.due, accounts.clearing);
    let move_of = |code, debit: &Account, credit: &Account, amount| Move {
        code,
        debit: debit.clone(),
        credit: credit.clone(),
        amount: order.money(amount),
    };
    let moves = [
        move_of(TransferCode::Dispute, &due, &clearing, disputed.amount),
        move_of(TransferCode::CommissionBack, &accounts.commission, &due, disputed.commission),
        move_of(TransferCode::CommissionVatBack, &accounts.vat, &due, disputed.commission_vat),
    ];
    ledger::promise(tx, cause, &moves)
}

/// The dispute is lost: what was promised is gone.
pub fn dispute_lost(tx: &mut Tx, cause: &str) -> Result<()> {
    ledger::settle(tx, cause, TransferStatus::Posted).map(drop)
}

/// The dispute is won, or the money came back after all.
pub fn dispute_won(tx: &mut Tx, cause: &str) -> Result<()> {
    take_back(tx, cause)
}

/// Books money that came back from a seller's account at the processor: the maker is owed it again, or owes less.
pub fn payout_back(tx: &mut Tx, cause: &str, order: &Order, amount: i64) -> Result<()> {
    let accounts = Accounts::of(order);
    let back = Move { code: TransferCode::PayoutBack, debit: accounts.clearing, credit: accounts.due, amount: order.money(amount) };
    ledger::post(tx, cause, &[back])
}

/// Promises a refund in the books: gone from the maker at once, certain when the processor says so.
pub fn refund_promised(tx: &mut Tx, refund: &Refund) -> Result<()> {
    let amount = refund.amount();
    let clearing = Account::platform(Purpose::Clearing, amount.currency);
    let Some(id) = &refund.order_id else {
        let unassigned = Account::platform(Purpose::Unassigned, amount.currency);
        let back = Move { code: TransferCode::Refund, debit: unassigned, credit: clearing, amount };
        return ledger::promise(tx, refund.id.as_str(), &[back]);
    };
    let order = orders::find(tx, id)?;
    let (commission, vat) = share_of(tx, refund)?;
    let accounts = Accounts::of(&order);
    let moves = [
        Move { code: TransferCode::Refund, debit: accounts.due.clone(), credit: clearing, amount },
        Move {
            code: TransferCode::CommissionBack,
            debit: accounts.commission,
            credit: accounts.due.clone(),
            amount: order.money(commission),
        },
        Move { code: TransferCode::CommissionVatBack, debit: accounts.vat, credit: accounts.due, amount: order.money(vat) },
    ];
    ledger::promise(tx, refund.id.as_str(), &moves)
}

/// Makes the promise good: the buyer has the money.
pub fn refund_done(tx: &mut Tx, refund: &Refund) -> Result<()> {
    ledger::settle(tx, refund.id.as_str(), TransferStatus::Posted).map(drop)
}

/// Takes the promise back: the refund was not possible. One that had been taken and came back is booked the other way round.
pub fn refund_failed(tx: &mut Tx, refund: &Refund) -> Result<()> {
    take_back(tx, refund.id.as_str())
}

/// Voids what a cause promised; what it had posted is booked the other way round.
fn take_back(tx: &mut Tx, cause: &str) -> Result<()> {
    if ledger::settle(tx, cause, TransferStatus::Voided)? {
        return Ok(());
    }
    let posted = ledger::of_cause(tx, cause)?.into_iter().filter(|transfer| transfer.status == TransferStatus::Posted);
    let back: Vec<Move> = posted
        .map(|transfer| {
            let account = |key: &str| Account::named(key).ok_or_else(|| Error::internal(format!("account {key}")));
            Ok(Move {
                code: TransferCode::Correction,
                debit: account(&transfer.credit_account)?,
                credit: account(&transfer.debit_account)?,
                amount: Money { amount: transfer.amount_cents, currency: transfer.currency },
            })
        })
        .collect::<Result<_>>()?;
    ledger::post(tx, &format!("{cause}:came-back"), &back)
}

struct Accounts {
    clearing: Account,
    due: Account,
    commission: Account,
    vat: Account,
}

impl Accounts {
    fn of(order: &Order) -> Accounts {
        Accounts {
            clearing: Account::platform(Purpose::Clearing, order.currency),
            due: Account::of(&order.organisation_id, Purpose::Due, order.currency),
            commission: Account::platform(Purpose::Commission, order.currency),
            vat: Account::platform(Purpose::CommissionVat, order.currency),
        }
    }
}

fn share(lines: &[OrderLine]) -> (i64, i64) {
    (lines.iter().map(|line| line.commission_cents).sum(), lines.iter().map(|line| line.commission_vat_cents).sum())
}

/// The share that goes back with this refund, as its parts say.
fn share_of(tx: &mut Tx, refund: &Refund) -> Result<(i64, i64)> {
    let parts = payments::parts_of(tx, std::slice::from_ref(&refund.id))?;
    Ok((parts.iter().map(|part| part.commission_cents).sum(), parts.iter().map(|part| part.commission_vat_cents).sum()))
}
