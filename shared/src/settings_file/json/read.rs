//! Makes names and values of a JSON document.

use super::{
    super::{
        Expected, Fault, SettingKind, SkipReason,
        names::{SECTION, classify},
        source::{Cursor, Gathered},
    },
    parse::{Node, Value, parse},
};

/// What the members of a list call the name, the value and what it is.
const NAMES: [&str; 6] = ["name", "key", "naam", "parameter", "field name", "fieldname"];
const VALUES: [&str; 3] = ["value", "waarde", "connectionstring"];

pub(in super::super) fn read(source: &str) -> Result<Gathered, Fault> {
    let mut cursor = Cursor::new(source);
    let root = parse(&mut cursor)?;
    let mut gathered = Gathered::default();
    match root.value {
        Value::Object(members) => {
            for (key, node) in members {
                let is_section = key.eq_ignore_ascii_case(SECTION) && matches!(node.value, Value::Object(_));
                if is_section {
                    flatten(&mut gathered, &|name| (SettingKind::ConnectionString, name), "", node);
                } else {
                    flatten(&mut gathered, &classify, &key, node);
                }
            }
        }
        Value::List(items) => {
            for node in items {
                let at = node.at;
                item(&mut gathered, node).ok_or_else(|| cursor.fault_at(at, Expected::JsonItem))?;
            }
        }
        _ => return Err(cursor.fault_at(root.at, Expected::JsonTop)),
    }
    Ok(gathered)
}

type Naming<'n> = &'n dyn Fn(&str) -> (SettingKind, &str);

/// Levels are joined by colons, items of a list are numbered from 0: what .NET makes of them.
fn flatten(gathered: &mut Gathered, naming: Naming<'_>, path: &str, node: Node) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}:{key}") };
    match node.value {
        Value::Null => gathered.skip(naming(path), node.line, SkipReason::Null),
        Value::Text(text) => gathered.found(naming(path), text, node.line),
        Value::Object(members) => {
            for (key, node) in members {
                flatten(gathered, naming, &below(&key), node);
            }
        }
        Value::List(items) => {
            for (index, node) in items.into_iter().enumerate() {
                flatten(gathered, naming, &below(&index.to_string()), node);
            }
        }
    }
}

/// `{"name": …, "value": …}`; `None` for anything else.
fn item(gathered: &mut Gathered, node: Node) -> Option<()> {
    let Value::Object(mut members) = node.value else { return None };
    let mut take = |names: &[&str]| {
        let at = members.iter().position(|(key, _)| names.iter().any(|name| name.eq_ignore_ascii_case(key)))?;
        Some(members.swap_remove(at).1.value)
    };
    let Some(Value::Text(name)) = take(&NAMES) else { return None };
    let naming = match take(&["kind"]) {
        Some(Value::Text(kind)) if kind == SettingKind::Variable.as_str() => (SettingKind::Variable, name.as_str()),
        Some(Value::Text(kind)) if kind == SettingKind::ConnectionString.as_str() => {
            (SettingKind::ConnectionString, name.as_str())
        }
        _ => classify(&name),
    };
    match take(&VALUES) {
        Some(Value::Text(value)) => gathered.found(naming, value, node.line),
        Some(Value::Null) => gathered.skip(naming, node.line, SkipReason::Null),
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(source: &str) -> Vec<(String, String)> {
        let gathered = read(source).expect("readable");
        let text = |entry: &crate::settings_file::Entry| {
            let mark = if entry.kind == SettingKind::ConnectionString { "*" } else { "" };
            (format!("{mark}{}", entry.name), entry.value.expose().to_owned())
        };
        gathered.entries.iter().map(text).collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn settings_of_a_dotnet_program_are_flattened() {
        let source = r#"{
            // comments pass
            "ConnectionStrings": { "HostServerDB": "Data Source=.", },
            "Mail": { "From": "k2@example.com", "Ports": [25, 587], "Tls": true },
            "Rate": 1.50, "A:B": "x", "ConnectionStrings__Two": "y", "C__D": "\u00e9\ud83d\ude00\/"
        }"#;
        let expected = [
            ("*HostServerDB", "Data Source=."),
            ("Mail:From", "k2@example.com"),
            ("Mail:Ports:0", "25"),
            ("Mail:Ports:1", "587"),
            ("Mail:Tls", "true"),
            ("Rate", "1.50"),
            ("A:B", "x"),
            ("*Two", "y"),
            ("C__D", "é😀/"),
        ];
        assert_eq!(pairs(source), owned(&expected));
    }

    #[test]
    fn lists_of_names_and_values_are_read() {
        let source = r#"[{"name":"A","value":"1","slotSetting":false},{"Key":"ConnectionStrings:B","Value":2},
            {"name":"ConnectionStrings:C","value":"3","kind":"variable"}]"#;
        assert_eq!(pairs(source), owned(&[("A", "1"), ("*B", "2"), ("ConnectionStrings:C", "3")]));
    }

    #[test]
    fn nothing_is_made_of_null() {
        let gathered = read("{\"A\": null,\n \"B\": {\"C\": null}}").expect("readable");
        let skipped: Vec<_> = gathered.skipped.iter().map(|skipped| (&*skipped.name, skipped.line)).collect();
        assert_eq!(skipped, [("A", 1), ("B:C", 2)]);
    }

    #[test]
    fn a_broken_file_is_explained_by_its_place() {
        for (source, expected) in [
            ("\"text\"", (1, 1, Expected::JsonTop)),
            ("{\n  \"A\" 1}", (2, 7, Expected::JsonColon)),
            ("{\n  A: 1}", (2, 3, Expected::JsonKey)),
            ("{\"A\": }", (1, 7, Expected::JsonValue)),
            ("{\"A\": \"x\n\"}", (1, 9, Expected::JsonText)),
            ("{\"A\": \"\\q\"}", (1, 8, Expected::JsonText)),
            ("{\"A\": \"\\ud800\"}", (1, 8, Expected::JsonText)),
            ("{\"A\": \"\\u0000\"}", (1, 8, Expected::NoNul)),
            ("{\"A\": \"open", (1, 7, Expected::ClosingQuote)),
            ("{\"A\": 1 \"B\": 2}", (1, 9, Expected::JsonNext)),
            ("{\"A\": 1} x", (1, 10, Expected::JsonEnd)),
            ("[{\"name\": \"A\"}]", (1, 2, Expected::JsonItem)),
            ("[1]", (1, 2, Expected::JsonItem)),
        ] {
            let Fault { line, column, expected: what } = read(source).expect_err("broken");
            assert_eq!((line, column, what), expected, "{source}");
        }
        assert_eq!(read(&"[".repeat(100_000)).expect_err("deep").expected, Expected::LessDeep);
    }
}
