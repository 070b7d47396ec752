//! Pictures: made safe on their way in, served for ever, refused with a sentence that helps, swept when nobody shows them.

use modrotisk::kit::time::days;
use serde_json::json;

use crate::harness::TestApp;
use crate::listings::{complete, picture, telephone_picture, upload};

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[actix_web::test]
async fn an_uploaded_picture_is_upright_without_its_place_and_served_in_sizes() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let media = upload(&mara, telephone_picture(1000, 600, 6)).await.created();
    assert_eq!((&media["width_px"], &media["height_px"], &media["widths"]), (&json!(600), &json!(1000), &json!([400, 600])));
    for (file, kind) in [("400.webp", "image/webp"), ("600.jpg", "image/jpeg")] {
        let answer = app.visitor().get(&format!("//media/{}/{file}", media["id"].as_str().unwrap())).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type").as_str()), (200, kind));
        assert!(answer.header("cache-control").contains("immutable") && answer.header("x-content-type-options") == "nosniff");
        assert!(!contains(&answer.bytes, b"GPS-SECRET-PLACE"));
    }
    for file in ["500.webp", "400.png", "..%2f400.webp", "x"] {
        assert_eq!(app.visitor().get(&format!("//media/{}/{file}", media["id"].as_str().unwrap())).await.status.as_u16(), 404, "{file}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn what_is_no_picture_is_refused_with_a_way_out() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let problem = upload(&mara, b"Dear sir, here is my apron.".to_vec()).await.refused(415, "media_type_unsupported");
    assert_eq!(problem["detail"], "Choose a JPEG, PNG or WebP picture.");
    upload(&mara, Vec::new()).await.refused(415, "media_type_unsupported");
    upload(&mara, telephone_picture(800, 800, 1)[..100].to_vec()).await.refused(422, "media_unreadable");
    upload(&mara, telephone_picture(800, 100, 1)).await.refused(422, "media_too_small");
    upload(&mara, vec![0xff; 26 * 1024 * 1024]).await.refused(413, "media_too_large");
    app.finish().await;
}

#[actix_web::test]
async fn pictures_of_others_are_not_found_and_visitors_send_none() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let jure = app.creator("jure").await;
    let media = picture(&mara).await;
    let path = format!("/media/{}", media["id"].as_str().unwrap());
    jure.get(&path).await.refused(404, "not_found");
    jure.patch(&path, json!({ "alt": { "sl": "moje" } })).await.refused(404, "not_found");
    assert_eq!(mara.get(&path).await.ok()["alt"]["sl"], "Moder predpasnik na lesenem obešalniku");
    let mut visitor = app.visitor();
    visitor.organisation = mara.organisation.clone();
    upload(&visitor, telephone_picture(640, 480, 1)).await.refused(401, "not_signed_in");
    let mut stranger = jure.clone();
    stranger.organisation = mara.organisation.clone();
    upload(&stranger, telephone_picture(640, 480, 1)).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_picture_that_nobody_shows_is_gone_after_a_week() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = complete(&mara, "Predpasnik »Lontrg«", |_| {}).await;
    let used = mara.get(&format!("/products/{}", product["id"].as_str().unwrap())).await.ok()["draft"]["pictures"][0].clone();
    let unused = picture(&mara).await;
    app.wind().await;
    app.advance(days(6)).await;
    let file = |media: &serde_json::Value| format!("//media/{}/400.webp", media["id"].as_str().unwrap());
    assert_eq!(app.visitor().get(&file(&unused)).await.status.as_u16(), 200);
    app.advance(days(2)).await;
    assert_eq!(app.visitor().get(&file(&unused)).await.status.as_u16(), 404);
    assert_eq!(app.visitor().get(&file(&used)).await.status.as_u16(), 200);
    app.finish().await;
}
