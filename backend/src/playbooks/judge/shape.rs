//! Whether `playbook.toml` has the shape that the format wants. The reader stops at its first fault; so what it stopped
//! at is taken out and it reads again, until nothing is left to say.

use std::ops::Range;

use serde::Deserialize;
use shared::playbook::Playbook;
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue, Error, ValueDeserializer},
};

use super::{Fault, lines::Lines};

/// More faults than these help nobody.
const MOST: usize = 50;

/// A table, or why it is none.
pub(super) fn table<'a>(file: &'static str, text: &'a str, faults: &mut Vec<Fault>) -> Option<Spanned<DeTable<'a>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let lines = Lines::unread(text);
    for error in errors.iter().take(MOST) {
        let line = error.span().map_or(0, |span| lines.of_byte(span.start));
        faults.push(Fault::new(file, line, "syntax", &[("reason", error.message())]));
    }
    errors.is_empty().then_some(table)
}

/// The playbook, if nothing is wrong with its shape.
pub(super) fn playbook(
    file: &'static str,
    table: &Spanned<DeTable<'_>>,
    lines: &Lines,
    faults: &mut Vec<Fault>,
) -> Option<Playbook> {
    let before = faults.len();
    let whole = table.span();
    let mut rest = Spanned::new(whole.clone(), DeValue::Table(table.get_ref().clone()));
    let mut taken: Vec<String> = Vec::new();
    for _ in 0..2 * MOST {
        let error = match Playbook::deserialize(ValueDeserializer::from(rest.clone())) {
            Ok(playbook) => return (faults.len() == before).then_some(playbook),
            Err(error) => error,
        };
        let span = error.span().unwrap_or_else(|| whole.clone());
        let line = if span == whole { 0 } else { lines.of_byte(span.start) };
        let fault = explained(file, line, &error);
        // A field that was taken out is missing now: that is told already.
        if fault.code != "missing_field" || !taken.iter().any(|field| fault.is_about(field)) {
            faults.push(fault);
        }
        if span == whole || faults.len() - before >= MOST || !take_out(&mut rest, &span, &mut taken) {
            break;
        }
    }
    None
}

fn explained(file: &'static str, line: usize, error: &Error) -> Fault {
    let message = error.message();
    let named = |prefix: &str| message.strip_prefix(prefix)?.split_once('`').map(|(name, _)| name);
    if let Some(field) = named("unknown field `") {
        let known = message.split_once("expected ").map_or("", |(_, known)| known);
        return Fault::new(file, line, "unknown_field", &[("field", field), ("known", known)]);
    }
    match named("missing field `") {
        Some(field) => Fault::new(file, line, "missing_field", &[("field", field)]),
        None => Fault::new(file, line, "wrong_value", &[("reason", message)]),
    }
}

/// Takes out the smallest thing that covers `span`; tells whether there was one. The span of a table is that of its
/// header, so that what is inside is looked at first.
fn take_out(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, taken: &mut Vec<String>) -> bool {
    match value.get_mut() {
        DeValue::Table(table) => {
            if table.iter_mut().any(|(_, inner)| take_out(inner, span, taken)) {
                return true;
            }
            let mut entries = table.iter();
            let found = entries.find(|(key, inner)| covers(&key.span(), span) || covers(&inner.span(), span));
            let key = found.map(|(key, _)| key.clone());
            let Some(key) = key else { return false };
            taken.push(key.get_ref().to_string());
            table.remove(&key).is_some()
        }
        DeValue::Array(items) => {
            if items.iter_mut().any(|item| take_out(item, span, taken)) {
                return true;
            }
            let before = items.len();
            let kept = std::mem::replace(items, DeArray::new());
            *items = kept.into_iter().filter(|item| !covers(&item.span(), span)).collect();
            items.len() < before
        }
        _ => false,
    }
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && outer.start < outer.end
}
