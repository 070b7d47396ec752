//! Addresses of reviews: for buyers, for makers, for the desk. The public reads them in the shop.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};

use super::review::{self, GroupReviews, HideReview, ReplyToReview, ReviewView, WriteReview, views};
use crate::catalogue;
use crate::checkout::{OrderSecret, Shop, Shopper};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{OrderGroupId, OrderId, OrderLineId, OrganisationId, ProductId, ReviewId};
use crate::kit::locale::Locale;
use crate::kit::page::{Page, PageQuery};
use crate::reviews::{self, Rating, Review, Shelf};
use crate::web::{App, Json, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(read_group_reviews)
        .service(write_line_review)
        .service(set_review_invitations)
        .service(list_maker_reviews)
        .service(reply_to_review)
        .service(list_desk_reviews)
        .service(hide_review)
        .service(show_review);
}

/// A review in a list, with what it is about.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
struct ListedReview {
    /// What was said.
    review: ReviewView,
    /// The order.
    order_id: OrderId,
    /// The product.
    product_id: ProductId,
    /// Its name, in the reader's language.
    product: String,
    /// Whose it is.
    organisation_id: OrganisationId,
}

/// The reviews of a maker.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
struct MakerReviews {
    /// What they come to.
    rating: Rating,
    /// Newest first.
    items: Vec<ListedReview>,
    /// Give this as `after` for the next page; `null` at the end.
    next: Option<String>,
}

/// Which reviews the desk wants.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DeskReviewQuery {
    /// Those that are taken down, or those that are not; both when absent.
    hidden: Option<bool>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    after: Option<String>,
}

/// Whether an address is asked for reviews.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ReviewInvitations {
    /// Yes or no.
    wanted: bool,
}

/// A buyer's reviews of one purchase, and what may still be reviewed.
#[utoipa::path(tag = "aftercare", params(OrderSecret, OrderGroupId), responses((status = 200, body = GroupReviews), Problems))]
#[get("/order-groups/{id}/reviews")]
async fn read_group_reviews(app: App, shopper: Shopper, id: Path<OrderGroupId>, language: Language) -> Result<Json<GroupReviews>> {
    let shop = Shop::of(&app);
    app.read(move |tx| {
        let group = shopper.group(tx, &shop, &id)?;
        review::of_group(tx, &group, language.0)
    })
    .await
    .map(Json)
}

/// The buyer writes or changes the review of a piece that arrived.
#[utoipa::path(tag = "aftercare", params(OrderSecret, ("id" = OrderGroupId, Path), ("line_id" = OrderLineId, Path)), request_body = WriteReview,
    responses((status = 200, body = GroupReviews), Problems))]
#[put("/order-groups/{id}/lines/{line_id}/review")]
async fn write_line_review(
    app: App,
    shopper: Shopper,
    ids: Path<(OrderGroupId, OrderLineId)>,
    language: Language,
    new: Json<WriteReview>,
) -> Result<Json<GroupReviews>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let group = shopper.group(tx, &shop, &ids.0)?;
        review::write_review(tx, &shop, &group, &ids.1, &new)?;
        review::of_group(tx, &group, language.0)
    })
    .await
    .map(Json)
}

/// The buyer's address is asked for reviews, or no more.
#[utoipa::path(tag = "aftercare", params(OrderSecret, OrderGroupId), request_body = ReviewInvitations,
    responses((status = 200, body = GroupReviews), Problems))]
#[put("/order-groups/{id}/review-invitations")]
async fn set_review_invitations(
    app: App,
    shopper: Shopper,
    id: Path<OrderGroupId>,
    language: Language,
    new: Json<ReviewInvitations>,
) -> Result<Json<GroupReviews>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let group = shopper.group(tx, &shop, &id)?;
        reviews::set_asking(tx, &group.email, new.wanted)?;
        review::of_group(tx, &group, language.0)
    })
    .await
    .map(Json)
}

/// What buyers say of a maker's products, newest first.
#[utoipa::path(tag = "aftercare", params(OrganisationId, PageQuery), responses((status = 200, body = MakerReviews), Problems), security(("bearer" = [])))]
#[get("/organisations/{id}/reviews")]
async fn list_maker_reviews(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    query: Query<PageQuery>,
    language: Language,
) -> Result<Json<MakerReviews>> {
    app.read(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        let shelf = Shelf { organisation: Some(by.organisation), ..Shelf::default() };
        let rating = reviews::rating(tx, &shelf)?;
        let Page { items, next } = listed(tx, &shelf, &query, language.0)?;
        Ok(MakerReviews { rating, items, next })
    })
    .await
    .map(Json)
}

/// The maker answers a review in public.
#[utoipa::path(tag = "aftercare", params(ReviewId), request_body = ReplyToReview, responses((status = 200, body = ReviewView), Problems), security(("bearer" = [])))]
#[put("/reviews/{id}/reply")]
async fn reply_to_review(app: App, who: SignedIn, id: Path<ReviewId>, new: Json<ReplyToReview>) -> Result<Json<ReviewView>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let review = reviews::find(tx, &id)?;
        let by = identity::member(tx, &who, &review.organisation_id)?;
        review::reply(tx, &shop, &by, &id, &new)
    })
    .await
    .map(Json)
}

/// All reviews, newest first, for the desk.
#[utoipa::path(tag = "aftercare", params(DeskReviewQuery), responses((status = 200, body = Page<ListedReview>), Problems), security(("bearer" = [])))]
#[get("/desk/reviews")]
async fn list_desk_reviews(app: App, who: SignedIn, query: Query<DeskReviewQuery>, language: Language) -> Result<Json<Page<ListedReview>>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let page = PageQuery { limit: query.limit, after: query.after.clone() };
        listed(tx, &Shelf { hidden: query.hidden, ..Shelf::default() }, &page, language.0)
    })
    .await
    .map(Json)
}

/// The desk takes a review down, with reasons.
#[utoipa::path(tag = "aftercare", params(ReviewId), request_body = HideReview, responses((status = 200, body = ReviewView), Problems), security(("bearer" = [])))]
#[post("/desk/reviews/{id}/hiding")]
async fn hide_review(app: App, who: SignedIn, id: Path<ReviewId>, why: Json<HideReview>) -> Result<Json<ReviewView>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        review::hide(tx, &shop, &by, &id, &why)
    })
    .await
    .map(Json)
}

/// The desk puts a review back.
#[utoipa::path(tag = "aftercare", params(ReviewId), responses((status = 200, body = ReviewView), Problems), security(("bearer" = [])))]
#[post("/desk/reviews/{id}/showing")]
async fn show_review(app: App, who: SignedIn, id: Path<ReviewId>) -> Result<Json<ReviewView>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        review::show(tx, &shop, &by, &id)
    })
    .await
    .map(Json)
}

fn listed(tx: &mut Tx, shelf: &Shelf, query: &PageQuery, locale: Locale) -> Result<Page<ListedReview>> {
    let Page { items, next } = reviews::page(tx, shelf, query)?;
    let mut listed = Vec::with_capacity(items.len());
    for (row, review) in views(tx, items)? {
        listed.push(ListedReview {
            product: product(tx, &row, locale)?,
            order_id: row.order_id,
            product_id: row.product_id,
            organisation_id: row.organisation_id,
            review,
        });
    }
    Ok(Page { items: listed, next })
}

fn product(tx: &mut Tx, review: &Review, locale: Locale) -> Result<String> {
    Ok(catalogue::card(tx, &review.product_id)?.map(|card| card.name.best(locale).to_owned()).unwrap_or_default())
}
