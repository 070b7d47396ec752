//! Requests about sellers' accounts, money sent on to them, charges, disputes and Stripe's own books.

use serde_json::{Value, json};

use super::client::Stripe;
use super::wire::Fault;
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

/// A seller to open an account for.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Our organisation's id: the key under which Stripe opens one account.
    pub organisation: String,
    /// Its public name.
    pub name: String,
    /// Where Stripe writes to.
    pub email: String,
    /// The country as two letters.
    pub country: String,
}

/// A seller's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Stripe's id.
    pub id: String,
    /// `active`, `pending`, `restricted` or `unsupported`: whether money can be sent on to it.
    pub transfers: String,
    /// What Stripe still wants to know, by its own names.
    pub requirements: Vec<String>,
}

/// Money to send on to a seller.
#[derive(Clone, Debug)]
pub struct NewTransfer {
    /// Our part's id: the key under which Stripe acts once, and how it names it back.
    pub part: String,
    /// Our order's id.
    pub order: String,
    /// Our purchase's id, under which it can be found again.
    pub group: String,
    /// The seller's account.
    pub account: String,
    /// The charge that it comes from.
    pub charge: String,
    /// How much.
    pub amount: Money,
}

/// Money sent on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Stripe's id.
    pub id: String,
    /// How much.
    pub amount: i64,
    /// What of it came back.
    pub reversed: i64,
    /// Our part's id.
    pub part: Option<String>,
}

/// Money that came back from a seller's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// Stripe's id.
    pub id: String,
    /// How much.
    pub amount: i64,
    /// Our reversal's id; none when somebody did it in the dashboard.
    pub ours: Option<String>,
}

/// The money of a payment, and what Stripe keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Stripe's id.
    pub id: String,
    /// Its row in Stripe's books.
    pub balance_transaction: String,
    /// How much came.
    pub amount: Money,
    /// What Stripe keeps.
    pub fee: i64,
}

/// A payment that the buyer's bank questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Stripe's id.
    pub id: String,
    /// The movement of money.
    pub intent: Option<String>,
    /// `needs_response`, `under_review`, `won`, `lost`, or one of the `warning_…` and `prevented`.
    pub status: String,
    /// Why, by Stripe's name.
    pub reason: String,
    /// How much.
    pub amount: Money,
    /// Until when it can be answered.
    pub due_by: Option<Instant>,
    /// When it was opened.
    pub created: Instant,
    /// Whether it is real money.
    pub livemode: bool,
    /// What moved: below zero where Stripe took the money, above where it gave it back, with the fee of each.
    pub moved: Vec<Moved>,
}

/// A row that a dispute wrote into Stripe's books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its id.
    pub id: String,
    /// How much.
    pub amount: i64,
    /// What Stripe keeps on top; below zero where it gives its fee back.
    pub fee: i64,
}

/// The card's bank suspects fraud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FraudWarning {
    /// Stripe's id.
    pub id: String,
    /// The charge.
    pub charge: String,
    /// The movement of money.
    pub intent: Option<String>,
    /// Stripe's name for the kind.
    pub kind: String,
    /// Whether something can still be done.
    pub actionable: bool,
    /// Whether it is real money.
    pub livemode: bool,
    /// When it was told.
    pub created: Instant,
}

/// A row of Stripe's books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceRow {
    /// Its id.
    pub id: String,
    /// `charge`, `payment`, `refund`, `transfer`, `adjustment` and so on.
    pub kind: String,
    /// What it is about.
    pub source: String,
    /// How much, from the platform's view.
    pub amount: Money,
    /// What Stripe keeps.
    pub fee: i64,
    /// When.
    pub created: Instant,
}

impl Stripe {
    /// Opens an account for a seller. Asked again for the same seller, Stripe answers with the same account.
    pub async fn open_account(&self, new: &NewAccount) -> Result<Account, Fault> {
        let body = json!({
            "contact_email": new.email,
            "display_name": new.name,
            "dashboard": "express",
            "identity": { "country": new.country.to_lowercase() },
            "configuration": { "recipient": { "capabilities": { "stripe_balance": { "stripe_transfers": { "requested": true } } } } },
            "defaults": { "responsibilities": { "fees_collector": "application", "losses_collector": "application" } },
            "include": ["configuration.recipient", "requirements"],
            "metadata": { "organisation": new.organisation },
        });
        let answer = self.wire.post_json("/v2/core/accounts", &body, Some(&format!("account:{}", new.organisation))).await?;
        account(&answer)
    }

    /// Looks at a seller's account; nothing when it is gone.
    pub async fn account(&self, id: &str) -> Result<Option<Account>, Fault> {
        let include = [("include[0]", "configuration.recipient".to_owned()), ("include[1]", "requirements".to_owned())];
        self.wire.get(&format!("/v2/core/accounts/{id}"), &include).await?.as_ref().map(account).transpose()
    }

    /// Where the seller tells Stripe what it wants to know. The address is good once and for some minutes.
    pub async fn account_link(&self, account: &str, return_url: &str, refresh_url: &str) -> Result<String, Fault> {
        let onboarding = json!({ "configurations": ["recipient"], "return_url": return_url, "refresh_url": refresh_url });
        let use_case = json!({ "type": "account_onboarding", "account_onboarding": onboarding });
        let answer = self.wire.post_json("/v2/core/account_links", &json!({ "account": account, "use_case": use_case }), None).await?;
        text(&answer, "/url")
    }

    /// Where a seller whose account is ready looks at it and changes it. The address is good once.
    pub async fn login_link(&self, account: &str) -> Result<String, Fault> {
        text(&self.wire.post_form(&format!("/v1/accounts/{account}/login_links"), &[], None).await?, "/url")
    }

    /// Sends money on. Asked again for the same part, Stripe acts once.
    pub async fn transfer(&self, new: &NewTransfer) -> Result<Transfer, Fault> {
        let form = [
            ("amount", new.amount.amount.to_string()),
            ("currency", new.amount.currency.as_str().to_lowercase()),
            ("destination", new.account.clone()),
            ("source_transaction", new.charge.clone()),
            ("transfer_group", new.group.clone()),
            ("metadata[part]", new.part.clone()),
            ("metadata[order]", new.order.clone()),
        ];
        transfer(&self.wire.post_form("/v1/transfers", &form, Some(&format!("transfer:{}", new.part))).await?)
    }

    /// Looks at money that was sent on.
    pub async fn look_at_transfer(&self, id: &str) -> Result<Option<Transfer>, Fault> {
        self.wire.get(&format!("/v1/transfers/{id}"), &[]).await?.as_ref().map(transfer).transpose()
    }

    /// Everything that was sent on for a purchase.
    pub async fn transfers_of(&self, group: &str) -> Result<Vec<Transfer>, Fault> {
        let list = self.list("/v1/transfers", &[("transfer_group", group.to_owned())]).await?;
        list.iter().map(transfer).collect()
    }

    /// Takes money back from a seller's account. Asked again under the same key, Stripe acts once.
    pub async fn reverse(&self, key: &str, transfer: &str, amount: i64) -> Result<Reversal, Fault> {
        let form = [("amount", amount.to_string()), ("metadata[reversal]", key.to_owned())];
        reversal(&self.wire.post_form(&format!("/v1/transfers/{transfer}/reversals"), &form, Some(&format!("reversal:{key}"))).await?)
    }

    /// What came back of a transfer.
    pub async fn reversals_of(&self, transfer: &str) -> Result<Vec<Reversal>, Fault> {
        self.list(&format!("/v1/transfers/{transfer}/reversals"), &[]).await?.iter().map(reversal).collect()
    }

    /// The money of a payment; nothing while Stripe has not booked it.
    pub async fn charge_of(&self, intent: &str) -> Result<Option<Charge>, Fault> {
        let expand = [("expand[0]", "latest_charge.balance_transaction".to_owned())];
        let Some(answer) = self.wire.get(&format!("/v1/payment_intents/{intent}"), &expand).await? else { return Ok(None) };
        let booked = answer.pointer("/latest_charge/balance_transaction").filter(|row| row.is_object());
        let (Some(charge), Some(row)) = (answer.get("latest_charge"), booked) else { return Ok(None) };
        Ok(Some(Charge {
            id: text(charge, "/id")?,
            balance_transaction: text(row, "/id")?,
            amount: money(row, "/amount")?,
            fee: number(row, "/fee")?,
        }))
    }

    /// Looks at a dispute.
    pub async fn dispute(&self, id: &str) -> Result<Option<Dispute>, Fault> {
        self.wire.get(&format!("/v1/disputes/{id}"), &[]).await?.as_ref().map(dispute).transpose()
    }

    /// Looks at a warning of fraud.
    pub async fn fraud_warning(&self, id: &str) -> Result<Option<FraudWarning>, Fault> {
        let answer = self.wire.get(&format!("/v1/radar/early_fraud_warnings/{id}"), &[]).await?;
        answer.as_ref().map(fraud_warning).transpose()
    }

    /// Stripe's books of a span of time.
    pub async fn balance_rows(&self, from: Instant, until: Instant) -> Result<Vec<BalanceRow>, Fault> {
        let span = [("created[gte]", (from.millis() / 1000).to_string()), ("created[lt]", (until.millis() / 1000).to_string())];
        self.list("/v1/balance_transactions", &span).await?.iter().map(balance_row).collect()
    }

    /// A whole list, page by page.
    async fn list(&self, path: &str, asked: &[(&str, String)]) -> Result<Vec<Value>, Fault> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let mut query = asked.to_vec();
            query.push(("limit", "100".to_owned()));
            if let Some(last) = all.last() {
                query.push(("starting_after", text(last, "/id")?));
            }
            let Some(page) = self.wire.get(path, &query).await? else { return Ok(all) };
            let rows = page.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
            let more = page.get("has_more").and_then(Value::as_bool).unwrap_or(false) && !rows.is_empty();
            all.extend(rows);
            if !more {
                return Ok(all);
            }
        }
    }
}

fn account(answer: &Value) -> Result<Account, Fault> {
    let capability = "/configuration/recipient/capabilities/stripe_balance/stripe_transfers/status";
    let entries = answer.pointer("/requirements/entries").and_then(Value::as_array);
    let named = |entry: &Value| entry.get("description").and_then(Value::as_str).map(str::to_owned);
    Ok(Account {
        id: text(answer, "/id")?,
        transfers: answer.pointer(capability).and_then(Value::as_str).unwrap_or("restricted").to_owned(),
        requirements: entries.map(|entries| entries.iter().filter_map(named).collect()).unwrap_or_default(),
    })
}

fn transfer(answer: &Value) -> Result<Transfer, Fault> {
    Ok(Transfer {
        id: text(answer, "/id")?,
        amount: number(answer, "/amount")?,
        reversed: number(answer, "/amount_reversed").unwrap_or(0),
        part: text(answer, "/metadata/part").ok(),
    })
}

fn reversal(answer: &Value) -> Result<Reversal, Fault> {
    Ok(Reversal { id: text(answer, "/id")?, amount: number(answer, "/amount")?, ours: text(answer, "/metadata/reversal").ok() })
}

fn dispute(answer: &Value) -> Result<Dispute, Fault> {
    let rows = answer.get("balance_transactions").and_then(Value::as_array).cloned().unwrap_or_default();
    let moved = |row: &Value| Ok(Moved { id: text(row, "/id")?, amount: number(row, "/amount")?, fee: number(row, "/fee").unwrap_or(0) });
    Ok(Dispute {
        id: text(answer, "/id")?,
        intent: text(answer, "/payment_intent").ok(),
        status: text(answer, "/status")?,
        reason: text(answer, "/reason").unwrap_or_default(),
        amount: money(answer, "/amount")?,
        due_by: number(answer, "/evidence_details/due_by").ok().map(seconds),
        created: seconds(number(answer, "/created")?),
        livemode: answer.get("livemode").and_then(Value::as_bool).unwrap_or(false),
        moved: rows.iter().map(moved).collect::<Result<_, Fault>>()?,
    })
}

fn fraud_warning(answer: &Value) -> Result<FraudWarning, Fault> {
    Ok(FraudWarning {
        id: text(answer, "/id")?,
        charge: text(answer, "/charge")?,
        intent: text(answer, "/payment_intent").ok(),
        kind: text(answer, "/fraud_type").unwrap_or_default(),
        actionable: answer.get("actionable").and_then(Value::as_bool).unwrap_or(false),
        livemode: answer.get("livemode").and_then(Value::as_bool).unwrap_or(false),
        created: seconds(number(answer, "/created")?),
    })
}

fn balance_row(answer: &Value) -> Result<BalanceRow, Fault> {
    Ok(BalanceRow {
        id: text(answer, "/id")?,
        kind: text(answer, "/type")?,
        source: text(answer, "/source").unwrap_or_default(),
        amount: money(answer, "/amount")?,
        fee: number(answer, "/fee")?,
        created: seconds(number(answer, "/created")?),
    })
}

fn seconds(seconds: i64) -> Instant {
    Instant::from_millis(seconds * 1000)
}

fn money(answer: &Value, pointer: &str) -> Result<Money, Fault> {
    let currency: Currency = text(answer, "/currency")?.to_uppercase().parse().map_err(|_| unlike(answer, "/currency"))?;
    Ok(Money { amount: number(answer, pointer)?, currency })
}

fn number(answer: &Value, pointer: &str) -> Result<i64, Fault> {
    answer.pointer(pointer).and_then(Value::as_i64).ok_or_else(|| unlike(answer, pointer))
}

/// A text, or the id of an expanded object.
fn text(answer: &Value, pointer: &str) -> Result<String, Fault> {
    let found = answer.pointer(pointer);
    let text = found.and_then(|value| value.as_str().or_else(|| value.get("id")?.as_str()));
    text.map(str::to_owned).ok_or_else(|| unlike(answer, pointer))
}

fn unlike(answer: &Value, pointer: &str) -> Fault {
    let object = answer.get("object").and_then(Value::as_str).unwrap_or("answer");
    Fault::Unknown(crate::kit::Error::internal(format!("Stripe's {object} has no {pointer}")))
}
