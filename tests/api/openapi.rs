//! The API's document: committed as it is, and whole.

use std::collections::BTreeSet;

use modrotisk::shell::cli;
use serde_json::Value;

#[test]
fn the_committed_document_is_what_the_routes_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed.trim_end() == cli::document(), "the API changed: run `make openapi` and commit docs/openapi.json with the client");
}

#[test]
fn every_shape_that_is_named_is_there() {
    let document: Value = serde_json::from_str(&cli::document()).unwrap();
    let text = document.to_string();
    let named: BTreeSet<&str> = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let missing: Vec<_> = named.into_iter().filter(|name| document["components"]["schemas"][*name].is_null()).collect();
    assert!(missing.is_empty(), "named, but not in the document: {missing:?}");
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_refuses() {
    let document: Value = serde_json::from_str(&cli::document()).unwrap();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(path.starts_with("/api/v1/"), "{place} is outside of the API");
            let name = operation["operationId"].as_str().unwrap_or("");
            assert!(!name.is_empty() && names.insert(name.to_owned()), "{place}: '{name}' is no name of its own");
            let tagged = operation["tags"].as_array().is_some_and(|tags| !tags.is_empty());
            assert!(tagged, "{place} has no tag");
            assert!(operation["responses"]["default"].is_object(), "{place} does not list `Problems`");
        }
    }
    assert!(names.len() > 60, "the routes of some module are not mounted");
}
