//! What a maker reads in the back office, across the nouns: the tables of listings and of stock, and what waits today. It writes nothing.

use crate::web::Routes;
mod listings;
mod money;
mod movements;
mod stock;
mod tables;
mod today;

/// Mounts everything under `/api/v1`.
pub fn routes(cfg: &mut Routes) {
    cfg.service(listings::list_listings).service(today::show_today).service(stock::list_stock);
    money::routes(cfg);
    movements::routes(cfg);
    tables::routes(cfg);
}
