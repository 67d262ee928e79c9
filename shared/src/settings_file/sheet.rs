//! A sheet of values (CSV): for people who enter them by hand, one after the other, and the way back.
//!
//! Spreadsheets run what begins like a formula, whoever wrote it. Such a cell gets an apostrophe in front, which the
//! reader takes away again.

use super::{Setting, SettingKind};

/// What the sheet says in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTexts {
    /// Head of the column of names.
    pub name: String,
    /// Head of the column of values.
    pub value: String,
    /// Head of the column that says where to enter a value.
    pub place: String,
    /// Head of the column of descriptions.
    pub description: String,
    /// Where a variable is entered.
    pub variable: String,
    /// Where a connection string is entered.
    pub connection_string: String,
    /// Stands for a secret that was left out.
    pub left_out: String,
}

/// Heads of columns that hold names, in any sheet or grid; lower case.
pub(super) const NAME_HEADS: [&str; 12] = [
    "name",
    "naam",
    "parameter",
    "parameternaam",
    "key",
    "sleutel",
    "variable",
    "variabele",
    "field name",
    "setting",
    "parameter name",
    "veldnaam",
];
/// Heads of columns that hold values, the best first; lower case.
pub(super) const VALUE_HEADS: [&str; 6] =
    ["value", "waarde", "replace with", "vervangen door", "connectionstring", "connection string"];
/// What the column of places says of a connection string, in every language; lower case.
pub(super) const CONNECTION_STRING_PLACES: [&str; 2] = ["connection string", "verbindingstekst"];

pub(super) fn write(settings: &[Setting], texts: &SheetTexts) -> String {
    // The mark at the beginning tells Excel that this is UTF-8.
    let mut written = String::from("\u{feff}");
    row(&mut written, [&texts.name, &texts.value, &texts.place, &texts.description]);
    for setting in settings {
        let place = match setting.kind {
            SettingKind::Variable => &texts.variable,
            SettingKind::ConnectionString => &texts.connection_string,
        };
        let value = setting.value.as_ref().map_or("", |value| value.expose());
        let description = match (&setting.value, setting.description.is_empty()) {
            (Some(_), _) => setting.description.clone(),
            (None, true) => texts.left_out.clone(),
            (None, false) => format!("{} ({})", setting.description, texts.left_out),
        };
        row(&mut written, [&setting.name, value, place, &description]);
    }
    written
}

fn row(written: &mut String, cells: [&str; 4]) {
    let cells = cells.map(|text| cell(&harmless(text)));
    written.push_str(&cells.join(","));
    written.push_str("\r\n");
}

fn cell(text: &str) -> String {
    let plain = !text.contains(['"', ',', ';', '\r', '\n', '\t']) && text.trim() == text;
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

/// Whether a spreadsheet might take `text` for a formula, or drop what comes before one.
fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%'])
}

/// `text` so that no spreadsheet runs it.
fn harmless(text: &str) -> String {
    // One more apostrophe in front of what would lose its own on the way back.
    let marked = text.strip_prefix('\'').is_some_and(|rest| rest.starts_with('\'') || is_formula(rest));
    if marked || is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Undoes [`harmless`].
pub(super) fn as_meant(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with('\'') || is_formula(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_like_a_formula_and_every_one_comes_back() {
        for text in [
            "=1+1", "@SUM(A1)", "+1", "-1", "|cmd", "%x", "\t=1", "\r=1", " =1", "＝1", "'=1", "''=1", "'plain", "''",
            "plain", "", "'",
        ] {
            let written = harmless(text);
            assert!(!is_formula(&written), "{text:?} became {written:?}");
            assert_eq!(as_meant(&written), text);
        }
        assert_eq!(harmless("plain"), "plain");
    }
}
