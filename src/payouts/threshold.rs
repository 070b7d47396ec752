//! The turnover of a seller who charges no VAT, held against the threshold of the small business scheme.
//!
//! Counted are the orders paid here in the calendar year, without what went back, and what the seller said it had
//! earned elsewhere. The seller is written to once a year at four fifths, at the whole, and at a tenth above it.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::Tx;
use crate::db::schema::{onboarding, orders, refunds};
use crate::identity;
use crate::identity::organisations::{self, VatStatus};
use crate::kit::Result;
use crate::kit::id::OrganisationId;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate, Zone, days};
use crate::mail::{self, Envelope, Letter};
use crate::payments::RefundStatus;
use crate::web::Workers;

/// The threshold, in cents.
pub const THRESHOLD_CENTS: i64 = 6_000_000;
/// Where the seller is written to, in percent of it.
const LEVELS: [i64; 3] = [80, 100, 110];

/// A year's turnover against the threshold.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VatThreshold {
    /// The calendar year.
    pub year: i32,
    /// Sold here, less what went back.
    pub here: Money,
    /// Earned elsewhere, as the seller said.
    pub elsewhere: Money,
    /// The threshold.
    pub threshold: Money,
    /// Of it, so many percent are reached.
    pub percent: i64,
}

/// The seller's year; nothing for those who charge VAT.
pub fn of_seller(tx: &mut Tx, id: &OrganisationId) -> Result<Option<VatThreshold>> {
    let Some((_, record)) = organisations::store::with_record(tx, id)? else { return Ok(None) };
    if record.vat_status != Some(VatStatus::Exempt) {
        return Ok(None);
    }
    let (year, from, until) = year_of(tx.now);
    let sold: Vec<i64> = orders::table
        .filter(orders::organisation_id.eq(id))
        .filter(orders::paid_at.ge(from))
        .filter(orders::paid_at.lt(until))
        .select(orders::total_cents)
        .load(tx.db)?;
    let back: Vec<i64> = refunds::table
        .inner_join(orders::table.on(refunds::order_id.eq(orders::id.nullable())))
        .filter(orders::organisation_id.eq(id))
        .filter(refunds::status.ne(RefundStatus::Failed))
        .filter(refunds::created_at.ge(from))
        .filter(refunds::created_at.lt(until))
        .select(refunds::amount_cents)
        .load(tx.db)?;
    let here = sold.iter().sum::<i64>() - back.iter().sum::<i64>();
    let elsewhere = record.tax_details.0.turnover_so_far_cents.unwrap_or(0);
    Ok(Some(VatThreshold {
        year,
        here: Money::euros(here),
        elsewhere: Money::euros(elsewhere),
        threshold: Money::euros(THRESHOLD_CENTS),
        percent: (here + elsewhere).max(0) * 100 / THRESHOLD_CENTS,
    }))
}

fn year_of(now: Instant) -> (i32, Instant, Instant) {
    let zone = Zone::ljubljana();
    let year = i32::from(zone.local(now).0.civil().year());
    let first = |year: i32| zone.midnight(&LocalDate::from_civil(jiff::civil::date(year as i16, 1, 1)));
    (year, first(year), first(year + 1))
}

/// Looks at every seller once a day.
pub fn jobs(workers: &mut Workers) {
    workers.every("payouts.vat_threshold", days(1), |app, _| {
        Box::pin(async move {
            let page = app.url("/studio/money");
            app.write(move |tx| warn(tx, &page)).await
        })
    });
}

fn warn(tx: &mut Tx, page: &str) -> Result<()> {
    let (_, from, _) = year_of(tx.now);
    let sellers: Vec<OrganisationId> = onboarding::table
        .filter(onboarding::vat_status.eq(VatStatus::Exempt))
        .filter(diesel::dsl::exists(
            orders::table.filter(orders::organisation_id.eq(onboarding::organisation_id)).filter(orders::paid_at.ge(from)),
        ))
        .order(onboarding::organisation_id)
        .select(onboarding::organisation_id)
        .load(tx.db)?;
    for seller in sellers {
        let Some(state) = of_seller(tx, &seller)? else { continue };
        let Some(level) = LEVELS.iter().rev().find(|level| state.percent >= **level) else { continue };
        for contact in identity::contacts(tx, &seller)? {
            let key = format!("vat-threshold:{seller}:{}:{level}:{}", state.year, contact.account);
            let letter = letter(&state, *level, contact.locale, page);
            mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
        }
    }
    Ok(())
}

fn letter(state: &VatThreshold, level: i64, l: Locale, page: &str) -> Letter {
    let (year, threshold) = (state.year, state.threshold.display(l));
    let subject = l.pick(
        format!("Promet {year}: doseženih je {level} % praga za DDV"),
        format!("Turnover {year}: {level} % of the VAT threshold is reached"),
        format!("Umsatz {year}: {level} % der Umsatzsteuergrenze sind erreicht"),
    );
    let text = if level < 100 {
        l.pick(
            format!("Nad {threshold} prometa v letu postanete zavezanec za DDV. O tem se pravočasno posvetujte z računovodstvom."),
            format!("Above a turnover of {threshold} a year you become liable for VAT. Talk to your bookkeeper in good time."),
            format!(
                "Ab einem Jahresumsatz von {threshold} werden Sie umsatzsteuerpflichtig. Sprechen Sie rechtzeitig mit Ihrer Buchhaltung."
            ),
        )
    } else {
        l.pick(
            format!("Prag {threshold} je presežen. Preverite, od kdaj ste zavezanec za DDV, in to vpišite v profil; dotlej cene na računih nimajo davka."),
            format!("The threshold of {threshold} is passed. Find out from when you are liable for VAT and say so in your profile; until then your invoices carry no tax."),
            format!("Die Grenze von {threshold} ist überschritten. Klären Sie, ab wann Sie umsatzsteuerpflichtig sind, und tragen Sie es im Profil ein; bis dahin weisen Ihre Rechnungen keine Steuer aus."),
        )
    };
    let rows = vec![
        (l.pick("Prodano tukaj", "Sold here", "Hier verkauft").to_owned(), state.here.display(l)),
        (l.pick("Drugje, po vaši navedbi", "Elsewhere, as you said", "Anderswo, laut Ihrer Angabe").to_owned(), state.elsewhere.display(l)),
    ];
    Letter::new(subject).p(text).rows(rows).button(l.pick("Odprite denar", "Open money", "Geld öffnen"), page)
}
