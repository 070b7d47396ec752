//! The promise of the OpenAPI document, held against every answer of the suite.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// One answer, as the caller saw it.
pub struct Answered {
    pub method: String,
    pub path: String,
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// What in the answers breaks the document's promise: an operation or a status it does not name, a body of another shape.
pub fn breaches(document: &Value, answers: &[Answered]) -> Vec<String> {
    let mut validators = BTreeMap::new();
    answers.iter().filter_map(|answer| breach(document, answer, &mut validators)).collect()
}

type Validators = BTreeMap<String, jsonschema::Validator>;

fn breach(document: &Value, answer: &Answered, validators: &mut Validators) -> Option<String> {
    let asked = format!("{} {} -> {}", answer.method, answer.path, answer.status);
    let path = answer.path.split('?').next().unwrap_or("");
    // Where no route leads there is nothing to promise; what lies beside the API is no part of the document.
    let (template, item) = operations(document).find(|(template, _)| path.starts_with("/api/v1/") && fits(template, path))?;
    let operation = item.get(answer.method.to_lowercase())?;
    let responses = &operation["responses"];
    let status = answer.status.to_string();
    let named = if responses.get(&status).is_some() { status.as_str() } else { "default" };
    let response = &responses[named];
    if response.is_null() || (named == "default" && answer.status < 400 && answer.status != 304) {
        return Some(format!("{asked}: the document does not name this status"));
    }
    let media = answer.content_type.split(';').next().unwrap_or("").trim();
    let schema = response["content"][media]["schema"].clone();
    if answer.body.is_empty() || answer.status == 304 {
        return None;
    }
    if schema.is_null() {
        return Some(format!("{asked}: the document does not name a body of type '{media}'"));
    }
    if !media.contains("json") {
        return None;
    }
    let key = format!("{} {template} {named}", answer.method);
    let validator = validators.entry(key).or_insert_with(|| {
        let whole = with_components(document, schema);
        jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&whole).unwrap()
    });
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or(json!(null));
    let first = validator.iter_errors(&body).next()?;
    Some(format!("{asked}: {first} at {}", first.instance_path()))
}

/// A schema with the components that it names, and no others: a validator of the whole document takes longer to build than a
/// test takes to run.
fn with_components(document: &Value, mut schema: Value) -> Value {
    let mut named = BTreeMap::new();
    let mut open = vec![&schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/components/schemas/"))
                    && !named.contains_key(name)
                {
                    let component = &document["components"]["schemas"][name];
                    named.insert(name, component);
                    open.push(component);
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => (),
        }
    }
    let components = json!({ "schemas": named });
    schema["components"] = components;
    schema
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    // A path without variables comes before one with them.
    let mut paths: Vec<_> = document["paths"].as_object().into_iter().flatten().collect();
    paths.sort_by_key(|(template, _)| template.matches('{').count());
    paths.into_iter()
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(&path).all(|(part, asked)| part.starts_with('{') || part == asked)
}
