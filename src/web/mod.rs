//! How a request reaches a use case and how its answer goes out: [`App`], extractors, answers, problems.
//!
//! A handler takes what it needs from the request, calls one use case through `App`, and returns its value. What
//! is refused becomes `application/problem+json` here and nowhere else.

mod answers;
mod app;
mod asked;
pub mod guard;
mod kept;
mod problem;
mod routes;

pub use actix_web::web::{Json, Path, Query};
pub use answers::{Created, Localised, NoContent, Public};
pub use app::{App, MailSettings, Operator, Settings, StripeSettings};
pub use asked::{Client, IdempotencyKey, IfMatch, Language};
pub use problem::{Problem, Problems, json_config, path_config, query_config};
pub use routes::{Promised, Routes};

/// The workers of the whole application.
pub type Workers = crate::jobs::Workers<App>;
