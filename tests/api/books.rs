//! What a sale, a refund and money for nothing leave in the ledger.

use modrotisk::kit::id::OrganisationId;
use modrotisk::kit::money::Currency;
use modrotisk::ledger::{self, Account, Purpose};
use serde_json::json;

use crate::harness::{Caller, TestApp};
use crate::shopping::{bought, holding, order_of, post_once, stocked, variant};

/// What an account holds, in cents: the maker's, or the platform's own.
async fn holds(app: &TestApp, maker: Option<&Caller>, purpose: Purpose) -> i64 {
    let organisation: Option<OrganisationId> = maker.map(|maker| maker.organisation.parse().unwrap());
    let account = Account { organisation, purpose, currency: Currency::EUR };
    app.write(move |tx| ledger::balance(tx, &account)).await.posted.amount
}

#[actix_web::test]
async fn a_sale_owes_the_maker_what_the_platform_does_not_keep() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    let group = bought(&app, &[(&variant(&apron), 2)], "kupec@example.org").await;
    let total = order_of(&group, &mara)["total"]["amount"].as_i64().unwrap();
    // Two aprons of 64.00: 12 % is 15.36, and 22 % VAT on that 3.38. Delivery bears no commission.
    assert_eq!(holds(&app, None, Purpose::Commission).await, 1_536);
    assert_eq!(holds(&app, None, Purpose::CommissionVat).await, 338);
    assert_eq!(holds(&app, Some(&mara), Purpose::Due).await, total - 1_536 - 338);
    assert_eq!(holds(&app, None, Purpose::Clearing).await, -total, "the processor holds what the buyer paid");
    app.finish().await;
}

#[actix_web::test]
async fn a_whole_refund_returns_every_account_to_zero() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    let group = bought(&app, &[(&variant(&apron), 1)], "kupec@example.org").await;
    let buyer = holding(&app.visitor(), &group);
    let order = order_of(&group, &mara)["id"].as_str().unwrap();
    let path = format!("/order-groups/{}/orders/{order}/cancellation", group["id"].as_str().unwrap());
    post_once(&buyer, &path, json!({ "reason": "Premislila sem si." })).await.ok();
    for purpose in [Purpose::Clearing, Purpose::Commission, Purpose::CommissionVat, Purpose::Unassigned] {
        assert_eq!(holds(&app, None, purpose).await, 0, "{purpose}");
    }
    assert_eq!(holds(&app, Some(&mara), Purpose::Due).await, 0);
    app.finish().await;
}

#[actix_web::test]
async fn a_later_rule_does_not_change_what_was_agreed() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    bought(&app, &[(&variant(&apron), 1)], "prva@example.org").await;
    let before = holds(&app, None, Purpose::Commission).await;
    let rule = json!({ "scope": "seller", "scope_value": mara.organisation, "percent_bp": 500, "floor_cents": null, "cap_cents": null });
    petra.post("/commission-rules", rule).await.created();
    assert_eq!(holds(&app, None, Purpose::Commission).await, before);
    bought(&app, &[(&variant(&apron), 1)], "druga@example.org").await;
    assert_eq!(holds(&app, None, Purpose::Commission).await, before + 320, "5 % of 64.00");
    app.finish().await;
}

#[actix_web::test]
async fn the_platforms_share_is_the_coordinators_to_set_and_never_without_a_default() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    mara.get("/commission-rules").await.refused(403, "coordinator_only");
    let rules = petra.get("/commission-rules").await.ok();
    let default = rules["items"].as_array().unwrap().iter().find(|rule| rule["scope"] == "default").unwrap();
    let path = format!("/commission-rules/{}", default["id"].as_str().unwrap());
    petra.delete(&path).await.refused(409, "last_default_rule");
    let wrong = json!({ "scope": "default", "scope_value": null, "percent_bp": 20_000, "floor_cents": null, "cap_cents": null });
    let problem = petra.post("/commission-rules", wrong).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["pointer"], "/percent_bp");
    app.finish().await;
}
