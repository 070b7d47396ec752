//! Wiring: state, routes, workers, settings and commands. Nothing here decides anything about the trade.

pub mod audit;
pub mod cli;
pub mod config;
pub mod demo;
pub mod docs;
pub mod health;
pub mod pages;
pub mod post;
pub mod server;
