//! The commands of the program. Each opens what it needs, does one thing, and says in plain sentences what it did or
//! why it does not.

mod admin;
mod archive;
mod database;
mod demo;
mod papers;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::config::{self, Config, LogForm};
use crate::blobs::Blobs;
use crate::db::{Db, migrations};
use crate::kit::Error;
use crate::kit::id::Ids;
use crate::kit::time::Clock;
use crate::web::App;

/// A binary whose guards can be switched off says so, and is not released.
#[cfg(feature = "guard-switches")]
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " with guard switches, for tests only");
#[cfg(not(feature = "guard-switches"))]
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Modrotisk: a marketplace and pop-up sales platform for creative products.
#[derive(Parser)]
#[command(name = "modrotisk", version = VERSION, about, max_term_width = 110)]
struct Line {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Brings the database up to date and serves shop, back office and API
    Serve {
        /// What this process does: requests, work in the background, or both
        #[arg(long, env = "MODROTISK_ROLE", value_enum, default_value_t = serve::Role::All)]
        role: serve::Role,
    },
    /// Brings the database to this program's schema
    Migrate,
    /// Loads the demo content, once, and shows who can sign in
    Demo,
    /// Prints the OpenAPI document
    Openapi,
    /// Looks at everything that must always hold, and fails where something does not
    Verify,
    /// Writes database and files into one archive (tar), while the server runs
    Backup {
        /// The archive to write; must not be there yet
        file: PathBuf,
    },
    /// Brings back what a backup holds; stop the server first
    Restore {
        /// The archive
        file: PathBuf,
        /// Take the place of the data that is there
        #[arg(long)]
        replace: bool,
    },
    /// Writes every invoice and credit note into a folder as XML (UBL and e-SLOG)
    Papers {
        /// The folder
        folder: PathBuf,
    },
    /// Makes the first administrator, or lets somebody in again
    Admin {
        #[command(subcommand)]
        act: admin::Act,
    },
    /// Asks a running server on this machine whether it is alive; for container health checks
    Health,
}

/// Why a command did not do what it was asked.
pub(super) enum Trouble {
    /// A sentence for the operator.
    Told(String),
    /// A fault inside.
    Fault(Error),
}

impl From<String> for Trouble {
    fn from(sentence: String) -> Trouble {
        Trouble::Told(sentence)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::Fault(error)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Told(format!("{error}."))
    }
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    if let Err(refusal) = load_file() {
        eprintln!("{refusal}");
        return ExitCode::from(2);
    }
    let line = Line::parse();
    match run(line) {
        Ok(code) => code,
        Err(Trouble::Told(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
        Err(Trouble::Fault(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(line: Line) -> Result<ExitCode, Trouble> {
    let config = &line.config;
    match line.command {
        Command::Serve { role } => serve::run(config, role)?,
        Command::Demo => demo::run(config)?,
        Command::Migrate => database::migrate(config)?,
        Command::Verify => return Ok(if database::verify(config)? { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        Command::Backup { file } => database::backup(config, &file)?,
        Command::Restore { file, replace } => database::restore(config, &file, replace)?,
        Command::Papers { folder } => papers::run(config, &folder)?,
        Command::Admin { act } => admin::run(config, &act)?,
        Command::Openapi => println!("{}", document()),
        Command::Health => return Ok(serve::health(config)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The settings file, if one is named, must be read before the command line is.
fn load_file() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let mut named = std::env::var("MODROTISK_CONFIG").ok();
    while let Some(argument) = arguments.next() {
        if argument == "--config" {
            named = arguments.next();
        } else if let Some(file) = argument.strip_prefix("--config=") {
            named = Some(file.to_owned());
        }
    }
    let Some(file) = named else { return Ok(()) };
    dotenvy::from_path(&file).map_err(|error| format!("The settings file {file} cannot be read: {error}."))
}

/// The OpenAPI document as it is committed.
pub fn document() -> String {
    super::server::openapi().to_pretty_json().unwrap_or_default()
}

/// Opens the application over a migrated database.
fn open(config: &Config) -> Result<App, Trouble> {
    open_at(config, config::clock())
}

/// Opens the application over a migrated database, with a clock of its own.
fn open_at(config: &Config, clock: Clock) -> Result<App, Trouble> {
    config.make_data_dir()?;
    let settings = config.settings()?;
    let target = config.target()?;
    let steps = migrations::up(&target)?;
    if !steps.is_empty() {
        tracing::info!(steps = steps.len(), "the database was brought up to date");
    }
    let db = Db::open(target, config.readers(), clock, Ids::random())?;
    let blobs = Blobs::open(config.data_dir.join("blobs"))?;
    Ok(App::new(db, blobs, settings))
}

/// Starts the log.
fn start_log(config: &Config) -> Result<(), Trouble> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log_filter)
        .map_err(|error| format!("MODROTISK_LOG_FILTER is not a filter ({error}); try `info`."))?;
    let for_a_person = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(for_a_person).with_writer(std::io::stderr);
    match config.log_form() {
        LogForm::Json => log.json().flatten_event(true).with_current_span(false).with_span_list(false).init(),
        LogForm::Text => log.with_target(false).init(),
    }
    Ok(())
}

/// Runs asynchronous work to its end on this thread.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}
