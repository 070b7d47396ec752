//! What the desk reads: of the books every account now or at a date, its transfers, and the ledger as a table; of challenges the
//! chain from brief to sale and the kilograms of material. It writes nothing.

use crate::web::Routes;
mod chain;
mod ledger_table;
mod material;
mod orders_table;
mod overview;

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(overview::show_desk_money)
        .service(overview::list_transfers)
        .service(ledger_table::export_ledger)
        .service(orders_table::export_desk_orders);
    chain::routes(cfg);
    material::routes(cfg);
}
