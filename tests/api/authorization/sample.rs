//! A body of the documented shape for an operation, so that a request is judged by who asks and not by what it says.

use serde_json::{Map, Value, json};

/// Bodies from the OpenAPI document.
pub struct Samples<'d> {
    document: &'d Value,
}

impl<'d> Samples<'d> {
    pub fn new(document: &'d Value) -> Samples<'d> {
        Samples { document }
    }

    /// A body for the operation; `None` where it takes none, or none in JSON.
    pub fn body(&self, method: &str, path: &str) -> Option<Value> {
        let operation = &self.document["paths"][format!("/api/v1{path}")][method.to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        (!schema.is_null()).then(|| self.sample(schema, "", 0))
    }

    fn sample(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = &self.document["components"]["schemas"][reference.rsplit('/').next().unwrap()];
            return if depth > 8 { Value::Null } else { self.sample(target, name, depth + 1) };
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[choice].as_array() {
                let null = choices.iter().any(|choice| choice["type"] == "null");
                return if null { Value::Null } else { self.sample(&choices[0], name, depth + 1) };
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let whole = parts.iter().map(|part| self.sample(part, name, depth + 1));
            return Value::Object(whole.filter_map(|part| part.as_object().cloned()).flatten().collect());
        }
        if schema["type"].as_array().is_some_and(|types| types.iter().any(|kind| kind == "null")) {
            return Value::Null;
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => json!([]),
            Some("integer" | "number") => schema["minimum"].as_i64().unwrap_or(1).max(1).into(),
            Some("boolean") => json!(true),
            Some("string") => text(schema, name).into(),
            _ => Value::Null,
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let fields = required.map(|name| (name.to_owned(), self.sample(&schema["properties"][name], name, depth + 1)));
        Value::Object(fields.collect::<Map<String, Value>>())
    }
}

fn text(schema: &Value, name: &str) -> String {
    if let Some(example) = schema["example"].as_str() {
        return example.to_owned();
    }
    let shortest = schema["minLength"].as_u64().unwrap_or(1) as usize;
    match (schema["format"].as_str(), name) {
        (Some("date-time"), _) => "2026-12-01T08:00:00Z".to_owned(),
        (_, "email") => "nekdo@example.org".to_owned(),
        (_, "country") => "SI".to_owned(),
        _ if shortest > 12 => "x".repeat(shortest),
        _ => "besedilo za preskus"[..shortest.max(12)].to_owned(),
    }
}
