//! What a sale and a refund come to in the ledger: the one place that says which accounts they move.
//!
//!     sale        clearing -> due to the maker      the whole order, VAT and delivery included
//!                 due -> commission, due -> VAT on the commission       as frozen on the lines
//!                 due to the maker -> due to the company                the royalty, by agreement, as frozen on the lines
//!     refund      due -> clearing                   what the buyer gets back
//!                 commission -> due, VAT -> due     the share of what went back, line by line, rounded over all refunds of a line
//!                 due to the company -> due to the maker                the royalty, in the same way
//!     fee         processor fee -> clearing         what the processor keeps; the operator bears it
//!     dispute     due -> clearing, commission -> due, VAT -> due        as a refund; promised while the money is withheld
//!     money for no sale   clearing -> unassigned, and back
//!
//! What a buyer pays straight to the maker never touches clearing or due, so that nobody is paid twice:
//!
//! ```text
//! sale        own account -> own sales                              both the maker's; the platform only knows of it
//!             commission owed -> commission, -> VAT                 invoiced to the maker, not withheld
//!             royalty owed -> royalty due                           maker and company settle it between themselves
//! refund      own sales -> own account, and the shares back         certain when the maker says that it paid
//! invoice     commission received -> commission owed                when an invoice for the share was paid
//! ```
//!
//! A refund after a payout leaves the maker's account below zero; the next sale makes it good. Each move is posted
//! under the id of its fact, so a fact told twice is booked once.

mod audit;

use std::collections::BTreeMap;

use crate::commissions::share_back;
use crate::db::Tx;
use crate::kit::id::OrganisationId;
use crate::kit::money::Money;
use crate::kit::{Error, Result};
use crate::ledger::{self, Account, Move, Purpose, TransferCode, TransferStatus};
use crate::orders::{self, Order, OrderLine};
use crate::payments::charges::Charge;
use crate::payments::{self, Payment, PaymentMethod, Refund, RefundLine};

pub use audit::audit;

/// Books an order that is paid, by the way its payment took.
pub fn sale(tx: &mut Tx, order: &Order, method: PaymentMethod) -> Result<()> {
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    let (commission, vat) = share(&lines);
    let accounts = Accounts::of(order, method);
    let royalties = royalties(&lines, |line| line.royalty_cents);
    let move_of = |code, debit: &Account, credit: &Account, amount| Move {
        code,
        debit: debit.clone(),
        credit: credit.clone(),
        amount: order.money(amount),
    };
    let mut moves = vec![
        move_of(TransferCode::Capture, &accounts.money, &accounts.sales, order.total_cents),
        move_of(TransferCode::Commission, &accounts.share, &accounts.commission, commission),
        move_of(TransferCode::CommissionVat, &accounts.share, &accounts.vat, vat),
    ];
    moves.extend(accounts.royalty_moves(order, &royalties, TransferCode::Royalty));
    ledger::post(tx, order.id.as_str(), &moves)
}

/// Books that a seller paid an invoice for the platform's share.
pub fn commission_paid(tx: &mut Tx, invoice: &str, seller: &OrganisationId, amount: Money) -> Result<()> {
    let debit = Account::platform(Purpose::CommissionReceived, amount.currency);
    let credit = Account::of(seller, Purpose::CommissionOwed, amount.currency);
    ledger::post(tx, invoice, &[Move { code: TransferCode::CommissionPaid, debit, credit, amount }])
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
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    let royalties = royalties(&lines, |line| share_back(line.royalty_cents, order.total_cents, disputed.amount));
    let accounts = Accounts::of(order, PaymentMethod::Stripe);
    let (due, clearing) = (&accounts.sales, &accounts.money);
    let move_of = |code, debit: &Account, credit: &Account, amount| Move {
        code,
        debit: debit.clone(),
        credit: credit.clone(),
        amount: order.money(amount),
    };
    let mut moves = vec![
        move_of(TransferCode::Dispute, due, clearing, disputed.amount),
        move_of(TransferCode::CommissionBack, &accounts.commission, due, disputed.commission),
        move_of(TransferCode::CommissionVatBack, &accounts.vat, due, disputed.commission_vat),
    ];
    moves.extend(accounts.royalty_moves(order, &royalties, TransferCode::RoyaltyBack));
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

/// Books money that came back from an organisation's account at the processor: it is owed that again, or owes less.
pub fn payout_back(tx: &mut Tx, cause: &str, order: &Order, to: &OrganisationId, amount: i64) -> Result<()> {
    let (clearing, due) = (Account::platform(Purpose::Clearing, order.currency), Account::of(to, Purpose::Due, order.currency));
    let back = Move { code: TransferCode::PayoutBack, debit: clearing, credit: due, amount: order.money(amount) };
    ledger::post(tx, cause, &[back])
}

/// Promises a refund in the books: gone from the maker at once, certain when the processor says so.
pub fn refund_promised(tx: &mut Tx, refund: &Refund) -> Result<()> {
    let amount = refund.amount();
    let Some(id) = &refund.order_id else {
        let clearing = Account::platform(Purpose::Clearing, amount.currency);
        let unassigned = Account::platform(Purpose::Unassigned, amount.currency);
        let back = Move { code: TransferCode::Refund, debit: unassigned, credit: clearing, amount };
        return ledger::promise(tx, refund.id.as_str(), &[back]);
    };
    let order = orders::find(tx, id)?;
    let parts = payments::parts_of(tx, std::slice::from_ref(&refund.id))?;
    let (commission, vat) = share_of(&parts);
    let lines = orders::lines(tx, std::slice::from_ref(id))?;
    let of_line =
        |line: &OrderLine| parts.iter().filter(|part| part.order_line_id.as_ref() == Some(&line.id)).map(|part| part.royalty_cents).sum();
    let royalties = royalties(&lines, of_line);
    let accounts = Accounts::of(&order, payments::find(tx, &refund.payment_id)?.method);
    let move_of = |code, debit: &Account, credit: &Account, amount| Move { code, debit: debit.clone(), credit: credit.clone(), amount };
    let mut moves = vec![
        move_of(TransferCode::Refund, &accounts.sales, &accounts.money, amount),
        move_of(TransferCode::CommissionBack, &accounts.commission, &accounts.share, order.money(commission)),
        move_of(TransferCode::CommissionVatBack, &accounts.vat, &accounts.share, order.money(vat)),
    ];
    moves.extend(accounts.royalty_moves(&order, &royalties, TransferCode::RoyaltyBack));
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

/// The accounts that an order moves, by the way its money takes.
struct Accounts {
    /// Where the buyer's money lies.
    money: Account,
    /// What the seller has of it.
    sales: Account,
    /// Where the seller bears the platform's share.
    share: Account,
    commission: Account,
    vat: Account,
    /// The seller's and the companies' accounts for a royalty.
    royalty: (Purpose, Purpose),
}

impl Accounts {
    fn of(order: &Order, method: PaymentMethod) -> Accounts {
        let own = |purpose| Account::of(&order.organisation_id, purpose, order.currency);
        let (commission, vat) =
            (Account::platform(Purpose::Commission, order.currency), Account::platform(Purpose::CommissionVat, order.currency));
        match method {
            PaymentMethod::BankTransfer => Accounts {
                money: own(Purpose::OwnAccount),
                sales: own(Purpose::OwnSales),
                share: own(Purpose::CommissionOwed),
                commission,
                vat,
                royalty: (Purpose::RoyaltyOwed, Purpose::RoyaltyDue),
            },
            PaymentMethod::Sandbox | PaymentMethod::Stripe => Accounts {
                money: Account::platform(Purpose::Clearing, order.currency),
                sales: own(Purpose::Due),
                share: own(Purpose::Due),
                commission,
                vat,
                royalty: (Purpose::Due, Purpose::Due),
            },
        }
    }

    /// From the maker to each company, or back.
    fn royalty_moves(&self, order: &Order, royalties: &BTreeMap<OrganisationId, i64>, code: TransferCode) -> Vec<Move> {
        let maker = Account::of(&order.organisation_id, self.royalty.0, order.currency);
        let one = |(company, cents): (&OrganisationId, &i64)| {
            let company = Account::of(company, self.royalty.1, order.currency);
            let (debit, credit) = if code == TransferCode::Royalty { (maker.clone(), company) } else { (company, maker.clone()) };
            Move { code, debit, credit, amount: order.money(*cents) }
        };
        royalties.iter().map(one).collect()
    }
}

fn share(lines: &[OrderLine]) -> (i64, i64) {
    (lines.iter().map(|line| line.commission_cents).sum(), lines.iter().map(|line| line.commission_vat_cents).sum())
}

/// The share that goes back with a refund, as its parts say.
fn share_of(parts: &[RefundLine]) -> (i64, i64) {
    (parts.iter().map(|part| part.commission_cents).sum(), parts.iter().map(|part| part.commission_vat_cents).sum())
}

/// What lines owe to each company.
fn royalties(lines: &[OrderLine], of_line: impl Fn(&OrderLine) -> i64) -> BTreeMap<OrganisationId, i64> {
    let mut sums = BTreeMap::new();
    for (company, line) in lines.iter().filter_map(|line| Some((line.royalty_to.clone()?, line))) {
        *sums.entry(company).or_insert(0) += of_line(line);
    }
    sums
}

/// A royalty that two organisations settle between themselves: who owes, whom.
#[derive(Clone, Debug)]
pub struct Owed {
    /// Who owes.
    pub from: OrganisationId,
    /// Whom.
    pub to: OrganisationId,
    /// How much.
    pub amount: Money,
}

/// Books what was reckoned from reported sales. No money of the platform moves: it is owed outside of it.
pub fn royalty_reported(tx: &mut Tx, cause: &str, owed: &[Owed]) -> Result<()> {
    let moves: Vec<Move> = owed
        .iter()
        .map(|one| Move {
            code: TransferCode::Royalty,
            debit: Account::of(&one.from, Purpose::RoyaltyOwed, one.amount.currency),
            credit: Account::of(&one.to, Purpose::RoyaltyDue, one.amount.currency),
            amount: one.amount,
        })
        .collect();
    ledger::post(tx, cause, &moves)
}

/// Books what a corrected report comes to more, or less: each amount is the difference, and one below zero goes back.
pub fn royalty_corrected(tx: &mut Tx, cause: &str, differences: &[Owed]) -> Result<()> {
    let moves: Vec<Move> = differences
        .iter()
        .map(|one| {
            let currency = one.amount.currency;
            let (owed, due) = (Account::of(&one.from, Purpose::RoyaltyOwed, currency), Account::of(&one.to, Purpose::RoyaltyDue, currency));
            let (debit, credit) = if one.amount.amount < 0 { (due, owed) } else { (owed, due) };
            Move { code: TransferCode::Royalty, debit, credit, amount: Money { amount: one.amount.amount.abs(), currency } }
        })
        .collect();
    ledger::post(tx, cause, &moves)
}

/// Books that royalties on sales paid straight came in: so much less is owed.
pub fn royalty_received(tx: &mut Tx, cause: &str, owed: &Owed) -> Result<()> {
    let currency = owed.amount.currency;
    let (debit, credit) = (Account::of(&owed.to, Purpose::RoyaltyDue, currency), Account::of(&owed.from, Purpose::RoyaltyOwed, currency));
    ledger::post(tx, cause, &[Move { code: TransferCode::RoyaltyPaid, debit, credit, amount: owed.amount }])
}

/// Books that it was paid: nothing is owed any more.
pub fn royalty_paid(tx: &mut Tx, cause: &str) -> Result<()> {
    let owed = ledger::of_cause(tx, cause)?.into_iter().filter(|transfer| transfer.code == TransferCode::Royalty);
    let account = |key: &str| Account::named(key).ok_or_else(|| Error::internal(format!("account {key}")));
    let moves = owed
        .map(|transfer| {
            let amount = Money { amount: transfer.amount_cents, currency: transfer.currency };
            let (debit, credit) = (account(&transfer.credit_account)?, account(&transfer.debit_account)?);
            Ok(Move { code: TransferCode::RoyaltyPaid, debit, credit, amount })
        })
        .collect::<Result<Vec<Move>>>()?;
    ledger::post(tx, cause, &moves)
}
