//! One trial for each kind of trouble.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use modrotisk::db::Target;

use super::storm::{Server, Trial, span};

/// Busy, or in trouble, in words.
fn trouble(status: u16) -> bool {
    status >= 500
}

/// Only busy: a server that can work never fails otherwise.
fn busy(status: u16) -> bool {
    status == 503
}

/// A clock that jumps ends holds.
fn out_of_time(status: u16) -> bool {
    matches!(status, 409 | 503)
}

#[actix_web::test]
async fn killing_the_process_during_checkouts_loses_nothing_that_was_acknowledged() {
    let trial = Trial::begin(busy).await;
    for round in 0..3 {
        let server = Server::start(&trial.target, &trial.folder, |command| command);
        let orders = 7 * (round + 1);
        trial.storm(server.address, || {
            trial.until(orders);
            std::thread::sleep(span(Duration::from_millis(300)));
            server.kill();
        });
    }
    trial.end(21).await;
}

/// `strace` between the program and the system: from the nth call on, every so often a call fails.
fn failing(calls: &str, error: &str, when: &str) -> impl Fn(Command) -> Command {
    let inject = format!("inject={calls}:error={error}:when={when}");
    move |command| {
        wrapped(
            &command,
            "strace",
            &["-D", "-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={}", inject_calls(&inject)), "-e", &inject],
        )
    }
}

fn inject_calls(inject: &str) -> String {
    inject.trim_start_matches("inject=").split(':').next().unwrap_or_default().to_owned()
}

/// The same command with another in front of it.
fn wrapped(command: &Command, program: &str, arguments: &[&str]) -> Command {
    let mut outer = Command::new(program);
    outer.args(arguments).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    outer.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    outer
}

fn have(program: &str) -> bool {
    let found = Command::new("which").arg(program).output().is_ok_and(|answer| answer.status.success());
    assert!(found || std::env::var("TORTURE_SECONDS").is_err(), "{program} is missing: install its package");
    found
}

async fn disk_in_trouble(calls: &str, error: &str, when: &str) {
    let trial = Trial::begin(trouble).await;
    // PostgreSQL's disk is its own affair; what a program sees of it is the next trial.
    if matches!(trial.target, Target::Sqlite(_)) && have("strace") {
        let server = Server::start(&trial.target, &trial.folder, failing(calls, error, when));
        trial.storm(server.address, move || {
            std::thread::sleep(span(Duration::from_secs(3)));
            server.kill();
        });
    }
    let server = Server::start(&trial.target, &trial.folder, |command| command);
    trial.storm(server.address, || trial.until(3));
    server.kill();
    trial.end(3).await;
}

#[actix_web::test]
async fn a_disk_that_is_full_now_and_then_loses_nothing_that_was_acknowledged() {
    disk_in_trouble("pwrite64", "ENOSPC", "200+37").await;
}

#[actix_web::test]
async fn syncing_that_fails_now_and_then_loses_nothing_that_was_acknowledged() {
    disk_in_trouble("fsync,fdatasync", "EIO", "20+5").await;
}

/// Jumps the clock of a server: hours ahead and back, and over both changes of daylight saving.
fn jump_the_clock(file: &Path, length: Duration) {
    let jumps = ["+7200s", "-3600s", "+0s", "@2027-03-28 00:59:58", "@2026-10-25 00:59:58", "+0s"];
    let begun = Instant::now();
    for jump in jumps.iter().cycle() {
        if begun.elapsed() > length {
            return;
        }
        fs::write(file, format!("{jump}\n")).unwrap();
        std::thread::sleep(length / 6);
    }
}

fn faketime() -> Option<PathBuf> {
    ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())
}

#[actix_web::test]
async fn a_clock_that_jumps_loses_nothing_that_was_acknowledged() {
    let trial = Trial::begin(out_of_time).await;
    let Some(library) = faketime() else {
        assert!(std::env::var("TORTURE_SECONDS").is_err(), "libfaketime is missing: install the package faketime");
        return trial.end(0).await;
    };
    let file = trial.folder.join("clock");
    fs::write(&file, "+0s\n").unwrap();
    let server = Server::start(&trial.target, &trial.folder, |mut command| {
        command.env("LD_PRELOAD", &library).env("FAKETIME_TIMESTAMP_FILE", &file).env("TZ", "UTC");
        command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        command
    });
    trial.storm(server.address, || {
        jump_the_clock(&file, span(Duration::from_secs(3)));
        trial.until(3);
    });
    server.kill();
    trial.end(3).await;
}

#[actix_web::test]
async fn a_mail_server_that_hangs_up_loses_no_letter() {
    let trial = Trial::begin(busy).await;
    let refusing = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", refusing.local_addr().unwrap());
    // Whoever calls is hung up on.
    std::thread::spawn(move || {
        for stream in refusing.incoming() {
            drop(stream)
        }
    });
    let server = Server::start(&trial.target, &trial.folder, |mut command| {
        command.env("MODROTISK_SMTP_URL", &url);
        command
    });
    trial.storm(server.address, || {
        trial.until(3);
        std::thread::sleep(span(Duration::from_millis(300)));
    });
    server.kill();
    trial.end(3).await;
}

#[actix_web::test]
async fn a_database_that_is_killed_loses_nothing_that_was_acknowledged() {
    let trial = Trial::begin(trouble).await;
    let pid_file = std::env::var("TEST_POSTGRES_PID_FILE").ok();
    let server = Server::start(&trial.target, &trial.folder, |command| command);
    if let (Target::Postgres(_), Some(pid_file)) = (&trial.target, pid_file) {
        let begun = Instant::now();
        let length = span(Duration::from_secs(4));
        trial.storm(server.address, || {
            while begun.elapsed() < length {
                std::thread::sleep(Duration::from_millis(1500));
                let pid = fs::read_to_string(&pid_file).unwrap_or_default().lines().next().unwrap_or_default().to_owned();
                // A cluster of its own starts it again.
                let _ = Command::new("kill").args(["-9", &pid]).status();
            }
            std::thread::sleep(Duration::from_secs(5));
        });
    } else {
        trial.storm(server.address, || trial.until(3));
    }
    server.kill();
    trial.end(3).await;
}
