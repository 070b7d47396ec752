//! `admin`: the first administrator, and a way back in for any account, for who owns the machine.
//!
//! The password is made here, shown once, and must be kept or changed by the person; it is never logged.

use clap::{Args, Subcommand};

use super::{Config, Trouble, block_on, open};
use crate::identity::accounts::{NewAccount, create_verified, reset_by_operator};
use crate::identity::passwords;
use crate::kit::locale::Locale;
use crate::kit::{Code, Error};

/// What to do.
#[derive(Subcommand)]
pub enum Act {
    /// Makes an administrator and shows the first password
    Create(Create),
    /// Gives an account a new password, takes its second factor away and ends its sessions
    Reset {
        /// The account's e-mail address
        #[arg(long)]
        email: String,
    },
}

/// A new administrator.
#[derive(Args)]
pub struct Create {
    /// The e-mail address to sign in with
    #[arg(long)]
    email: String,
    /// How the person is called
    #[arg(long)]
    name: String,
    /// Also a coordinator, who decides at the desk
    #[arg(long)]
    coordinator: bool,
}

/// Does it.
pub fn run(config: &Config, act: &Act) -> Result<(), Trouble> {
    let app = open(config)?;
    // Twenty-four letters of chance: 144 bits.
    let password = app.db().ids().secret()[..24].to_owned();
    let password_hash = passwords::hash_now(&password)?;
    let (email, outcome) = match act {
        Act::Create(asked) => {
            let mut check = crate::kit::check::Check::new();
            check.email("/email", &asked.email).text("/name", &asked.name, 1..=120).done()?;
            let new = NewAccount {
                email: asked.email.clone(),
                name: asked.name.clone(),
                locale: Locale::Sl,
                password_hash,
                coordinator: asked.coordinator,
                admin: true,
                demo: false,
            };
            (&asked.email, block_on(app.write(move |tx| create_verified(tx, &new))))
        }
        Act::Reset { email } => {
            let address = email.clone();
            (email, block_on(app.write(move |tx| reset_by_operator(tx, &address, &password_hash))))
        }
    };
    match outcome {
        Ok(_) => println!(
            "{email} signs in at {} with the password\n\n    {password}\n\nIt is shown only now. Change it after signing in, and set up the second factor.",
            app.url("/account/sign-in")
        ),
        Err(Error { code: Code::EmailTaken, .. }) => {
            return Err(Trouble::Told(format!("{email} has an account already. Use `modrotisk admin reset --email {email}`.")));
        }
        Err(Error { code: Code::NotFound, .. }) => {
            return Err(Trouble::Told(format!("There is no account for {email}. Use `modrotisk admin create`.")));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
