//! A whole application for one test: a fresh database, a clock that stands, seeded ids, letters to read.
//!
//! `TestApp::start().await` begins, `app.finish().await` audits and ends every test.

mod caller;
mod contract;
pub mod database;
mod people;
pub mod stripe;
mod stripe_books;
pub mod wire;

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use actix_http::Request;
use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceResponse};
use modrotisk::db::{Db, Tx, migrations};
use modrotisk::jobs;
use modrotisk::kit::id::Ids;
use modrotisk::kit::time::{Clock, Instant};
use modrotisk::mail::Mail;
use modrotisk::shell::server;
use modrotisk::web::{App, MailSettings, Settings, Workers};

#[allow(unused_imports)]
pub use caller::{Answer, Caller};
#[allow(unused_imports)]
pub use people::{PASSWORD, complete_onboarding};

type Answering = Pin<Box<dyn Future<Output = actix_web::HttpResponse<BoxBody>>>>;

/// The application under test. Cheap to clone.
#[derive(Clone)]
pub struct TestApp(Rc<Inner>);

struct Inner {
    app: App,
    serve: Box<dyn Fn(Request) -> Answering>,
    workers: Workers,
    database: database::TestDatabase,
    /// What was answered, for the audit.
    answered: RefCell<Vec<contract::Answered>>,
    document: serde_json::Value,
}

/// When every test begins: a Tuesday morning in November.
pub const BEGINNING: &str = "2026-11-24T08:00:00Z";

impl TestApp {
    /// A fresh application with the settings of a demonstration.
    pub async fn start() -> TestApp {
        TestApp::start_with(|_| ()).await
    }

    /// A fresh application whose settings are changed first.
    pub async fn start_with(change: impl FnOnce(&mut Settings)) -> TestApp {
        let database = database::TestDatabase::fresh();
        let clock = Clock::standing_at(Instant::parse(BEGINNING).unwrap());
        let db = Db::open(database.target.clone(), 6, clock, Ids::seeded(42)).unwrap();
        let mut settings = Settings {
            base_url: "http://localhost:8080".to_owned(),
            data_dir: database.folder.clone(),
            frontend_dir: database.folder.join("frontend"),
            demo: true,
            secret: "a secret for tests that is long enough".to_owned(),
            client_address_header: Some("x-test-address".to_owned()),
            mail: MailSettings { from: "Modrotisk <info@example.org>".to_owned(), smtp_url: None },
            stripe: None,
            operator: None,
            transfer_days: 3,
        };
        change(&mut settings);
        let blobs = modrotisk::blobs::Blobs::open(database.folder.join("blobs")).unwrap();
        let app = App::new(db, blobs, settings);
        let parts = server::Parts::new(app.settings(), Default::default()).unwrap();
        let service = Rc::new(actix_web::test::init_service(server::service(app.clone(), parts)).await);
        let serve = move |request: Request| -> Answering {
            let service = service.clone();
            Box::pin(async move {
                match service.call(request).await {
                    Ok(response) => ServiceResponse::map_into_boxed_body(response).into_parts().1,
                    Err(error) => error.error_response(),
                }
            })
        };
        let document = serde_json::from_str(server::DOCUMENT).unwrap();
        TestApp(Rc::new(Inner {
            app,
            serve: Box::new(serve),
            workers: server::workers(),
            database,
            answered: RefCell::default(),
            document,
        }))
    }

    /// The application itself, for states that no request reaches.
    pub fn inner(&self) -> &App {
        &self.0.app
    }

    /// Where the database and the files lie, for a second process over the same.
    pub fn lies_at(&self) -> (modrotisk::db::Target, std::path::PathBuf) {
        (self.0.database.target.clone(), self.0.database.folder.clone())
    }

    /// Somebody who has not signed in.
    pub fn visitor(&self) -> Caller {
        Caller::visitor(self.clone())
    }

    /// Does something in a transaction, for states that no request reaches.
    pub async fn write<T: Send + 'static>(&self, job: impl Fn(&mut Tx) -> modrotisk::kit::Result<T> + Send + 'static) -> T {
        self.0.app.write(job).await.unwrap()
    }

    /// Moves the clock and does what became due.
    pub async fn advance(&self, span: Duration) {
        self.0.app.db().clock().advance(span);
        self.run_jobs().await;
    }

    /// Does what is due now.
    pub async fn run_jobs(&self) {
        self.0.workers.run_due(self.0.app.db(), &self.0.app).await.unwrap();
    }

    /// Starts the clockwork, for tests of what happens by itself.
    pub async fn wind(&self) {
        self.0.workers.wind(self.0.app.db()).await.unwrap();
    }

    /// The letters to an address, oldest first.
    pub async fn mails_to(&self, address: &str) -> Vec<Mail> {
        let address = address.to_owned();
        let mut mails = self.0.app.read(|tx| modrotisk::mail::newest(tx, 1000)).await.unwrap();
        mails.retain(|mail| mail.to_address == address);
        mails.reverse();
        mails
    }

    /// Everything that `modrotisk verify` audits; broken invariants as sentences.
    pub async fn breaches(&self) -> Vec<String> {
        let blobs = self.0.app.blobs().clone();
        let findings = self.0.app.read(move |tx| modrotisk::shell::audit::findings(tx, &blobs)).await.unwrap();
        let named = |finding: modrotisk::kit::audit::Finding| {
            finding.breaches.into_iter().map(move |breach| format!("{}: {breach}", finding.invariant)).collect::<Vec<_>>()
        };
        findings.into_iter().flat_map(named).collect()
    }

    /// Audits and ends the test: no dead job, no fault of ours answered, every answer as the document promises.
    pub async fn finish(self) {
        let dead = self.0.app.read(jobs::dead).await.unwrap();
        assert!(dead.is_empty(), "dead jobs: {dead:?}");
        let breaches = self.breaches().await;
        assert!(breaches.is_empty(), "broken invariants:\n  {}", breaches.join("\n  "));
        let answered = self.0.answered.borrow();
        let faults: Vec<_> =
            answered.iter().filter(|answer| answer.status == 500).map(|answer| format!("{} {}", answer.method, answer.path)).collect();
        assert!(faults.is_empty(), "answered with 500: {faults:?}");
        let breaches = contract::breaches(&self.0.document, &answered);
        assert!(breaches.is_empty(), "not as the document promises:\n  {}", breaches.join("\n  "));
    }
}

/// A migrated database for `db.rs` and others that need no application.
pub fn fresh_database() -> database::TestDatabase {
    database::TestDatabase::fresh()
}

/// An empty database.
pub fn empty_database() -> database::TestDatabase {
    let database = database::TestDatabase::empty();
    assert!(migrations::pending(&database.target).unwrap() > 0);
    database
}
