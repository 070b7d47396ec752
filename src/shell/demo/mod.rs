//! The demonstration: fictional people, listings, halls and events, brought in through the same functions as people use.
//!
//! The clock of the loader begins almost two years ago and moves as it goes, so that everything has a past: organisations
//! were approved before they sold, orders were placed before they were packed. Each step is recorded with what it made,
//! in the same transaction, so a loader that was interrupted goes on where it stopped and one that is done does nothing.

mod aftercare;
mod agreed;
mod challenges;
mod content;
mod entries;
mod events;
mod listings;
mod logins;
mod open_work;
mod people;
mod pictures;
mod trade;

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::Ordering;

use serde_json::json;

use crate::db::Tx;
use crate::desk::{self, NewDecision, Subject};
use crate::events as log;
use crate::identity::{self, Coordinator, SignedIn, sessions};
use crate::kit::id::{AccountId, OrganisationId, SubmissionId};
use crate::kit::time::{Clock, Instant, LocalDate, Zone, days};
use crate::kit::{Error, Result};
use crate::web::App;

use content::{Content, told};

pub use logins::{LOGINS, Login, PASSWORD};

/// How long before today the story begins.
pub const STORY_DAYS: u64 = 720;

/// Brings the content in.
pub struct Loader {
    app: App,
    content: Content,
    images: PathBuf,
    /// The real now; the story does not go beyond.
    now: Instant,
    today: LocalDate,
}

/// When the clock of a loader begins.
pub fn beginning(now: Instant) -> Instant {
    now.minus(days(STORY_DAYS))
}

impl Loader {
    /// A loader for an application whose clock stands at the beginning.
    pub fn new(app: App, images: PathBuf, now: Instant) -> Result<Loader> {
        let (today, _) = Zone::ljubljana().local(now);
        Ok(Loader { app, content: Content::on(&today)?, images, now, today })
    }

    /// Whether everything was brought in before.
    pub async fn is_done(&self) -> Result<bool> {
        self.app.read(|tx| Ok(made::<String>(tx, "demo:done")?.is_some())).await
    }

    /// Brings everything in; says what it is at.
    pub async fn load(&self, say: impl Fn(&str) + Sync) -> Result<()> {
        say("pictures, on all cores");
        let pictures = pictures::prepare(&self.images, &say)?;
        say("people and organisations");
        people::load(self, &pictures).await?;
        say("listings");
        listings::load(self, &pictures).await?;
        say("halls and pop-ups");
        events::load(self, &pictures).await?;
        say("challenges");
        challenges::load(self, &pictures).await?;
        say("orders");
        trade::load(self).await?;
        say("what was said after the sale");
        aftercare::load(self).await?;
        say("what waits for somebody");
        open_work::load(self, &pictures).await?;
        self.end_sessions().await?;
        self.once("demo:done", |_| Ok("done".to_owned())).await.map(drop)
    }

    /// Puts the clock to a time of a day before today; each kind of things has its own story. Never beyond now.
    fn at(&self, days_ago: i32, time: &str) -> Result<()> {
        let time = time.parse().map_err(Error::internal)?;
        self.until(Zone::ljubljana().instant(&self.today.plus_days(-days_ago), &time));
        Ok(())
    }

    fn until(&self, instant: Instant) {
        if let Clock::Manual(millis) = self.app.db().clock() {
            millis.store(instant.min(self.now).millis(), Ordering::SeqCst);
        }
    }

    /// Does a step once, ever, and answers what it made.
    async fn once<T, F>(&self, key: &str, step: F) -> Result<T>
    where
        T: Display + FromStr<Err: Display> + Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let key = key.to_owned();
        let name = key.clone();
        let outcome = self.app.write(move |tx| {
            if let Some(made) = made(tx, &key)? {
                return Ok(made);
            }
            let made = step(tx)?;
            log::record(tx, "demo.loaded", &key, None, json!({ "made": made.to_string() }))?;
            Ok(made)
        });
        // A refusal here is a fault of the content: say of which step.
        outcome.await.map_err(|error| Error::internal(format!("{name}: {error}")))
    }

    /// Does a step as a person, once.
    async fn as_person<T, F>(&self, key: &str, account: &AccountId, step: F) -> Result<T>
    where
        T: Display + FromStr<Err: Display> + Send + 'static,
        F: Fn(&mut Tx, &SignedIn) -> Result<T> + Send + 'static,
    {
        let account = account.clone();
        self.once(key, move |tx| {
            let who = sessions::open_for_command(tx, &account)?;
            step(tx, &who)
        })
        .await
    }

    /// Does a step as the coordinator, once.
    async fn as_coordinator<T, F>(&self, key: &str, step: F) -> Result<T>
    where
        T: Display + FromStr<Err: Display> + Send + 'static,
        F: Fn(&mut Tx, &SignedIn, &Coordinator) -> Result<T> + Send + 'static,
    {
        let account = self.made_before::<AccountId>("demo:account:koordinatorica@example.org").await?;
        self.as_person(key, &account, move |tx, who| {
            let coordinator = identity::coordinator(tx, who)?;
            step(tx, who, &coordinator)
        })
        .await
    }

    /// What a step made.
    async fn made_before<T>(&self, key: &str) -> Result<T>
    where
        T: FromStr<Err: Display> + Send + 'static,
    {
        let key = key.to_owned();
        self.app.read(move |tx| made(tx, &key)?.ok_or_else(|| Error::internal(format!("{key} was not loaded")))).await
    }

    /// The organisation of a studio, company or institution of the content, and its owner.
    async fn organisation(&self, id: &str) -> Result<(OrganisationId, AccountId)> {
        let organisation = self.made_before(&format!("demo:organisation:{id}")).await?;
        let owner = self.made_before(&format!("demo:owner:{id}")).await?;
        Ok((organisation, owner))
    }

    /// Brings a thing to the desk in its owner's name.
    async fn submit(&self, key: &str, owner: &AccountId, subject: Subject) -> Result<SubmissionId> {
        self.as_person(&format!("{key}:submitted"), owner, move |tx, who| desk::submit(tx, who, &subject).map(|row| row.id)).await
    }

    /// Decides in the coordinator's name.
    async fn decide(&self, key: &str, submission: &SubmissionId, decision: serde_json::Value) -> Result<()> {
        let decision: NewDecision = told(&decision)?;
        let (home, submission) = (self.app.settings().base_url.clone(), submission.clone());
        let step = move |tx: &mut Tx, _: &SignedIn, by: &Coordinator| {
            desk::decide(tx, by, &home, &submission, &decision)?;
            Ok("decided".to_owned())
        };
        self.as_coordinator(&format!("{key}:decided"), step).await.map(drop)
    }

    /// Brings a thing to the desk and approves it a day later.
    async fn approve(&self, key: &str, owner: &AccountId, subject: Subject, days_ago: i32) -> Result<()> {
        let submission = self.submit(key, owner, subject).await?;
        self.at(days_ago, "09:30")?;
        self.decide(key, &submission, json!({ "decision": "approved" })).await
    }

    /// The loader was signed in as everybody; nobody should find that among their devices.
    async fn end_sessions(&self) -> Result<()> {
        self.app
            .write(|tx| {
                for account in people::accounts(tx)? {
                    sessions::end_all(tx, &account, None, sessions::Ending::SignedOut)?;
                }
                Ok(())
            })
            .await
    }
}

/// What a step made, if it was done.
fn made<T: FromStr<Err: Display>>(tx: &mut Tx, key: &str) -> Result<Option<T>> {
    let found = log::of_subject(tx, key)?.into_iter().find(|event| event.kind == "demo.loaded");
    let Some(event) = found else { return Ok(None) };
    let text = event.data.0["made"].as_str().unwrap_or("").to_owned();
    text.parse().map(Some).map_err(|error| Error::internal(format!("{key}: {error}")))
}
