//! `demo`: loads the demonstration once and shows where it is and who can sign in.

use super::{Config, Trouble, block_on, config, open_at};
use crate::documents;
use crate::kit::time::Clock;
use crate::shell::demo::{self, LOGINS, Loader, PASSWORD};

/// Loads what is not loaded yet.
pub fn run(config: &Config) -> Result<(), Trouble> {
    if !config.demo {
        return Err(Trouble::Told(
            "Demo content has known passwords, so it is loaded in demo mode only: set MODROTISK_DEMO=1. Keep it apart from real data."
                .to_owned(),
        ));
    }
    let now = config::clock().now();
    let app = open_at(config, Clock::standing_at(demo::beginning(now)))?;
    let begun = std::time::Instant::now();
    let loader = Loader::new(app.clone(), config.demo_dir.clone(), now)?;
    block_on(async {
        if loader.is_done().await? {
            return Ok(());
        }
        println!("Loading the demo content …");
        if let Some(operator) = app.settings().operator.clone() {
            app.write(move |tx| documents::tell_operator(tx, &operator)).await?;
        }
        loader.load(|what| println!("  {:>5.1} s  {what}", begun.elapsed().as_secs_f32())).await?;
        println!("  {:>5.1} s  done", begun.elapsed().as_secs_f32());
        Ok::<(), crate::kit::Error>(())
    })?;
    show(app.settings().base_url.as_str());
    Ok(())
}

fn show(base_url: &str) {
    println!();
    println!("  shop               {base_url}/");
    println!("  letters            {base_url}/mailbox");
    println!("  API documentation  {base_url}/api/docs/");
    println!();
    println!("  Sign in at {base_url}/account/sign-in; the password of everybody is {PASSWORD}");
    for login in LOGINS {
        println!("  {:<34} {:<30} {}", login.role, login.email, login.place);
    }
    println!();
}
