//! A frozen thing as a person reads it, and what changed between two of them, field by field.
//!
//! The desk knows no noun's fields. It walks the frozen JSON and recognises the shapes that all nouns share: a text by
//! language, an amount of money, pictures, lists, plain values. What it does not recognise it still shows as text, so a new
//! field of a noun is never hidden from the person who decides on it.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::words::{self, WordPiece};
use crate::kit::locale::Locale;
use crate::kit::money::Money;

text_enum! {
    /// How a field is best shown.
    pub enum FieldKind {
        /// A text, compared word by word.
        Text = "text",
        /// Several lines.
        List = "list",
        /// Pictures.
        Picture = "picture",
        /// An amount.
        Money = "money",
        /// A number.
        Number = "number",
        /// Yes or no.
        Flag = "flag",
    }
}

text_enum! {
    /// What became of a field.
    pub enum ChangeKind {
        /// It was empty.
        Added = "added",
        /// It is empty now.
        Removed = "removed",
        /// It says something else.
        Changed = "changed",
    }
}

/// A picture by its id.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ShownPicture {
    /// The picture.
    pub media_id: String,
    /// What it shows, if the frozen thing says so.
    pub alt: String,
}

/// A value: always readable as text, richer where its kind allows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ShownValue {
    /// Readable in every case.
    pub text: String,
    /// The lines of a list.
    pub items: Vec<String>,
    /// The pictures.
    pub pictures: Vec<ShownPicture>,
    /// The amount.
    pub money: Option<Money>,
}

/// One field of a frozen thing.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ShownField {
    /// Where it stands: `/description/sl`.
    pub field: String,
    /// Its name as a code: `description`, `safety.manufacturer.name`.
    pub label: String,
    /// The language of its text.
    pub language: Option<Locale>,
    /// How it is best shown.
    pub kind: FieldKind,
    /// What it says.
    pub value: ShownValue,
}

/// One field that is not what it was.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldChange {
    /// Where it stands.
    pub field: String,
    /// Its name as a code.
    pub label: String,
    /// The language of its text.
    pub language: Option<Locale>,
    /// How it is best shown.
    pub kind: FieldKind,
    /// What became of it.
    pub change: ChangeKind,
    /// What it said.
    pub before: Option<ShownValue>,
    /// What it says.
    pub after: Option<ShownValue>,
    /// For a changed text: word by word.
    pub words: Vec<WordPiece>,
    /// What the desk remarked on it in the round before.
    pub comment: Option<String>,
}

/// Fields that a reader wants first; the others follow as the noun wrote them.
const FIRST: &[&str] = &[
    "name",
    "title",
    "organisation",
    "legal_kind",
    "legal_name",
    "trade_name",
    "street",
    "post_code",
    "town",
    "country",
    "phone",
    "email",
    "tax_number",
    "vat_id",
    "registration_number",
    "register_name",
    "vat_status",
    "iban",
    "account_holder",
    "kind",
    "category",
    "summary",
    "task",
    "background",
    "description",
    "story",
    "pictures",
    "variants",
    "materials",
];

/// Every field that says something, in reading order.
pub fn shown(thing: &Value) -> Vec<ShownField> {
    let mut fields = Vec::new();
    if let Value::Object(parts) = thing {
        object(parts, "", "", &mut fields);
    }
    fields.sort_by_key(|field| rank(&field.label));
    fields
}

/// What differs, in reading order; what is gone stands after what remains of its kind.
pub fn changes(before: Option<&Value>, after: &Value) -> Vec<FieldChange> {
    let old = before.map(shown).unwrap_or_default();
    let new = shown(after);
    let mut found: Vec<FieldChange> = new
        .iter()
        .filter_map(|field| {
            let earlier = old.iter().find(|candidate| candidate.field == field.field).map(|earlier| &earlier.value);
            (earlier != Some(&field.value)).then(|| change(field, earlier, Some(&field.value)))
        })
        .collect();
    let gone = old.iter().filter(|field| new.iter().all(|candidate| candidate.field != field.field));
    found.extend(gone.map(|field| change(field, Some(&field.value), None)));
    found.sort_by_key(|change| rank(&change.label));
    found
}

fn rank(label: &str) -> usize {
    let top = label.split('.').next().unwrap_or_default();
    FIRST.iter().position(|name| *name == top).unwrap_or(FIRST.len())
}

fn change(field: &ShownField, before: Option<&ShownValue>, after: Option<&ShownValue>) -> FieldChange {
    let (kind, words) = match (before, after) {
        (None, _) => (ChangeKind::Added, Vec::new()),
        (_, None) => (ChangeKind::Removed, Vec::new()),
        (Some(before), Some(after)) if field.kind == FieldKind::Text => (ChangeKind::Changed, words::compare(&before.text, &after.text)),
        _ => (ChangeKind::Changed, Vec::new()),
    };
    FieldChange {
        field: field.field.clone(),
        label: field.label.clone(),
        language: field.language,
        kind: field.kind,
        change: kind,
        before: before.cloned(),
        after: after.cloned(),
        words,
        comment: None,
    }
}

fn object(parts: &Map<String, Value>, pointer: &str, label: &str, fields: &mut Vec<ShownField>) {
    for (key, value) in parts {
        // Ids of the thing itself tell the reader nothing.
        if matches!(key.as_str(), "id" | "version" | "organisation_id") {
            continue;
        }
        let pointer = format!("{pointer}/{key}");
        let label = if label.is_empty() { key.clone() } else { format!("{label}.{key}") };
        field(value, pointer, label, fields);
    }
}

fn field(value: &Value, pointer: String, label: String, fields: &mut Vec<ShownField>) {
    let mut push = |language, kind, value: ShownValue| {
        if !value.text.trim().is_empty() {
            let field = pointer.clone();
            fields.push(ShownField { field, label: label.clone(), language, kind, value });
        }
    };
    match value {
        Value::Null => {}
        Value::Bool(flag) => push(None, FieldKind::Flag, plain(flag.to_string())),
        Value::Number(number) => match cents(&label, value) {
            Some(money) => push(None, FieldKind::Money, ShownValue { money: Some(money), ..plain(spoken(&money)) }),
            None => push(None, FieldKind::Number, plain(number.to_string())),
        },
        Value::String(text) if text.starts_with("med_") => push(None, FieldKind::Picture, pictures(std::slice::from_ref(value))),
        Value::String(text) => push(None, FieldKind::Text, plain(text.clone())),
        Value::Array(items) if items.iter().any(is_picture) => push(None, FieldKind::Picture, pictures(items)),
        // Entries that have parts of their own are read part by part; one line would not hold them.
        Value::Array(items) if items.iter().any(is_deep) => {
            for (at, parts) in items.iter().enumerate().filter_map(|(at, item)| item.as_object().map(|parts| (at, parts))) {
                object(parts, &format!("{pointer}/{at}"), &label, fields);
            }
        }
        Value::Array(items) => push(None, FieldKind::List, list(items)),
        Value::Object(parts) => {
            if let Some(money) = money(value) {
                push(None, FieldKind::Money, ShownValue { money: Some(money), ..plain(spoken(&money)) });
            } else if let Some(texts) = by_language(parts) {
                for (language, text) in texts {
                    if !text.trim().is_empty() {
                        fields.push(ShownField {
                            field: format!("{pointer}/{language}"),
                            label: label.clone(),
                            language: Some(language),
                            kind: FieldKind::Text,
                            value: plain(text.to_owned()),
                        });
                    }
                }
            } else if is_picture(value) {
                push(None, FieldKind::Picture, pictures(std::slice::from_ref(value)));
            } else {
                object(parts, &pointer, &label, fields);
            }
        }
    }
}

/// Whether an entry of a list holds things that hold things.
fn is_deep(value: &Value) -> bool {
    let holds = |part: &Value| match part {
        Value::Object(parts) => !parts.is_empty() && by_language(parts).is_none() && money(part).is_none(),
        Value::Array(items) => items.iter().any(Value::is_object),
        _ => false,
    };
    value.as_object().is_some_and(|parts| parts.values().any(holds))
}

fn plain(text: String) -> ShownValue {
    ShownValue { text, ..ShownValue::default() }
}

fn list(items: &[Value]) -> ShownValue {
    let items: Vec<String> = items.iter().map(line).filter(|line| !line.trim().is_empty()).collect();
    ShownValue { text: items.join("; "), items, ..ShownValue::default() }
}

fn pictures(items: &[Value]) -> ShownValue {
    let pictures: Vec<ShownPicture> = items
        .iter()
        .filter_map(|item| {
            let id = item
                .as_str()
                .or_else(|| item.get("media_id").and_then(Value::as_str))
                .or_else(|| item.get("id").and_then(Value::as_str))?;
            let alt = item.get("alt").map(line).unwrap_or_default();
            Some(ShownPicture { media_id: id.to_owned(), alt })
        })
        .collect();
    let text = pictures.iter().map(|picture| picture.media_id.as_str()).collect::<Vec<_>>().join(", ");
    ShownValue { text, pictures, ..ShownValue::default() }
}

fn is_picture(value: &Value) -> bool {
    let id = value.as_str().or_else(|| value.get("media_id").and_then(Value::as_str)).or_else(|| value.get("id").and_then(Value::as_str));
    id.is_some_and(|id| id.starts_with("med_"))
}

/// One entry of a list as one line: "len 70 %", "PRE-01 · moder · 64,00 EUR".
fn line(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Object(parts) => {
            if let Some(money) = money(value) {
                return spoken(&money);
            }
            if let Some(texts) = by_language(parts) {
                let best = texts.iter().find(|(language, _)| *language == Locale::Sl).or(texts.first());
                return best.map(|(_, text)| (*text).to_owned()).unwrap_or_default();
            }
            if let (Some(code), Some(percent)) = (parts.get("code").and_then(Value::as_str), parts.get("percent")) {
                return format!("{code} {percent} %");
            }
            let said =
                parts.iter().filter(|(key, _)| !matches!(key.as_str(), "id" | "position" | "organisation_id")).map(|(key, value)| {
                    match (cents(key, value), key.as_str()) {
                        (Some(money), _) => spoken(&money),
                        (None, "kilograms") => format!("{} kg", line(value)),
                        (None, "weight") => format!("{} %", line(value)),
                        _ => line(value),
                    }
                });
            said.filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" · ")
        }
    }
}

/// `{"sl": "…", "en": "…"}` and nothing else.
fn by_language(parts: &Map<String, Value>) -> Option<Vec<(Locale, &str)>> {
    if parts.is_empty() {
        return None;
    }
    let mut texts = Vec::new();
    for (key, value) in parts {
        texts.push((key.parse::<Locale>().ok()?, value.as_str()?));
    }
    texts.sort_by_key(|(language, _)| *language);
    Some(texts)
}

fn money(value: &Value) -> Option<Money> {
    let parts = value.as_object()?;
    if parts.len() == 2 && parts.contains_key("amount") && parts.contains_key("currency") {
        return serde_json::from_value(value.clone()).ok();
    }
    None
}

fn cents(label: &str, value: &Value) -> Option<Money> {
    label.ends_with("_cents").then(|| serde_json::from_value(serde_json::json!({ "amount": value, "currency": "EUR" })).ok()).flatten()
}

fn spoken(money: &Money) -> String {
    let sign = if money.amount < 0 { "-" } else { "" };
    let cents = money.amount.unsigned_abs();
    format!("{sign}{},{:02} {}", cents / 100, cents % 100, money.currency.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bag() -> Value {
        json!({
            "name": {"sl": "Torba »Tržni dan«"},
            "description": {"sl": "Nosi do 12 kg."},
            "materials": [{"code": "lan", "percent": 70}, {"code": "bombaž", "percent": 30}],
            "pictures": ["med_0190a"],
            "safety": {"manufacturer": {"name": "Modra Štampa"}},
            "made_to_order": false,
            "weight_g": 320,
            "price": {"amount": 6400, "currency": "EUR"}
        })
    }

    #[test]
    fn nothing_changed_is_no_change() {
        assert!(changes(Some(&bag()), &bag()).is_empty());
    }

    #[test]
    fn a_new_thing_is_all_added_and_reads_name_first() {
        let all = changes(None, &bag());
        assert!(all.iter().all(|change| change.change == ChangeKind::Added));
        assert_eq!(all[0].label, "name");
        assert!(all.iter().any(|change| change.label == "safety.manufacturer.name"));
    }

    #[test]
    fn each_shape_is_told_apart() {
        let mut after = bag();
        after["description"]["sl"] = json!("Nosi do 20 kg.");
        after["description"]["en"] = json!("Carries up to 20 kg.");
        after["materials"] = json!([{"code": "lan", "percent": 55}, {"code": "bombaž", "percent": 45}]);
        after["pictures"] = json!(["med_0190b", "med_0190a"]);
        after["price"]["amount"] = json!(7200);
        after["weight_g"] = Value::Null;
        let found = changes(Some(&bag()), &after);
        let told: Vec<(&str, FieldKind, ChangeKind)> =
            found.iter().map(|change| (change.field.as_str(), change.kind, change.change)).collect();
        assert_eq!(
            told,
            [
                ("/description/sl", FieldKind::Text, ChangeKind::Changed),
                ("/description/en", FieldKind::Text, ChangeKind::Added),
                ("/pictures", FieldKind::Picture, ChangeKind::Changed),
                ("/materials", FieldKind::List, ChangeKind::Changed),
                ("/price", FieldKind::Money, ChangeKind::Changed),
                ("/weight_g", FieldKind::Number, ChangeKind::Removed),
            ]
        );
        assert_eq!(found[0].words.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>(), ["Nosi do ", "12", "20", " kg."]);
        assert_eq!(found[3].after.as_ref().unwrap().items, ["lan 55 %", "bombaž 45 %"]);
        assert_eq!(found[4].after.as_ref().unwrap().text, "72,00 EUR");
    }

    #[test]
    fn what_has_parts_is_read_part_by_part() {
        let offered =
            json!({ "options": [{ "code": "royalty", "rate": { "kind": "percent", "bp": 600 }, "minimum_per_year_cents": 15000 }] });
        let read: Vec<(String, String)> = shown(&offered).into_iter().map(|field| (field.field, field.value.text)).collect();
        for (field, text) in [("/options/0/rate/bp", "600"), ("/options/0/minimum_per_year_cents", "150,00 EUR")] {
            assert!(read.contains(&(field.to_owned(), text.to_owned())), "{read:?}");
        }
        let criteria = json!({ "criteria": [{ "label": { "sl": "Uporabnost" }, "description": {}, "weight": 40 }] });
        assert_eq!(shown(&criteria)[0].value.items, ["Uporabnost · 40 %"]);
    }

    #[test]
    fn a_field_that_nobody_foresaw_is_still_shown() {
        let found = changes(Some(&json!({})), &json!({"glow": {"in_the_dark": true}}));
        assert_eq!((found[0].label.as_str(), found[0].kind), ("glow.in_the_dark", FieldKind::Flag));
    }
}
