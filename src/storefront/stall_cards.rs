//! Stall cards: what stands beside a piece at a pop-up, as paper to be cut. A card says what the piece's page says: name, price, maker,
//! materials, and the line from challenge to place; a code leads to the page.
//!
//! Only what is in the shop gets a card, so that no card leads to a page that is not there. It writes nothing.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get};
use diesel::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;

use super::cards::{Offered, offered};
use super::meta::product_path;
use crate::agreements::{self, ProductLink};
use crate::catalogue::{Content, ListingStatus, Product, TermKind, Vocabularies};
use crate::db::schema::{organisations, popup_makers, popup_products, products};
use crate::db::{Among, Tx};
use crate::documents::File;
use crate::identity::organisations::VatStatus;
use crate::identity::{self, SellerOfRecord, SignedIn};
use crate::kit::id::{OrganisationId, PopupId, ProductId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::money::Money;
use crate::kit::time::Zone;
use crate::kit::{Code, Error, Result};
use crate::orders::LineOrigin;
use crate::popups::{self, MakerStatus, Popup};
use crate::print::{About, Card, cards};
use crate::web::{App, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(print_stall_cards).service(print_popup_stall_cards);
}

/// So many cards go into one file; more are printed maker by maker.
const MOST: usize = 400;
/// So many materials are named on a card.
const MATERIALS: usize = 3;

/// Of which pieces.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StallCardQuery {
    /// In which language; the reader's, unless told.
    #[param(inline)]
    pub language: Option<Locale>,
    /// Only what the maker shows at this pop-up.
    pub popup_id: Option<PopupId>,
    /// Only this one.
    pub product_id: Option<ProductId>,
}

/// Of whose pieces.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PopupCardQuery {
    /// In which language; the reader's, unless told.
    #[param(inline)]
    pub language: Option<Locale>,
    /// Only of this maker.
    pub maker_id: Option<OrganisationId>,
}

/// Cards for a maker's own stall
///
/// A PDF with a card for each piece in the shop, eight on a sheet: all of them, those of a pop-up, or one.
#[utoipa::path(tag = "storefront", params(OrganisationId, StallCardQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), Problems))]
#[get("/organisations/{id}/stall-cards")]
async fn print_stall_cards(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    reader: Language,
    query: Query<StallCardQuery>,
) -> Result<HttpResponse> {
    let base = app.url("");
    app.read(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        let locale = query.language.unwrap_or(reader.0);
        let popup = query.popup_id.as_ref().map(|id| popups::find(tx, id)).transpose()?;
        let mut of = match &popup {
            Some(popup) => shown(tx, &popup.id, Some(&by.organisation))?,
            None => live(tx, &by.organisation)?,
        };
        of.retain(|id| query.product_id.as_ref().is_none_or(|wanted| wanted == id));
        paper(tx, &of, popup.as_ref(), locale, &base)
    })
    .await
    .map(File::answer)
}

/// Cards for all stalls of a pop-up
///
/// A PDF with a card for each piece that makers who take part show, eight on a sheet.
#[utoipa::path(tag = "storefront", params(PopupId, PopupCardQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), Problems))]
#[get("/popups/{id}/stall-cards")]
async fn print_popup_stall_cards(
    app: App,
    who: SignedIn,
    id: Path<PopupId>,
    reader: Language,
    query: Query<PopupCardQuery>,
) -> Result<HttpResponse> {
    let base = app.url("");
    app.read(move |tx| {
        let popup = match identity::coordinator(tx, &who) {
            Ok(_) => popups::find(tx, &id)?,
            Err(_) => popups::owned(tx, &who, &id)?.0,
        };
        let of = shown(tx, &popup.id, query.maker_id.as_ref())?;
        paper(tx, &of, Some(&popup), query.language.unwrap_or(reader.0), &base)
    })
    .await
    .map(File::answer)
}

/// What makers who take part show at an event, as long as it is in the shop: maker by maker, in their order.
fn shown(tx: &mut Tx, popup: &PopupId, maker: Option<&OrganisationId>) -> Result<Vec<ProductId>> {
    let same = popup_products::popup_id.eq(popup_makers::popup_id).and(popup_products::organisation_id.eq(popup_makers::organisation_id));
    let mut rows = popup_products::table
        .inner_join(popup_makers::table.on(same))
        .inner_join(products::table.on(products::id.eq(popup_products::product_id)))
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(popup_products::popup_id.eq(popup).and(popup_makers::status.eq(MakerStatus::Confirmed)))
        .filter(products::status.eq(ListingStatus::Approved).and(organisations::status.eq("approved")))
        .into_boxed();
    if let Some(maker) = maker {
        rows = rows.filter(popup_products::organisation_id.eq(maker));
    }
    Ok(rows.order((organisations::name, organisations::id, popup_products::position)).select(products::id).load(tx.db)?)
}

/// Everything of a maker that is in the shop, by name.
fn live(tx: &mut Tx, maker: &OrganisationId) -> QueryResult<Vec<ProductId>> {
    products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::organisation_id.eq(maker))
        .filter(products::status.eq(ListingStatus::Approved).and(organisations::status.eq("approved")))
        .order((products::name_folded, products::id))
        .select(products::id)
        .load(tx.db)
}

fn paper(tx: &mut Tx, of: &[ProductId], popup: Option<&Popup>, locale: Locale, base: &str) -> Result<File> {
    if of.is_empty() {
        return Err(Code::NoStallCards.into());
    }
    if of.len() > MOST {
        return Err(Code::TooManyStallCards.into());
    }
    let word = locale.pick("Kartice za stojnico", "Stall cards", "Standkarten");
    let title = popup.map_or_else(|| word.to_owned(), |popup| format!("{word}: {}", popup.title.best(locale)));
    let about = About {
        foot: title.clone(),
        title,
        language: locale.pick("sl", "en", "de"),
        author: "Modrotisk".to_owned(),
        day: Zone::ljubljana().local(tx.now).0,
        sheet: locale.pick("stran", "page", "Seite"),
    };
    let bytes = cards(&about, &cards_of(tx, of, locale, base)?)?;
    let name = popup.map_or_else(|| "stall-cards.pdf".to_owned(), |popup| format!("stall-cards-{}.pdf", popup.slug));
    Ok(File::made(name, "application/pdf", bytes))
}

/// A maker as its cards name it.
struct Maker {
    name: String,
    seller: SellerOfRecord,
}

fn cards_of(tx: &mut Tx, of: &[ProductId], locale: Locale, base: &str) -> Result<Vec<Card>> {
    let rows: Vec<Product> = products::table.filter(products::id.among(of)).select(Product::as_select()).load(tx.db)?;
    let mut rows: BTreeMap<ProductId, Product> = rows.into_iter().map(|product| (product.id.clone(), product)).collect();
    let words = Vocabularies::load(tx)?;
    let mut offered = offered(tx, of)?;
    let links: BTreeMap<ProductId, ProductLink> =
        agreements::of_products(tx, of)?.into_iter().map(|link| (link.product_id.clone(), link)).collect();
    let mut makers: BTreeMap<OrganisationId, Maker> = BTreeMap::new();
    let mut cards = Vec::new();
    for product in of.iter().filter_map(|id| rows.remove(id)) {
        if !makers.contains_key(&product.organisation_id) {
            let seller = identity::seller_of_record(tx, &product.organisation_id)?;
            makers.insert(product.organisation_id.clone(), Maker { name: seller.name.clone(), seller });
        }
        let company = match links.get(&product.id) {
            Some(link) => identity::organisation_card(tx, &link.company_id)?.map(|card| (link, card.name)),
            None => None,
        };
        let variants = offered.remove(&product.id).unwrap_or_default();
        if let Some(maker) = makers.get(&product.organisation_id) {
            let (link, company) = company.unzip();
            cards.push(Said { words: &words, locale, base }.card(tx, &product, &variants, maker, link, company.as_deref())?);
        }
    }
    Ok(cards)
}

/// An address as a code, of a strength that bears a crease.
fn code(address: &str) -> Result<QrCode> {
    QrCode::encode_text(address, QrCodeEcc::Medium).map_err(Error::internal)
}

/// How cards speak: in which words, which language, and of which address.
struct Said<'a> {
    words: &'a Vocabularies,
    locale: Locale,
    base: &'a str,
}

impl Said<'_> {
    fn card(
        &self,
        tx: &Tx,
        product: &Product,
        variants: &[Offered],
        maker: &Maker,
        link: Option<&ProductLink>,
        company: Option<&str>,
    ) -> Result<Card> {
        let l = self.locale;
        let lacking = || Error::internal("an approved listing without content, a slug or a price");
        let content = product.content.as_ref().ok_or_else(lacking)?;
        let money = |amount| Money { amount, currency: product.currency }.display(l);
        let (from, to) = (product.price_from_cents.ok_or_else(lacking)?, product.price_to_cents.ok_or_else(lacking)?);
        let figure = if from == to { money(from) } else { format!("{} {}", l.pick("od", "from", "ab"), money(from)) };
        let cheapest = variants.iter().map(|(variant, _)| variant).min_by_key(|variant| variant.price_cents);
        let mut lines = vec![maker.name.clone()];
        lines.extend(cheapest.and_then(|variant| variant.prior_price(tx.now)).map(|prior| {
            let label = l.pick(
                "Najnižja cena v 30 dneh pred znižanjem",
                "Lowest price of the 30 days before",
                "Niedrigster Preis der 30 Tage davor",
            );
            format!("{label}: {}", prior.display(l))
        }));
        lines.extend(self.materials(content));
        lines.extend(self.provenance(content, maker, link.zip(company)));
        let address = format!("{}{}", self.base, product_path(product.slug.as_deref().ok_or_else(lacking)?, l));
        Ok(Card {
            title: content.name.best(l).to_owned(),
            figure,
            unit: match maker.seller.vat_status == Some(VatStatus::Registered) {
                true => l.pick("z DDV", "VAT included", "inkl. MwSt.").to_owned(),
                false => l.pick("prodajalec ni zavezanec za DDV", "seller is not liable for VAT", "nicht umsatzsteuerpflichtig").to_owned(),
            },
            lines,
            code: code(&address)?,
            says: format!(
                "{}: {address}",
                l.pick("Koda QR do strani izdelka", "QR code to the product's page", "QR-Code zur Produktseite")
            ),
        })
    }

    /// The main materials with their shares.
    fn materials(&self, content: &Content) -> Option<String> {
        let mut shares: Vec<_> = content.materials.iter().collect();
        shares.sort_by_key(|share| std::cmp::Reverse(share.percent));
        let named = |code: &str| self.words.named(TermKind::Material, code, self.locale).name;
        let parts: Vec<String> = shares.iter().take(MATERIALS).map(|share| format!("{} % {}", share.percent, named(&share.code))).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// The line from challenge to place as orders and invoices say it; without a tie that both sides want, technique and place.
    fn provenance(&self, content: &Content, maker: &Maker, tie: Option<(&ProductLink, &str)>) -> Option<String> {
        let names = |kind, code: Option<&String>| {
            code.and_then(|code| self.words.term(kind, code)).map_or_else(Translations::default, |term| term.names.clone())
        };
        let technique = names(TermKind::Technique, content.techniques.first());
        let place = names(TermKind::Town, content.town.as_ref());
        let Some((link, company)) = tie else {
            let parts = [technique.best(self.locale), place.best(self.locale)];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            return (!parts.is_empty()).then(|| parts.join(" · "));
        };
        let (challenge, slug) = (link.challenge_title.clone(), link.challenge_slug.clone());
        let line = LineOrigin { challenge, slug, company: company.to_owned(), creator: maker.name.clone(), technique, place };
        Some(line.sentence(self.locale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_leads_to_the_page() {
        let address = "https://modrotisk.example.org/de/produkte/cipkast-predpasnik-znidarsic";
        assert_eq!(crate::kit::qr::read_back(&code(address).unwrap()), address.as_bytes());
    }
}
