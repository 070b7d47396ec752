//! What a seller reads of its money: what is due and what it waits for, order by order, and what the platform keeps of a price.

use std::collections::BTreeMap;

use actix_web::get;
use serde::{Deserialize, Serialize};

use crate::commissions::{self, Sold};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::id::{OrderId, OrganisationId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;
use crate::kit::{Code, Result};
use crate::payouts::threshold::{self, VatThreshold};
use crate::payouts::{self, DueState, Owed, PayoutStatus, ReleaseRule};
use crate::web::{App, Json, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(show_money).service(list_money_orders).service(quote_commission);
}

/// So many orders are named.
const NAMED: usize = 500;

/// A seller's money now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StudioMoney {
    /// What can be paid out with the next batch; below zero it is a debt that the next sales make good.
    pub payable: Money,
    /// Sold, and waiting for its day.
    pub waiting: Money,
    /// Sold, and held while something is settled: a return, a refund, a dispute.
    pub on_hold: Money,
    /// Released, and not confirmed by the bank yet.
    pub on_its_way: Money,
    /// The sum of payable, waiting and on hold.
    pub owed: Money,
    /// The next day on which waiting money becomes payable.
    pub next_due_at: Option<Instant>,
    /// What becomes payable by then.
    pub next_due: Option<Money>,
    /// The rule for orders paid now.
    pub rule: ReleaseRule,
    /// Whether a bank account is told to which money can go.
    pub has_account: bool,
    /// Its beginning and end.
    pub account: Option<String>,
    /// Whose account it is.
    pub account_holder: Option<String>,
    /// Whether payouts really move money here; in the sandbox they do not.
    pub moves_money: bool,
    /// The year's turnover against the VAT threshold; absent for those who charge VAT.
    pub vat: Option<VatThreshold>,
}

/// An order whose money was not paid out yet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MoneyOrder {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// What the buyer paid, less what went back.
    pub gross: Money,
    /// The platform's share with VAT, below zero.
    pub commission: Money,
    /// The royalty by an agreement: below zero for the maker, above for the company.
    pub royalty: Money,
    /// What is left for the seller.
    pub amount: Money,
    /// What it waits for.
    pub state: DueState,
    /// The day, where one can be named.
    pub due_at: Option<Instant>,
    /// The rule it keeps to.
    pub rule: ReleaseRule,
    /// Whether it lies in a batch that the coordinator is looking at.
    pub in_batch: bool,
}

/// Orders whose money was not paid out yet, the next due first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MoneyOrders {
    /// The orders; at most 500.
    pub items: Vec<MoneyOrder>,
}

/// A seller's money now.
#[utoipa::path(tag = "money", params(OrganisationId), security(("bearer" = [])), responses((status = 200, body = StudioMoney), Problems))]
#[get("/organisations/{id}/money")]
async fn show_money(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<StudioMoney>> {
    let moves_money = app.settings().stripe.is_some();
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        money(tx, &id, moves_money).map(Json)
    })
    .await
}

fn money(tx: &mut Tx, id: &OrganisationId, moves_money: bool) -> Result<StudioMoney> {
    let owed = payouts::owed(tx, id, Currency::EUR)?;
    let (mut waiting, mut on_hold) = (0, 0);
    let mut days: BTreeMap<Instant, i64> = BTreeMap::new();
    for piece in &owed.pieces {
        let order = piece.order.as_ref().and_then(|order| owed.orders.get(order));
        match order {
            _ if owed.is_payable(piece) => {}
            Some(order) if !order.state.is_held() && order.state != DueState::Payable => {
                waiting += piece.net();
                if let Some(day) = order.due_at {
                    *days.entry(day).or_default() += piece.net();
                }
            }
            _ => on_hold += piece.net(),
        }
    }
    let in_batches = payouts::of_organisation(tx, id, None, 100)?;
    let moving = in_batches.iter().filter(|payout| matches!(payout.status, PayoutStatus::Released | PayoutStatus::Sent));
    let on_its_way: i64 = moving.map(|payout| payout.amount_cents).sum();
    // What lies in a batch that is being looked at is payable still.
    let payable = owed.payable_cents() + payouts::prepared_cents(tx, id)?;
    let account = identity::payout_account(tx, id)?;
    let next = days.into_iter().next();
    Ok(StudioMoney {
        payable: Money::euros(payable),
        waiting: Money::euros(waiting),
        on_hold: Money::euros(on_hold),
        on_its_way: Money::euros(on_its_way),
        owed: Money::euros(payable + waiting + on_hold),
        next_due_at: next.map(|(day, _)| day),
        next_due: next.map(|(_, cents)| Money::euros(cents)),
        rule: payouts::release_rules(tx)?.first().map_or(ReleaseRule::DeliveredFourteenDays, |rule| rule.rule),
        has_account: account.is_some(),
        account: account.as_ref().map(|account| payouts::shortened(&account.iban)),
        account_holder: account.map(|account| account.account_holder),
        moves_money,
        vat: threshold::of_seller(tx, id)?,
    })
}

/// The orders whose money was not paid out yet: when each is due, and why then.
#[utoipa::path(tag = "money", params(OrganisationId), security(("bearer" = [])), responses((status = 200, body = MoneyOrders), Problems))]
#[get("/organisations/{id}/money/orders")]
async fn list_money_orders(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<MoneyOrders>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let owed = payouts::owed(tx, &id, Currency::EUR)?;
        let mut items = of_orders(&owed);
        items.extend(in_batch(tx, &id)?);
        items.sort_by_key(|order| (order.due_at.is_none(), order.due_at, order.order_id.clone()));
        items.truncate(NAMED);
        Ok(Json(MoneyOrders { items }))
    })
    .await
}

fn of_orders(owed: &Owed) -> Vec<MoneyOrder> {
    let mut rows: Vec<MoneyOrder> = Vec::new();
    for order in owed.orders.values() {
        let own = || owed.pieces.iter().filter(|piece| piece.order.as_ref() == Some(&order.order.id));
        // What came after a payout is a debt, not an order that waits.
        if !own().any(|piece| piece.cause == order.order.id.as_str()) {
            continue;
        }
        rows.push(MoneyOrder {
            order_id: order.order.id.clone(),
            number: order.order.number.clone(),
            paid_at: order.order.paid_at,
            gross: Money::euros(own().map(|piece| piece.gross).sum()),
            commission: Money::euros(own().map(|piece| piece.commission + piece.commission_vat).sum()),
            royalty: Money::euros(own().map(|piece| piece.royalty).sum()),
            amount: Money::euros(own().map(payouts::Piece::net).sum()),
            state: order.state,
            due_at: order.due_at,
            rule: order.rule,
            in_batch: false,
        });
    }
    rows
}

fn in_batch(tx: &mut Tx, id: &OrganisationId) -> Result<Vec<MoneyOrder>> {
    let lines = payouts::prepared_lines(tx, id)?;
    let ids: Vec<OrderId> = lines.iter().filter_map(|line| line.order_id.clone()).collect();
    let mut rows = Vec::new();
    for order in payouts::orders_of(tx, &ids)? {
        let own = || lines.iter().filter(|line| line.order_id.as_ref() == Some(&order.id));
        if !own().any(|line| line.cause == order.id.as_str()) {
            continue;
        }
        let rule = payouts::rule_of(tx, &order)?;
        rows.push(MoneyOrder {
            gross: Money::euros(own().map(|line| line.gross_cents).sum()),
            commission: Money::euros(own().map(|line| line.commission_cents + line.commission_vat_cents).sum()),
            royalty: Money::euros(own().map(|line| line.royalty_cents).sum()),
            amount: Money::euros(own().map(|line| line.amount_cents).sum()),
            state: DueState::Payable,
            due_at: payouts::due(&order, rule, tx.now).1,
            rule,
            in_batch: true,
            order_id: order.id,
            number: order.number,
            paid_at: order.paid_at,
        });
    }
    Ok(rows)
}

/// A price to ask about.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QuoteQuery {
    /// The price in cents, VAT included.
    #[serde(default)]
    #[param(minimum = 0, maximum = 100000000)]
    pub price_cents: i64,
    /// The product's category, by code.
    #[param(max_length = 80)]
    pub category: Option<String>,
    /// Whether the product was born in a challenge.
    #[serde(default)]
    pub challenge: bool,
}

/// What the platform keeps of a price, by the rule that holds now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CommissionQuote {
    /// The price.
    pub price: Money,
    /// The rule's share in basis points.
    pub percent_bp: i64,
    /// An amount for each line on top.
    pub fixed: Money,
    /// The platform's share, without VAT.
    pub commission: Money,
    /// VAT on it.
    pub commission_vat: Money,
    /// What is left for the seller.
    pub keep: Money,
}

/// What the platform would keep of a price, and what is left.
#[utoipa::path(tag = "money", params(OrganisationId, QuoteQuery), security(("bearer" = [])), responses((status = 200, body = CommissionQuote), Problems))]
#[get("/organisations/{id}/commission-quote")]
async fn quote_commission(app: App, who: SignedIn, id: Path<OrganisationId>, asked: Query<QuoteQuery>) -> Result<Json<CommissionQuote>> {
    if !(0..=100_000_000).contains(&asked.price_cents) {
        return Err(Code::Invalid.at("/price_cents", "out_of_range", "Ask about a price up to a million euros."));
    }
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let rules = commissions::in_force(tx)?;
        let price = Money::euros(asked.price_cents);
        let challenge = asked.challenge.then_some("unnamed");
        let sold = Sold { seller: id.as_str(), challenge, event: None, category: asked.category.as_deref(), price };
        let charge = commissions::charge(&rules, &sold);
        let rule = rules.iter().find(|rule| Some(&rule.id) == charge.rule.as_ref());
        Ok(Json(CommissionQuote {
            percent_bp: rule.map_or(0, |rule| rule.percent_bp),
            fixed: Money::euros(rule.map_or(0, |rule| rule.fixed_cents)),
            keep: Money::euros(price.amount - charge.commission.amount - charge.vat.amount),
            commission: charge.commission,
            commission_vat: charge.vat,
            price,
        }))
    })
    .await
}
