//! The words of the trade: values with their rules, free of databases and networks.
//!
//! Everything above stands on these; they stand on nothing. Clock and randomness enter the program
//! here and nowhere else, so that a test can hold both still.

#[macro_use]
pub mod text_enum;

pub mod audit;
pub mod calendar;
pub mod camt;
pub mod check;
pub mod csv;
pub mod decision;
pub mod epc;
pub mod error;
pub mod guard;
pub mod handover;
pub mod iban;
pub mod id;
pub mod json;
pub mod locale;
pub mod money;
pub mod page;
pub mod pain;
pub mod qr;
pub mod reference;
pub mod seal;
pub mod tax;
pub mod text;
pub mod time;
pub mod upn;
pub mod xml;

pub use error::{Code, Error, FieldError, Result};
