//! `papers`: every invoice and credit note as files for other programs.
//!
//! For the bookkeeping of whoever runs the platform, and for validators of others. It reads only, beside a running server.

use std::path::Path;

use super::{Config, Trouble, block_on};
use crate::db::{Db, migrations};
use crate::documents::{self, DocumentKind};
use crate::kit::id::Ids;
use crate::shell::config;

/// What can be written as XML; a statement is no invoice.
const KINDS: [DocumentKind; 4] =
    [DocumentKind::Invoice, DocumentKind::CreditNote, DocumentKind::CommissionInvoice, DocumentKind::CommissionCreditNote];

/// Writes each document twice into the folder: as UBL (EN 16931) and as e-SLOG. Files of the same name are written anew.
pub fn run(config: &Config, folder: &Path) -> Result<(), Trouble> {
    let target = config.target()?;
    if migrations::pending(&target)? > 0 {
        return Err(Trouble::Told("The database is not up to date. Run `modrotisk migrate` first.".to_owned()));
    }
    let db = Db::open(target, 1, config::clock(), Ids::random())?;
    let all = block_on(db.read(|tx| documents::of_kinds(tx, &KINDS)))?;
    std::fs::create_dir_all(folder)?;
    for document in &all {
        let printed = documents::printed(document)?;
        for (form, xml) in [("ubl", documents::ubl(&printed)), ("eslog", documents::eslog(&printed))] {
            std::fs::write(folder.join(format!("{}-{}.{form}.xml", document.kind, document.id)), xml)?;
        }
    }
    println!("{} documents are in {}, each as UBL and as e-SLOG.", all.len(), folder.display());
    Ok(())
}
