//! What checkout takes from the settings: addresses of pages, the secret behind order links, how one can pay.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::kit::id::{DocumentId, Id, OrderGroupId, OrderId, PaymentId, VariantId};
use crate::kit::locale::Locale;
use crate::kit::text::base64url;
use crate::kit::{Error, Result};
use crate::orders::OrderGroup;
use crate::payments::PaymentMethod;
use crate::stripe::Stripe;
use crate::web::{App, StripeSettings};

/// The shop's settings, as the flows of buying need them. Cheap to clone.
#[derive(Clone)]
pub struct Shop {
    base_url: String,
    secret: String,
    stripe: Option<StripeSettings>,
    transfer_days: u8,
}

impl Shop {
    /// From the settings.
    pub fn of(app: &App) -> Shop {
        let settings = app.settings();
        Shop {
            base_url: settings.base_url.clone(),
            secret: settings.secret.clone(),
            stripe: settings.stripe.clone(),
            transfer_days: settings.transfer_days,
        }
    }

    /// How one can pay here: by card when Stripe is set up, else in the sandbox; and by bank transfer, straight to each creator.
    pub fn methods(&self) -> Vec<PaymentMethod> {
        let mut methods = self.at_once();
        methods.push(PaymentMethod::BankTransfer);
        methods
    }

    /// How one can pay a purchase that waits. A bank transfer is chosen with the order.
    pub fn at_once(&self) -> Vec<PaymentMethod> {
        vec![if self.stripe.is_some() { PaymentMethod::Stripe } else { PaymentMethod::Sandbox }]
    }

    /// How many days a buyer has to pay by bank transfer.
    pub fn transfer_days(&self) -> i32 {
        i32::from(self.transfer_days)
    }

    /// Whether receipts of this method must speak of real money.
    pub fn expects_real_money(&self, method: PaymentMethod) -> bool {
        method == PaymentMethod::Stripe && self.stripe.as_ref().is_some_and(StripeSettings::is_live)
    }

    /// The connection to Stripe.
    pub fn stripe(&self) -> Result<Stripe> {
        let settings = self.stripe.as_ref().ok_or_else(|| Error::internal("a payment by Stripe, but Stripe is not set up"))?;
        Stripe::connect(&settings.secret_key, settings.api_base.as_deref())
    }

    /// The secret that Stripe signs with, if it is set up.
    pub fn webhook_secret(&self) -> Option<&str> {
        self.stripe.as_ref().map(|stripe| stripe.webhook_secret.as_str())
    }

    /// The secret that Stripe signs messages about connected accounts with, if that endpoint is set up.
    pub fn connect_webhook_secret(&self) -> Option<&str> {
        self.stripe.as_ref()?.connect_webhook_secret.as_deref()
    }

    /// The secret of an order's page: the group's id and a seal over it. Nothing is stored, so nothing can be stolen from
    /// the database; raising the group's link version, or changing the installation's secret, makes old links useless.
    pub fn order_token(&self, group: &OrderGroup) -> String {
        let id = group.id.as_str().trim_start_matches(OrderGroupId::PREFIX).trim_start_matches('_').replace('-', "");
        format!("{id}{}", self.seal(&group.id, group.link_version))
    }

    /// The group that a token names, before its seal is checked.
    pub fn group_of_token(token: &str) -> Result<OrderGroupId> {
        let id = token.get(..32).and_then(|hex| uuid::Uuid::try_parse(hex).ok()).ok_or(Error::not_found())?;
        Ok(OrderGroupId::from_uuid(id))
    }

    /// Whether the token opens this group's page. Compared in constant time.
    pub fn opens(&self, token: &str, group: &OrderGroup) -> bool {
        token.as_bytes().ct_eq(self.order_token(group).as_bytes()).into()
    }

    fn seal(&self, group: &OrderGroupId, version: i32) -> String {
        // An HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else { return String::new() };
        mac.update(format!("order-link\n{group}\n{version}").as_bytes());
        base64url(&mac.finalize().into_bytes()[..18])
    }

    /// The buyer's order page.
    pub fn order_page(&self, group: &OrderGroup) -> String {
        let path = match group.locale {
            Locale::Sl => "/narocilo",
            Locale::En | Locale::It => "/en/order",
            Locale::De => "/de/bestellung",
        };
        format!("{}{path}/{}", self.base_url, self.order_token(group))
    }

    /// The file of a document, for whoever holds the order's page.
    pub fn document_link(&self, group: &OrderGroup, document: &DocumentId) -> String {
        format!("{}/api/v1/order-groups/by-link/{}/documents/{document}/pdf", self.base_url, self.order_token(group))
    }

    /// The payment slip of a purchase that is paid by transfer, for whoever holds the order's page.
    pub fn slip_link(&self, group: &OrderGroup) -> String {
        format!("{}/api/v1/order-groups/by-link/{}/transfer/slip", self.base_url, self.order_token(group))
    }

    /// A maker's page of money that comes by transfer.
    pub fn bank_page(&self) -> String {
        format!("{}/studio/money/bank", self.base_url)
    }

    /// The page where a payment is played: a path on this site.
    pub fn sandbox_page(&self, group: &OrderGroup, payment: &PaymentId) -> String {
        let path = match group.locale {
            Locale::Sl => "/placilo",
            Locale::En | Locale::It => "/en/payment",
            Locale::De => "/de/zahlung",
        };
        format!("{path}/{payment}?narocilo={}", self.order_token(group))
    }

    /// The cart's page.
    pub fn cart_page(&self, locale: Locale) -> String {
        let path = match locale {
            Locale::Sl => "/kosarica",
            Locale::En | Locale::It => "/en/cart",
            Locale::De => "/de/warenkorb",
        };
        format!("{}{path}", self.base_url)
    }

    /// The maker's page of an order.
    pub fn maker_page(&self, order: &OrderId) -> String {
        format!("{}/studio/orders/{order}", self.base_url)
    }

    /// Where the desk reads what was written about an order, once one side has reported it.
    pub fn desk_thread(&self, order: &OrderId) -> String {
        format!("{}/desk/threads/{order}", self.base_url)
    }

    /// The page where anybody reports something to the desk.
    pub fn report_page(&self, locale: Locale) -> String {
        let path = match locale {
            Locale::Sl => "/prijava-vsebine",
            Locale::En | Locale::It => "/en/report",
            Locale::De => "/de/meldung",
        };
        format!("{}{path}", self.base_url)
    }

    /// What lies on the shelf of a variant, for its maker.
    pub fn stock_page(&self, variant: &VariantId) -> String {
        format!("{}/studio/stock/{variant}", self.base_url)
    }

    /// A maker's reviews.
    pub fn maker_reviews(&self) -> String {
        format!("{}/studio/reviews", self.base_url)
    }

    /// The desk.
    pub fn desk_page(&self) -> String {
        format!("{}/desk", self.base_url)
    }
}
