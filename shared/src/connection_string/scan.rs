//! Finds the next `key=value` in a connection string: where its parts lie, and what they mean.

use std::ops::Range;

use super::Grammar;

/// The string does not follow the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection string is malformed at position {index}")]
pub struct SyntaxError {
    /// Where the faulty pair begins, counted in UTF-16 units as .NET counts.
    pub index: usize,
    /// Where exactly it shows, counted alike: the quote that is not closed, the character that is too many.
    pub at: usize,
    /// What is wrong.
    pub reason: SyntaxReason,
}

/// What can be wrong with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxReason {
    /// There is no `=` behind the key.
    NoEquals,
    /// There is no key before the `=`.
    NoKey,
    /// A quote is opened and not closed.
    Unclosed,
    /// Something stands behind the closing quote, before the semicolon.
    BehindQuote,
    /// A value that does not begin with a quote ends with one.
    StrayQuote,
    /// A character that cannot be shown, such as a line break within a key.
    Control,
}

/// One pair as found: byte ranges into the source, and the decoded parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// From the key's first character to the value's last, without the semicolon.
    pub(super) span: Range<usize>,
    /// Where the value begins, its quotes included.
    pub(super) value_start: usize,
    /// The key, `==` undone, trailing space removed.
    pub(super) key: String,
    /// The value, quotes undone; `None` where nothing follows the `=`.
    pub(super) value: Option<String>,
}

/// Reads pairs off the front of a string.
pub(super) struct Scanner<'s> {
    source: &'s str,
    grammar: Grammar,
    /// Byte offset of the next character.
    at: usize,
    /// Byte offset to report when the current pair is at fault.
    pair_start: usize,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(source: &'s str, grammar: Grammar) -> Self {
        Self { source, grammar, at: 0, pair_start: 0 }
    }

    /// The next pair, or `None` at the end.
    pub(super) fn next_pair(&mut self) -> Result<Option<Found>, SyntaxError> {
        self.pair_start = self.at;
        self.skip(|c| c == ';' || c.is_whitespace());
        match self.peek() {
            None => return Ok(None),
            Some('\0') => return self.only_nul_remains().map(|()| None),
            Some(c) if c.is_control() => return Err(self.fault(self.at, SyntaxReason::Control)),
            Some(_) => self.pair_start = self.at,
        }
        let key = self.key()?;
        self.skip(char::is_whitespace);
        let value_start = self.at;
        let (value, value_end) = self.value()?;
        // Line breaks and tabs inside a key pass as space; .NET minds them only when there is a value to keep.
        if value.is_some() && key.contains(char::is_control) {
            return Err(self.fault(self.pair_start, SyntaxReason::Control));
        }
        if self.peek() == Some(';') {
            self.at += 1;
        }
        Ok(Some(Found { span: self.pair_start..value_end, value_start, key, value }))
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip(&mut self, unwanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&unwanted) {
            self.next();
        }
    }

    /// The pair is at fault, which shows at the byte `at`.
    fn fault(&self, at: usize, reason: SyntaxReason) -> SyntaxError {
        let units = |byte: usize| self.source[..byte].encode_utf16().count();
        SyntaxError { index: units(self.pair_start), at: units(at), reason }
    }

    /// NULs are tolerated at the very end, with space between them.
    fn only_nul_remains(&mut self) -> Result<(), SyntaxError> {
        self.skip(|c| c == '\0' || c.is_whitespace());
        if self.peek().is_none() {
            return Ok(());
        }
        let fault = self.fault(self.at, SyntaxReason::Control);
        Err(SyntaxError { index: fault.at, ..fault })
    }

    /// Up to the `=` that ends the key, which is consumed.
    fn key(&mut self) -> Result<String, SyntaxError> {
        let mut key = String::new();
        loop {
            match self.next() {
                None => return Err(self.fault(self.at, SyntaxReason::NoEquals)),
                Some('=') if self.grammar == Grammar::DotNet && self.peek() == Some('=') => {
                    self.next();
                    key.push('=');
                }
                Some('=') => break,
                Some(c) if c.is_control() && !c.is_whitespace() => {
                    return Err(self.fault(self.at - c.len_utf8(), SyntaxReason::Control));
                }
                Some(c) => key.push(c),
            }
        }
        key.truncate(key.trim_end().len());
        if key.is_empty() { Err(self.fault(self.pair_start, SyntaxReason::NoKey)) } else { Ok(key) }
    }

    /// The value and the byte offset of its end.
    fn value(&mut self) -> Result<(Option<String>, usize), SyntaxError> {
        let (value, end) = match (self.grammar, self.peek()) {
            (_, None | Some(';' | '\0')) => return Ok((None, self.at)),
            (Grammar::DotNet, Some(quote @ ('\'' | '"'))) => {
                self.next();
                (self.quoted(quote)?, self.at)
            }
            (Grammar::Odbc, Some('{')) => {
                let start = self.at;
                self.next();
                self.quoted('}')?;
                (self.source[start..self.at].to_owned(), self.at)
            }
            (_, Some(c)) if c.is_control() => return Err(self.fault(self.at, SyntaxReason::Control)),
            _ => return self.unquoted().map(|(value, end)| (Some(value), end)),
        };
        self.skip(char::is_whitespace);
        match self.peek() {
            None | Some(';') => {}
            Some('\0') => self.only_nul_remains()?,
            Some(_) => return Err(self.fault(self.at, SyntaxReason::BehindQuote)),
        }
        Ok((Some(value), end))
    }

    /// After the opening quote, up to and over the closing one; a doubled one stands for itself.
    fn quoted(&mut self, close: char) -> Result<String, SyntaxError> {
        let opened = self.at - '"'.len_utf8();
        let mut value = String::new();
        loop {
            match self.next() {
                None | Some('\0') => return Err(self.fault(opened, SyntaxReason::Unclosed)),
                Some(c) if c == close => {
                    if self.peek() != Some(close) {
                        return Ok(value);
                    }
                    self.next();
                    value.push(close);
                }
                Some(c) => value.push(c),
            }
        }
    }

    /// Up to a semicolon or a control character; outer space does not count.
    fn unquoted(&mut self) -> Result<(String, usize), SyntaxError> {
        let start = self.at;
        self.skip(|c| c.is_whitespace() || !(c.is_control() || c == ';'));
        let value = self.source[start..self.at].trim_end();
        if self.grammar == Grammar::DotNet && value.ends_with(['\'', '"']) {
            return Err(self.fault(start + value.len() - '"'.len_utf8(), SyntaxReason::StrayQuote));
        }
        Ok((value.to_owned(), start + value.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_what_is_wrong_and_where_it_shows() {
        for (text, grammar, index, at, reason) in [
            ("A=1;Autodiscover", Grammar::DotNet, 4, 16, SyntaxReason::NoEquals),
            ("A=1; =x", Grammar::DotNet, 5, 5, SyntaxReason::NoKey),
            ("A=1;Name=\"Exchange", Grammar::DotNet, 4, 9, SyntaxReason::Unclosed),
            ("é=1;Name='a'b;C=2", Grammar::DotNet, 4, 12, SyntaxReason::BehindQuote),
            ("𝔸=1;Name=a'", Grammar::DotNet, 5, 11, SyntaxReason::StrayQuote),
            ("A=1;\u{1}B=2", Grammar::DotNet, 4, 4, SyntaxReason::Control),
            ("Driver={SQL", Grammar::Odbc, 0, 7, SyntaxReason::Unclosed),
        ] {
            let mut scanner = Scanner::new(text, grammar);
            let fault = std::iter::from_fn(|| scanner.next_pair().transpose()).find_map(Result::err);
            assert_eq!(fault, Some(SyntaxError { index, at, reason }), "{text}");
        }
    }
}
