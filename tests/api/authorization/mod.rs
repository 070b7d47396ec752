//! Who may do what: every operation of the OpenAPI document has a row, and every row is tried by everyone.
//!
//! A row names who may. From that follows what each identity is answered on its own thing, on another's and on
//! one that is not there: strangers do not find what is not theirs, visitors are asked to sign in, and powers of
//! one role are none of another. A new operation without a row fails the first test.

mod area;
mod sample;
mod table;
mod things;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use modrotisk::shell::server;
use serde_json::Value;

use self::area::Area;
use self::sample::Samples;
use self::table::{Row, TABLE, Who};
use self::world::{Person, World};
use crate::harness::TestApp;

fn document() -> Value {
    serde_json::to_value(server::openapi()).unwrap()
}

/// `GET /products/{id}` for every operation of the document.
fn operations(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
        found.extend(methods.map(|method| format!("{} {}", method.to_uppercase(), path.trim_start_matches("/api/v1"))));
    }
    found
}

#[test]
fn every_operation_has_one_row() {
    let documented = operations(&document());
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for row in TABLE {
        *rows.entry(row.operation).or_default() += 1;
    }
    let missing: Vec<&String> = documented.iter().filter(|operation| !rows.contains_key(operation.as_str())).collect();
    let gone: Vec<&&str> = rows.keys().filter(|operation| !documented.contains(**operation)).collect();
    let twice: Vec<&&str> = rows.iter().filter(|(_, count)| **count > 1).map(|(operation, _)| operation).collect();
    assert!(
        missing.is_empty() && gone.is_empty() && twice.is_empty(),
        "without a row: {missing:#?}\nno operation: {gone:#?}\ntwice: {twice:#?}"
    );
}

/// What a caller may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    /// Not signed in.
    Unknown,
    /// Not this role.
    Forbidden,
    /// Not theirs, or not there.
    NotFound,
    /// Theirs, but not for them to do: not this person, or nothing was asked.
    Refused,
    /// Theirs: done, or refused for a reason that has nothing to do with who asks.
    Theirs,
}

impl Answered {
    fn fits(self, status: u16) -> bool {
        match self {
            // Who guesses too often is told to wait; that tells nothing either.
            Answered::Unknown => matches!(status, 401 | 429),
            Answered::Forbidden => status == 403,
            Answered::NotFound => status == 404,
            Answered::Refused => matches!(status, 403 | 409),
            Answered::Theirs => !matches!(status, 401 | 403 | 404 | 405 | 500..),
        }
    }
}

/// What a row promises to a person on a thing that is there.
fn promised(row: &Row, person: Person) -> Answered {
    use Answered::*;
    match (row.who, person) {
        (Who::Anyone, _) => Theirs,
        (Who::Proves, _) => Unknown,
        (Who::Nobody, _) => NotFound,
        (Who::HoldsOrder, Person::OrderHolder) | (Who::HoldsCart, Person::CartHolder) => Theirs,
        (Who::HoldsOrder | Who::HoldsCart, _) => NotFound,
        (_, Person::Visitor | Person::OrderHolder | Person::CartHolder) => Unknown,
        (Who::SignedIn, _) => Theirs,
        (Who::Studio(_), Person::Owner) | (Who::Organizer(_), Person::Organizer) => Theirs,
        (Who::Studio(role), Person::Member) => {
            if role.member() {
                Theirs
            } else {
                Forbidden
            }
        }
        (Who::StudioOrDesk, Person::Owner | Person::Member | Person::Coordinator) => Theirs,
        (Who::OrganizerOrDesk, Person::Organizer | Person::Coordinator) => Theirs,
        (Who::StudioInvited, Person::Owner | Person::Member) => Theirs,
        (Who::OrganizerOrInvited, Person::Owner | Person::Member | Person::Organizer) => Theirs,
        (Who::SidesOrDesk, Person::Owner | Person::Member | Person::Organizer | Person::Coordinator) => Theirs,
        (Who::Themselves, Person::Buyer) | (Who::ThemselvesOrHost, Person::Buyer | Person::Organizer) => Theirs,
        (Who::Coordinator, Person::Coordinator) | (Who::Admin, Person::Admin) => Theirs,
        (Who::Caretaker, Person::Coordinator | Person::Admin) => Theirs,
        (Who::AnotherCoordinator, Person::Coordinator) => Refused,
        (Who::Coordinator | Who::AnotherCoordinator | Who::Admin | Who::Caretaker, _) => Forbidden,
        _ => NotFound,
    }
}

#[actix_web::test]
async fn nobody_does_what_is_not_theirs_to_do() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let document = document();
    let samples = Samples::new(&document);
    let mut findings = Vec::new();
    for row in TABLE {
        for person in Person::ALL {
            let promised = promised(row, *person);
            if promised == Answered::Theirs {
                continue;
            }
            let status = world.ask(&samples, row, *person, false).await;
            if !promised.fits(status) {
                findings.push(format!("{} by {person:?}: {status}, not {promised:?}", row.operation));
            }
        }
    }
    assert!(findings.is_empty(), "{} findings:\n  {}", findings.len(), findings.join("\n  "));
    app.finish().await;
}

#[actix_web::test]
async fn what_is_not_there_is_not_found_by_those_who_could() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let document = document();
    let samples = Samples::new(&document);
    let mut findings = Vec::new();
    for row in TABLE.iter().filter(|row| row.operation.contains('{') && !row.open_path) {
        for person in Person::ALL.iter().filter(|person| promised(row, **person) == Answered::Theirs) {
            let status = world.ask(&samples, row, *person, true).await;
            if status != 404 {
                findings.push(format!("{} by {person:?}: {status}", row.operation));
            }
        }
    }
    assert!(findings.is_empty(), "{} findings:\n  {}", findings.len(), findings.join("\n  "));
    app.finish().await;
}

/// A test for each area, side by side: what ends a thing needs a world of its own, and worlds take their time.
macro_rules! everyone_does_what_is_theirs_to_do {
    ($($claim:ident: $area:ident),* $(,)?) => {
        const TRIED: &[Area] = &[$(Area::$area),*];

        $(#[actix_web::test]
        async fn $claim() {
            everyone_does_what_is_theirs_in(Area::$area).await;
        })*
    };
}

everyone_does_what_is_theirs_to_do! {
    everyone_does_what_is_theirs_with_accounts_and_organisations: People,
    everyone_does_what_is_theirs_with_products: Catalogue,
    everyone_does_what_is_theirs_with_orders: Buying,
    everyone_does_what_is_theirs_with_money: Money,
    everyone_does_what_is_theirs_at_the_desk: Desk,
    everyone_does_what_is_theirs_with_popups: Popups,
    everyone_does_what_is_theirs_with_challenges: Challenges,
}

#[test]
fn every_row_is_tried_by_those_whose_it_is() {
    let untried: Vec<&str> = TABLE.iter().map(|row| row.operation).filter(|operation| !TRIED.contains(&Area::of(operation))).collect();
    assert!(untried.is_empty(), "in no area: {untried:#?}");
    let empty: Vec<&Area> = TRIED.iter().filter(|area| !TABLE.iter().any(|row| Area::of(row.operation) == **area)).collect();
    assert!(empty.is_empty(), "without a row: {empty:?}");
}

async fn everyone_does_what_is_theirs_in(area: Area) {
    let app = TestApp::start().await;
    let document = document();
    let samples = Samples::new(&document);
    let mut findings = Vec::new();
    let world = World::new(&app).await;
    // Reading first, then writing, what cannot be undone last and in a world of its own.
    let order = |row: &&Row| (row.ends, !row.operation.starts_with("GET"));
    let mut rows: Vec<&Row> = TABLE.iter().filter(|row| Area::of(row.operation) == area).collect();
    rows.sort_by_key(order);
    for row in rows {
        for person in Person::ALL.iter().filter(|person| promised(row, **person) == Answered::Theirs) {
            let fresh = if row.ends { Some(world.again(&app, row, *person).await) } else { None };
            let status = fresh.as_ref().unwrap_or(&world).ask(&samples, row, *person, false).await;
            if !Answered::Theirs.fits(status) {
                findings.push(format!("{} by {person:?}: {status}", row.operation));
            }
        }
    }
    assert!(findings.is_empty(), "{} findings:\n  {}", findings.len(), findings.join("\n  "));
    app.finish().await;
}

fn method_and_path(operation: &str) -> (Method, &str) {
    let (method, path) = operation.split_once(' ').unwrap();
    (method.parse().unwrap(), path)
}
