//! The books on one page: what lies at the processor, what is owed to whom, what the platform earned.

use std::collections::BTreeMap;

use actix_web::get;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::{Deserialize, Serialize};

use crate::db::schema::{organisations, transfers};
use crate::db::{Among, Tx};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{OrganisationId, PayoutBatchId, TransferId};
use crate::kit::money::{Currency, Money};
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::Instant;
use crate::ledger::{self, Account, Purpose, Transfer, TransferCode, TransferStatus};
use crate::web::{App, Json, Problems, Query};

/// At which time.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AtQuery {
    /// The books at the end of this instant; now, unless told.
    pub at: Option<Instant>,
}

/// The books at a time.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DeskMoney {
    /// When.
    pub at: Instant,
    /// The platform's own accounts.
    pub accounts: Vec<AccountBalance>,
    /// Owed to sellers, all together.
    pub owed_to_sellers: Money,
    /// Owed by sellers whose refunds came after their payouts.
    pub owed_by_sellers: Money,
    /// Sellers with anything owed either way, the most first.
    pub sellers: Vec<SellerBalance>,
    /// The batch that is being looked at.
    pub open_batch: Option<PayoutBatchId>,
}

/// An account of the platform.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AccountBalance {
    /// What it is for.
    pub purpose: Purpose,
    /// What it holds, in the account's own sense: money that lies there, or that was earned.
    pub amount: Money,
}

/// What a seller is owed.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SellerBalance {
    /// The seller.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What it is owed; below zero it owes it.
    pub amount: Money,
}

/// The books now or at a time. The sum of all is zero: what lies at the processor is owed to somebody or was earned.
#[utoipa::path(tag = "money", params(AtQuery), security(("bearer" = [])), responses((status = 200, body = DeskMoney), Problems))]
#[get("/desk/money")]
pub(super) async fn show_desk_money(app: App, who: SignedIn, asked: Query<AtQuery>) -> Result<Json<DeskMoney>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        overview(tx, asked.at).map(Json)
    })
    .await
}

fn overview(tx: &mut Tx, at: Option<Instant>) -> Result<DeskMoney> {
    let balances = balances(tx, at.unwrap_or(tx.now))?;
    // Whosever they are: what organisations owe balances what the platform earned of it.
    let of = |purpose: Purpose| {
        let own = balances.iter().filter(|(key, _)| Account::named(key).is_some_and(|account| account.purpose == purpose));
        own.map(|(_, cents)| cents).sum::<i64>()
    };
    let accounts = Purpose::ALL.iter().filter(|purpose| **purpose != Purpose::Due).map(|purpose| {
        let turned = purpose.grows_by_debit();
        AccountBalance { purpose: *purpose, amount: Money::euros(if turned { -of(*purpose) } else { of(*purpose) }) }
    });
    let accounts: Vec<AccountBalance> = accounts.collect();
    let mut owed: Vec<(OrganisationId, i64)> = Vec::new();
    for (key, cents) in &balances {
        if let Some(Account { organisation: Some(organisation), purpose: Purpose::Due, .. }) = Account::named(key)
            && *cents != 0
        {
            owed.push((organisation, *cents));
        }
    }
    owed.sort_by_key(|(_, cents)| -cents.abs());
    let (to, by) = owed.iter().fold((0, 0), |(to, by), (_, cents)| (to + cents.max(&0), by + (-cents).max(0)));
    owed.truncate(200);
    let ids: Vec<&OrganisationId> = owed.iter().map(|(id, _)| id).collect();
    let names: Vec<(OrganisationId, String)> =
        organisations::table.filter(organisations::id.among(ids)).select((organisations::id, organisations::name)).load(tx.db)?;
    let names: BTreeMap<OrganisationId, String> = names.into_iter().collect();
    let sellers = owed.into_iter().map(|(id, cents)| SellerBalance {
        name: names.get(&id).cloned().unwrap_or_default(),
        organisation_id: id,
        amount: Money::euros(cents),
    });
    Ok(DeskMoney {
        at: at.unwrap_or(tx.now),
        accounts,
        owed_to_sellers: Money::euros(to),
        owed_by_sellers: Money::euros(by),
        sellers: sellers.collect(),
        open_batch: crate::payouts::open_batch(tx)?,
    })
}

/// Posted credits less posted debits of every account, up to an instant.
fn balances(tx: &mut Tx, until: Instant) -> Result<BTreeMap<String, i64>> {
    let total = || sql::<BigInt>("CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT)");
    let posted =
        || transfers::table.filter(transfers::status.eq(TransferStatus::Posted)).filter(transfers::settled_at.le(until).assume_not_null());
    let credits: Vec<(String, i64)> =
        posted().group_by(transfers::credit_account).select((transfers::credit_account, total())).load(tx.db)?;
    let debits: Vec<(String, i64)> = posted().group_by(transfers::debit_account).select((transfers::debit_account, total())).load(tx.db)?;
    let mut balances: BTreeMap<String, i64> = credits.into_iter().collect();
    for (key, cents) in debits {
        *balances.entry(key).or_default() -= cents;
    }
    Ok(balances)
}

/// Which account.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TransferQuery {
    /// What the account is for: what lies at the processor, unless told.
    pub purpose: Option<Purpose>,
    /// Whose it is; the platform's own, unless told.
    pub organisation_id: Option<OrganisationId>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// A transfer of the ledger.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TransferView {
    /// Its id.
    pub id: TransferId,
    /// What it is for.
    pub code: TransferCode,
    /// The account that is debited.
    pub debit: String,
    /// The account that is credited.
    pub credit: String,
    /// How much.
    pub amount: Money,
    /// The id of the fact that moved it.
    pub cause: String,
    /// How certain it is.
    pub status: TransferStatus,
    /// When it was recorded.
    pub at: Instant,
    /// When it became certain, one way or the other.
    pub settled_at: Option<Instant>,
}

impl From<Transfer> for TransferView {
    fn from(transfer: Transfer) -> TransferView {
        TransferView {
            id: transfer.id,
            code: transfer.code,
            debit: transfer.debit_account,
            credit: transfer.credit_account,
            amount: Money { amount: transfer.amount_cents, currency: transfer.currency },
            cause: transfer.cause,
            status: transfer.status,
            at: transfer.at,
            settled_at: transfer.settled_at,
        }
    }
}

/// The transfers of an account, newest first.
#[utoipa::path(tag = "money", params(TransferQuery), security(("bearer" = [])), responses((status = 200, body = Page<TransferView>), Problems))]
#[get("/desk/money/transfers")]
pub(super) async fn list_transfers(app: App, who: SignedIn, asked: Query<TransferQuery>) -> Result<Json<Page<TransferView>>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let page = PageQuery { limit: asked.limit, after: asked.after.clone() };
        let (limit, after) = (page.limit()?, page.cursor::<TransferId>()?);
        let account = Account {
            organisation: asked.organisation_id.clone(),
            purpose: asked.purpose.unwrap_or(Purpose::Clearing),
            currency: Currency::EUR,
        };
        let rows = ledger::transfers(tx, &account, after.as_ref(), limit + 1)?;
        Ok(Json(Page::of(rows, limit, |transfer| transfer.id.clone()).map(TransferView::from)))
    })
    .await
}
