//! The home page: new pieces, makers, what comes, and how much there is.

use actix_web::{HttpRequest, get};
use diesel::prelude::*;
use serde::Serialize;

use super::cards::{ProductCard, cards};
use super::challenges::ChallengeCard;
use super::makers::{self, MakerCard};
use super::popups::PopupCard;
use crate::catalogue::{ListingStatus, Vocabularies};
use crate::db::Tx;
use crate::db::schema::{organisations, products};
use crate::kit::Result;
use crate::kit::id::ProductId;
use crate::kit::locale::Locale;
use crate::web::{App, Language, Problems, Public};

/// What the home page shows.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HomeView {
    /// The newest eight, at most two of one maker while others have some.
    pub products: Vec<ProductCard>,
    /// Six makers, those with the most in the shop first.
    pub makers: Vec<MakerCard>,
    /// The next three pop-ups.
    pub popups: Vec<PopupCard>,
    /// The challenge that takes entries and closes next, or the one that opens next.
    pub challenge: Option<ChallengeCard>,
    pub product_count: i64,
    pub maker_count: i64,
}

/// Shows the home page.
#[utoipa::path(tag = "storefront", responses((status = 200, body = HomeView), Problems))]
#[get("/storefront/home")]
pub(super) async fn show_home(app: App, asked: HttpRequest, language: Language) -> Result<Public<HomeView>> {
    let locale = language.0;
    app.show(&asked, locale, move |tx| home(tx, locale)).await
}

fn home(tx: &mut Tx, locale: Locale) -> Result<HomeView> {
    let words = Vocabularies::load(tx)?;
    let mut makers = makers::all(tx, &words, locale)?;
    let maker_count = makers.len() as i64;
    let product_count = makers.iter().map(|maker| maker.product_count).sum();
    makers.sort_by_key(|maker| -maker.product_count);
    makers.truncate(6);
    let ids = newest(tx)?;
    let popups = super::popups::next(tx, 3, locale)?;
    let challenge = super::challenges::next(tx, locale)?;
    Ok(HomeView { products: cards(tx, &ids, &words, locale)?, makers, popups, challenge, product_count, maker_count })
}

/// The newest eight; a maker who listed ten pieces at once does not fill the window alone.
fn newest(tx: &mut Tx) -> QueryResult<Vec<ProductId>> {
    let rows: Vec<(ProductId, crate::kit::id::OrganisationId)> = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(organisations::status.eq("approved"))
        .order((products::published_at.desc(), products::id.desc()))
        .limit(64)
        .select((products::id, products::organisation_id))
        .load(tx.db)?;
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for (id, maker) in rows {
        let shown = first.iter().filter(|(_, other)| *other == maker).count();
        if shown < 2 { first.push((id, maker)) } else { later.push((id, maker)) }
    }
    Ok(first.into_iter().chain(later).take(8).map(|(id, _)| id).collect())
}
