//! Wiring: state, routes, workers, settings and commands. Nothing here decides anything about the trade.

pub mod server;
