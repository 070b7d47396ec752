//! Agreements between the company that posed a challenge and the studio whose entry was chosen.
//!
//! ```text
//! offered -> signed_by_company | signed_by_creator -> in_force
//! offered | signed_by_company | signed_by_creator -> declined (with a reason) | expired (by the clock)
//! ```
//!
//! The text is frozen with the offer, in every language, and both sides sign that text: by whom, which version and when is a
//! row that is never changed. An entry has one live offer, by a unique index; each step is a guarded update, so of a signature
//! and a refusal at the same instant one holds. Where the creator has a choice, it is made with the creator's signature.
//!
//! A product comes from a challenge by its agreement, or by a tie that one side asks for and the other accepts; the first kind
//! stays. Agreements know neither entries nor the ledger: a flow says what was chosen and books what is owed.

mod audit;
mod links;
mod model;
mod store;
mod text;

use std::collections::BTreeMap;

use crate::db::Tx;
use crate::identity::{Member, OrganisationKind};
use crate::kit::check::Check;
use crate::kit::id::{AccountId, AgreementId, ChallengeId, EntryId, OrganisationId, ProductId};
use crate::kit::json::Json;
use crate::kit::time::{Instant, Zone, days};
use crate::kit::{Code, Error, Result, guard};
use crate::terms::{RIGHTS_TEXT_VERSION, RoyaltyOption};

pub use audit::audit;
pub use links::{answer, ask, end, link, link_of_product, links_of, of_products, tie};
pub use model::{
    Agreement, AgreementMember, AgreementSide, AgreementStatus, LineTerms, LinkStatus, Offer, ProductLink, Signature, TeamMember, Tied,
};

/// How long an offer may be signed at most and at least, in days.
pub const OFFER_DAYS: std::ops::RangeInclusive<i64> = 3..=120;

/// Offers an agreement. Refused (`agreement_exists`) while the entry has a live one, and when the shares are not the whole.
pub fn offer(tx: &mut Tx, by: &AccountId, offer: &Offer) -> Result<Agreement> {
    check_offer(tx.now, offer)?;
    let id: AgreementId = tx.id();
    let parties = text::Parties::read(tx, offer)?;
    let only = offer.royalty.options.first().filter(|_| !offer.royalty.is_choice()).map(|option| option.code.clone());
    let agreement = Agreement {
        status: AgreementStatus::Offered,
        challenge_id: offer.challenge.id.clone(),
        challenge_slug: offer.challenge.slug.clone(),
        challenge_title: offer.challenge.title.clone(),
        entry_id: offer.entry.clone(),
        work: offer.work.trim().to_owned(),
        place: offer.place,
        prize_cents: offer.prize_cents,
        company_id: offer.company.clone(),
        studio_id: offer.studio.clone(),
        rights: offer.rights,
        royalty: Json(offer.royalty.clone()),
        option_code: only,
        text_version: RIGHTS_TEXT_VERSION.to_owned(),
        text: text::compose(offer, &parties, tx.now),
        offered_by: by.clone(),
        offered_at: tx.now,
        expires_at: offer.expires_at,
        in_force_at: None,
        ends_at: None,
        ended_at: None,
        reason: None,
        reported_pieces: 0,
        id,
    };
    if !store::insert(tx, &agreement)? {
        return Err(Code::AgreementExists.into());
    }
    for (position, member) in (0..).zip(&offer.team) {
        store::insert_member(tx, &AgreementMember::of(&agreement.id, position, member))?;
    }
    let facts = serde_json::json!({ "challenge": agreement.challenge_id, "company": agreement.company_id, "studio": agreement.studio_id, "place": agreement.place });
    crate::events::record(tx, "agreement.offered", agreement.id.as_str(), Some(by), facts)?;
    Ok(agreement)
}

fn check_offer(now: Instant, offer: &Offer) -> Result<()> {
    let mut check = Check::new();
    check.text("/work", &offer.work, 1..=200);
    let until = (now.plus(days(*OFFER_DAYS.start() as u64)), now.plus(days(*OFFER_DAYS.end() as u64)));
    let fair = (until.0..=until.1).contains(&offer.expires_at);
    check.that(fair, "/expires_at", "out_of_range", "Give 3 to 120 days to sign.");
    check.that(offer.place > 0 && offer.prize_cents >= 0, "/prize_cents", "out_of_range", "A prize is not below zero.");
    let whole: i64 = offer.team.iter().map(|member| i64::from(member.share_bp)).sum();
    let fair = whole == 10_000 && offer.team.iter().all(|member| (0..=10_000).contains(&member.share_bp));
    check.that(fair, "/team", "shares", "The shares of the team sum to 100 %.");
    crate::terms::check(&mut check, "/royalty", &offer.royalty);
    check.done()
}

/// What somebody says with a signature.
#[derive(Clone, Debug)]
pub struct Signing {
    /// The version of the text that was read.
    pub text_version: String,
    /// The way to be paid; needed from the creator where there is a choice.
    pub option: Option<String>,
    /// The name under the text.
    pub name: String,
}

/// Signs for one side; the second signature puts the agreement in force. Refused to plain members, after the time, and when the
/// text is not the one that was read.
pub fn sign(tx: &mut Tx, by: &Member, id: &AgreementId, signing: &Signing) -> Result<Agreement> {
    let (agreement, side) = of_member(tx, by, id)?;
    by.manager()?;
    let mut check = Check::new();
    check.text("/name", &signing.name, 3..=120);
    check.done()?;
    if signing.text_version != agreement.text_version {
        return Err(Code::AgreementText.into());
    }
    if !agreement.status.is_open() {
        return Err(Code::AgreementState.into());
    }
    if tx.now >= agreement.expires_at {
        return Err(Code::AgreementOver.into());
    }
    let next = agreement.status.signed_by(side).or(guard::off("sign_once").then_some(AgreementStatus::InForce));
    let next = next.ok_or(Code::AgreementState)?;
    let chosen = chosen(&agreement, side, signing.option.as_deref())?;
    let ends_at = match (&chosen, next) {
        (Some(option), AgreementStatus::InForce) => Some(years_later(tx.now, option.term_years)),
        _ => None,
    };
    let code = chosen.as_ref().map(|option| option.code.clone());
    if !store::sign(tx, &agreement, next, code.as_deref(), ends_at)? {
        return Err(Code::AgreementState.into());
    }
    let signature = Signature {
        agreement_id: id.clone(),
        side,
        account_id: by.account.clone(),
        name: signing.name.trim().to_owned(),
        text_version: agreement.text_version.clone(),
        option_code: code.filter(|_| side == AgreementSide::Creator),
        signed_at: tx.now,
    };
    store::insert_signature(tx, &signature)?;
    let facts =
        serde_json::json!({ "side": side, "text_version": signature.text_version, "option": signature.option_code, "status": next });
    crate::events::record(tx, "agreement.signed", id.as_str(), Some(&by.account), facts)?;
    find(tx, id)
}

/// The option that holds after this signature, where it is known.
fn chosen(agreement: &Agreement, side: AgreementSide, asked: Option<&str>) -> Result<Option<RoyaltyOption>> {
    let royalty = &agreement.royalty.0;
    if !royalty.is_choice() || side == AgreementSide::Company {
        return Ok(agreement.option().cloned());
    }
    let option = asked.and_then(|code| royalty.option(code)).cloned();
    let missing = || Code::AgreementOption.at("/option", "unknown_option", "Choose one of the ways to be paid.");
    option.map(Some).ok_or_else(missing)
}

/// The same local day and time so many years later.
fn years_later(from: Instant, years: i32) -> Instant {
    let zone = Zone::ljubljana();
    let (day, time) = zone.local(from);
    let later = day.civil().saturating_add(jiff::Span::new().years(i64::from(years)));
    zone.instant(&crate::kit::time::LocalDate::from_civil(later), &time)
}

/// The creator says no, with a reason. The company cannot: it made the offer.
pub fn decline(tx: &mut Tx, by: &Member, id: &AgreementId, reason: &str) -> Result<Agreement> {
    let (agreement, side) = of_member(tx, by, id)?;
    by.manager()?;
    if side == AgreementSide::Company {
        return Err(Code::Forbidden.because("The company has made this offer. It ends when the creator declines it or its time is over."));
    }
    let mut check = Check::new();
    check.text("/reason", reason, 1..=500);
    check.done()?;
    if !store::close(tx, id, AgreementStatus::Declined, Some(reason.trim()))? {
        return Err(Code::AgreementState.into());
    }
    crate::events::record(tx, "agreement.declined", id.as_str(), Some(&by.account), serde_json::json!({ "place": agreement.place }))?;
    find(tx, id)
}

/// Ends an offer whose time is over; false when it was signed or declined meanwhile.
pub fn expire(tx: &mut Tx, id: &AgreementId) -> Result<bool> {
    let over = find(tx, id)?.expires_at <= tx.now;
    if !over || !store::close(tx, id, AgreementStatus::Expired, None)? {
        return Ok(false);
    }
    crate::events::record(tx, "agreement.expired", id.as_str(), None, serde_json::json!({}))?;
    Ok(true)
}

/// Offers whose time is over.
pub fn over(tx: &mut Tx, limit: i64) -> Result<Vec<AgreementId>> {
    Ok(store::over(tx, limit)?)
}

/// One agreement.
pub fn find(tx: &mut Tx, id: &AgreementId) -> Result<Agreement> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// An agreement that the member's organisation is a side of, and which side; a stranger does not find it.
pub fn of_member(tx: &mut Tx, by: &Member, id: &AgreementId) -> Result<(Agreement, AgreementSide)> {
    let agreement = find(tx, id)?;
    let side = agreement.side_of(&by.organisation).ok_or(Error::not_found())?;
    Ok((agreement, side))
}

/// The agreements of an organisation, newest first.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<Agreement>> {
    Ok(store::of_organisation(tx, organisation)?)
}

/// The agreements in which a person has a share, newest first.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> Result<Vec<Agreement>> {
    Ok(store::of_account(tx, account)?)
}

/// Every agreement that was offered after a challenge, best place first.
pub fn of_challenge(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Agreement>> {
    Ok(store::of_challenge(tx, challenge)?)
}

/// Every agreement of an entry, newest first.
pub fn of_entry(tx: &mut Tx, entry: &EntryId) -> Result<Vec<Agreement>> {
    Ok(store::of_entry(tx, entry)?)
}

/// Agreements in force under which somebody reports sales.
pub fn in_force(tx: &mut Tx) -> Result<Vec<Agreement>> {
    Ok(store::in_force(tx)?)
}

/// The team with its shares, in its order.
pub fn members(tx: &mut Tx, id: &AgreementId) -> Result<Vec<AgreementMember>> {
    Ok(store::members(tx, id)?)
}

/// Who has signed.
pub fn signatures(tx: &mut Tx, id: &AgreementId) -> Result<Vec<Signature>> {
    Ok(store::signatures(tx, id)?)
}

/// Counts reported pieces on top of those that the reporter saw; false when somebody reported meanwhile.
pub fn count_pieces(tx: &mut Tx, id: &AgreementId, before: i64, pieces: i64) -> Result<bool> {
    Ok(store::count_pieces(tx, id, before, pieces)?)
}

/// Gives an entry that was not chosen back to its makers; false when that was done before.
pub fn release(tx: &mut Tx, challenge: &ChallengeId, entry: &EntryId) -> Result<bool> {
    if !store::release(tx, challenge, entry)? {
        return Ok(false);
    }
    crate::events::record(tx, "entry.released", entry.as_str(), None, serde_json::json!({ "challenge": challenge }))?;
    Ok(true)
}

/// When an entry went back to its makers, if it did.
pub fn released_at(tx: &mut Tx, entry: &EntryId) -> Result<Option<Instant>> {
    Ok(store::released_at(tx, entry)?)
}

/// What lines of these products owe to companies when they are sold now.
pub fn line_terms(tx: &mut Tx, products: &[ProductId]) -> Result<BTreeMap<ProductId, LineTerms>> {
    let now = tx.now;
    let rows = store::agreements_of_products(tx, products)?;
    let terms = rows.into_iter().filter_map(|(product, agreement)| {
        let option = agreement.option().filter(|option| option.is_on_platform()).cloned()?;
        let holds = agreement.status == AgreementStatus::InForce && agreement.ends_at.is_some_and(|end| now < end);
        holds.then(|| (product, LineTerms { agreement: agreement.id.clone(), company: agreement.company_id.clone(), option }))
    });
    Ok(terms.collect())
}

/// Goes on only where a company acts.
pub fn company(by: &Member) -> Result<()> {
    by.of_kind(OrganisationKind::Company)
}
