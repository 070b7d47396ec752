//! The application as handlers and jobs hold it.

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::answers::Public;
use super::asked::IdempotencyKey;
use super::kept::Kept;
use crate::blobs::Blobs;
use crate::db::{Db, Tx};
use crate::idempotency;
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::kit::{Error, Result};

/// What the operator has set. Read once at the start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach us, without a slash at the end: `https://modrotisk.example`.
    pub base_url: String,
    /// Where files, letters and the embedded database lie.
    pub data_dir: PathBuf,
    /// Where the built frontend lies.
    pub frontend_dir: PathBuf,
    /// Whether this is a demonstration: fictional content, known passwords, a mailbox page.
    pub demo: bool,
    /// Signs access tokens and links; at least 32 letters.
    pub secret: String,
    /// The header that a trusted proxy puts the caller's address in, if there is a proxy.
    pub client_address_header: Option<String>,
    /// How letters leave.
    pub mail: MailSettings,
    /// The payment processor; without it payments are played in the sandbox.
    pub stripe: Option<StripeSettings>,
    /// Who runs the installation, in law; without it no commission is invoiced.
    pub operator: Option<Operator>,
    /// How many days a buyer has to pay by bank transfer.
    pub transfer_days: u8,
}

/// Who runs the installation, as documents print it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The name in law.
    pub name: String,
    /// Street, postcode and town, country.
    pub address: String,
    /// The tax number.
    pub tax_number: String,
    /// The VAT id; an operator without one charges no VAT.
    pub vat_id: Option<String>,
    /// Register and number.
    pub registration: Option<String>,
    /// Where to write.
    pub email: Option<String>,
    /// The account that sellers pay invoices to; without it an invoice says only how much is owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
}

/// How letters leave.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The sender: `Modrotisk <info@modrotisk.example>`.
    pub from: String,
    /// `smtp://…` or `smtps://…` with user and password; without it letters are written into the data folder.
    pub smtp_url: Option<String>,
}

/// The payment processor.
#[derive(Clone, Debug)]
pub struct StripeSettings {
    /// The secret key.
    pub secret_key: String,
    /// The signing secret of the webhook endpoint.
    pub webhook_secret: String,
    /// The signing secret of the endpoint for messages about connected accounts; without it they are only asked about.
    pub connect_webhook_secret: Option<String>,
    /// Where its API is; its own address unless a test plays it.
    pub api_base: Option<String>,
}

impl StripeSettings {
    /// Whether the key moves real money.
    pub fn is_live(&self) -> bool {
        self.secret_key.starts_with("sk_live") || self.secret_key.starts_with("rk_live")
    }
}

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<State>);

struct State {
    db: Db,
    blobs: Blobs,
    settings: Settings,
    kept: Kept,
    wake: tokio::sync::Notify,
}

impl App {
    /// Puts the parts together.
    pub fn new(db: Db, blobs: Blobs, settings: Settings) -> App {
        App(Arc::new(State { db, blobs, settings, kept: Kept::default(), wake: tokio::sync::Notify::new() }))
    }

    /// What the operator has set.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The store of files.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The time now, outside of a transaction.
    pub fn now(&self) -> Instant {
        self.0.db.clock().now()
    }

    /// An address of ours, from its path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.settings.base_url)
    }

    /// Reads from one state of the database.
    pub async fn read<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.0.db.read(job).await
    }

    /// Reads what is the same for everyone who asks in this language, or gives again what was read a moment ago.
    pub async fn show<T, F>(&self, asked: &HttpRequest, locale: Locale, job: F) -> Result<Public<T>>
    where
        T: Serialize + Send + 'static,
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    {
        let address = asked.uri().path_and_query().map_or("", |address| address.as_str());
        let (written, now) = (self.0.db.written(), self.now());
        if let Some(shown) = self.0.kept.get(locale, address, written, now) {
            return Ok(Public::again(locale, shown));
        }
        let public = Public::of(locale, &self.read(job).await?)?;
        self.0.kept.put(locale, address, written, now, public.shown());
        Ok(public)
    }

    /// Does all that `job` says in one transaction, or nothing; starts what it queued.
    pub async fn write<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (value, woke_jobs) = self.0.db.write(job).await?;
        if woke_jobs {
            self.0.wake.notify_one();
        }
        Ok(value)
    }

    /// Like `write`, once for this actor and key: a repeated request is told what the first was told.
    pub async fn once<B, T, F>(&self, key: IdempotencyKey, actor: String, body: &B, job: F) -> Result<T>
    where
        B: Serialize + Clone + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let body = body.clone();
        self.write(move |tx| idempotency::once(tx, &key.0, &actor, &body, &job)).await
    }

    /// Waits until a write has queued work.
    pub async fn woken(&self) {
        self.0.wake.notified().await;
    }
}

impl FromRequest for App {
    type Error = Error;
    type Future = std::future::Ready<Result<App>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(request.app_data::<App>().cloned().ok_or_else(|| Error::internal("the application is not mounted")))
    }
}
