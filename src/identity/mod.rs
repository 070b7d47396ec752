//! People: accounts, sessions, organisations, members, and the proofs of who may.
//!
//! This floor knows nobody above it. It answers who somebody is and what they may do, and hands that out as
//! types that nobody else can make ([`proofs`]). It never sees products, orders or money; it gives those their owners.

pub mod accounts;
pub mod attempts;
pub mod members;
pub mod organisations;
pub mod passwords;
pub mod proofs;
pub mod sessions;

use crate::kit::time::{days, hours};
use crate::web::{App, Routes, Workers};

pub use members::MemberRole;
pub use organisations::{
    OrganisationCard, OrganisationKind, OrganisationStatus, PayoutAccount, SellerOfRecord, organisation_card, payout_account,
    seller_of_record,
};
pub use proofs::{
    Admin, Caretaker, Contact, Coordinator, MaybeSignedIn, Member, SignedIn, account, admin, caretaker, contact, contacts, coordinator,
    coordinators, member,
};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    accounts::routes(cfg);
    sessions::routes(cfg);
    organisations::routes(cfg);
    members::routes(cfg);
}

/// Takes up the work that is due again and again.
pub fn jobs(workers: &mut Workers) {
    workers.every("identity.sweep", hours(6), |app: App, _| {
        Box::pin(async move {
            app.write(|tx| {
                accounts::store::sweep_tokens(tx, tx.now.minus(days(7)))?;
                sessions::sweep(tx)?;
                attempts::sweep(tx)?;
                Ok(())
            })
            .await
        })
    });
}
