//! The register of techniques: the desk keeps it, studios choose from it, and an old name leads to the new one.

use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::briefs::{begun, brief, published};
use crate::events::id;
use crate::harness::{Caller, TestApp};
use crate::listings::{complete, for_sale, reread, save};

async fn page(app: &TestApp, slug: &str) -> Value {
    app.visitor().get(&format!("/storefront/techniques/{slug}")).await.ok()
}

async fn practises(studio: &Caller, codes: Value) -> Value {
    let path = format!("/organisations/{}/techniques", studio.organisation);
    studio.put(&path, json!({ "techniques": codes })).await.ok()["techniques"].clone()
}

fn names(of: &Value) -> Vec<&str> {
    of.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

fn card<'a>(list: &'a Value, code: &str) -> Option<&'a Value> {
    list["items"].as_array().unwrap().iter().find(|item| item["code"] == code)
}

#[actix_web::test]
async fn a_technique_shows_who_practises_it_what_is_made_and_which_challenge_asked() {
    let app = TestApp::start().await;
    let (petra, tkanina, mara, jure) =
        (app.coordinator().await, app.company("tkanina").await, app.creator("mara").await, app.creator("jure").await);
    for_sale(&app, &mara, "Predpasnik", |content| content["techniques"] = json!(["blueprint"])).await;
    assert_eq!(practises(&jure, json!(["hat_blocking", "blueprint"])).await, json!(["hat_blocking", "blueprint"]));
    let mut wanted = brief(&app, days(30));
    wanted["techniques"] = json!(["blueprint"]);
    published(&petra, &tkanina, wanted).await;
    let register = petra.get("/desk/techniques").await.ok();
    let blueprint = card(&register, "blueprint").unwrap().clone();
    let text = json!({ "names": blueprint["names"], "description": { "sl": "Rezervni tisk z **modelom**." } });
    let path = "/desk/techniques/blueprint";
    petra.with("if-match", "\"1\"").put(path, text.clone()).await.ok();
    petra.with("if-match", "\"1\"").put(path, text).await.refused(412, "version_conflict");
    let shown = page(&app, "blueprint").await;
    assert_eq!((shown["name"].as_str(), shown["summary"].as_str()), (Some("modrotisk"), Some("Rezervni tisk z modelom.")));
    assert_eq!(names(&shown["makers"]), ["Studio jure", "Studio mara"]);
    assert_eq!(names(&shown["products"]), ["Predpasnik"]);
    assert_eq!(shown["challenges"][0]["title"], "Druga nit");
    let challenge = app.visitor().get("/storefront/challenges/druga-nit").await.ok();
    assert_eq!(names(&challenge["techniques"]), ["modrotisk"]);
    // A maker's card names what the maker says first, even without a product.
    let maker = app.visitor().get("/storefront/makers/studio-jure").await.ok();
    assert_eq!(maker["techniques"][0]["code"], "hat_blocking");
    let list = app.visitor().get("/storefront/techniques").await.ok();
    let counts = card(&list, "blueprint").unwrap();
    let read = ["maker_count", "product_count", "challenge_count"].map(|count| counts[count].as_i64().unwrap());
    assert_eq!(read, [2, 1, 1]);
    app.visitor().get("/storefront/techniques/ni-takega").await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_merged_technique_leads_to_the_other_in_listings_briefs_filters_and_addresses() {
    let app = TestApp::start().await;
    let (petra, tkanina, mara) = (app.coordinator().await, app.company("tkanina").await, app.creator("mara").await);
    let added = petra.post("/desk/techniques", json!({ "names": { "sl": "Bakreni navoj", "en": "copper coiling" } })).await.created();
    assert_eq!(added["code"], "bakreni-navoj");
    petra.post("/desk/techniques", json!({ "names": { "sl": "bakreni NAVOJ" } })).await.refused(422, "invalid");
    let lamp = for_sale(&app, &mara, "Svetilka", |content| content["techniques"] = json!(["bakreni-navoj", "wire_winding"])).await;
    let draft = complete(&mara, "Senčnik", |content| content["techniques"] = json!(["bakreni-navoj"])).await;
    practises(&mara, json!(["bakreni-navoj", "wire_winding"])).await;
    let mut wanted = brief(&app, days(30));
    wanted["techniques"] = json!(["bakreni-navoj"]);
    published(&petra, &tkanina, wanted).await;
    let merger = "/desk/techniques/bakreni-navoj/merger";
    petra.post(merger, json!({ "into": "bakreni-navoj" })).await.refused(422, "invalid");
    petra.post(merger, json!({ "into": "wire_winding" })).await.ok();
    petra.post(merger, json!({ "into": "weaving" })).await.refused(409, "technique_merged");
    app.run_jobs().await;
    for code in ["bakreni-navoj", "wire_winding"] {
        assert_eq!(app.visitor().get(&format!("/storefront/products?technique={code}")).await.ok()["total"], 1, "{code}");
    }
    let shown = page(&app, "bakreni-navoj").await;
    assert_eq!((shown["code"].as_str(), shown["slug"].as_str()), (Some("wire_winding"), Some("wire-winding")));
    assert_eq!((shown["maker_count"].as_i64(), shown["challenge_count"].as_i64()), (Some(1), Some(1)));
    assert_eq!(reread(&mara, &lamp).await["live"]["techniques"], json!(["wire_winding"]), "named twice, it stands once");
    let open = reread(&mara, &draft).await;
    let kept = save(&mara, &open, open["draft"]["content"].clone()).await.ok();
    assert_eq!(kept["content"]["techniques"], json!(["wire_winding"]));
    let words = app.visitor().get("/vocabularies").await.ok();
    assert!(words["techniques"].as_array().unwrap().iter().all(|term| term["code"] != "bakreni-navoj"));
    app.finish().await;
}

#[actix_web::test]
async fn what_is_retired_stays_where_it_stands_and_is_not_taken_up_anew() {
    let app = TestApp::start().await;
    let (petra, mara, jure) = (app.coordinator().await, app.creator("mara").await, app.creator("jure").await);
    for_sale(&app, &mara, "Torba", |content| content["techniques"] = json!(["tufting"])).await;
    practises(&mara, json!(["tufting"])).await;
    petra.post("/desk/techniques/tufting/retirement", Value::Null).await.ok();
    assert!(card(&app.visitor().get("/storefront/techniques").await.ok(), "tufting").is_none());
    assert_eq!(page(&app, "tufting").await["retired"], true, "an old link still leads there");
    assert_eq!(practises(&mara, json!(["tufting", "weaving"])).await, json!(["tufting", "weaving"]));
    let path = format!("/organisations/{}/techniques", jure.organisation);
    jure.put(&path, json!({ "techniques": ["tufting"] })).await.refused(422, "invalid");
    petra.delete("/desk/techniques/tufting/retirement").await.ok();
    assert_eq!(practises(&jure, json!(["tufting"])).await, json!(["tufting"]));
    app.finish().await;
}

#[actix_web::test]
async fn only_studios_practise_and_only_known_techniques_are_named() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let path = |who: &Caller| format!("/organisations/{}/techniques", who.organisation);
    tkanina.put(&path(&tkanina), json!({ "techniques": ["weaving"] })).await.refused(403, "forbidden");
    mara.put(&path(&mara), json!({ "techniques": ["magic"] })).await.refused(422, "invalid");
    let challenge = begun(&tkanina, brief(&app, days(30))).await;
    let mut wanted = challenge["content"].clone();
    wanted["techniques"] = json!(["magic"]);
    let draft = format!("/challenges/{}/draft", id(&challenge));
    let version = format!("\"{}\"", challenge["version"]);
    let refused = tkanina.with("if-match", &version).put(&draft, wanted).await.refused(422, "invalid");
    assert_eq!(refused["fields"][0]["pointer"], "/techniques/0");
    app.finish().await;
}
