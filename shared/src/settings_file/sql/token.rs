//! Takes a script apart into words, names, texts and signs, whichever database it is for.

use super::super::{
    Expected, Fault,
    source::{Cursor, is_line_end},
};

/// A part of a script and where it began.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) line: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a plain name.
    Word(String),
    /// A name in brackets, backticks or double quotes.
    Name(String),
    /// A text.
    Text(String),
    /// A number.
    Number(String),
    /// `@name` or `:name`, with its sign.
    Variable(String),
    /// Bytes and the like, which are no text.
    Opaque,
    /// Anything else; `||` counts as one `|`.
    Sign(char),
}

impl Token {
    /// Whether it is this keyword.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(&self.kind, Kind::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// The name of a table or column.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(name) | Kind::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// All parts, comments left out.
pub(super) fn tokens(cursor: &mut Cursor<'_>, backslashes: bool) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    while skip(cursor)? {
        let at = cursor.at();
        let kind = token(cursor, backslashes)?;
        tokens.push(Token { at, line: cursor.line_of(at), kind });
    }
    Ok(tokens)
}

/// Over space and comments; whether anything follows.
fn skip(cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    loop {
        cursor.take(char::is_whitespace);
        let at = cursor.at();
        if cursor.eat("--") {
            cursor.take(|c| !is_line_end(c));
        } else if cursor.eat("/*") {
            comment(cursor).ok_or_else(|| cursor.fault_at(at, Expected::SqlCommentEnd))?;
        } else {
            return Ok(cursor.peek().is_some());
        }
    }
}

/// SQL Server and PostgreSQL let comments stand inside comments.
fn comment(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut depth = 1;
    while depth > 0 {
        cursor.take(|c| c != '*' && c != '/');
        if cursor.eat("*/") {
            depth -= 1;
        } else if cursor.eat("/*") {
            depth += 1;
        } else {
            cursor.next()?;
        }
    }
    Some(())
}

fn token(cursor: &mut Cursor<'_>, backslashes: bool) -> Result<Kind, Fault> {
    match cursor.peek() {
        Some('\'') => quoted(cursor, '\'', backslashes).map(Kind::Text),
        Some('"') if backslashes => quoted(cursor, '"', true).map(Kind::Text),
        Some(quote @ ('"' | '`')) => quoted(cursor, quote, false).map(Kind::Name),
        Some('[') => quoted(cursor, ']', false).map(Kind::Name),
        Some('@') => Ok(Kind::Variable(cursor.take(|c| c == '@' || is_word(c)).to_lowercase())),
        Some(c) if c.is_ascii_digit() => {
            let number = cursor.take(|c| c.is_ascii_alphanumeric() || c == '.');
            let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.');
            Ok(if plain { Kind::Number(number.to_owned()) } else { Kind::Opaque })
        }
        Some(c) if is_word(c) => {
            let word = cursor.take(is_word).to_owned();
            prefixed(cursor, word, backslashes)
        }
        _ => {
            if !cursor.eat("||") {
                return Ok(Kind::Sign(cursor.next().unwrap_or_default()));
            }
            Ok(Kind::Sign('|'))
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '#' | '$')
}

/// `N'…'` is a text, `E'…'` one with escapes, `X'…'` is bytes.
fn prefixed(cursor: &mut Cursor<'_>, word: String, backslashes: bool) -> Result<Kind, Fault> {
    if cursor.peek() != Some('\'') {
        return Ok(Kind::Word(word));
    }
    match word.to_ascii_lowercase().as_str() {
        "n" => quoted(cursor, '\'', backslashes).map(Kind::Text),
        "e" => quoted(cursor, '\'', true).map(Kind::Text),
        "x" | "b" | "q" | "nq" => quoted(cursor, '\'', false).map(|_| Kind::Opaque),
        _ => Ok(Kind::Word(word)),
    }
}

/// From the opening sign over the closing one, which stands for itself when doubled.
fn quoted(cursor: &mut Cursor<'_>, close: char, backslashes: bool) -> Result<String, Fault> {
    let start = cursor.at();
    cursor.next();
    let mut text = String::new();
    loop {
        text.push_str(cursor.take(|c| c != close && (c != '\\' || !backslashes)));
        let Some(c) = cursor.next() else { return Err(cursor.fault_at(start, Expected::ClosingQuote)) };
        if c == '\\' {
            escaped(cursor, &mut text);
        } else if cursor.peek() == Some(close) {
            cursor.next();
            text.push(close);
        } else {
            return Ok(text);
        }
    }
}

fn escaped(cursor: &mut Cursor<'_>, text: &mut String) {
    match cursor.next() {
        Some('n') => text.push('\n'),
        Some('r') => text.push('\r'),
        Some('t') => text.push('\t'),
        Some('b') => text.push('\u{8}'),
        Some('x') => {
            let digits: String = cursor.rest().chars().take(2).take_while(char::is_ascii_hexdigit).collect();
            cursor.eat(&digits);
            text.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).filter(|c| *c != '\0'));
        }
        // What these stand for cannot be kept.
        Some('0') | None => {}
        Some(c) => text.push(c),
    }
}
