//! What the desk reads of the books: every account now or at a date, its transfers, and the ledger as a table. It writes nothing.

mod ledger_table;
mod orders_table;
mod overview;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(overview::show_desk_money)
        .service(overview::list_transfers)
        .service(ledger_table::export_ledger)
        .service(orders_table::export_desk_orders);
}
