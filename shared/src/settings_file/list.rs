//! Names and values as they are pasted: two columns of a grid, `NAME = value`, `NAME: value`, `NAME;value`, or a sheet
//! with heads of columns.

use super::{
    Expected, Fault, SettingKind,
    names::classify,
    sheet::{CONNECTION_STRING_PLACES, NAME_HEADS, VALUE_HEADS, as_meant},
    source::{Cursor, Gathered, is_line_end},
};

pub(super) fn read(source: &str) -> Result<Gathered, Fault> {
    if let Some((separator, columns)) = headed(source) {
        return grid(source, separator, &columns, true);
    }
    if source.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.trim_end().contains('\t')) {
        return grid(source, '\t', &Columns { name: 0, value: 1, place: None }, false);
    }
    pairs(source)
}

/// Which cells of a row are which.
#[derive(Debug)]
struct Columns {
    name: usize,
    value: usize,
    place: Option<usize>,
}

/// The heads of columns, if the first row has them.
fn headed(source: &str) -> Option<(char, Columns)> {
    ['\t', ';', ','].into_iter().find_map(|separator| {
        let mut cursor = Cursor::new(source);
        cursor.take(char::is_whitespace);
        let heads = row(&mut cursor, separator).ok()?;
        let heads: Vec<String> = heads.iter().map(|head| head.text.trim().to_lowercase()).collect();
        let find = |known: &[&str]| known.iter().find_map(|name| heads.iter().position(|head| head == name));
        let (name, value) = (find(&NAME_HEADS)?, find(&VALUE_HEADS)?);
        let place = heads.iter().position(|head| head.starts_with("where") || head.starts_with("waar "));
        Some((separator, Columns { name, value, place }))
    })
}

/// Rows of cells; under heads, a sheet's protection against formulas is taken away again.
fn grid(source: &str, separator: char, columns: &Columns, headed: bool) -> Result<Gathered, Fault> {
    let mut cursor = Cursor::new(source);
    let mut gathered = Gathered::default();
    let mut head = headed;
    loop {
        cursor.take(|c| is_line_end(c) || c == ' ');
        let start = cursor.at();
        if cursor.peek().is_none() {
            return Ok(gathered);
        }
        let mut cells = row(&mut cursor, separator)?;
        if std::mem::take(&mut head) || cells.iter().all(|cell| cell.text.trim().is_empty()) {
            continue;
        }
        let Some(name) = cells.get(columns.name).map(|cell| cell.text.trim().to_owned()).filter(|n| !n.is_empty())
        else {
            return Err(cursor.fault_at(start, Expected::ListName));
        };
        let connection = columns
            .place
            .and_then(|place| cells.get(place))
            .is_some_and(|cell| CONNECTION_STRING_PLACES.contains(&cell.text.trim().to_lowercase().as_str()));
        if columns.value >= cells.len() {
            return Err(cursor.fault_at(start, Expected::ListSeparator));
        }
        let Cell { text, quoted } = cells.swap_remove(columns.value);
        let text = if quoted { text } else { text.trim().to_owned() };
        let value = if headed { as_meant(&text).to_owned() } else { text };
        let naming = match (columns.place, connection) {
            (Some(_), true) => (SettingKind::ConnectionString, name.as_str()),
            (Some(_), false) => (SettingKind::Variable, name.as_str()),
            (None, _) => classify(&name),
        };
        gathered.found(naming, value, cursor.line_of(start));
    }
}

#[derive(Debug)]
struct Cell {
    text: String,
    quoted: bool,
}

/// The cells of a row, over the end of its line. Quotes hold separators and line breaks together.
fn row(cursor: &mut Cursor<'_>, separator: char) -> Result<Vec<Cell>, Fault> {
    let mut cells = Vec::new();
    loop {
        cursor.take(|c| c == ' ');
        let cell = if cursor.peek() == Some('"') {
            let text = quoted(cursor)?;
            // What follows the quote without a separator belongs to the cell, as spreadsheets have it.
            let rest = cursor.take(|c| c != separator && !is_line_end(c));
            Cell { text: text + rest.trim_end(), quoted: true }
        } else {
            Cell { text: cursor.take(|c| c != separator && !is_line_end(c)).to_owned(), quoted: false }
        };
        cells.push(cell);
        if cursor.peek() == Some(separator) {
            cursor.next();
        } else {
            if !cursor.eat("\r\n") {
                cursor.next();
            }
            return Ok(cells);
        }
    }
}

fn quoted(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let start = cursor.at();
    cursor.next();
    let mut text = String::new();
    loop {
        text.push_str(cursor.take(|c| c != '"'));
        if cursor.eat("\"\"") {
            text.push('"');
        } else if cursor.eat("\"") {
            return Ok(text);
        } else {
            return Err(cursor.fault_at(start, Expected::ClosingQuote));
        }
    }
}

/// One pair a line, all with the same separator.
fn pairs(source: &str) -> Result<Gathered, Fault> {
    let mut cursor = Cursor::new(source);
    let mut gathered = Gathered::default();
    let mut usual: Option<char> = None;
    loop {
        cursor.take(char::is_whitespace);
        if cursor.peek().is_none() {
            return Ok(gathered);
        }
        let start = cursor.at();
        let line = cursor.take(|c| !is_line_end(c));
        let fault = |expected| cursor.fault_at(start, expected);
        let separator = usual.filter(|known| line.contains(*known)).or_else(|| separator(line));
        let separator = separator.filter(|found| usual.is_none_or(|usual| usual == *found));
        let Some(separator) = separator else { return Err(fault(Expected::ListSeparator)) };
        usual = Some(separator);
        let (name, value) = line.split_once(separator).unwrap_or((line, ""));
        let name = name.trim();
        if name.is_empty() {
            return Err(fault(Expected::ListName));
        }
        gathered.found(classify(name), unwrapped(value.trim()), cursor.line_of(start));
    }
}

/// The first separator on a line. Names may hold colons, so a colon counts only with space behind it, or alone.
fn separator(line: &str) -> Option<char> {
    let spaced_colon = line.find(": ").or_else(|| line.trim_end().strip_suffix(':').map(str::len));
    let first = ['\t', ';', '=']
        .into_iter()
        .filter_map(|c| line.find(c).map(|at| (at, c)))
        .chain(spaced_colon.map(|at| (at, ':')))
        .min_by_key(|(at, _)| *at);
    first.map(|(_, c)| c).or_else(|| line.contains(':').then_some(':'))
}

/// `value`, or what one pair of quotes around it holds.
fn unwrapped(value: &str) -> &str {
    let inner = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    inner.filter(|inner| !inner.contains(['"', '\''])).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs_of(source: &str) -> Vec<(String, String, usize)> {
        let gathered = read(source).expect("readable");
        gathered.entries.iter().map(|entry| (entry.name.clone(), entry.value.expose().to_owned(), entry.line)).collect()
    }

    fn owned(pairs: &[(&str, &str, usize)]) -> Vec<(String, String, usize)> {
        pairs.iter().map(|(name, value, line)| ((*name).to_owned(), (*value).to_owned(), *line)).collect()
    }

    #[test]
    fn two_columns_of_a_grid_are_read() {
        let source = "WICBOXMethod\tOAuth2\r\nWICBOX_MAILCLIENT_SCOPE\tMail.ReadWrite\r\n\r\nFrom Address\t\r\nNote\t\"two\r\nlines \"\"x\"\"\"\r\n";
        let expected = [
            ("WICBOXMethod", "OAuth2", 1),
            ("WICBOX_MAILCLIENT_SCOPE", "Mail.ReadWrite", 2),
            ("From Address", "", 4),
            ("Note", "two\r\nlines \"x\"", 5),
        ];
        assert_eq!(pairs_of(source), owned(&expected));
    }

    #[test]
    fn columns_are_found_by_their_heads() {
        let source =
            "Field Name\tDescription\tField Type\tValue\nFrom Address\tsender\tMiscellaneous\tk2@example.com\n";
        assert_eq!(pairs_of(source), owned(&[("From Address", "k2@example.com", 2)]));
        let source = "Parameter;Waarde\nA;\"x;y\"\nB;'=1\n";
        assert_eq!(pairs_of(source), owned(&[("A", "x;y", 2), ("B", "=1", 3)]));
    }

    #[test]
    fn every_usual_separator_is_understood() {
        for (source, expected) in [
            ("A = x\nB = y = z", [("A", "x", 1), ("B", "y = z", 2)]),
            ("A: x\nB: https://example.com/a;b=c", [("A", "x", 1), ("B", "https://example.com/a;b=c", 2)]),
            ("A:x\nB:y", [("A", "x", 1), ("B", "y", 2)]),
            ("A;x\nB;y;z", [("A", "x", 1), ("B", "y;z", 2)]),
            ("A:B = \"x\"\n\nC=", [("A:B", "x", 1), ("C", "", 3)]),
        ] {
            assert_eq!(pairs_of(source), owned(&expected), "{source}");
        }
    }

    #[test]
    fn a_broken_list_is_explained_by_its_place() {
        for (source, expected) in [
            ("A = x\nnothing here\n", (2, 1, Expected::ListSeparator)),
            ("A = x\nB; y\n", (2, 1, Expected::ListSeparator)),
            ("= x", (1, 1, Expected::ListName)),
            ("A\t\"open\n", (1, 3, Expected::ClosingQuote)),
        ] {
            let Fault { line, column, expected: what } = read(source).expect_err("broken");
            assert_eq!((line, column, what), expected, "{source}");
        }
    }
}
