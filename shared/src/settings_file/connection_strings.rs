//! Connection strings as they are copied out of an editor or a ticket: one a line, bare or behind `Name =`.

use super::{
    Expected, Fault, SettingKind,
    source::{Cursor, Gathered, is_line_end},
};
use crate::connection_string::{ConnectionString, Grammar, is_secret_key};

/// Keys that begin connection strings, lower case without spaces: what stands before the first `=` is one of these, or
/// it is the name of an entry.
const KEYS: [&str; 27] = [
    "addr",
    "address",
    "audience",
    "autodiscover",
    "authenticate",
    "authentication",
    "database",
    "datasource",
    "delegate",
    "driver",
    "dsn",
    "encrypt",
    "endpoint",
    "host",
    "hostname",
    "initialcatalog",
    "integrated",
    "integratedsecurity",
    "oauthresource",
    "pollinterval",
    "port",
    "provider",
    "server",
    "tls",
    "uid",
    "url",
    "userid",
];

pub(super) fn read(source: &str) -> Result<Gathered, Fault> {
    let mut cursor = Cursor::new(source);
    let mut gathered = Gathered::default();
    loop {
        cursor.take(char::is_whitespace);
        let start = cursor.at();
        match cursor.peek() {
            None => return Ok(gathered),
            Some('#') => {
                cursor.take(|c| !is_line_end(c));
            }
            Some(_) => {
                let line = cursor.take(|c| !is_line_end(c));
                let Line { name, text } =
                    take_apart(line).map_err(|index| cursor.fault_at(start + index, Expected::ConnectionString))?;
                gathered.found((SettingKind::ConnectionString, name), text, cursor.line_of(start));
            }
        }
    }
}

struct Line<'l> {
    name: &'l str,
    text: &'l str,
}

/// Name and string, or the byte at which it stops being one.
fn take_apart(line: &str) -> Result<Line<'_>, usize> {
    let line = line.trim_end();
    let (first, rest) = line.split_once('=').ok_or(line.len())?;
    let behind = line.len() - rest.trim_start().len();
    let text = rest.trim();
    // Quotes around the whole string come along from program texts.
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    let named = !is_key(first) && [Some(text), inner].into_iter().flatten().any(begins_with_key);
    if !named {
        return check(line).map(|()| Line { name: "", text: line });
    }
    let (text, behind) = match inner.filter(|inner| begins_with_key(inner)) {
        Some(inner) => (inner, behind + 1),
        None => (text, behind),
    };
    check(text).map_err(|index| behind + index)?;
    Ok(Line { name: first.trim(), text })
}

/// Whether the line is a connection string in either grammar, named or not; for guessing what a file is.
pub(super) fn looks_like_one(line: &str) -> bool {
    take_apart(line).is_ok_and(|Line { text, .. }| begins_with_key(text) && text.trim_end_matches(';').contains(';'))
}

fn is_key(text: &str) -> bool {
    let folded: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    KEYS.contains(&folded.as_str()) || is_secret_key(text.trim())
}

/// Whether `text` begins with a key as connection strings have them, known or not.
fn begins_with_key(text: &str) -> bool {
    let Some((key, _)) = text.split_once('=') else { return false };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.');
    let wordlike = key.trim().starts_with(char::is_alphabetic) && key.chars().all(plain);
    wordlike && (is_key(key) || text.contains(';'))
}

/// Where the grammar ends, in bytes.
fn check(text: &str) -> Result<(), usize> {
    let Err(fault) = ConnectionString::parse(text, Grammar::DotNet) else { return Ok(()) };
    if ConnectionString::parse(text, Grammar::Odbc).is_ok() && text.contains('{') {
        return Ok(());
    }
    let mut units = 0;
    let reached = |c: char| {
        units += c.len_utf16();
        units > fault.index
    };
    Err(text.find(reached).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(source: &str) -> Vec<(String, String)> {
        let gathered = read(source).expect("readable");
        gathered.entries.iter().map(|entry| (entry.name.clone(), entry.value.expose().to_owned())).collect()
    }

    #[test]
    fn names_are_told_from_keys() {
        let ews = "Autodiscover=True;OAuth Resource=\"Exchange - contoso\";User ID=k2@example.com";
        let name = "SourceCode.MessageBus.Ews.ExchangeWebServicesConnection:k2@example.com";
        for (line, expected) in [
            (ews.to_owned(), ("", ews)),
            (format!("{name} = {ews}"), (name, ews)),
            (format!("{name}={ews}"), (name, ews)),
            (
                "HostServerDB = \"Data Source=.;Initial Catalog=K2\"".to_owned(),
                ("HostServerDB", "Data Source=.;Initial Catalog=K2"),
            ),
            ("Password=\"a=b;c=d\";User ID=x".to_owned(), ("", "Password=\"a=b;c=d\";User ID=x")),
            ("Driver={SQL Server};Server=a;Pwd={x;y}".to_owned(), ("", "Driver={SQL Server};Server=a;Pwd={x;y}")),
            ("AccountKey=abc==;Endpoint=x".to_owned(), ("", "AccountKey=abc==;Endpoint=x")),
        ] {
            let (name, text) = expected;
            assert_eq!(strings(&format!("\n# {line}\n{line}\n")), [(name.to_owned(), text.to_owned())], "{line}");
        }
    }

    #[test]
    fn a_broken_string_is_explained_by_its_place() {
        for (source, expected) in
            [("Host=a;Port", (1, 8)), ("Db = Server=a;Password='open", (1, 15)), ("# fine\nnothing", (2, 8))]
        {
            let Fault { line, column, expected: what } = read(source).expect_err("broken");
            assert_eq!((line, column), expected, "{source}");
            assert_eq!(what, Expected::ConnectionString);
        }
    }
}
