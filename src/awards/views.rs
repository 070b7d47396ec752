//! What both sides, and whoever has a share, read of an agreement.

use serde::Serialize;

use super::report::terms;
use crate::agreements::{self, Agreement, AgreementSide, AgreementStatus, ProductLink};
use crate::catalogue;
use crate::db::Tx;
use crate::identity::{self, OrganisationCard, SignedIn};
use crate::kit::id::{AccountId, AgreementId, ChallengeId, OrganisationId, ProductId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};
use crate::kit::{Error, Result};
use crate::terms::{Example, RightsTemplate, Royalty, RoyaltyOption};

/// Pieces and net price of the worked example.
const EXAMPLE: (i64, Money) = (100, Money::euros(4_000));

/// An agreement in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AgreementRow {
    /// Its id.
    pub id: AgreementId,
    /// Where it stands.
    pub status: AgreementStatus,
    /// Which side the reader is; nobody's for somebody with a share only.
    pub side: Option<AgreementSide>,
    /// What the work is called.
    pub work: String,
    /// Its place.
    pub place: i32,
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// Its title.
    pub challenge: String,
    /// Who posed it.
    pub company: String,
    /// Whose entry it is.
    pub studio: String,
    /// Until when it can be signed.
    pub expires_at: Instant,
    /// When both had signed.
    pub in_force_at: Option<Instant>,
    /// When its term is over.
    pub ends_at: Option<Instant>,
    /// Whether it waits for the reader's signature.
    pub waits_for_you: bool,
}

/// Agreements, newest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Agreements {
    /// At most 500.
    pub items: Vec<AgreementRow>,
}

/// An agreement with its whole text.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AgreementView {
    /// In short.
    pub row: AgreementRow,
    /// The challenge's address.
    pub challenge_slug: String,
    /// The company.
    pub company: Option<OrganisationCard>,
    /// The studio.
    pub studio: Option<OrganisationCard>,
    /// The text: headings begin with `## ` and `### `, every other line is a paragraph.
    pub text: String,
    /// Its version; sent with a signature.
    pub text_version: String,
    /// Who holds the rights.
    pub rights: RightsTemplate,
    /// What is offered.
    pub royalty: Royalty,
    /// The option that holds, once it is known.
    pub option: Option<RoyaltyOption>,
    /// Every option worked out for a year.
    pub examples: Vec<Example>,
    /// The prize.
    pub prize: Money,
    /// When it was offered.
    pub offered_at: Instant,
    /// When it was declined, or expired.
    pub ended_at: Option<Instant>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// The team.
    pub team: Vec<TeamShare>,
    /// Who has signed.
    pub signatures: Vec<SignatureView>,
    /// What became of it.
    pub products: Vec<MadeProduct>,
    /// The first and last day of the term, once in force.
    pub term: Option<TermView>,
}

/// Somebody of the team.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TeamShare {
    /// The name.
    pub name: String,
    /// The share in basis points.
    pub share_bp: i32,
    /// Whether it is the reader.
    pub you: bool,
}

/// A signature.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SignatureView {
    /// For which side.
    pub side: AgreementSide,
    /// The name under the text.
    pub name: String,
    /// The version that was read.
    pub text_version: String,
    /// When.
    pub signed_at: Instant,
}

/// A product made under an agreement.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MadeProduct {
    /// The product.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Its page, once it has been in the shop.
    pub slug: Option<String>,
    /// Whether it is in the shop now.
    pub on_sale: bool,
}

/// The days of a term.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TermView {
    /// The first day.
    pub from: LocalDate,
    /// The last day.
    pub until: LocalDate,
}

/// An agreement in a list, as an organisation (or somebody with a share) reads it.
pub fn row(tx: &mut Tx, agreement: &Agreement, reader: Option<&OrganisationId>, locale: Locale) -> Result<AgreementRow> {
    let side = reader.and_then(|reader| agreement.side_of(reader));
    let open = agreement.status.is_open() && tx.now < agreement.expires_at;
    Ok(AgreementRow {
        id: agreement.id.clone(),
        status: agreement.status,
        side,
        work: agreement.work.clone(),
        place: agreement.place,
        challenge_id: agreement.challenge_id.clone(),
        challenge: agreement.challenge_title.best(locale).to_owned(),
        company: name(tx, &agreement.company_id)?,
        studio: name(tx, &agreement.studio_id)?,
        expires_at: agreement.expires_at,
        in_force_at: agreement.in_force_at,
        ends_at: agreement.ends_at,
        waits_for_you: open && side.is_some_and(|side| agreement.status.signed_by(side).is_some()),
    })
}

fn name(tx: &mut Tx, id: &OrganisationId) -> Result<String> {
    Ok(identity::organisation_card(tx, id)?.map(|card| card.name).unwrap_or_default())
}

/// An agreement as somebody reads it.
pub fn view(tx: &mut Tx, agreement: &Agreement, reader: Option<&OrganisationId>, who: &AccountId, locale: Locale) -> Result<AgreementView> {
    let team = agreements::members(tx, &agreement.id)?;
    let signatures = agreements::signatures(tx, &agreement.id)?;
    let links = agreements::links_of(tx, &agreement.studio_id)?;
    let own = links.into_iter().filter(|link| link.agreement_id.as_ref() == Some(&agreement.id));
    let products = own.map(|link| made(tx, &link, locale)).collect::<Result<Vec<_>>>()?;
    let royalty = agreement.royalty.0.clone();
    Ok(AgreementView {
        row: row(tx, agreement, reader, locale)?,
        challenge_slug: agreement.challenge_slug.clone(),
        company: identity::organisation_card(tx, &agreement.company_id)?,
        studio: identity::organisation_card(tx, &agreement.studio_id)?,
        text: agreement.text.best(locale).to_owned(),
        text_version: agreement.text_version.clone(),
        rights: agreement.rights,
        option: agreement.option().cloned(),
        examples: royalty.options.iter().map(|option| option.example(EXAMPLE.0, EXAMPLE.1)).collect(),
        royalty,
        prize: Money::euros(agreement.prize_cents),
        offered_at: agreement.offered_at,
        ended_at: agreement.ended_at,
        reason: agreement.reason.clone(),
        team: team.iter().map(|one| TeamShare { name: one.name.clone(), share_bp: one.share_bp, you: one.account_id == *who }).collect(),
        signatures: signatures
            .into_iter()
            .map(|one| SignatureView { side: one.side, name: one.name, text_version: one.text_version, signed_at: one.signed_at })
            .collect(),
        products,
        term: terms(agreement).map(|(_, term)| TermView { from: term.from, until: term.until }),
    })
}

/// A tied product in short.
pub fn made(tx: &mut Tx, link: &ProductLink, locale: Locale) -> Result<MadeProduct> {
    let card = catalogue::card(tx, &link.product_id)?.ok_or_else(|| Error::internal("a tie without its product"))?;
    Ok(MadeProduct {
        id: link.product_id.clone(),
        name: card.name.best(locale).to_owned(),
        slug: card.slug.filter(|_| card.approved),
        on_sale: card.approved,
    })
}

/// Which organisation somebody reads an agreement for: a side, the studio of somebody in the team; nobody's for the person of a
/// share, or the desk. A stranger does not find it.
pub fn reader(tx: &mut Tx, who: &SignedIn, agreement: &Agreement) -> Result<Option<OrganisationId>> {
    let account = identity::account(tx, who)?;
    let team = agreements::members(tx, &agreement.id)?;
    let studios = team.iter().filter_map(|member| member.studio_id.clone());
    for organisation in [agreement.company_id.clone(), agreement.studio_id.clone()].into_iter().chain(studios) {
        if identity::member(tx, who, &organisation).is_ok() {
            return Ok(Some(organisation));
        }
    }
    if team.iter().any(|member| member.account_id == account.id) || account.is_coordinator {
        return Ok(None);
    }
    Err(Error::not_found())
}
