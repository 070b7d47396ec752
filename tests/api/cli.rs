//! The commands of the real binary: what an operator does with it, and what it refuses.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use modrotisk::db::Target;

use crate::harness::database::TestDatabase;
use crate::harness::wire::Wire;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("modrotisk-cli-{}-{:x}", std::process::id(), rand::random::<u64>()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn url(target: &Target) -> String {
    match target {
        Target::Sqlite(path) => format!("sqlite:{}", path.display()),
        Target::Postgres(url) => url.clone(),
    }
}

/// The binary over a database and a folder, in demo mode, with nothing of this machine's environment.
fn modrotisk(target: &Target, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_modrotisk"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("MODROTISK_DATABASE_URL", url(target)).env("MODROTISK_DATA_DIR", folder).env("MODROTISK_DEMO", "1").stdin(Stdio::null());
    command
}

#[track_caller]
fn done(output: Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

#[track_caller]
fn refused(output: Output, because: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(because), "{said}");
    assert!(said.lines().count() <= 3, "a refusal is a sentence, not a trace: {said}");
}

#[test]
fn a_backup_brings_back_what_was_there() {
    let before = TestDatabase::fresh();
    let files = Folder::new();
    done(modrotisk(&before.target, &files.0).args(["admin", "create", "--email", "ana@example.org", "--name", "Ana"]).output().unwrap());
    std::fs::create_dir_all(files.0.join("blobs/media/med_1")).unwrap();
    std::fs::write(files.0.join("blobs/media/med_1/400.webp"), b"picture").unwrap();
    let archive = files.0.join("backup.tar");
    done(modrotisk(&before.target, &files.0).arg("backup").arg(&archive).output().unwrap());
    refused(modrotisk(&before.target, &files.0).arg("backup").arg(&archive).output().unwrap(), "cannot be written");

    let after = TestDatabase::empty();
    let other = Folder::new();
    done(modrotisk(&after.target, &other.0).arg("restore").arg(&archive).output().unwrap());
    assert_eq!(std::fs::read(other.0.join("blobs/media/med_1/400.webp")).unwrap(), b"picture");
    assert!(done(modrotisk(&after.target, &other.0).arg("verify").output().unwrap()).contains(" 0 breaches"));
    let again =
        modrotisk(&after.target, &other.0).args(["admin", "create", "--email", "ana@example.org", "--name", "Ana"]).output().unwrap();
    refused(again, "has an account already");
    refused(modrotisk(&after.target, &other.0).arg("restore").arg(&archive).output().unwrap(), "There is data already");
    done(modrotisk(&after.target, &other.0).args(["restore", "--replace"]).arg(&archive).output().unwrap());
    std::fs::write(other.0.join("nothing.tar"), [7; 2000]).unwrap();
    let broken = modrotisk(&after.target, &other.0).args(["restore", "--replace"]).arg(other.0.join("nothing.tar")).output().unwrap();
    refused(broken, "cannot be restored");
    assert!(
        done(modrotisk(&after.target, &other.0).arg("verify").output().unwrap()).contains(" 0 breaches"),
        "a bad backup changes nothing"
    );
}

#[test]
fn an_administrator_who_is_locked_out_is_let_in_again() {
    let database = TestDatabase::fresh();
    let folder = Folder::new();
    let run = |arguments: &[&str]| modrotisk(&database.target, &folder.0).args(arguments).output().unwrap();
    let first = done(run(&["admin", "create", "--email", "ana@example.org", "--name", "Ana"]));
    let second = done(run(&["admin", "reset", "--email", "ana@example.org"]));
    assert_ne!(first, second, "each password is shown once");
    refused(run(&["admin", "reset", "--email", "nobody@example.org"]), "There is no account");
}

#[test]
fn production_does_not_start_on_a_guess() {
    let database = TestDatabase::fresh();
    let folder = Folder::new();
    let refusal = |settings: &[(&str, &str)]| {
        let mut command = modrotisk(&database.target, &folder.0);
        command.env("MODROTISK_DEMO", "0").envs(settings.iter().copied()).arg("serve").output().unwrap()
    };
    let secret = ("MODROTISK_SECRET", "0123456789abcdef0123456789abcdef");
    refused(refusal(&[secret]), "MODROTISK_BASE_URL");
    refused(refusal(&[("MODROTISK_BASE_URL", "https://modrotisk.example")]), "MODROTISK_SECRET");
    refused(refusal(&[secret, ("MODROTISK_BASE_URL", "http://modrotisk.example")]), "https://");
    let live = [secret, ("MODROTISK_BASE_URL", "https://modrotisk.example"), ("MODROTISK_STRIPE_SECRET_KEY", "sk_live_x")];
    refused(refusal(&live), "MODROTISK_STRIPE_WEBHOOK_SECRET");
    let demo = modrotisk(&database.target, &folder.0).env("MODROTISK_DEMO", "0").arg("demo").output().unwrap();
    refused(demo, "demo mode only");
}

#[test]
fn help_names_every_setting() {
    let output = Command::new(env!("CARGO_BIN_EXE_modrotisk")).arg("--help").output().unwrap();
    let help = done(output);
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/OPERATIONS.md")).unwrap();
    let settings: std::collections::BTreeSet<&str> =
        help.split(|c: char| !(c.is_ascii_uppercase() || c == '_')).filter(|word| word.starts_with("MODROTISK_")).collect();
    assert!(settings.len() >= 18, "{settings:?}");
    for setting in settings {
        assert!(guide.contains(setting), "docs/OPERATIONS.md does not speak of {setting}");
    }
}

#[test]
fn a_stop_finishes_what_is_under_way() {
    let database = TestDatabase::fresh();
    let folder = Folder::new();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let address: SocketAddr = (Ipv4Addr::LOCALHOST, port).into();
    let mut command = modrotisk(&database.target, &folder.0);
    command.arg("serve").env("MODROTISK_PORT", port.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut server = command.spawn().unwrap();
    let begun = Instant::now();
    while !matches!(Wire::to(address).send("GET", "/readyz", &[], None), Ok((200, _))) {
        assert!(begun.elapsed() < Duration::from_secs(30), "the server does not get ready");
        std::thread::sleep(Duration::from_millis(50));
    }
    let health = modrotisk(&database.target, &folder.0).arg("health").env("MODROTISK_PORT", port.to_string()).output().unwrap();
    assert!(health.status.success());
    let (status, _) = Wire::to(address).send("GET", "/metrics", &[("X-Forwarded-For", "10.0.0.1")], None).unwrap();
    assert_eq!(status, 404, "counters are not for those who come through a proxy");
    assert_eq!(Wire::to(address).send("GET", "/metrics", &[], None).unwrap().0, 200);
    let stopped = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    let ended = Instant::now();
    let status = loop {
        if let Some(status) = server.try_wait().unwrap() {
            break status;
        }
        assert!(ended.elapsed() < Duration::from_secs(20), "the server does not stop");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(status.success(), "{status}");
    let health = modrotisk(&database.target, &folder.0).arg("health").env("MODROTISK_PORT", port.to_string()).output().unwrap();
    assert!(!health.status.success());
}
