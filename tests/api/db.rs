//! The database keeps its promises: one schema on both, steps that go back, batches that share nothing but a commit.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use modrotisk::db::{Conn, Db, Engine, Target, migrations};
use modrotisk::kit::id::Ids;
use modrotisk::kit::time::Clock;
use modrotisk::kit::{Code, Error};

use crate::harness;

fn open(target: &Target) -> Db {
    Db::open(target.clone(), 4, Clock::System, Ids::random()).unwrap()
}

async fn put(db: &Db, key: &'static str, then: impl Fn() -> Result<(), Error> + Send + 'static) -> Result<(), Error> {
    db.write(move |tx| {
        modrotisk::events::record(tx, key, "subject", None, serde_json::Value::Null)?;
        then()
    })
    .await
    .map(drop)
}

async fn recorded(db: &Db) -> Vec<String> {
    let mut kinds: Vec<String> =
        db.read(|tx| Ok(modrotisk::events::of_subject(tx, "subject")?.into_iter().map(|event| event.kind).collect())).await.unwrap();
    kinds.sort();
    kinds
}

#[actix_web::test]
async fn every_step_goes_up_down_and_up_again() {
    let database = harness::empty_database();
    migrations::up(&database.target).unwrap();
    migrations::down_all(&database.target).unwrap();
    migrations::up(&database.target).unwrap();
    assert_eq!(migrations::pending(&database.target).unwrap(), 0);
}

#[actix_web::test]
async fn an_error_or_a_panic_undoes_its_own_writes_only() {
    let database = harness::fresh_database();
    let db = open(&database.target);
    let (good, refused, panicked, also_good) = tokio::join!(
        put(&db, "good", || Ok(())),
        put(&db, "refused", || Err(Code::Invalid.into())),
        put(&db, "panicked", || panic!("on purpose")),
        put(&db, "also good", || Ok(())),
    );
    assert!(good.is_ok() && also_good.is_ok());
    assert_eq!(refused.unwrap_err().code, Code::Invalid);
    assert_eq!(panicked.unwrap_err().code, Code::Internal);
    assert_eq!(recorded(&db).await, ["also good", "good"]);
}

#[actix_web::test]
async fn a_disk_that_fills_in_a_batch_loses_no_answered_write() {
    let database = harness::fresh_database();
    let db = open(&database.target);
    if db.engine() != Engine::Sqlite {
        return;
    }
    let long = "x".repeat(200_000);
    let mut answered = Vec::new();
    for round in 0..40 {
        if round == 2 {
            // From here on the file may not grow: the next long write finds the disk full.
            db.write(|tx| {
                if let Conn::Sqlite(conn) = tx.db {
                    conn.batch_execute("PRAGMA max_page_count = 150").ok();
                }
                Ok(())
            })
            .await
            .ok();
        }
        let text = long.clone();
        let jobs = (0..4).map(|index| {
            let text = if index == 2 { text.clone() } else { String::new() };
            let key = format!("{round}-{index}");
            let db = db.clone();
            async move {
                let name = key.clone();
                let done = db
                    .write(move |tx| modrotisk::events::record(tx, &name, "subject", None, serde_json::Value::String(text.clone())))
                    .await;
                (key, done.is_ok())
            }
        });
        answered.extend(futures_util::future::join_all(jobs).await.into_iter().filter(|(_, ok)| *ok).map(|(key, _)| key));
    }
    answered.sort();
    assert!(answered.len() < 160, "the disk never filled");
    assert_eq!(recorded(&open(&database.target)).await, answered);
}

#[actix_web::test]
async fn a_newer_schema_is_refused() {
    let database = harness::fresh_database();
    let mut conn = database.target.connect().unwrap();
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('99990101000000', CURRENT_TIMESTAMP)")
        .execute(&mut conn)
        .unwrap();
    let refusal = migrations::up(&database.target).unwrap_err();
    assert!(refusal.cause.unwrap().contains("newer program"));
}
