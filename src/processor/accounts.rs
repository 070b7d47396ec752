//! Sellers' accounts at Stripe: asked for by the seller, told about by Stripe, looked at on return, by message and once a day.

use serde_json::json;

use crate::checkout::Shop;
use crate::connections::{self, Connection, ConnectionStatus};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::id::OrganisationId;
use crate::kit::{Code, Error, Result};
use crate::stripe::{Account, Fault, NewAccount};
use crate::web::App;

/// Opens an account for a seller where there is none, and answers with the address at which the seller tells Stripe the
/// rest; a ready account is opened as it is. Only for owners and managers; refused where no Stripe is set up (`by_hand_here`), Stripe cannot pay the seller, or does
/// not want the account (`account_refused`).
/// The row is written before Stripe is asked, so that two presses open one account.
pub async fn begin(app: &App, who: SignedIn, id: OrganisationId) -> Result<String> {
    let shop = Shop::of(app);
    let by_hand = app.settings().stripe.is_none();
    let (seller, by) = (id.clone(), who.clone());
    let (connection, new) = app
        .write(move |tx| {
            identity::member(tx, &by, &seller)?.manager()?;
            if by_hand {
                return Err(Code::ByHandHere.into());
            }
            let connection = connections::begin(tx, &seller)?;
            Ok((connection, new_account(tx, &seller, &by)?))
        })
        .await?;
    if connection.status == ConnectionStatus::Unsupported {
        return Err(Code::AccountUnsupported.into());
    }
    let stripe = shop.stripe()?;
    if let Some(ready) = connection.ready() {
        return stripe.login_link(ready).await.map_err(refusal);
    }
    let account = match connection.account {
        Some(account) => account,
        None => {
            let opened = stripe.open_account(&new).await.map_err(refusal)?;
            note(app, &id, &opened).await?;
            opened.id
        }
    };
    let back = |why: &str| app.url(&format!("/studio/money/stripe?{why}"));
    stripe.account_link(&account, &back("back"), &back("again")).await.map_err(refusal)
}

/// What Stripe does not want of a seller is the seller's to put right, not a fault of ours.
fn refusal(fault: Fault) -> Error {
    match fault {
        Fault::Unknown(error) => error,
        Fault::Refused(refusal) => {
            tracing::warn!(code = refusal.code, message = refusal.message, "Stripe refuses an account");
            Code::AccountRefused.into()
        }
    }
}

fn new_account(tx: &mut Tx, id: &OrganisationId, by: &SignedIn) -> Result<NewAccount> {
    let seller = identity::seller_of_record(tx, id)?;
    let contact = identity::contact(tx, &by.account)?;
    let country = if seller.country.is_empty() { "SI".to_owned() } else { seller.country };
    let email = contact.map(|contact| contact.email).unwrap_or(seller.email);
    Ok(NewAccount { organisation: id.to_string(), name: seller.name, email, country })
}

/// Copies what Stripe says of a seller's account now.
pub async fn check(app: &App, connection: Connection) -> Result<()> {
    let Some(account) = connection.account else { return Ok(()) };
    let Some(seen) = Shop::of(app).stripe()?.account(&account).await? else {
        tracing::warn!(account, "Stripe no longer knows this account");
        return Ok(());
    };
    note(app, &connection.organisation_id, &seen).await
}

/// Looks at an account that Stripe spoke of; one that we do not know is none of ours.
pub async fn look_at(app: &App, account: &str) -> Result<()> {
    let account = account.to_owned();
    match app.read(move |tx| connections::by_account(tx, &account)).await? {
        Some(connection) => check(app, connection).await,
        None => Ok(()),
    }
}

/// The daily look.
pub async fn look_at_all(app: App) -> Result<()> {
    if app.settings().stripe.is_none() {
        return Ok(());
    }
    for connection in app.read(connections::known).await? {
        check(&app, connection).await?;
    }
    Ok(())
}

async fn note(app: &App, id: &OrganisationId, seen: &Account) -> Result<()> {
    let (id, seen) = (id.clone(), seen.clone());
    app.write(move |tx| {
        let before = connections::of(tx, &id)?.map(|connection| connection.status);
        let status = ConnectionStatus::told(&seen.transfers);
        connections::note(tx, &id, &seen.id, status, seen.requirements.clone())?;
        if before == Some(status) {
            return Ok(());
        }
        crate::events::record(tx, "connection.changed", id.as_str(), None, json!({ "account": seen.id, "status": status }))
    })
    .await
}
