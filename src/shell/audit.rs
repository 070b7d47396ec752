//! Everything that must always hold, looked at over all rows: what `modrotisk verify` prints and each test ends with.

use diesel::prelude::*;

use crate::blobs::Blobs;
use crate::db::schema::{jobs, mails};
use crate::db::{Among, Tx};
use crate::jobs::JobStatus;
use crate::kit::Result;
use crate::kit::audit::Finding;
use crate::kit::id::MailId;
use crate::mail::MailStatus;
use crate::{
    agreements, awards, bank, books, catalogue, challenges, checkout, desk, documents, dues, editions, inventory, invoicing, judging,
    ledger, mandates, media, orders, payments, payouts, refunds, returns, reviews, royalties, threads,
};

/// All invariants, from one state of the database.
pub fn findings(tx: &mut Tx, blobs: &Blobs) -> Result<Vec<Finding>> {
    let mut findings = orders::audit(tx)?;
    findings.extend(payments::audit(tx)?);
    findings.extend(ledger::audit(tx)?);
    findings.extend(dues::audit(tx)?);
    findings.extend(mandates::audit(tx)?);
    findings.extend(books::audit(tx)?);
    findings.extend(refunds::audit(tx)?);
    findings.extend(returns::audit(tx)?);
    findings.extend(editions::audit(tx)?);
    findings.extend(threads::audit(tx)?);
    findings.extend(reviews::audit(tx)?);
    findings.extend(agreements::audit(tx)?);
    findings.extend(royalties::audit(tx)?);
    findings.extend(awards::audit(tx)?);
    findings.extend(documents::audit(tx)?);
    findings.push(invoicing::audit(tx)?);
    findings.push(invoicing::audit_set_off(tx)?);
    findings.extend(payouts::audit(tx)?);
    findings.extend(inventory::audit(tx)?);
    findings.extend(checkout::audit(tx)?);
    findings.extend(bank::audit(tx)?);
    findings.extend(catalogue::audit(tx)?);
    findings.extend(challenges::audit(tx)?);
    findings.extend(desk::audit(tx)?);
    findings.extend(judging::audit(tx)?);
    findings.push(media::audit(tx, blobs)?);
    findings.push(letters(tx)?);
    Ok(findings)
}

/// How many jobs a person must look at. No invariant, but worth a line.
pub fn dead_jobs(tx: &mut Tx) -> Result<i64> {
    Ok(jobs::table.filter(jobs::status.eq(JobStatus::Dead)).count().get_result(tx.db)?)
}

/// I5: a letter that waits has its job; a letter without one would never leave.
fn letters(tx: &mut Tx) -> Result<Finding> {
    let checked = mails::table.count().get_result(tx.db)?;
    let job = jobs::table.filter(
        jobs::kind
            .among([crate::mail::SENDING, crate::mail::SENDING_SEALED])
            .and(jobs::key.eq(mails::id))
            .and(jobs::status.ne(JobStatus::Done)),
    );
    let stranded: Vec<(MailId, String)> = mails::table
        .filter(mails::status.eq(MailStatus::Queued).and(diesel::dsl::not(diesel::dsl::exists(job))))
        .select((mails::id, mails::key))
        .limit(100)
        .load(tx.db)?;
    let breaches = stranded.into_iter().map(|(id, key)| format!("letter {id} ({key}) waits and no job will send it")).collect();
    Ok(Finding { invariant: "I5 every letter that waits has one job that sends it", checked, breaches })
}
