//! A database for one test: a copy of a migrated file, or a clone of a migrated PostgreSQL database.

use std::path::{Path, PathBuf};
use std::process;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};
use modrotisk::db::{Target, migrations};

/// One test's database and folder; both go with it.
pub struct TestDatabase {
    pub target: Target,
    pub folder: PathBuf,
    admin_url: Option<String>,
}

impl TestDatabase {
    /// A migrated database.
    pub fn fresh() -> TestDatabase {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => {
                let template = postgres_template(&url);
                TestDatabase::postgres(url, Some(&template))
            }
            Err(_) => {
                let database = TestDatabase::empty();
                let Target::Sqlite(path) = &database.target else { unreachable!() };
                std::fs::copy(sqlite_template(), path).unwrap();
                database
            }
        }
    }

    /// A database without any table.
    pub fn empty() -> TestDatabase {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => TestDatabase::postgres(url, None),
            Err(_) => {
                let folder = folder();
                TestDatabase { target: Target::Sqlite(folder.join("test.db")), folder, admin_url: None }
            }
        }
    }

    fn postgres(url: String, template: Option<&str>) -> TestDatabase {
        let name = format!("test_{}_{:x}", process::id(), rand::random::<u64>());
        let mut admin = PgConnection::establish(&url).expect("TEST_DATABASE_URL must reach a PostgreSQL server");
        let template = template.map(|name| format!(" TEMPLATE {name}")).unwrap_or_default();
        admin.batch_execute(&format!("CREATE DATABASE {name}{template}")).unwrap();
        TestDatabase { target: Target::Postgres(with_name(&url, &name)), folder: folder(), admin_url: Some(url) }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if let (Some(admin), Target::Postgres(url)) = (&self.admin_url, &self.target)
            && let Ok(mut admin) = PgConnection::establish(admin)
            && let Some(name) = url.rsplit('/').next()
        {
            let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("modrotisk-test-{}-{:x}", process::id(), rand::random::<u64>()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn with_name(url: &str, name: &str) -> String {
    let (base, _) = url.rsplit_once('/').expect("a URL with a database name");
    format!("{base}/{name}")
}

/// Names the schema: the steps' names and texts, so that a changed step makes a new template.
fn fingerprint(engine: &str) -> String {
    fn collect(folder: &Path, text: &mut String) {
        let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                collect(&path, text);
            } else {
                text.push_str(&path.to_string_lossy());
                text.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut text = String::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine), &mut text);
    modrotisk::kit::text::sha256_hex(&text)[..16].to_owned()
}

fn sqlite_template() -> PathBuf {
    let path = std::env::temp_dir().join(format!("modrotisk-template-{}.db", fingerprint("sqlite")));
    if !path.exists() {
        // Several tests may begin at once: each makes its own and the last rename wins.
        let own = std::env::temp_dir().join(format!("modrotisk-template-{}-{:x}.db", process::id(), rand::random::<u64>()));
        migrations::up(&Target::Sqlite(own.clone())).unwrap();
        // The log is folded into the file, so that one file is the whole database.
        let mut conn = diesel::SqliteConnection::establish(&own.to_string_lossy()).unwrap();
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE;").unwrap();
        drop(conn);
        std::fs::rename(&own, &path).unwrap();
    }
    path
}

fn postgres_template(url: &str) -> String {
    let name = format!("modrotisk_template_{}", fingerprint("postgres"));
    let mut admin = PgConnection::establish(url).expect("TEST_DATABASE_URL must reach a PostgreSQL server");
    admin.batch_execute("SELECT pg_advisory_lock(7308)").unwrap();
    let there: i64 = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!(
        "(SELECT COUNT(*) FROM pg_database WHERE datname = '{name}')"
    )))
    .get_result(&mut admin)
    .unwrap();
    if there == 0 {
        admin.batch_execute(&format!("CREATE DATABASE {name}_new")).unwrap();
        migrations::up(&Target::Postgres(with_name(url, &format!("{name}_new")))).unwrap();
        admin.batch_execute(&format!("ALTER DATABASE {name}_new RENAME TO {name}")).unwrap();
    }
    admin.batch_execute("SELECT pg_advisory_unlock(7308)").unwrap();
    name
}
