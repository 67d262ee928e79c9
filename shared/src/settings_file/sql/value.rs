//! What an expression says, as far as the script says it itself.

use std::collections::HashMap;

use super::token::{Kind, Token};

/// Variables of the script by name.
pub(super) type Variables = HashMap<String, Value>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Null,
    /// Known to the database alone.
    Computed,
}

/// Words that end an expression which no bracket or comma ends.
const ENDS: [&str; 27] = [
    "from",
    "where",
    "union",
    "and",
    "or",
    "on",
    "when",
    "go",
    "values",
    "insert",
    "update",
    "delete",
    "merge",
    "select",
    "set",
    "end",
    "else",
    "begin",
    "commit",
    "exec",
    "declare",
    "if",
    "returning",
    "output",
    "order",
    "limit",
    "print",
];

/// How many tokens from `at` on belong to the expression that begins there.
pub(super) fn length(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0_usize;
    let ends = |token: &Token| token.is_sign(',') || token.is_sign(';') || ENDS.iter().any(|word| token.is(word));
    tokens[at..]
        .iter()
        .position(|token| match token.kind {
            Kind::Sign('(') => {
                depth += 1;
                false
            }
            Kind::Sign(')') if depth == 0 => true,
            Kind::Sign(')') => {
                depth -= 1;
                false
            }
            _ => depth == 0 && ends(token),
        })
        .unwrap_or(tokens.len() - at)
}

/// The expressions of a list from `at` on, and where it ends.
pub(super) fn list(tokens: &[Token], mut at: usize) -> (Vec<&[Token]>, usize) {
    let mut items = Vec::new();
    loop {
        let end = at + length(tokens, at);
        items.push(&tokens[at..end]);
        if !tokens.get(end).is_some_and(|token| token.is_sign(',')) {
            return (items, end);
        }
        at = end + 1;
    }
}

/// What `expression` says. Nesting is as deep as brackets are, which `DEEPEST` limits.
pub(super) fn value(expression: &[Token], variables: &Variables) -> Value {
    joined(expression, variables, 0)
}

/// Deeper than any script that people write.
const DEEPEST: usize = 32;

fn joined(expression: &[Token], variables: &Variables, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Computed;
    }
    let mut level = 0_usize;
    let parts: Vec<&[Token]> = expression
        .split(|token| {
            match token.kind {
                Kind::Sign('(') => level += 1,
                Kind::Sign(')') => level = level.saturating_sub(1),
                _ => {}
            }
            level == 0 && (token.is_sign('+') || token.is_sign('|'))
        })
        .collect();
    if let [part] = parts.as_slice() {
        return single(part, variables, depth);
    }
    let sum = parts.iter().all(|part| matches!(part, [Token { kind: Kind::Number(_), .. }]));
    let texts: Option<String> = parts.iter().map(|part| text(single(part, variables, depth))).collect();
    texts.filter(|_| !sum).map_or(Value::Computed, Value::Text)
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        Value::Null | Value::Computed => None,
    }
}

fn single(part: &[Token], variables: &Variables, depth: usize) -> Value {
    use Kind::{Name, Number, Sign, Text, Variable, Word};
    let kinds: Vec<&Kind> = part.iter().map(|token| &token.kind).collect();
    match kinds.as_slice() {
        [Sign('-'), Number(number)] => Value::Text(format!("-{number}")),
        // The second is a cast of PostgreSQL.
        [Text(text) | Name(text) | Number(text)] | [Text(text), Sign(':'), Sign(':'), Word(_), ..] => {
            Value::Text(text.clone())
        }
        [Variable(name)] => variables.get(name).cloned().unwrap_or(Value::Computed),
        [Word(word)] => match word.to_ascii_lowercase().as_str() {
            "null" => Value::Null,
            "true" | "false" => Value::Text(word.to_ascii_lowercase()),
            _ => Value::Computed,
        },
        [Sign('('), .., Sign(')')] => joined(&part[1..part.len() - 1], variables, depth + 1),
        [Word(function), Sign('('), .., Sign(')')] => {
            call(&function.to_ascii_lowercase(), &part[2..part.len() - 1], variables, depth + 1)
        }
        _ => Value::Computed,
    }
}

/// The few functions with which scripts write texts.
fn call(function: &str, arguments: &[Token], variables: &Variables, depth: usize) -> Value {
    let (arguments, _) = list(arguments, 0);
    let before = |argument: &[Token], word: &str| {
        let end = argument.iter().position(|token| token.is(word)).unwrap_or(argument.len());
        joined(&argument[..end], variables, depth)
    };
    match (function, arguments.as_slice()) {
        ("char" | "nchar" | "chr" | "unichar", [code]) => {
            let code = text(before(code, "using")).and_then(|code| code.parse().ok()).and_then(char::from_u32);
            code.filter(|c| *c != '\0').map_or(Value::Computed, |c| Value::Text(c.to_string()))
        }
        ("concat", all) => {
            let texts: Option<String> = all.iter().map(|argument| text(joined(argument, variables, depth))).collect();
            texts.map_or(Value::Computed, Value::Text)
        }
        ("cast", [argument]) => before(argument, "as"),
        ("convert", [_, argument]) | ("to_clob" | "to_nclob" | "to_char" | "n", [argument]) => {
            joined(argument, variables, depth)
        }
        ("convert", [argument]) => before(argument, "using"),
        _ => Value::Computed,
    }
}
