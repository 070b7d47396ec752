//! Builders for listings: pictures as a telephone makes them, contents that miss nothing, and the way to the shop.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::Method;
use modrotisk::catalogue;
use modrotisk::identity;
use modrotisk::kit::decision::{Decision, Frozen};
use modrotisk::kit::id::{OrganisationId, ProductId};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, TestApp};

/// A JPEG, left half red and right half blue, with an EXIF block that turns it and names a place.
pub fn telephone_picture(width: u16, height: u16, orientation: u8) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    for _ in 0..height {
        for x in 0..width {
            pixels.extend_from_slice(if x < width / 2 { &[200, 20, 20] } else { &[20, 20, 200] });
        }
    }
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    exif.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    exif.extend_from_slice(&[0, 0, 0, 0]);
    exif.extend_from_slice(&[1, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS-SECRET-PLACE");
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.add_app_segment(1, exif).unwrap();
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// Uploads bytes as a picture.
pub async fn upload(maker: &Caller, bytes: Vec<u8>) -> Answer {
    let path = format!("/organisations/{}/media", maker.organisation);
    maker.with("content-type", "image/jpeg").send(Method::POST, &path, Some(bytes)).await
}

/// A picture with an alternative text; small, since every listing of the suite has one.
pub async fn picture(maker: &Caller) -> Value {
    let media = upload(maker, telephone_picture(400, 300, 1)).await.created();
    let id = media["id"].as_str().unwrap().to_owned();
    maker.patch(&format!("/media/{id}"), json!({ "alt": { "sl": "Moder predpasnik na lesenem obešalniku" } })).await.ok()
}

/// A new listing in which everything that approval needs is written.
pub async fn complete(maker: &Caller, name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let product = maker.post(&format!("/organisations/{}/products", maker.organisation), json!({ "name": { "sl": name } })).await.created();
    let picture = picture(maker).await;
    let mut content = product["draft"]["content"].clone();
    content["description"] = json!({ "sl": "Predpasnik iz **lanu** z dvema žepoma.", "en": "A *linen* apron with two pockets." });
    content["category"] = json!("kitchen");
    content["techniques"] = json!(["blueprint", "indigo_dye"]);
    content["materials"] = json!([{ "code": "linen", "percent": 100 }]);
    content["town"] = json!("skofja-loka");
    content["dimensions_mm"] = json!({ "length": 880, "width": 780, "height": 5 });
    content["weight_g"] = json!(340);
    content["pictures"] = json!([picture["id"]]);
    content["safety"] = json!({
        "manufacturer": { "name": "Modra Štampa", "postal_address": "Demo ulica 1, 4220 Škofja Loka", "electronic_address": "varnost@example.org" },
        "identifier": content["safety"]["identifier"],
        "warnings": [{ "sl": "Prvih nekaj pranj perite ločeno.", "en": "Wash separately at first." }],
        "no_warnings": false, "age_min": null,
    });
    content["variants"][0]["price"] = json!({ "amount": 6400, "currency": "EUR" });
    change(&mut content);
    let draft = save(maker, &product, content).await.ok();
    assert_eq!(draft["missing"], json!([]), "the builder's listing is complete");
    product
}

/// Saves a working copy over the version that the product was read with.
pub async fn save(maker: &Caller, product: &Value, content: Value) -> Answer {
    let version = product["draft"]["version"].as_i64().unwrap();
    let path = format!("/products/{}/draft", product["id"].as_str().unwrap());
    maker.with("if-match", &format!("\"{version}\"")).put(&path, content).await
}

/// The product as its maker sees it now.
pub async fn reread(maker: &Caller, product: &Value) -> Value {
    maker.get(&format!("/products/{}", product["id"].as_str().unwrap())).await.ok()
}

/// The same person after the session has ended by itself.
pub async fn signed_in_again(app: &TestApp, caller: &Caller) -> Caller {
    let account = caller.who().account;
    let mut again = caller.clone();
    again.session = Some(app.write(move |tx| identity::sessions::open_for_command(tx, &account)).await);
    again
}

/// Brings a listing to the desk, as the desk itself does it.
pub async fn submit(app: &TestApp, maker: &Caller, product: &Value) -> modrotisk::kit::Result<Frozen> {
    let (who, organisation) = (maker.who(), maker.organisation.parse::<OrganisationId>().unwrap());
    let id: ProductId = product["id"].as_str().unwrap().parse().unwrap();
    app.inner()
        .write(move |tx| {
            let by = identity::member(tx, &who, &organisation)?;
            catalogue::submit(tx, &by, &id)
        })
        .await
}

/// Decides on a frozen listing, as the desk itself does it.
pub async fn decide(app: &TestApp, product: &Value, snapshot: Value, decision: Decision) -> modrotisk::kit::Result<()> {
    static DESKS: AtomicUsize = AtomicUsize::new(0);
    let who = app.other_coordinator(&format!("desk-{}", DESKS.fetch_add(1, Ordering::Relaxed))).await.who();
    let id: ProductId = product["id"].as_str().unwrap().parse().unwrap();
    app.inner()
        .write(move |tx| {
            let by = identity::coordinator(tx, &who)?;
            catalogue::decide(tx, &by, &id, &snapshot, decision)
        })
        .await
}

/// A listing for sale.
pub async fn for_sale(app: &TestApp, maker: &Caller, name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let product = complete(maker, name, change).await;
    let frozen = submit(app, maker, &product).await.unwrap();
    decide(app, &product, frozen.snapshot, Decision::Approved).await.unwrap();
    reread(maker, &product).await
}
