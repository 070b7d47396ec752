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

/// Every column of the schema: table, column, kind of value, whether it may be null.
fn columns(target: &Target) -> Vec<(String, String, String, bool)> {
    #[derive(diesel::QueryableByName)]
    struct Column {
        #[diesel(sql_type = diesel::sql_types::Text)]
        table_name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        column_name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        kind: String,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        nullable: i64,
    }
    let query = match target.engine() {
        Engine::Sqlite => {
            "SELECT m.name AS table_name, c.name AS column_name, LOWER(c.type) AS kind, CAST(1 - c.\"notnull\" AS BIGINT) AS nullable \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
        }
        Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name, CAST(data_type AS TEXT) AS kind, \
             CAST(CASE WHEN is_nullable = 'YES' THEN 1 ELSE 0 END AS BIGINT) AS nullable \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'"
        }
    };
    let rows: Vec<Column> = diesel::sql_query(query).load(&mut target.connect().unwrap()).unwrap();
    let mut columns: Vec<_> = rows.into_iter().map(|row| (row.table_name, row.column_name, row.kind, row.nullable == 1)).collect();
    columns.sort();
    columns
}

/// Every index that a step has named, with the table it stands on.
fn indexes(target: &Target) -> Vec<(String, String)> {
    #[derive(diesel::QueryableByName)]
    struct Index {
        #[diesel(sql_type = diesel::sql_types::Text)]
        table_name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        index_name: String,
    }
    let query = match target.engine() {
        Engine::Sqlite => "SELECT tbl_name AS table_name, name AS index_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) AS table_name, CAST(indexname AS TEXT) AS index_name FROM pg_indexes \
             WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'"
        }
    };
    let rows: Vec<Index> = diesel::sql_query(query).load(&mut target.connect().unwrap()).unwrap();
    let mut indexes: Vec<_> = rows.into_iter().map(|row| (row.table_name, row.index_name)).collect();
    indexes.sort();
    indexes
}

#[actix_web::test]
async fn both_databases_have_the_same_tables_columns_and_indexes() {
    let here = harness::fresh_database();
    if here.target.engine() == Engine::Sqlite {
        // The comparison needs both; the run on PostgreSQL makes it.
        return;
    }
    let sqlite = here.folder.join("compared.db");
    migrations::up(&Target::Sqlite(sqlite.clone())).unwrap();
    let embedded = Target::Sqlite(sqlite);
    same(&columns(&embedded), &columns(&here.target));
    same(&indexes(&embedded), &indexes(&here.target));
}

/// Shows only what stands on one side.
#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(sqlite: &[T], postgres: &[T]) {
    let only = |here: &[T], there: &[T]| here.iter().filter(|row| !there.contains(row)).map(|row| format!("{row:?}")).collect::<Vec<_>>();
    let (left, right) = (only(sqlite, postgres), only(postgres, sqlite));
    assert!(left.is_empty() && right.is_empty(), "only on SQLite: {left:#?}\nonly on PostgreSQL: {right:#?}");
}
