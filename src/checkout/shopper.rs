//! Who is buying: an account, a guest with a cart's secret, a guest with an order's secret.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::shop::Shop;
use crate::carts::Owner;
use crate::db::Tx;
use crate::identity::{MaybeSignedIn, SignedIn};
use crate::kit::id::OrderGroupId;
use crate::kit::{Error, Result};
use crate::orders::{self, OrderGroup};

/// The caller as a buyer. It proves nothing by itself: [`Shopper::owner`] finds the cart and [`Shopper::group`] the order
/// that the caller's secrets or account open, and nothing else.
#[derive(Clone, Debug)]
pub struct Shopper {
    /// The account, if signed in.
    pub signed_in: Option<SignedIn>,
    /// `X-Cart-Token`.
    pub cart_token: Option<String>,
    /// `X-Order-Token`.
    pub order_token: Option<String>,
}

/// How a guest names the cart; an account needs none.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)] // stands in the API's document; `Shopper` reads it
pub struct CartSecret {
    /// The secret that came with the cart.
    #[param(rename = "X-Cart-Token", max_length = 200)]
    token: Option<String>,
}

/// How a guest names an order; the account that made it needs none.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)] // stands in the API's document; `Shopper` reads it
pub struct OrderSecret {
    /// The secret of the order's page.
    #[param(rename = "X-Order-Token", max_length = 200)]
    token: Option<String>,
}

impl FromRequest for Shopper {
    type Error = Error;
    type Future = Ready<Result<Shopper>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let secret = |name: &str| {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
            value.filter(|value| (1..=200).contains(&value.len())).map(str::to_owned)
        };
        let signed_in = MaybeSignedIn::from_request(request, payload).into_inner();
        ready(signed_in.map(|MaybeSignedIn(signed_in)| Shopper {
            signed_in,
            cart_token: secret("X-Cart-Token"),
            order_token: secret("X-Order-Token"),
        }))
    }
}

impl Shopper {
    /// Whose cart is meant: the account's when signed in, else the guest's; none for a guest without one.
    pub fn owner(&self) -> Option<Owner> {
        match (&self.signed_in, &self.cart_token) {
            (Some(who), _) => Some(Owner::Account(who.account.clone())),
            (None, Some(token)) => Some(Owner::Guest(token.clone())),
            (None, None) => None,
        }
    }

    /// How the caller is named where a request must act once.
    pub fn actor(&self) -> String {
        match (&self.signed_in, &self.order_token) {
            (Some(who), _) => who.account.to_string(),
            (None, Some(token)) => format!("order:{}", crate::kit::text::sha256_hex(token)),
            (None, None) => self.owner().map(|owner| owner.actor()).unwrap_or_default(),
        }
    }

    /// The purchase, if the caller's secret opens it or the caller's account made it. Any other is not found.
    pub fn group(&self, tx: &mut Tx, shop: &Shop, id: &OrderGroupId) -> Result<OrderGroup> {
        let group = orders::group(tx, id)?;
        let by_token = self.order_token.as_deref().is_some_and(|token| shop.opens(token, &group));
        let by_account = group.account_id.is_some() && group.account_id == self.signed_in.as_ref().map(|who| who.account.clone());
        if by_token || by_account { Ok(group) } else { Err(Error::not_found()) }
    }
}
