//! The suite: the real service in process, on SQLite, and on PostgreSQL where `TEST_DATABASE_URL` is set.

#[allow(dead_code)] // each caller and builder is used by some test
mod harness;

mod aftercare;
#[allow(dead_code)] // each builder is used by some test
mod agreements;
mod authorization;
mod awards;
mod bank;
mod blindness;
mod books;
#[allow(dead_code)] // each builder is used by some test
mod briefs;
mod carts;
mod catalogue;
mod chain;
mod challenges;
mod checkout;
mod cli;
mod collisions;
mod confidential;
mod connect;
mod corrections;
mod db;
mod desk;
mod disputes;
mod documents;
#[allow(dead_code)] // each builder is used by some test
mod dues;
#[allow(dead_code)] // each builder is used by some test
mod entries;
mod events;
mod identity;
mod inventory;
mod invoicing;
#[allow(dead_code)] // each builder is used by some test
mod juries;
mod ledger;
#[allow(dead_code)] // each builder is used by some test
mod listings;
mod mail;
mod mandates;
mod media;
mod openapi;
mod orders;
mod pages;
mod papers;
mod payments;
mod payouts;
mod personal;
mod popups;
mod published;
mod races;
mod reconciliation;
mod refunds;
mod registers;
mod returns;
mod rounds;
mod royalties;
mod seal;
#[allow(dead_code)] // each builder is used by some test
mod shopping;
mod stall_cards;
mod storefront;
mod techniques;
mod torture;
mod upkeep;
mod venues;
