//! What a challenge offers in return: who holds the rights, and what is owed for pieces sold.
//!
//! Values alone: no table, no clock, no request. A brief carries them, an agreement freezes them, a royalty is reckoned by
//! them, and all three mean the same thing. A sum owed is rounded once, half up, at the end of each rate.

mod check;
mod reckon;
mod rights;
mod royalty;

pub use check::check;
pub use reckon::{Example, Figures, Step, share_of_line};
pub use rights::{Clause, RIGHTS_TEXT_VERSION, RightsTemplate};
pub use royalty::{Basis, MaterialSupply, Payer, Rate, Royalty, RoyaltyOption, StatementPeriod, Tier};
