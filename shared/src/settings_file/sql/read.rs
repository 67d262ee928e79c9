//! Finds the parameters that a script sets: `INSERT`, `UPDATE` and `MERGE` with values that stand in the script.

use super::{
    super::{
        Expected, Fault, SettingKind, SkipReason,
        source::{Cursor, Gathered},
    },
    rows::{Columns, by_name, by_position, is_name, is_value},
    token::{Kind, Token, tokens},
    value::{Value, Variables, length, list, value},
};

pub(in super::super) fn read(source: &str) -> Result<Gathered, Fault> {
    let (cursor, tokens) = taken_apart(source)?;
    let mut script = Script { cursor, tokens, variables: Variables::new(), gathered: Gathered::default() };
    let mut at = 0;
    while at < script.tokens.len() {
        at = script.statement(at)?.max(at + 1);
    }
    let Gathered { entries, skipped } = &script.gathered;
    if entries.is_empty() && skipped.is_empty() {
        return Err(Fault { line: 1, column: 1, expected: Expected::SqlStatements });
    }
    Ok(script.gathered)
}

/// Only `MySQL` writes names in backticks, and only there backslashes mean something in every text.
fn taken_apart(source: &str) -> Result<(Cursor<'_>, Vec<Token>), Fault> {
    let mut cursor = Cursor::new(source);
    let plain = tokens(&mut cursor, false);
    let is_mysql = match &plain {
        Ok(tokens) => tokens.iter().any(|token| source[token.at..].starts_with('`')),
        Err(_) => source.contains('`'),
    };
    if !is_mysql {
        return plain.map(|tokens| (cursor, tokens));
    }
    let mut again = Cursor::new(source);
    tokens(&mut again, true).map(|tokens| (again, tokens))
}

struct Script<'s> {
    cursor: Cursor<'s>,
    tokens: Vec<Token>,
    variables: Variables,
    gathered: Gathered,
}

impl Script<'_> {
    /// What begins at `at`; returns where to go on.
    fn statement(&mut self, at: usize) -> Result<usize, Fault> {
        // `WHEN MATCHED THEN UPDATE`, `ON DUPLICATE KEY UPDATE`, `DO UPDATE` continue a statement.
        let continues = at > 0 && ["then", "key", "do", "for"].iter().any(|word| self.tokens[at - 1].is(word));
        let token = &self.tokens[at];
        if continues {
            return Ok(at + 1);
        }
        if token.is("insert") || token.is("replace") {
            self.insert(at + 1)
        } else if token.is("update") {
            Ok(self.update(at + 1))
        } else if token.is("delete") {
            Ok(self.delete(at + 1))
        } else if token.is("merge") {
            self.merge(at + 1)
        } else if matches!(token.kind, Kind::Variable(_)) {
            Ok(self.assignment(at))
        } else {
            Ok(at + 1)
        }
    }

    fn sign(&self, at: usize, sign: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_sign(sign))
    }

    fn word(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(word))
    }

    /// Over the name of a table, with its schema.
    fn table(&self, mut at: usize) -> usize {
        while self.tokens.get(at).is_some_and(|token| token.name().is_some()) {
            at += 1;
            if !self.sign(at, '.') {
                break;
            }
            at += 1;
        }
        at
    }

    /// `@name [type] = expression`.
    fn assignment(&mut self, at: usize) -> usize {
        let is_type = |token: &Token| {
            matches!(token.kind, Kind::Word(_) | Kind::Number(_) | Kind::Sign('(' | ')')) && !token.is("from")
        };
        let equals = at + 1 + self.tokens[at + 1..].iter().take(6).take_while(|token| is_type(token)).count();
        let Kind::Variable(name) = &self.tokens[at].kind else { return at + 1 };
        if !self.sign(equals, '=') {
            return at + 1;
        }
        let end = equals + 1 + length(&self.tokens, equals + 1);
        let says = value(&self.tokens[equals + 1..end], &self.variables);
        self.variables.insert(name.clone(), says);
        end
    }

    fn insert(&mut self, at: usize) -> Result<usize, Fault> {
        let at = self.table(if self.word(at, "into") { at + 1 } else { at });
        let (columns, at) = self.columns(at);
        self.rows(at, &columns)
    }

    /// `(a, b)`; empty if there is none.
    fn columns(&self, at: usize) -> (Vec<String>, usize) {
        if !self.sign(at, '(') || self.word(at + 1, "select") || self.word(at + 1, "values") {
            return (Vec::new(), at);
        }
        let (items, end) = list(&self.tokens, at + 1);
        let names: Option<Vec<String>> = items.iter().map(|item| item.last()?.name().map(str::to_owned)).collect();
        match names {
            Some(names) if self.sign(end, ')') => (names, end + 1),
            _ => (Vec::new(), at),
        }
    }

    /// `VALUES (…), (…)` or `SELECT … UNION ALL SELECT …`, perhaps in brackets.
    fn rows(&mut self, mut at: usize, columns: &[String]) -> Result<usize, Fault> {
        while self.sign(at, '(') {
            at += 1;
        }
        if self.word(at, "values") || self.word(at, "value") {
            at += 1;
            while self.sign(at, '(') {
                let end = self.row(at + 1, columns)?;
                at = end + 1;
                if !self.sign(at, ',') {
                    break;
                }
                at += 1;
            }
            return Ok(at);
        }
        // The first of several rows names the columns for all.
        let mut named = columns.to_vec();
        while self.word(at, "select") {
            if named.is_empty() {
                named = self.aliases(at + 1);
            }
            at = self.row(at + 1, &named)?;
            let rest = self.tokens[at..].iter();
            let next = rest.clone().take_while(|token| !token.is_sign(';') && !token.is_sign(')') && !token.is("go"));
            let Some(union) = next.clone().position(|token| token.is("union")) else { return Ok(at) };
            at += union + 1;
            at += usize::from(self.word(at, "all"));
        }
        Ok(at)
    }

    /// What the columns of a `SELECT` are called; empty if one has no name.
    fn aliases(&self, at: usize) -> Vec<String> {
        let (items, _) = list(&self.tokens, at);
        let alias = |item: &&[Token]| alias_of(item).map(str::to_owned);
        items.iter().map(alias).collect::<Option<Vec<String>>>().unwrap_or_default()
    }

    /// The values of one row from `at` on; returns where they end.
    fn row(&mut self, at: usize, columns: &[String]) -> Result<usize, Fault> {
        let (mut row, end) = list(&self.tokens, at);
        for item in &mut row {
            if let Some(alias) = alias_of(item) {
                let with_as = item.len() > 2 && item[item.len() - 2].is("as");
                debug_assert!(!alias.is_empty() || with_as);
                *item = &item[..item.len() - 1 - usize::from(with_as)];
            }
        }
        let unnamed = columns.is_empty();
        let places = if unnamed { by_position(&row, &self.variables) } else { by_name(columns) };
        let Some(Columns { name, value: says }) = places else { return Ok(end) };
        if !unnamed && row.len() != columns.len() {
            return Err(self.cursor.fault_at(self.tokens.get(at).map_or(0, |token| token.at), Expected::SqlColumns));
        }
        let (name, says) = (value(row[name], &self.variables), value(row[says], &self.variables));
        let line = self.tokens.get(at).map_or(1, |token| token.line);
        self.found(name, says, line);
        Ok(end)
    }

    fn found(&mut self, name: Value, says: Value, line: usize) {
        let Value::Text(name) = name else { return };
        let naming = named(&name);
        if naming.1.is_empty() {
            return;
        }
        match says {
            Value::Text(text) => self.gathered.found(naming, text, line),
            Value::Null => self.gathered.skip(naming, line, SkipReason::Null),
            Value::Computed => self.gathered.skip(naming, line, SkipReason::Computed),
        }
    }

    /// `table SET value = … WHERE name = …`.
    fn update(&mut self, start: usize) -> usize {
        let mut at = start;
        while at < self.tokens.len() && !self.tokens[at].is("set") {
            if self.sign(at, ';') || at > start + 12 {
                return at;
            }
            at += 1;
        }
        let (assignments, end) = list(&self.tokens, at.min(self.tokens.len() - 1) + 1);
        let assigned: Vec<(String, Value)> =
            assignments.iter().filter_map(|assignment| comparison(assignment, &self.variables)).collect();
        let line = self.tokens[start.min(self.tokens.len() - 1)].line;
        let (names, end) = self.condition(end);
        let renames = assigned.iter().any(|(column, _)| is_name(column) && !is_value(column));
        let values: Vec<&(String, Value)> = assigned.iter().filter(|(column, _)| !is_name(column)).collect();
        let says = values.iter().find(|(column, _)| is_value(column)).or(values.first().filter(|_| values.len() == 1));
        let says = says.map(|(_, says)| says.clone());
        for name in names {
            match &says {
                Some(says) if !renames => self.found(Value::Text(name), says.clone(), line),
                _ => self.gathered.skip(named(&name), line, SkipReason::NotAValue),
            }
        }
        end
    }

    fn delete(&mut self, start: usize) -> usize {
        let line = self.tokens.get(start).map_or(1, |token| token.line);
        let at = self.table(if self.word(start, "from") { start + 1 } else { start });
        let (names, end) = self.condition(at);
        for name in names {
            self.gathered.skip(named(&name), line, SkipReason::NotAValue);
        }
        end
    }

    /// The names in `WHERE name = '…'` or `WHERE name IN ('…', '…')` of the statement from `at` on, and its end.
    fn condition(&self, at: usize) -> (Vec<String>, usize) {
        let begins = |token: &Token| {
            ["insert", "update", "delete", "merge", "go", "if", "declare", "exec"].iter().any(|word| token.is(word))
        };
        let rest = self.tokens.get(at..).unwrap_or_default();
        let end = rest.iter().position(|token| token.is_sign(';') || begins(token)).unwrap_or(rest.len());
        let Some(place) = rest[..end].iter().position(|token| token.is("where")) else { return (Vec::new(), at + end) };
        let mut names = Vec::new();
        for index in place + 1..end {
            let column = rest[index].name().is_some_and(is_name);
            let Some(next) = rest.get(index + 1).filter(|_| column && index + 2 < end) else { continue };
            let compared = if next.is("in") && rest[index + 2].is_sign('(') {
                list(rest, index + 3).0
            } else if next.is_sign('=') || next.is("like") {
                let from = index + 2;
                vec![&rest[from..from + length(rest, from)]]
            } else {
                continue;
            };
            names.extend(compared.iter().filter_map(|expression| match value(expression, &self.variables) {
                Value::Text(name) if !name.trim().is_empty() => Some(name),
                _ => None,
            }));
        }
        (names, at + end)
    }

    /// `INTO table USING (rows) AS source (columns) … ;`.
    fn merge(&mut self, start: usize) -> Result<usize, Fault> {
        let rest = &self.tokens[start..];
        let end = start + rest.iter().position(|token| token.is_sign(';') || token.is("go")).unwrap_or(rest.len());
        let Some(using) = rest[..end - start].iter().position(|token| token.is("using")) else { return Ok(end) };
        let open = start + using + 1;
        if self.sign(open, '(') {
            let close = open + 1 + length(&self.tokens[..end], open + 1);
            let close = close + self.tokens[close..end].iter().position(|token| token.is("on")).unwrap_or_default();
            // Behind the rows: the name of the source, and of its columns.
            let list_open = self.tokens[open..close].iter().rposition(|token| token.is_sign('(')).map(|at| open + at);
            let columns = list_open.filter(|at| *at > open).map(|at| self.columns(at).0).unwrap_or_default();
            let columns = if by_name(&columns).is_some() { columns } else { Vec::new() };
            self.rows(open, &columns)?;
        }
        Ok(end)
    }
}

/// A parameter is a variable, whatever it is called.
fn named(name: &str) -> (SettingKind, &str) {
    (SettingKind::Variable, name.trim())
}

/// `column = expression`.
fn comparison(tokens: &[Token], variables: &Variables) -> Option<(String, Value)> {
    let equals = tokens.iter().position(|token| token.is_sign('='))?;
    let column = tokens[..equals].last()?.name()?.to_owned();
    Some((column, value(&tokens[equals + 1..], variables)))
}

/// `… AS name` or `'text' name`.
fn alias_of(item: &[Token]) -> Option<&str> {
    let (last, before) = item.split_last()?;
    let name = last.name()?;
    let ends_value = |token: &Token| {
        token.is("as") || token.is_sign(')') || matches!(token.kind, Kind::Text(_) | Kind::Number(_) | Kind::Name(_))
    };
    before.last().filter(|token| ends_value(token)).map(|_| name)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
