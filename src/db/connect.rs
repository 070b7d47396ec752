//! Where the database is, and how a connection to it is set up.

use std::path::PathBuf;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool};
use diesel::{Connection, PgConnection, SqliteConnection};

use super::Conn;
use crate::kit::{Error, Result};

/// The two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where the database is: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file; its folder must exist.
    Sqlite(PathBuf),
    /// A URL or a connection string of libpq.
    Postgres(String),
}

impl std::str::FromStr for Target {
    type Err = String;
    fn from_str(url: &str) -> std::result::Result<Target, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Target::Postgres(url.to_owned()))
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            Ok(Target::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path))))
        } else {
            Err("DATABASE_URL begins with sqlite: or postgres://".to_owned())
        }
    }
}

impl Target {
    /// Which database it is.
    pub fn engine(&self) -> Engine {
        match self {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
        }
    }

    /// One connection of its own, for the writer, migrations and commands.
    pub fn connect(&self) -> Result<Conn> {
        match self {
            Target::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.to_string_lossy()).map_err(Error::internal)?;
                // FULL: an answered write has reached the disk. The cache and the map are per connection.
                conn.batch_execute(
                    "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
                     PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
                )?;
                Ok(Conn::Sqlite(conn))
            }
            Target::Postgres(url) => {
                let mut conn = PgConnection::establish(url).map_err(Error::internal)?;
                conn.batch_execute("SET TIME ZONE 'UTC'; SET statement_timeout='30s'; SET idle_in_transaction_session_timeout='60s';")?;
                Ok(Conn::Postgres(conn))
            }
        }
    }

    pub(super) fn pool(&self, size: u32) -> Result<Pool<Manager>> {
        Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(std::time::Duration::from_secs(5))
            .test_on_check_out(self.engine() == Engine::Postgres)
            .build(Manager(self.clone()))
            .map_err(Error::internal)
    }
}

/// Makes and checks pooled connections. On SQLite they read only.
pub(super) struct Manager(Target);

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = Error;

    fn connect(&self) -> Result<Conn> {
        let mut conn = self.0.connect()?;
        if let Conn::Sqlite(sqlite) = &mut conn {
            sqlite.batch_execute("PRAGMA query_only=ON;")?;
        }
        Ok(conn)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<()> {
        Ok(conn.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, _: &mut Conn) -> bool {
        std::thread::panicking()
    }
}
