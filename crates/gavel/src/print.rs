//! Printing results: for people line by line, for programs one JSON object and nothing else.

use std::io::Write;

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;

use crate::exit::Exit;

/// Prints an object's fields, one a line, or the object as JSON.
pub(crate) fn object(is_json: bool, object: &impl Serialize) -> Result<(), Exit> {
    let value = serde_json::to_value(object).context("print the result")?;
    let mut text = String::new();
    match &value {
        Value::Object(fields) if !is_json => {
            let width = fields.keys().map(String::len).max().unwrap_or_default();
            for (name, field) in fields {
                text.push_str(&line_of(name, width, field));
            }
        }
        _ => text = format!("{value}\n"),
    }
    line(&text)
}

/// Prints text as it is.
pub(crate) fn line(text: &str) -> Result<(), Exit> {
    let written = std::io::stdout().write_all(text.as_bytes());
    written.context("print the result").map_err(Exit::World)
}

fn line_of(name: &str, width: usize, field: &Value) -> String {
    format!("{name:width$}  {}\n", plain(field))
}

fn plain(field: &Value) -> String {
    match field {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let parts: Vec<String> =
                fields.iter().map(|(name, field)| format!("{name} {}", plain(field))).collect();
            parts.join(", ")
        }
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) | Value::Number(_) => field.to_string(),
    }
}
