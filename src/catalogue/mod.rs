//! The catalogue: what is made, in which forms, at which price, and whether it may be sold.
//!
//! A *listing* is a product with its approval state; it is `products` (what buyers see), its `variants` (the buyable forms), and
//! at most one working copy in `drafts`. The maker writes the working copy; the desk decides on a frozen copy of it; approval
//! swaps it in whole. Price, stock and pausing act on what is live and never wait.
//!
//!     draft -> submitted -> approved <-> paused        approved, paused -> suspended -> (back)
//!       ^          |-> changes_requested -> submitted
//!       +----------+-> refused -> submitted            archived <-> wherever it was
//!
//! It guards: nothing is live without the desk's approval of exactly that text; a price is never changed without a row in the
//! append-only history; a SKU is once among the live variants of an organisation; an organisation sees and changes only its own.
//! It never knows how many pieces there are (that is `inventory`), and never sends or decides anything (that is `desk`).

mod audit;
mod checklist;
mod content;
mod draft;
mod listing;
mod model;
mod prices;
mod refresh;
pub mod routes;
mod sellable;
mod store;
mod technique_routes;
mod technique_store;
pub mod techniques;
mod terms;

pub use audit::audit;
pub use checklist::{CheckKey, Checklist, Line};
pub use content::{
    Channel, Content, Dimensions, Manufacturer, MaterialShare, Origin, Personalisation, Safety, VariantDraft, WithdrawalExemption,
};
pub use draft::{NewProduct, agree_on_credit, begin, checklist, copy, discard, live_content, save, working_content, working_copy};
pub use listing::{ListingCard, archive, bring_back, card, decide, pause, resume, submit, withdraw_submission};
pub use model::{Draft, ListingDraftStatus, ListingStatus, PriceChange, Product, Variant};
pub use prices::set_price;
pub use refresh::jobs;
pub use sellable::{SellableVariant, covers, sellable};
pub use store::owner_of_variant;
pub use terms::{NamedCode, Term, TermKind, Vocabularies};
