//! Places of a document, and what may stand there instead.

use serde_json::{Map, Value, json};

/// Every place of a document, the document itself left out.
pub(super) fn places(value: &Value) -> Vec<String> {
    fn gather(value: &Value, here: &str, found: &mut Vec<String>) {
        let parts: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields.iter().map(|(key, it)| (key.clone(), it)).collect(),
            Value::Array(all) => {
                all.iter().enumerate().map(|(n, it)| (n.to_string(), it)).collect()
            }
            _ => Vec::new(),
        };
        for (key, part) in parts {
            let place = format!("{here}/{key}");
            gather(part, &place, found);
            found.push(place);
        }
    }
    let mut found = Vec::new();
    gather(value, "", &mut found);
    found
}

/// The document with another content at a place; what is not there is put there.
pub(super) fn with(document: &Value, place: &str, content: Value) -> Value {
    let mut document = document.clone();
    if let Some(found) = document.pointer_mut(place) {
        *found = content;
        return document;
    }
    let (parent, key) = place.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("no {place}"));
    parent.as_object_mut().unwrap().insert(key.to_owned(), content);
    document
}

/// The document without a field; none where the place is no field.
pub(super) fn without(document: &Value, place: &str) -> Option<Value> {
    let mut document = document.clone();
    let (parent, key) = place.rsplit_once('/')?;
    document.pointer_mut(parent)?.as_object_mut()?.remove(key)?;
    Some(document)
}

/// Contents of other types than this one's.
pub(super) fn other_types(content: &Value) -> Vec<Value> {
    let all = [
        json!("x"),
        json!(7),
        json!(-7),
        json!(7.5),
        json!(1e30),
        json!(true),
        json!([]),
        json!([7]),
        json!({}),
        json!({ "x": 7 }),
        Value::Null,
    ];
    let is_same = |other: &Value| match content {
        Value::String(_) => other.is_string(),
        Value::Number(_) => other.is_u64(),
        Value::Bool(_) => other.is_boolean(),
        Value::Array(_) => *other == json!([]),
        _ => false,
    };
    all.into_iter().filter(|other| !is_same(other)).collect()
}

#[test]
fn the_tables_reach_every_place_of_a_body() {
    let body = json!({ "a": [{ "b": 1 }], "c": "x" });
    let mut found = places(&body);
    found.sort();
    assert_eq!(found, ["/a", "/a/0", "/a/0/b", "/c"]);
    assert_eq!(with(&body, "/a/0/b", json!(2))["a"][0]["b"], 2);
    assert_eq!(with(&body, "/d", json!(2))["d"], 2);
    let mut rest = Map::new();
    rest.insert("a".to_owned(), json!([{ "b": 1 }]));
    assert_eq!(without(&body, "/c"), Some(Value::Object(rest)));
    assert_eq!(without(&body, "/a/0"), None, "a part of a list is no field");
}
