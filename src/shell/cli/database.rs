//! `migrate`, `verify`, `backup`, `restore`: what an operator does with the data as a whole.
//!
//! A backup is taken while the server runs and shows one moment of the database; pictures are only ever added, so
//! those it names are in it. A restore happens beside what is there and takes its place at the end.

use std::path::{Path, PathBuf};
use std::process::Command;

use diesel::connection::SimpleConnection;

use super::{Config, Trouble, archive, block_on};
use crate::blobs::Blobs;
use crate::db::{Db, Target, migrations};
use crate::kit::id::Ids;
use crate::shell::{audit, config};

/// Brings the database to this program's schema.
pub fn migrate(config: &Config) -> Result<(), Trouble> {
    config.make_data_dir()?;
    match migrations::up(&config.target()?)?.as_slice() {
        [] => println!("The database is up to date."),
        steps => steps.iter().for_each(|step| println!("took step {step}")),
    }
    Ok(())
}

/// Looks at every invariant and prints each with its count. Tells whether all hold.
pub fn verify(config: &Config) -> Result<bool, Trouble> {
    let target = config.target()?;
    if migrations::pending(&target)? > 0 {
        return Err(Trouble::Told("The database is not up to date. Run `modrotisk migrate` first.".to_owned()));
    }
    let db = Db::open(target, 2, config::clock(), Ids::random())?;
    let blobs = Blobs::open(config.data_dir.join("blobs"))?;
    let (findings, dead) = block_on(db.read(move |tx| Ok((audit::findings(tx, &blobs)?, audit::dead_jobs(tx)?))))?;
    for finding in &findings {
        println!("{:>6}  {:>8}  {}", if finding.holds() { "holds" } else { "BROKEN" }, finding.checked, finding.invariant);
        finding.breaches.iter().for_each(|breach| println!("                  {breach}"));
    }
    if dead > 0 {
        println!("  note  {dead:>8}  jobs failed too often and wait for a person");
    }
    let breaches: usize = findings.iter().map(|finding| finding.breaches.len()).sum();
    println!("{} invariants, {breaches} breaches", findings.len());
    Ok(breaches == 0)
}

/// Writes database and files into one archive.
pub fn backup(config: &Config, file: &Path) -> Result<(), Trouble> {
    let target = config.target()?;
    let aside = Aside::beside(file)?;
    let mut writer = archive::Writer::create(file).map_err(|error| format!("{} cannot be written: {error}.", file.display()))?;
    let (name, copy) = match &target {
        Target::Sqlite(path) => {
            if !path.exists() {
                let _ = std::fs::remove_file(file);
                return Err(Trouble::Told(format!("There is no database at {}.", path.display())));
            }
            let copy = aside.0.join("modrotisk.db");
            let literal = copy.to_string_lossy().replace('\'', "''");
            target.connect()?.batch_execute(&format!("VACUUM INTO '{literal}'")).map_err(crate::kit::Error::from)?;
            ("modrotisk.db", copy)
        }
        Target::Postgres(url) => {
            let copy = aside.0.join("modrotisk.dump");
            run(postgres("pg_dump", url).args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(&copy))?;
            ("modrotisk.dump", copy)
        }
    };
    writer.add(name, &copy)?;
    let blobs = Blobs::open(config.data_dir.join("blobs"))?;
    let files = writer.add_folder("blobs", blobs.root())?;
    writer.finish()?;
    println!("The database and {files} files are in {}.", file.display());
    Ok(())
}

/// Brings back what a backup holds. Refuses to take the place of data unless told to.
pub fn restore(config: &Config, file: &Path, replace: bool) -> Result<(), Trouble> {
    config.make_data_dir()?;
    let target = config.target()?;
    let blobs = config.data_dir.join("blobs");
    let occupied = match &target {
        Target::Sqlite(path) => path.exists(),
        Target::Postgres(_) => migrations::any(&target)?,
    };
    if occupied && !replace {
        return Err(Trouble::Told(
            "There is data already. Stop the server and add --replace to put the backup in its place, or set MODROTISK_DATA_DIR and \
             MODROTISK_DATABASE_URL to new ones."
                .to_owned(),
        ));
    }
    let aside = Aside::beside(&blobs)?;
    let names = archive::unpack(file, &aside.0).map_err(|error| format!("{} cannot be restored: {error}.", file.display()))?;
    let wanted = match &target {
        Target::Sqlite(_) => "modrotisk.db",
        Target::Postgres(_) => "modrotisk.dump",
    };
    if !names.iter().any(|name| name == wanted) {
        return Err(Trouble::Told(
            "This backup was taken from the other kind of database. Set MODROTISK_DATABASE_URL to the kind it came from.".to_owned(),
        ));
    }
    let unpacked = aside.0.join(wanted);
    match &target {
        Target::Sqlite(path) => {
            for ending in ["-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
            }
            std::fs::rename(unpacked, path)?;
        }
        Target::Postgres(url) => {
            let mut command = postgres("pg_restore", url);
            // Even an empty database has the list of steps; what is to be replaced was asked about above.
            command.args(["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--clean", "--if-exists"]);
            run(command.arg(unpacked))?;
        }
    }
    if blobs.exists() {
        std::fs::remove_dir_all(&blobs)?;
    }
    if aside.0.join("blobs").exists() {
        std::fs::rename(aside.0.join("blobs"), &blobs)?;
    }
    migrations::up(&target)?;
    println!("Restored {} files and the database. Look whether all is well with `modrotisk verify`.", names.len() - 1);
    Ok(())
}

/// A folder for what is unfinished; it goes when the work ends, well or not.
struct Aside(PathBuf);

impl Aside {
    fn beside(path: &Path) -> Result<Aside, Trouble> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = parent.join(format!(".modrotisk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be written ({error}).", parent.display()))?;
        Ok(Aside(folder))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A tool of PostgreSQL for this database. The password goes by the environment, where other users do not see it.
fn postgres(tool: &str, url: &str) -> Command {
    let mut command = Command::new(tool);
    let mut address = url.to_owned();
    if let Some((scheme, rest)) = url.split_once("://")
        && let Some((user, host)) = rest.split_once('@')
        && let Some((user, password)) = user.split_once(':')
    {
        address = format!("{scheme}://{user}@{host}");
        command.env("PGPASSWORD", unescaped(password));
    }
    command.arg("--dbname").arg(address);
    command
}

/// Percent signs in a URL, undone.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|digits| hex::decode(digits).ok());
        match escaped {
            Some(byte) => {
                bytes.extend(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn run(command: &mut Command) -> Result<(), Trouble> {
    let tool = command.get_program().to_string_lossy().into_owned();
    let status =
        command.status().map_err(|_| format!("{tool} is missing: install the client programs of PostgreSQL (postgresql-client)."))?;
    if status.success() { Ok(()) } else { Err(Trouble::Told(format!("{tool} failed; its lines above say why."))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_show_among_the_processes() {
        let command = postgres("pg_dump", "postgres://shop:s%40crt@db.example/modrotisk");
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
        assert_eq!(arguments, ["--dbname", "postgres://shop@db.example/modrotisk"]);
        let password = command.get_envs().find(|(name, _)| *name == "PGPASSWORD").and_then(|(_, value)| value);
        assert_eq!(password.unwrap(), "s@crt");
    }
}
