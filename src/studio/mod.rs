//! What a maker reads in the back office, across the nouns: the table of listings, and what waits today. It writes nothing.

mod listings;
mod today;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts everything under `/api/v1`.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(listings::list_listings).service(today::show_today);
}
