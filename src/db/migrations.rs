//! The schema's steps, one folder for each database under the same names.

use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, Target};
use crate::kit::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Brings the database to this program's schema. Refuses one that a newer program has touched. Returns the steps taken.
pub fn up(target: &Target) -> Result<Vec<String>> {
    let mut conn = target.connect()?;
    refuse_newer(&mut conn)?;
    let steps = match &mut conn {
        Conn::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(|steps| steps.iter().map(ToString::to_string).collect()),
        Conn::Postgres(conn) => {
            // Two servers that start together migrate one after the other.
            conn.batch_execute("SELECT pg_advisory_lock(7307)")?;
            conn.run_pending_migrations(POSTGRES).map(|steps| steps.iter().map(ToString::to_string).collect())
        }
    };
    steps.map_err(Error::internal)
}

/// Takes back every step, newest first.
pub fn down_all(target: &Target) -> Result<()> {
    match &mut target.connect()? {
        Conn::Sqlite(conn) => conn.revert_all_migrations(SQLITE).map(drop),
        Conn::Postgres(conn) => conn.revert_all_migrations(POSTGRES).map(drop),
    }
    .map_err(Error::internal)
}

/// Whether any step was ever taken.
pub fn any(target: &Target) -> Result<bool> {
    match &mut target.connect()? {
        Conn::Sqlite(conn) => conn.applied_migrations().map(|steps| !steps.is_empty()),
        Conn::Postgres(conn) => conn.applied_migrations().map(|steps| !steps.is_empty()),
    }
    .map_err(Error::internal)
}

/// The steps that are not taken yet.
pub fn pending(target: &Target) -> Result<usize> {
    match &mut target.connect()? {
        Conn::Sqlite(conn) => conn.pending_migrations(SQLITE).map(|steps| steps.len()),
        Conn::Postgres(conn) => conn.pending_migrations(POSTGRES).map(|steps| steps.len()),
    }
    .map_err(Error::internal)
}

/// Whether every step that this program knows is taken; seen from a transaction, without a connection of its own.
pub fn is_current(tx: &mut super::Tx) -> Result<bool> {
    use diesel::RunQueryDsl;
    use diesel::migration::MigrationSource;
    let known = match &*tx.db {
        Conn::Sqlite(_) => MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE).map(|steps| steps.len()),
        Conn::Postgres(_) => MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES).map(|steps| steps.len()),
    };
    let count = diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT COUNT(*) FROM __diesel_schema_migrations)");
    let taken: i64 = diesel::select(count).get_result(tx.db)?;
    Ok(taken >= known.map_err(Error::internal)? as i64)
}

fn refuse_newer(conn: &mut Conn) -> Result<()> {
    use diesel::migration::MigrationSource;
    fn check<DB: diesel::backend::Backend>(conn: &mut impl MigrationHarness<DB>, known: &EmbeddedMigrations) -> Result<()>
    where
        EmbeddedMigrations: MigrationSource<DB>,
    {
        let known: Vec<String> = MigrationSource::<DB>::migrations(known)
            .map_err(Error::internal)?
            .iter()
            .map(|step| step.name().version().to_string())
            .collect();
        let applied = conn.applied_migrations().map_err(Error::internal)?;
        match applied.iter().find(|version| !known.contains(&version.to_string())) {
            None => Ok(()),
            Some(version) => Err(Error::internal(format!(
                "this database was changed by a newer program (step {version}); start that program, or restore a backup"
            ))),
        }
    }
    match conn {
        Conn::Sqlite(conn) => check(conn, &SQLITE),
        Conn::Postgres(conn) => check(conn, &POSTGRES),
    }
}
