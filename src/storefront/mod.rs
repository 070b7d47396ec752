//! What the public reads: the shop window over products, makers, challenges and pop-ups. It reads what the nouns recorded, across them, in the
//! reader's language, and writes nothing.
//!
//! Only what may be bought is shown: approved listings of approved organisations. Anything paused, suspended or archived is simply
//! not there, and its page is a 404. Every answer carries its language and an entity tag.

use crate::web::Routes;
mod addresses;
mod calendar;
mod cards;
mod challenges;
mod delivery;
mod home;
mod list;
mod makers;
mod meta;
mod popups;
mod product;
mod reviews;
mod shelf;
mod stall_cards;
mod suggestions;
mod techniques;
mod words;

pub use addresses::{Addresses, addresses};
pub use calendar::feeds;
pub use cards::{ProductCard, StockKind, StockView};
pub use meta::{PageMeta, meta};

/// Mounts everything under `/api/v1/storefront`.
pub fn routes(cfg: &mut Routes) {
    cfg.service(home::show_home)
        .service(list::list_products)
        .service(product::show_product_page)
        .service(makers::list_makers)
        .service(makers::show_maker)
        .service(reviews::list_product_reviews)
        .service(reviews::list_public_maker_reviews)
        .service(delivery::show_product_delivery)
        .service(suggestions::suggest)
        .service(popups::list_public_popups)
        .service(popups::show_popup_page)
        .service(techniques::list_public_techniques)
        .service(techniques::show_technique_page)
        .service(challenges::list_public_challenges)
        .service(challenges::show_challenge_page)
        .service(challenges::preview_challenge);
    stall_cards::routes(cfg);
}
