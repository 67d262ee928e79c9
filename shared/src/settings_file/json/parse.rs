//! A JSON reader that remembers lines. Comments and a comma too many pass, as they do in .NET's settings files.

use super::super::{
    Expected, Fault,
    source::{Cursor, is_line_end},
};

/// Deeper than any settings file, shallower than any stack.
const DEEPEST: usize = 64;

/// A value with the line on which it began.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) at: usize,
    pub(super) value: Value,
}

/// Numbers and booleans are text as it was written: `1.0` stays `1.0`.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Reads the one value of a document.
pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Node, Fault> {
    let node = value(cursor, 0)?;
    space(cursor)?;
    if cursor.peek().is_some() { Err(cursor.fault(Expected::JsonEnd)) } else { Ok(node) }
}

fn space(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    loop {
        cursor.take(char::is_whitespace);
        let at = cursor.at();
        if cursor.eat("//") {
            cursor.take(|c| !is_line_end(c));
        } else if cursor.eat("/*") {
            cursor.take_until("*/").ok_or_else(|| cursor.fault_at(at, Expected::SqlCommentEnd))?;
        } else {
            return Ok(());
        }
    }
}

fn value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Node, Fault> {
    space(cursor)?;
    let at = cursor.at();
    if depth > DEEPEST {
        return Err(cursor.fault(Expected::LessDeep));
    }
    let value = match cursor.peek() {
        Some('{') => Value::Object(object(cursor, depth)?),
        Some('[') => Value::List(list(cursor, depth)?),
        Some('"') => Value::Text(text(cursor)?),
        _ => word(cursor)?,
    };
    Ok(Node { line: cursor.line_of(at), at, value })
}

/// `null`, `true`, `false` or a number.
fn word(cursor: &mut Cursor<'_>) -> Result<Value, Fault> {
    let at = cursor.at();
    let word = cursor.take(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
    match word {
        "null" => Ok(Value::Null),
        "true" | "false" => Ok(Value::Text(word.to_owned())),
        number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && number.parse::<f64>().is_ok() => {
            Ok(Value::Text(number.to_owned()))
        }
        _ => Err(cursor.fault_at(at, Expected::JsonValue)),
    }
}

fn object(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<(String, Node)>, Fault> {
    cursor.next();
    let mut members = Vec::new();
    loop {
        space(cursor)?;
        if cursor.eat("}") {
            return Ok(members);
        }
        if cursor.peek() != Some('"') {
            return Err(cursor.fault(Expected::JsonKey));
        }
        let key = text(cursor)?;
        space(cursor)?;
        if !cursor.eat(":") {
            return Err(cursor.fault(Expected::JsonColon));
        }
        members.push((key, value(cursor, depth + 1)?));
        next(cursor, '}')?;
    }
}

fn list(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<Node>, Fault> {
    cursor.next();
    let mut items = Vec::new();
    loop {
        space(cursor)?;
        if cursor.eat("]") {
            return Ok(items);
        }
        items.push(value(cursor, depth + 1)?);
        next(cursor, ']')?;
    }
}

/// Over a comma, or up to the closing bracket.
fn next(cursor: &mut Cursor<'_>, close: char) -> Result<(), Fault> {
    space(cursor)?;
    if cursor.eat(",") || cursor.peek() == Some(close) { Ok(()) } else { Err(cursor.fault(Expected::JsonNext)) }
}

fn text(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let start = cursor.at();
    cursor.next();
    let mut text = String::new();
    loop {
        text.push_str(cursor.take(|c| c != '"' && c != '\\' && !c.is_ascii_control()));
        match cursor.peek() {
            None => return Err(cursor.fault_at(start, Expected::ClosingQuote)),
            Some('"') => {
                cursor.next();
                return Ok(text);
            }
            Some('\\') => text.push(escaped(cursor)?),
            // DEL may stand in JSON text; what is below space may not.
            Some('\x7f') => text.extend(cursor.next()),
            Some(_) => return Err(cursor.fault(Expected::JsonText)),
        }
    }
}

fn escaped(cursor: &mut Cursor<'_>) -> Result<char, Fault> {
    let at = cursor.at();
    let wrong = |cursor: &Cursor<'_>| cursor.fault_at(at, Expected::JsonText);
    cursor.next();
    let plain = match cursor.next() {
        Some(c @ ('"' | '\\' | '/')) => c,
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => {
            let high = unit(cursor).ok_or_else(|| wrong(cursor))?;
            let mut units = vec![high];
            if (0xD800..0xDC00).contains(&high) && cursor.eat("\\u") {
                units.push(unit(cursor).ok_or_else(|| wrong(cursor))?);
            }
            let decoded: Result<String, _> = char::decode_utf16(units).collect();
            let mut decoded = decoded.unwrap_or_default().chars().collect::<Vec<_>>().into_iter();
            match (decoded.next(), decoded.next()) {
                // A NUL is refused here as it is in plain sight.
                (Some(c), None) if c != '\0' => c,
                (Some('\0'), _) => return Err(cursor.fault_at(at, Expected::NoNul)),
                _ => return Err(wrong(cursor)),
            }
        }
        _ => return Err(wrong(cursor)),
    };
    Ok(plain)
}

fn unit(cursor: &mut Cursor<'_>) -> Option<u16> {
    let digits = cursor.rest().get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let unit = u16::from_str_radix(digits, 16).ok()?;
    cursor.eat(digits);
    Some(unit)
}
