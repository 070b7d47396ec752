//! Modrotisk: from a company's challenge to a sale in an old hall; one chain, one stock, one set of books.
//!
//! The floors, lowest first. Imports point down; `tests/tidy.rs` holds the list and fails on any that do not.

// 0 words
#[macro_use]
pub mod kit; // money, id, clock, page, error, locale, text

// 1 machinery
pub mod blobs; // files by key, kept beside the database

#[macro_use]
pub mod db; // the connection, the transaction, the schema
pub mod events; // the log of what happened
pub mod idempotency; // one answer for one key
pub mod jobs; // work to do after a commit, at least once
pub mod mail; // letters, the outbox, delivery
pub mod print; // paper: headings, tables and codes as a PDF that can be read aloud
pub mod stripe; // the payment processor at the wire
pub mod web; // App: read, write, once; extractors; problems

// 2 people and what they bring
pub mod identity; // accounts, sessions, organisations, memberships, proofs
pub mod media; // pictures and their sizes
pub mod terms; // rights and royalties as they are offered and signed

// 3 nouns
pub mod agreements; // what company and creator sign, and the ties of products to challenges
pub mod carts; // what a buyer means to buy
pub mod catalogue; // products, variants, listings, price history
pub mod challenges; // what a company asks for: brief, criteria, terms, questions
pub mod claims; // something is not as agreed, and what the seller answers
pub mod commissions; // the platform's share: rules and what they come to
pub mod connections; // sellers' accounts at the payment processor
pub mod delivery; // parcel bands and pick-up places of a studio
pub mod disputes; // payments that a buyer's bank questions
pub mod documents; // invoices, credit notes and statements as they were issued
pub mod dues; // what buyers owe creators straight, and what came for it
pub mod editions; // the numbers that pieces of an edition are sold with
pub mod entries; // what teams answer to a challenge, sealed until the close
pub mod inventory; // levels, movements, holds
pub mod juries; // who judges, what each juror gave, the ranking that was decided
pub mod ledger; // every movement of money, as transfers
pub mod mandates; // makers who let organizers take their till money, and the bank files that send it on
pub mod orders; // order groups, orders, lines and their states
pub mod payments; // payments, captures and refunds as rows
pub mod popups; // events with days, hours and a programme
pub mod reviews; // what buyers say of what they received
pub mod royalties; // what companies report of their sales, and what it comes to
pub mod threads; // what buyer and maker of an order write to each other
pub mod venues; // halls and what they offer
pub mod withdrawals; // buyers who withdrew from a contract

// 4 flows
pub mod aftercare; // letters between buyer and maker, reviews
pub mod awards; // a chosen entry, its agreement, its product, what is owed
pub mod bank; // money that buyers pay straight to makers: statements, what goes back by hand
pub mod books; // what a sale and a refund come to in the ledger
pub mod calls; // challenges among people: companies, followers, questions, the desk's board
pub mod checkout; // cart to order group to payment to settled
pub mod desk; // submissions and decisions with reasons
pub mod fulfilment; // accept, ship, hand over, cancel
pub mod invoicing; // which sale and which refund gets which document
pub mod judging; // entering a challenge, sealed; judging it, blind; the reveal
pub mod payouts; // money on to sellers: when it is due, in batches, with a statement
pub mod personal; // what is kept of a person: handed out, taken away
pub mod processor; // what Stripe tells of accounts, transfers and disputes; whether its books agree with ours
pub mod refunds; // money back to buyers
pub mod returns; // money given back, withdrawals, claims
pub mod scheduling; // a pop-up in halls, on days, with makers and products

// 5 views
pub mod reports; // what the desk reads of the books
pub mod storefront; // what the public reads
pub mod studio; // what a member of an organisation reads

// 6 shell
pub mod shell; // wiring: state, routes, workers, settings, commands
