//! What the operator may set: by argument, by environment, or in a file of `NAME=value` lines.
//!
//! An argument wins over the environment, the environment over the file. A setting that would be unsafe is refused
//! at the start with a sentence that says what to set; nothing unsafe is ever assumed for the operator.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::db::Target;
use crate::kit::time::Clock;
use crate::kit::{iban, tax};
use crate::web::{MailSettings, Operator, Settings, StripeSettings};

/// The settings. Each has an environment variable of the same meaning.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// A file of NAME=value lines with the settings below; the environment wins over it
    #[arg(long, env = "MODROTISK_CONFIG", value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// The port that the server listens on
    #[arg(long, env = "MODROTISK_PORT", default_value_t = 8080, global = true)]
    pub port: u16,

    /// The address that the server listens on [default: 127.0.0.1 in demo mode, else 0.0.0.0]
    #[arg(long, env = "MODROTISK_BIND", value_name = "ADDRESS", global = true)]
    pub bind: Option<String>,

    /// Where people reach the shop, such as `https://modrotisk.example` [default: `http://localhost:PORT` in demo mode]
    #[arg(long, env = "MODROTISK_BASE_URL", value_name = "URL", global = true)]
    pub base_url: Option<String>,

    /// The folder for files, letters and the embedded database
    #[arg(long, env = "MODROTISK_DATA_DIR", value_name = "FOLDER", default_value = "./data", global = true)]
    pub data_dir: PathBuf,

    /// sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME [default: sqlite:DATA_DIR/modrotisk.db]
    #[arg(long, env = "MODROTISK_DATABASE_URL", value_name = "URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,

    /// Demonstration: fictional content, known passwords, a mailbox page, plain http; listens on this machine only
    #[arg(long, env = "MODROTISK_DEMO", num_args = 0..=1, default_value_t = false, default_missing_value = "true",
        value_parser = clap::builder::BoolishValueParser::new(), global = true)]
    pub demo: bool,

    /// Signs access tokens and links; 32 characters or more [default: made and kept in DATA_DIR in demo mode]
    #[arg(long, env = "MODROTISK_SECRET", hide_env_values = true, global = true)]
    pub secret: Option<String>,

    /// The folder of the built frontend
    #[arg(long, env = "MODROTISK_FRONTEND_DIR", value_name = "FOLDER", default_value = "frontend/build", global = true)]
    pub frontend_dir: PathBuf,

    /// The folder of the demo pictures
    #[arg(long, env = "MODROTISK_DEMO_DIR", value_name = "FOLDER", default_value = "src/shell/demo/images", global = true)]
    pub demo_dir: PathBuf,

    /// The sender of all letters
    #[arg(long, env = "MODROTISK_MAIL_FROM", value_name = "SENDER", default_value = "Modrotisk <modrotisk@example.org>", global = true)]
    pub mail_from: String,

    /// smtp://… or smtps://USER:PASSWORD@HOST; without it letters are written into DATA_DIR/mail
    #[arg(long, env = "MODROTISK_SMTP_URL", value_name = "URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<String>,

    /// The secret key of Stripe; without it payments are played and nothing is charged
    #[arg(long, env = "MODROTISK_STRIPE_SECRET_KEY", value_name = "KEY", hide_env_values = true, global = true)]
    pub stripe_secret_key: Option<String>,

    /// The signing secret of the Stripe webhook endpoint (BASE_URL/api/v1/stripe/webhooks)
    #[arg(long, env = "MODROTISK_STRIPE_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true, global = true)]
    pub stripe_webhook_secret: Option<String>,

    /// The signing secret of the Stripe webhook endpoint for connected accounts (BASE_URL/api/v1/stripe/connect-webhooks)
    #[arg(long, env = "MODROTISK_STRIPE_CONNECT_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true, global = true)]
    pub stripe_connect_webhook_secret: Option<String>,

    /// Where Stripe's API is; for tests
    #[arg(long, env = "MODROTISK_STRIPE_API_BASE", value_name = "URL", global = true)]
    pub stripe_api_base: Option<String>,

    /// Who runs the installation, in law: printed on invoices; without it the commission is not invoiced
    #[arg(long, env = "MODROTISK_OPERATOR_NAME", value_name = "NAME", global = true)]
    pub operator_name: Option<String>,

    /// The operator's address: street, postcode and town, country, such as `Glavni trg 4, 4000 Kranj, SI`
    #[arg(long, env = "MODROTISK_OPERATOR_ADDRESS", value_name = "ADDRESS", global = true)]
    pub operator_address: Option<String>,

    /// The operator's tax number, eight digits
    #[arg(long, env = "MODROTISK_OPERATOR_TAX_NUMBER", value_name = "NUMBER", global = true)]
    pub operator_tax_number: Option<String>,

    /// The operator's VAT id [default: SI and the tax number]
    #[arg(long, env = "MODROTISK_OPERATOR_VAT_ID", value_name = "ID", global = true)]
    pub operator_vat_id: Option<String>,

    /// The operator's register and number, separated by a comma
    #[arg(long, env = "MODROTISK_OPERATOR_REGISTRATION", value_name = "REGISTER, NUMBER", global = true)]
    pub operator_registration: Option<String>,

    /// Where sellers write about invoices
    #[arg(long, env = "MODROTISK_OPERATOR_EMAIL", value_name = "EMAIL", global = true)]
    pub operator_email: Option<String>,

    /// The account (IBAN) that sellers pay the commission of bank transfers to; printed on its invoices
    #[arg(long, env = "MODROTISK_OPERATOR_IBAN", value_name = "IBAN", global = true)]
    pub operator_iban: Option<String>,

    /// How many days a buyer has to pay by bank transfer; the pieces are kept until then
    #[arg(long, env = "MODROTISK_TRANSFER_DAYS", value_name = "DAYS", default_value_t = 3,
        value_parser = clap::value_parser!(u8).range(1..=14), global = true)]
    pub transfer_days: u8,

    /// The header in which your proxy passes on the caller's address, such as X-Forwarded-For
    #[arg(long, env = "MODROTISK_CLIENT_ADDRESS_HEADER", value_name = "HEADER", global = true)]
    pub client_address_header: Option<String>,

    /// Who may read /metrics from another machine: the token to send as `Authorization: Bearer …`
    #[arg(long, env = "MODROTISK_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true, global = true)]
    pub metrics_token: Option<String>,

    /// How the log is written [default: text in demo mode, else json]
    #[arg(long, env = "MODROTISK_LOG", value_name = "FORM", global = true)]
    pub log: Option<LogForm>,

    /// What is logged, as a filter: info, warn, modrotisk=debug
    #[arg(long, env = "MODROTISK_LOG_FILTER", value_name = "FILTER", default_value = "info,actix_server=warn", global = true)]
    pub log_filter: String,

    /// Connections to the database [default: 4 for each core, 8 at least]
    #[arg(long, env = "MODROTISK_READERS", value_name = "COUNT", value_parser = clap::value_parser!(u32).range(2..=200), global = true)]
    pub readers: Option<u32>,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// One JSON object a line, for machines.
    Json,
    /// One readable line each, for people.
    Text,
}

/// Why the program does not start: a sentence that says what to set.
pub type Refusal = String;

impl Config {
    /// Where the database is.
    pub fn target(&self) -> Result<Target, Refusal> {
        match given(&self.database_url) {
            Some(url) => url.parse().map_err(|_| "MODROTISK_DATABASE_URL begins with sqlite: or postgres://.".to_owned()),
            None => Ok(Target::Sqlite(self.data_dir.join("modrotisk.db"))),
        }
    }

    /// The address to listen on: this machine only in a demonstration, unless told otherwise.
    pub fn bind(&self) -> &str {
        self.bind.as_deref().unwrap_or(if self.demo { "127.0.0.1" } else { "0.0.0.0" })
    }

    /// How many connections to the database.
    pub fn readers(&self) -> u32 {
        let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get() as u32);
        self.readers.unwrap_or((cores * 4).max(8))
    }

    /// How the log is written.
    pub fn log_form(&self) -> LogForm {
        self.log.unwrap_or(if self.demo { LogForm::Text } else { LogForm::Json })
    }

    /// The folder for files, made when it is missing.
    pub fn make_data_dir(&self) -> Result<(), Refusal> {
        let failed = |error| {
            format!(
                "The data folder {} cannot be made ({error}). Set MODROTISK_DATA_DIR to a folder that can be written.",
                self.data_dir.display()
            )
        };
        std::fs::create_dir_all(&self.data_dir).map_err(failed)
    }

    /// The settings as the application holds them, or the reason not to start.
    pub fn settings(&self) -> Result<Settings, Refusal> {
        Ok(Settings {
            base_url: self.checked_base_url()?,
            data_dir: self.data_dir.clone(),
            frontend_dir: self.frontend_dir.clone(),
            demo: self.demo,
            secret: self.checked_secret()?,
            client_address_header: given(&self.client_address_header),
            mail: self.checked_mail()?,
            stripe: self.checked_stripe()?,
            operator: self.checked_operator()?,
            transfer_days: self.transfer_days,
        })
    }

    fn checked_base_url(&self) -> Result<String, Refusal> {
        let url = match given(&self.base_url) {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if self.demo => format!("http://localhost:{}", self.port),
            None => {
                return Err(
                    "Set MODROTISK_BASE_URL to the address at which people reach the shop, such as https://modrotisk.example.".to_owned()
                );
            }
        };
        let parsed: actix_web::http::Uri =
            url.parse().map_err(|_| format!("MODROTISK_BASE_URL is not an address: {url}. It looks like https://modrotisk.example."))?;
        match parsed.scheme_str() {
            _ if parsed.authority().is_none() || parsed.path() != "/" => {
                Err(format!("MODROTISK_BASE_URL is a scheme and a host without a path, such as https://modrotisk.example, not {url}."))
            }
            Some("https") => Ok(url),
            Some("http") if self.demo => Ok(url),
            Some("http") => {
                Err("MODROTISK_BASE_URL begins with https:// outside of demo mode, because sign-in cookies must not travel in the clear. \
                 Put a proxy with a certificate in front, or set MODROTISK_DEMO=1 to try things out."
                    .to_owned())
            }
            _ => Err("MODROTISK_BASE_URL begins with https://.".to_owned()),
        }
    }

    fn checked_secret(&self) -> Result<String, Refusal> {
        match given(&self.secret) {
            Some(secret) if secret.chars().count() < 32 => {
                Err("MODROTISK_SECRET has fewer than 32 characters; make one with `openssl rand -base64 48`.".to_owned())
            }
            Some(secret) => Ok(secret),
            None if self.demo => kept_secret(&self.data_dir),
            None => Err("Set MODROTISK_SECRET to 32 random characters or more; make one with `openssl rand -base64 48`.".to_owned()),
        }
    }

    fn checked_mail(&self) -> Result<MailSettings, Refusal> {
        if self.mail_from.parse::<lettre::message::Mailbox>().is_err() {
            return Err(format!("MODROTISK_MAIL_FROM looks like `Modrotisk <info@modrotisk.example>`, not `{}`.", self.mail_from));
        }
        let smtp_url = given(&self.smtp_url);
        if smtp_url.as_ref().is_some_and(|url| !url.starts_with("smtp://") && !url.starts_with("smtps://")) {
            return Err("MODROTISK_SMTP_URL begins with smtp:// or smtps://.".to_owned());
        }
        Ok(MailSettings { from: self.mail_from.clone(), smtp_url })
    }

    fn checked_stripe(&self) -> Result<Option<StripeSettings>, Refusal> {
        let Some(secret_key) = given(&self.stripe_secret_key) else { return Ok(None) };
        let live = secret_key.starts_with("sk_live_") || secret_key.starts_with("rk_live_");
        if live && self.demo {
            return Err("A live Stripe key and MODROTISK_DEMO do not go together: a demonstration must not charge anyone.".to_owned());
        }
        let webhook_secret = given(&self.stripe_webhook_secret).ok_or(
            "Set MODROTISK_STRIPE_WEBHOOK_SECRET beside the Stripe key: without it, payments would be taken and never recorded. \
             Stripe shows it where the webhook endpoint is set up.",
        )?;
        let connect_webhook_secret = given(&self.stripe_connect_webhook_secret);
        Ok(Some(StripeSettings { secret_key, webhook_secret, connect_webhook_secret, api_base: given(&self.stripe_api_base) }))
    }
}

impl Config {
    /// Who runs the installation. Half of what an invoice must say is refused; nothing at all is a choice, except in a
    /// demonstration, which has an invented operator.
    fn checked_operator(&self) -> Result<Option<Operator>, Refusal> {
        let told = [&self.operator_name, &self.operator_address, &self.operator_tax_number].map(given);
        let [Some(name), Some(address), Some(tax_number)] = told else {
            if told.iter().any(Option::is_some) {
                return Err("Set MODROTISK_OPERATOR_NAME, MODROTISK_OPERATOR_ADDRESS and MODROTISK_OPERATOR_TAX_NUMBER together, \
                     because an invoice without one of them is none; or set none of them."
                    .to_owned());
            }
            return Ok(self.demo.then(invented_operator));
        };
        let tax_number = tax::compact(&tax_number);
        if !tax::is_tax_number(&tax_number) {
            return Err(format!(
                "MODROTISK_OPERATOR_TAX_NUMBER is no tax number: {tax_number}. It has eight digits, the last of which is the check."
            ));
        }
        let vat_id = given(&self.operator_vat_id).unwrap_or_else(|| format!("SI{tax_number}")).replace(' ', "");
        if !tax::is_vat_id(&vat_id) {
            return Err(format!("MODROTISK_OPERATOR_VAT_ID is no VAT id: {vat_id}. It looks like SI and eight digits."));
        }
        let account = given(&self.operator_iban).map(|number| iban::compact(&number));
        if let Some(number) = account.as_ref().filter(|number| !iban::is_iban(number)) {
            return Err(format!("MODROTISK_OPERATOR_IBAN is no account number: {number}. Check its digits."));
        }
        let (registration, email) = (given(&self.operator_registration), given(&self.operator_email));
        Ok(Some(Operator { name, address, tax_number, vat_id: Some(vat_id), registration, email, iban: account }))
    }
}

/// Who runs the demonstration: nobody that there is.
fn invented_operator() -> Operator {
    Operator {
        name: "Razvojna agencija Modrotisk (izmišljena)".to_owned(),
        address: "Glavni trg 4, 4000 Kranj, SI".to_owned(),
        tax_number: "90000102".to_owned(),
        vat_id: Some("SI90000102".to_owned()),
        registration: Some("Poslovni register Slovenije, 9331310000".to_owned()),
        email: Some("racuni@example.org".to_owned()),
        iban: Some("SI56999990000200019".to_owned()),
    }
}

/// A setting that was given; an empty one, as container files pass it on, is none.
fn given(setting: &Option<String>) -> Option<String> {
    setting.clone().filter(|text| !text.trim().is_empty())
}

/// The secret of a demonstration: made at its first start and kept in the data folder for its owner's eyes only.
fn kept_secret(data_dir: &Path) -> Result<String, Refusal> {
    let path = data_dir.join("secret");
    let failed = |error: std::io::Error| format!("The secret {} cannot be kept ({error}).", path.display());
    match std::fs::read_to_string(&path) {
        Ok(secret) if secret.trim().len() >= 32 => return Ok(secret.trim().to_owned()),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    std::fs::create_dir_all(data_dir).map_err(failed)?;
    let secret = crate::kit::id::Ids::random().secret();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(failed)?;
    std::io::Write::write_all(&mut file, secret.as_bytes()).map_err(failed)?;
    Ok(secret)
}

/// The clock of the program: the machine's.
pub fn clock() -> Clock {
    Clock::System
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    fn config(arguments: &[&str]) -> Config {
        Line::parse_from([&["modrotisk"], arguments].concat()).config
    }

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn refused(arguments: &[&str], names: &str) {
        let refusal = config(arguments).settings().expect_err("refused");
        assert!(refusal.contains(names), "{refusal}");
    }

    #[test]
    fn production_does_not_start_without_address_and_secret() {
        refused(&["--secret", SECRET], "MODROTISK_BASE_URL");
        refused(&["--base-url", "https://modrotisk.example"], "MODROTISK_SECRET");
        refused(&["--base-url", "https://modrotisk.example", "--secret", "short"], "32");
        refused(&["--base-url", "http://modrotisk.example", "--secret", SECRET], "https://");
        refused(&["--base-url", "https://modrotisk.example/shop", "--secret", SECRET], "without a path");
        assert!(config(&["--base-url", "https://modrotisk.example/", "--secret", SECRET]).settings().is_ok());
    }

    #[test]
    fn a_stripe_key_needs_its_webhook_secret_and_no_demo_charges_anyone() {
        let production = ["--base-url", "https://modrotisk.example", "--secret", SECRET, "--stripe-secret-key", "sk_live_x"];
        refused(&production, "MODROTISK_STRIPE_WEBHOOK_SECRET");
        refused(&["--demo", "--secret", SECRET, "--stripe-secret-key", "sk_live_x", "--stripe-webhook-secret", "whsec_x"], "demonstration");
        let mut whole = production.to_vec();
        whole.extend(["--stripe-webhook-secret", "whsec_x"]);
        assert!(config(&whole).settings().is_ok_and(|settings| settings.stripe.is_some()));
    }

    #[test]
    fn an_operator_is_told_whole_or_not_at_all() {
        let production = ["--base-url", "https://modrotisk.example", "--secret", SECRET, "--operator-name", "Razvojna agencija"];
        refused(&production, "MODROTISK_OPERATOR_ADDRESS");
        let mut whole = production.to_vec();
        whole.extend(["--operator-address", "Glavni trg 4, 4000 Kranj, SI", "--operator-tax-number", "5022 3055"]);
        refused(&whole, "MODROTISK_OPERATOR_TAX_NUMBER");
        whole.extend(["--operator-vat-id", "SI1"]);
        whole[9] = "5022 3054";
        refused(&whole, "MODROTISK_OPERATOR_VAT_ID");
        whole.truncate(10);
        let operator = config(&whole).settings().expect("starts").operator.expect("is told");
        assert_eq!((operator.tax_number.as_str(), operator.vat_id.as_deref()), ("50223054", Some("SI50223054")));
        assert!(config(&production[..4]).settings().expect("starts").operator.is_none());
        assert!(
            config(&["--demo", "--secret", SECRET]).settings().expect("starts").operator.is_some(),
            "a demonstration has an invented one"
        );
    }

    #[test]
    fn an_empty_setting_is_none() {
        let config = config(&["--base-url", "https://modrotisk.example", "--secret", SECRET, "--smtp-url", "", "--stripe-secret-key", ""]);
        assert!(config.settings().is_ok_and(|settings| settings.mail.smtp_url.is_none() && settings.stripe.is_none()));
    }

    #[test]
    fn a_demonstration_keeps_to_this_machine() {
        assert_eq!(config(&["--demo"]).bind(), "127.0.0.1");
        assert_eq!(config(&[]).bind(), "0.0.0.0");
    }
}
