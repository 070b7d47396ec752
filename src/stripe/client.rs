//! The requests we make.

use std::time::Duration;

use stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAllowedPaymentMethodTypes, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionPaymentIntentData, ExpireCheckoutSession, ProductData,
    RetrieveCheckoutSession,
};
use stripe_checkout::{CheckoutSession, CheckoutSessionLocale, CheckoutSessionMode, CheckoutSessionPaymentStatus, CheckoutSessionStatus};
use stripe_core::refund::CreateRefund;

use super::wire::Wire;
use crate::kit::locale::Locale;
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// How long Stripe may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// A connection to one Stripe account.
pub struct Stripe {
    client: Client,
    pub(super) wire: Wire,
}

/// What a buyer is sent to Stripe with.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Our payment's id: the idempotency key, and how Stripe's messages name it back.
    pub payment: String,
    /// Our purchase's id, under which transfers to the creators will be grouped.
    pub group: String,
    /// What is bought; sums to what is paid.
    pub lines: Vec<Line>,
    /// The currency.
    pub currency: Currency,
    /// Where Stripe sends its receipt.
    pub email: String,
    /// The language of its page.
    pub locale: Locale,
    /// Where the buyer returns after paying.
    pub success_url: String,
    /// Where the buyer returns without paying.
    pub cancel_url: String,
    /// When Stripe itself ends the visit, if we never ask it to.
    pub expires_at: Instant,
}

/// One line of Stripe's page.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it says.
    pub name: String,
    /// The price of one in minor units.
    pub unit_amount: i64,
    /// How many.
    pub quantity: u64,
}

/// Where a visit to Stripe's page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// The buyer can still pay.
    Open,
    /// The buyer is through; `paid` tells whether money came.
    Complete,
    /// Nobody can pay any more.
    Expired,
}

/// A visit to Stripe's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Stripe's id.
    pub id: String,
    /// Where the buyer pays.
    pub url: Option<String>,
    /// Where it is.
    pub state: SessionState,
    /// Whether money came.
    pub paid: bool,
    /// How much.
    pub amount: Option<Money>,
    /// Whether it is real money.
    pub livemode: bool,
    /// Stripe's id of the movement of money.
    pub intent: Option<String>,
    /// Our payment's id, as we gave it.
    pub payment: Option<String>,
}

/// What Stripe makes of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundAnswer {
    /// Stripe's id.
    pub id: String,
    /// `pending`, `succeeded`, `requires_action`, `failed` or `canceled`.
    pub status: String,
}

impl RefundAnswer {
    /// Whether the money will not reach the buyer.
    pub fn has_failed(&self) -> bool {
        matches!(self.status.as_str(), "failed" | "canceled")
    }
}

impl Stripe {
    /// Connects with a secret key; to a test's own server when a base address is given.
    pub fn connect(secret_key: &str, api_base: Option<&str>) -> Result<Stripe> {
        let mut builder = ClientBuilder::new(secret_key).timeout(PATIENCE);
        if let Some(base) = api_base {
            builder = builder.url(base);
        }
        Ok(Stripe { client: builder.build().map_err(Error::internal)?, wire: Wire::new(secret_key, api_base) })
    }

    /// Opens a visit. Asked again for the same payment, Stripe answers with the same visit.
    pub async fn open_session(&self, new: &NewSession) -> Result<Session> {
        let currency = currency(new.currency)?;
        let lines = new.lines.iter().map(|line| line_item(line, currency.clone())).collect::<Vec<_>>();
        let intent = CreateCheckoutSessionPaymentIntentData {
            transfer_group: Some(new.group.clone()),
            metadata: Some([("payment".to_owned(), new.payment.clone())].into()),
            ..CreateCheckoutSessionPaymentIntentData::new()
        };
        let request = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Payment)
            .allowed_payment_method_types(vec![CreateCheckoutSessionAllowedPaymentMethodTypes::Card])
            .line_items(lines)
            .client_reference_id(new.payment.clone())
            .metadata([("payment".to_owned(), new.payment.clone())])
            .payment_intent_data(intent)
            .customer_email(new.email.clone())
            .locale(locale(new.locale))
            .success_url(new.success_url.clone())
            .cancel_url(new.cancel_url.clone())
            .expires_at(new.expires_at.millis() / 1000);
        let strategy = once(&format!("session:{}", new.payment))?;
        let session = request.customize().request_strategy(strategy).send(&self.client).await.map_err(refusal)?;
        Ok(plain(session))
    }

    /// Looks at a visit.
    pub async fn session(&self, id: &str) -> Result<Session> {
        Ok(plain(RetrieveCheckoutSession::new(id).send(&self.client).await.map_err(refusal)?))
    }

    /// Ends a visit and tells how it stands then: expired, or complete when the buyer was faster.
    pub async fn expire(&self, id: &str) -> Result<Session> {
        match ExpireCheckoutSession::new(id).send(&self.client).await {
            Ok(session) => Ok(plain(session)),
            // Stripe refuses to end what is no longer open; then it tells what it is.
            Err(StripeError::Stripe(_, 400)) => self.session(id).await,
            Err(error) => Err(refusal(error)),
        }
    }

    /// Sends money back. Asked again under the same key, Stripe acts once.
    pub async fn refund(&self, key: &str, intent: &str, amount: Money) -> Result<RefundAnswer> {
        let request = CreateRefund::new().payment_intent(intent).amount(amount.amount).metadata([("refund".to_owned(), key.to_owned())]);
        let strategy = once(&format!("refund:{key}"))?;
        let refund = request.customize().request_strategy(strategy).send(&self.client).await.map_err(refusal)?;
        Ok(RefundAnswer { id: refund.id.to_string(), status: refund.status.unwrap_or_else(|| "pending".to_owned()) })
    }
}

fn line_item(line: &Line, currency: stripe_types::Currency) -> CreateCheckoutSessionLineItems {
    CreateCheckoutSessionLineItems {
        quantity: Some(line.quantity),
        price_data: Some(CreateCheckoutSessionLineItemsPriceData {
            unit_amount: Some(line.unit_amount),
            product_data: Some(ProductData::new(line.name.clone())),
            ..CreateCheckoutSessionLineItemsPriceData::new(currency)
        }),
        ..CreateCheckoutSessionLineItems::new()
    }
}

fn currency(currency: Currency) -> Result<stripe_types::Currency> {
    currency.as_str().to_lowercase().parse().map_err(|_| Error::internal(format!("Stripe knows no currency {}", currency.as_str())))
}

fn locale(locale: Locale) -> CheckoutSessionLocale {
    match locale {
        Locale::Sl => CheckoutSessionLocale::Sl,
        Locale::En => CheckoutSessionLocale::En,
        Locale::De => CheckoutSessionLocale::De,
        Locale::It => CheckoutSessionLocale::It,
    }
}

fn once(key: &str) -> Result<RequestStrategy> {
    Ok(RequestStrategy::Idempotent(IdempotencyKey::new(key).map_err(Error::internal)?))
}

fn plain(session: CheckoutSession) -> Session {
    let state = match session.status {
        Some(CheckoutSessionStatus::Complete) => SessionState::Complete,
        Some(CheckoutSessionStatus::Expired) => SessionState::Expired,
        _ => SessionState::Open,
    };
    let currency = session.currency.and_then(|currency| currency.to_string().to_uppercase().parse().ok());
    Session {
        id: session.id.to_string(),
        url: session.url,
        state,
        paid: session.payment_status == CheckoutSessionPaymentStatus::Paid,
        amount: session.amount_total.zip(currency).map(|(amount, currency)| Money { amount, currency }),
        livemode: session.livemode,
        intent: session.payment_intent.map(|intent| intent.id().to_string()),
        payment: session.client_reference_id,
    }
}

/// Silence and faults of Stripe are worth another try; a refusal is a fault of ours.
fn refusal(error: StripeError) -> Error {
    let ours = matches!(&error, StripeError::Stripe(_, status) if (400..500).contains(status) && !matches!(status, 409 | 424 | 429));
    let code = if ours { Code::Internal } else { Code::PaymentUnreachable };
    Error { cause: Some(error.to_string()), retry_after_seconds: (!ours).then_some(5), ..Error::from(code) }
}
