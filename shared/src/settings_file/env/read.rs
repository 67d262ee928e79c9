//! Reads `.env` files as Docker, the usual libraries and a shell read them, where those agree.

use super::{
    super::{
        Expected, Fault,
        names::classify,
        source::{Cursor, Gathered, is_line_end},
    },
    REAL_NAME, process_name,
};

pub(in super::super) fn read(source: &str) -> Result<Gathered, Fault> {
    let mut cursor = Cursor::new(source);
    let mut gathered = Gathered::default();
    let mut announced: Option<&str> = None;
    loop {
        cursor.take(char::is_whitespace);
        match cursor.peek() {
            None => return Ok(gathered),
            Some('#') => {
                let comment = cursor.take(|c| !is_line_end(c));
                announced = comment.strip_prefix(REAL_NAME).map(str::trim).or(announced);
            }
            Some(_) => {
                let line = cursor.line_of(cursor.at());
                let key = key(&mut cursor)?;
                let value = value(&mut cursor)?;
                let name = announced.take().filter(|real| stands_for(key, real)).unwrap_or(key);
                gathered.found(classify(name), value, line);
            }
        }
    }
}

/// Whether `key` is what the writer made of `real`; names that became the same were numbered.
fn stands_for(key: &str, real: &str) -> bool {
    key.strip_prefix(&process_name(real)).is_some_and(|rest| {
        let number = rest.strip_prefix('_').unwrap_or_default();
        rest.is_empty() || (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
    })
}

/// The name, up to and over the `=`.
fn key<'s>(cursor: &mut Cursor<'s>) -> Result<&'s str, Fault> {
    let start = cursor.at();
    let key = cursor.take(|c| c != '=' && !is_line_end(c)).trim();
    if key.contains(|c: char| matches!(c, '"' | '\'' | '`' | '#') || c.is_control()) {
        return Err(cursor.fault_at(start, Expected::EnvName));
    }
    if !cursor.eat("=") {
        return Err(cursor.fault(Expected::EnvEquals));
    }
    let key = key.strip_prefix("export").filter(|rest| rest.starts_with(is_blank)).map_or(key, str::trim);
    if key.is_empty() { Err(cursor.fault_at(start, Expected::EnvName)) } else { Ok(key) }
}

fn value(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let space = !cursor.take(is_blank).is_empty();
    let Some(quote @ ('\'' | '"' | '`')) = cursor.peek() else {
        let line = cursor.take(|c| !is_line_end(c));
        return Ok(without_comment(line, space).trim().to_owned());
    };
    let value = quoted(cursor, quote)?;
    cursor.take(is_blank);
    if cursor.peek().is_some_and(|c| c != '#' && !is_line_end(c)) {
        return Err(cursor.fault(Expected::EnvLineEnd));
    }
    cursor.take(|c| !is_line_end(c));
    Ok(value)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// A `#` begins a comment where space comes before it; elsewhere it belongs to the value.
fn without_comment(line: &str, space_before: bool) -> &str {
    if space_before && line.starts_with('#') {
        return "";
    }
    let begins = |(at, _): &(usize, &str)| line[..*at].ends_with(is_blank);
    line.match_indices('#').find(begins).map_or(line, |(at, _)| &line[..at])
}

/// From the opening quote over the closing one. Line ends inside are those of the file, so they count as LF; a carriage
/// return that is meant is written `\r` in double quotes.
fn quoted(cursor: &mut Cursor<'_>, quote: char) -> Result<String, Fault> {
    let start = cursor.at();
    cursor.next();
    let mut value = String::new();
    loop {
        let unclosed = || cursor.fault_at(start, Expected::ClosingQuote);
        let c = cursor.peek().ok_or_else(unclosed)?;
        cursor.next();
        match c {
            // A shell writes a single quote inside single quotes as '\''.
            _ if c == quote && quote == '\'' && cursor.eat("\\''") => value.push('\''),
            _ if c == quote => return Ok(value),
            '\r' => {
                cursor.eat("\n");
                value.push('\n');
            }
            '\\' if quote == '"' => escaped(cursor, &mut value),
            _ => value.push(c),
        }
    }
}

/// What follows a backslash in double quotes. One before anything else stands for itself: `DOMAIN\k2service`.
fn escaped(cursor: &mut Cursor<'_>, value: &mut String) {
    match cursor.peek() {
        Some('n') => value.push('\n'),
        Some('r') => value.push('\r'),
        Some('t') => value.push('\t'),
        Some(c @ ('"' | '\\' | '$' | '`')) => value.push(c),
        _ => return value.push('\\'),
    }
    cursor.next();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings_file::SettingKind;

    fn pairs(source: &str) -> Vec<(String, String)> {
        let gathered = read(source).expect("readable");
        gathered.entries.iter().map(|entry| (entry.name.clone(), entry.value.expose().to_owned())).collect()
    }

    fn value_of(source: &str) -> String {
        pairs(source).remove(0).1
    }

    #[test]
    fn what_the_usual_programs_accept_is_read_as_they_read_it() {
        for (source, value) in [
            ("A=plain", "plain"),
            ("export A = spaced  ", "spaced"),
            ("A=", ""),
            ("A= # nothing", ""),
            ("A=pass#word # comment", "pass#word"),
            ("A=#value", "#value"),
            ("A='single # \\n $x' # comment", "single # \\n $x"),
            ("A='it'\\''s'", "it's"),
            ("A=\"a\\nb\\\"c\\\\d\\$e\"", "a\nb\"c\\d$e"),
            ("A=\"CONTOSO\\k2service\"", "CONTOSO\\k2service"),
            ("A=CONTOSO\\k2service", "CONTOSO\\k2service"),
            ("A=\"one\r\ntwo\"\r\nB=2", "one\ntwo"),
            ("A=${resource:Exchange.client_id}", "${resource:Exchange.client_id}"),
            ("A=x=y=z", "x=y=z"),
        ] {
            assert_eq!(value_of(source), value, "{source}");
        }
        assert_eq!(pairs("\n# c\r\nA=1\r\n\r\nB='2'\n").len(), 2);
    }

    #[test]
    fn the_section_of_connection_strings_is_recognised() {
        let gathered = read("ConnectionStrings__HostServerDB=\"Data Source=.;Initial Catalog=K2\"").expect("readable");
        assert_eq!(
            (gathered.entries[0].kind, &*gathered.entries[0].name),
            (SettingKind::ConnectionString, "HostServerDB")
        );
    }

    #[test]
    fn a_broken_file_is_explained_by_its_place() {
        for (source, expected) in [
            ("A=1\nnonsense\n", (2, 9, Expected::EnvEquals)),
            ("A=1\n=2", (2, 1, Expected::EnvName)),
            ("A=1\nB='open\nC=3\n", (2, 3, Expected::ClosingQuote)),
            ("A=\"x\" y", (1, 7, Expected::EnvLineEnd)),
            ("\"A\"=x", (1, 1, Expected::EnvName)),
        ] {
            let Fault { line, column, expected: what } = read(source).expect_err("broken");
            assert_eq!((line, column, what), expected, "{source}");
        }
    }
}
