//! `serve`: the server and the workers in one process, or one of them.
//!
//! A stop (SIGTERM, SIGINT) cuts nobody off: first `/readyz` says no, then no connection is taken any more, then the
//! requests under way are finished within thirty seconds, then each worker finishes the job it has.

use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::rt::{signal, spawn, time};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::sync::watch;

use super::{Config, Trouble, block_on, open, start_log};
use crate::documents;
use crate::identity::accounts;
use crate::shell::health::Health;
use crate::shell::server::{self, Parts};
use crate::web::App;

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Requests and work.
    All,
    /// Requests only.
    Web,
    /// Work only.
    Worker,
}

/// How many jobs are worked at the same time, so that a slow mail server holds nothing else up.
const WORKERS: usize = 2;
/// How long a worker waits before it looks whether another process queued something.
const GLANCE: Duration = Duration::from_millis(500);
/// How long requests may still take when a stop was asked for.
const PATIENCE_SECONDS: u64 = 30;
/// How long a proxy gets to notice that `/readyz` says no. A demonstration has no proxy.
const NOTICE: Duration = Duration::from_secs(2);

/// Serves until it is told to stop.
pub fn run(config: &Config, role: Role) -> Result<(), Trouble> {
    start_log(config)?;
    let counts = PrometheusBuilder::new().install_recorder().map_err(|error| format!("The counters do not start: {error}."))?;
    let health = Health::counting(counts, config.metrics_token.clone().filter(|token| !token.is_empty()));
    let app = open(config)?;
    block_on(async move {
        mind_demo_accounts(&app).await?;
        mind_operator(&app).await?;
        let (stop, stopped) = watch::channel(false);
        let workers: Vec<_> = if role == Role::Web {
            Vec::new()
        } else {
            server::workers().wind(app.db()).await?;
            (0..WORKERS).map(|_| spawn(work(app.clone(), stopped.clone()))).collect()
        };
        match role {
            Role::Worker => {
                tracing::info!("working in the background");
                asked_to_stop().await;
            }
            Role::All | Role::Web => answer_requests(config, app, health).await?,
        }
        let _ = stop.send(true);
        for worker in workers {
            let _ = worker.await;
        }
        tracing::info!("stopped");
        Ok(())
    })
}

/// The accounts of a demonstration have known passwords: outside of demo mode they are shut.
async fn mind_demo_accounts(app: &App) -> Result<(), Trouble> {
    if app.settings().demo {
        app.write(accounts::enable_demo).await?;
        return Ok(());
    }
    let shut = app.write(accounts::disable_demo).await?;
    if shut > 0 {
        tracing::warn!(shut, "this data holds accounts of a demonstration; they are disabled, because demo mode is off");
    }
    Ok(())
}

/// Documents print who runs the installation, so the database is told.
async fn mind_operator(app: &App) -> Result<(), Trouble> {
    match app.settings().operator.clone() {
        Some(operator) => app.write(move |tx| documents::tell_operator(tx, &operator)).await?,
        None => {
            tracing::warn!("nobody is named as the operator, so no commission is invoiced; set MODROTISK_OPERATOR_NAME and its companions")
        }
    }
    Ok(())
}

async fn answer_requests(config: &Config, app: App, health: Health) -> Result<(), Trouble> {
    let parts = Parts::new(app.settings(), health.clone())?;
    if !parts.pages.are_built() {
        tracing::warn!(folder = %app.settings().frontend_dir.display(), "there are no built pages; the API answers alone");
    }
    let listener = listen(config)?;
    let base_url = app.settings().base_url.clone();
    let notice = if app.settings().demo { Duration::ZERO } else { NOTICE };
    let server = HttpServer::new(move || server::service(app.clone(), parts.clone()))
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(15))
        .client_disconnect_timeout(Duration::from_secs(5))
        .max_connections(4096)
        .shutdown_timeout(PATIENCE_SECONDS)
        .disable_signals()
        .listen(listener)?
        .run();
    tracing::info!(address = base_url, "serving");
    let handle = server.handle();
    spawn(async move {
        asked_to_stop().await;
        health.stop();
        tracing::info!("stopping: finishing what is under way");
        time::sleep(notice).await;
        handle.stop(true).await;
    });
    server.await?;
    Ok(())
}

fn listen(config: &Config) -> Result<TcpListener, Trouble> {
    let address = (config.bind(), config.port);
    TcpListener::bind(address).map_err(|error| {
        Trouble::Told(format!(
            "Port {} on {} cannot be listened on ({error}). Stop what listens there, or set MODROTISK_PORT to another port.",
            address.1, address.0
        ))
    })
}

/// One worker: the job that is due, and the next; waits when there is none.
async fn work(app: App, mut stopped: watch::Receiver<bool>) {
    let workers = server::workers();
    while !*stopped.borrow() {
        match workers.run_next(app.db(), &app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a worker could not look for work"),
        }
        tokio::select! {
            _ = stopped.changed() => {}
            () = app.woken() => {}
            () = time::sleep(GLANCE) => {}
        }
    }
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = signal::ctrl_c().await;
}

/// Asks the server on this machine whether it is alive.
pub fn health(config: &Config) -> ExitCode {
    let host = if config.bind() == "0.0.0.0" { "127.0.0.1" } else { config.bind() };
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect((host, config.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(3)))?;
        std::io::Write::write_all(&mut stream, b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer)?;
        Ok(answer)
    };
    match ask() {
        Ok(answer) if answer.starts_with("HTTP/1.1 200") => ExitCode::SUCCESS,
        Ok(answer) => {
            eprintln!("{}", answer.lines().last().unwrap_or(""));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("No server answers on port {} ({error}).", config.port);
            ExitCode::FAILURE
        }
    }
}
