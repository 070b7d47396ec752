//! The end of a hold. In the sandbox the pieces are free at once. At Stripe the visit is ended first, and the pieces are
//! free only when Stripe says that nobody can pay any more; if Stripe says "paid", it is paid.

use serde_json::json;

use super::settle::settle;
use super::shop::Shop;
use super::{letters, transfer, transfer_letters};
use crate::db::Tx;
use crate::kit::id::OrderGroupId;
use crate::kit::{Error, Result};
use crate::orders::{self, GroupStatus};
use crate::payments::{self, Payment, PaymentMethod, Receipt};
use crate::stripe::{Session, SessionState};
use crate::web::App;
use crate::{carts, inventory};

/// Ends every hold whose time is over, one after another. What fails is tried again in a minute and holds up no other.
pub async fn sweep(app: App) -> Result<()> {
    for group in app.read(|tx| orders::due(tx, 200)).await? {
        if let Err(error) = end(&app, &group, GroupStatus::Expired).await {
            tracing::warn!(group = group.as_str(), %error, "a hold could not be ended and is tried again");
        }
    }
    Ok(())
}

/// Ends a purchase that was not paid: because its time is over, or because the buyer calls it off. Stripe is asked before
/// the pieces are given up. Does nothing to a purchase that no longer waits.
pub async fn end(app: &App, id: &OrderGroupId, to: GroupStatus) -> Result<()> {
    let group = id.clone();
    let Some(live) = app.read(move |tx| payments::live(tx, &group)).await? else {
        return give_up(app, id, None, to).await;
    };
    match (live.method, live.provider_session.clone()) {
        (PaymentMethod::Stripe, Some(session)) if live.status.is_open() => end_at_stripe(app, id, live, &session, to).await,
        // The sandbox; or Stripe was never reached, or its answer was lost: then nobody was told where to pay.
        _ => give_up(app, id, Some(live), to).await,
    }
}

async fn end_at_stripe(app: &App, id: &OrderGroupId, payment: Payment, session: &str, to: GroupStatus) -> Result<()> {
    let session = Shop::of(app).stripe()?.expire(session).await?;
    match session.state {
        SessionState::Expired => give_up(app, id, Some(payment), to).await,
        SessionState::Complete => {
            let (shop, payment) = (Shop::of(app), payment);
            app.write(move |tx| {
                if let Some(receipt) = receipt_of(&session) {
                    settle(tx, &shop, &payment, &receipt)?;
                }
                Ok(())
            })
            .await
        }
        SessionState::Open => Err(Error::internal("Stripe did not end the visit")),
    }
}

async fn give_up(app: &App, id: &OrderGroupId, payment: Option<Payment>, to: GroupStatus) -> Result<()> {
    let (shop, id) = (Shop::of(app), id.clone());
    app.write(move |tx| end_unpaid(tx, &shop, &id, payment.as_ref(), to)).await
}

/// Gives the pieces up and puts the lines back into the cart.
pub fn end_unpaid(tx: &mut Tx, shop: &Shop, id: &OrderGroupId, payment: Option<&Payment>, to: GroupStatus) -> Result<()> {
    // What is paid by transfer is decided at its due, so that money counted at the same moment wins or loses there.
    let by_transfer = payment.is_some_and(|payment| payment.method == PaymentMethod::BankTransfer);
    if by_transfer && !transfer::let_go(tx, id, to)? {
        return Ok(());
    }
    if !orders::end_unpaid(tx, id, to)? {
        return Ok(());
    }
    inventory::release(tx, id.as_str())?;
    if let Some(payment) = payment {
        let now = payments::find(tx, &payment.id)?;
        if now.provider_session != payment.provider_session {
            return Err(Error::internal("the buyer was sent to pay at the same moment; ended in the next round"));
        }
        payments::expire(tx, &payment.id)?;
    }
    let group = orders::group(tx, id)?;
    if let Some(cart) = &group.cart_id {
        let wishes = super::pay::wishes(tx, &group)?;
        carts::put_back(tx, cart, &wishes)?;
    }
    let kind = if to == GroupStatus::Expired { "order_group.expired" } else { "order_group.cancelled" };
    crate::events::record(tx, kind, id.as_str(), None, json!({ "number": group.number }))?;
    if by_transfer {
        return transfer_letters::tell_ended(tx, shop, &group);
    }
    // Whoever never began to pay has simply gone away; whoever did gets a word.
    if to == GroupStatus::Expired && !payments::of_groups(tx, std::slice::from_ref(id))?.is_empty() {
        letters::tell_expired(tx, shop, &group)?;
    }
    Ok(())
}

/// What a visit says came in, if money did.
pub fn receipt_of(session: &Session) -> Option<Receipt> {
    let amount = session.amount.filter(|_| session.paid)?;
    Some(Receipt { amount, livemode: session.livemode, intent: session.intent.clone() })
}
