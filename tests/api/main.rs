//! The suite: the real service in process, on SQLite, and on PostgreSQL where `TEST_DATABASE_URL` is set.

#[allow(dead_code)] // each caller and builder is used by some test
mod harness;

mod catalogue;
mod db;
mod identity;
mod ledger;
#[allow(dead_code)] // each builder is used by some test
mod listings;
mod media;
mod storefront;
