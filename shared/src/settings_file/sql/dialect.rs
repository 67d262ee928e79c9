//! How each database writes names and texts so that none of its tools changes them on the way.

use serde::{Deserialize, Serialize};

use super::super::WriteFault;

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Microsoft SQL Server.
    #[default]
    SqlServer,
    /// PostgreSQL.
    PostgreSql,
    /// `MySQL` and `MariaDB`.
    MySql,
    /// SQLite.
    Sqlite,
    /// Oracle.
    Oracle,
}

/// Where the parameters live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Whose SQL.
    pub dialect: Dialect,
    /// The table, with its schema if need be: `dbo.Parameters`.
    pub table: String,
    /// The column of names.
    pub name_column: String,
    /// The column of values.
    pub value_column: String,
}

/// Oracle takes literals of up to 4000 bytes; a character has at most four.
const ORACLE_PIECE: usize = 1000;
/// SQL Server keeps at most 4000 characters of joined pieces, unless one of them is larger by its type.
const SQL_SERVER_PIECE: usize = 4000;

impl Dialect {
    /// A table's or column's name, quoted.
    pub(super) fn identifier(self, name: &str) -> Result<String, WriteFault> {
        if name.trim().is_empty() || name.contains(char::is_control) || name.chars().count() > 128 {
            return Err(WriteFault::Identifier { identifier: name.to_owned() });
        }
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '#'));
        Ok(match self {
            Self::SqlServer => format!("[{}]", name.replace(']', "]]")),
            Self::MySql => format!("`{}`", name.replace('`', "``")),
            // Without quotes Oracle would fold the case; with them it is the same name, and may be a reserved word.
            Self::Oracle if plain => format!("\"{}\"", name.to_uppercase()),
            Self::PostgreSql | Self::Sqlite | Self::Oracle => format!("\"{}\"", name.replace('"', "\"\"")),
        })
    }

    /// A text as an expression. What a tool between file and database would touch stands outside the quotes: line
    /// breaks, `&` of SQL*Plus, `$(` of sqlcmd, backslashes where the server's settings decide what they mean.
    pub(super) fn text(self, text: &str) -> String {
        if self == Self::PostgreSql {
            return postgresql(text);
        }
        let pieces = pieces(text, self);
        let long = self == Self::Oracle && text.chars().count() > ORACLE_PIECE;
        let written: Vec<String> = pieces.iter().map(|piece| self.piece(piece, long)).collect();
        match self {
            _ if written.len() == 1 => written.concat(),
            Self::MySql => format!("CONCAT({})", written.join(", ")),
            Self::SqlServer if text.encode_utf16().count() > SQL_SERVER_PIECE => {
                format!("CAST(N'' AS nvarchar(max)) + {}", written.join(" + "))
            }
            Self::SqlServer => written.join(" + "),
            _ => written.join(" || "),
        }
    }

    fn piece(self, piece: &Piece, long: bool) -> String {
        match (piece, self) {
            (Piece::Quoted(text), Self::SqlServer) => format!("N'{text}'"),
            (Piece::Quoted(text), Self::Oracle) if long => format!("TO_CLOB('{text}')"),
            (Piece::Quoted(text), _) => format!("'{text}'"),
            (Piece::Code(code), Self::SqlServer) => format!("NCHAR({code})"),
            (Piece::Code(code), Self::MySql) => format!("CHAR({code} USING utf8mb4)"),
            (Piece::Code(code), Self::Oracle) => format!("CHR({code})"),
            (Piece::Code(code), Self::Sqlite | Self::PostgreSql) => format!("char({code})"),
        }
    }

    /// Whether `c`, behind `before`, must not stand in a literal.
    fn outside(self, c: char, before: Option<char>) -> bool {
        c.is_ascii_control()
            || match self {
                Self::SqlServer => c == '(' && before == Some('$'),
                Self::MySql => c == '\\',
                Self::Oracle => c == '&',
                Self::Sqlite | Self::PostgreSql => false,
            }
    }
}

/// Part of a text.
#[derive(Debug)]
enum Piece {
    /// Between quotes, quotes doubled.
    Quoted(String),
    /// A character by its number.
    Code(u32),
}

/// PostgreSQL's escapes mean the same whatever `standard_conforming_strings` is.
fn postgresql(text: &str) -> String {
    if !text.contains(|c: char| c == '\\' || c.is_ascii_control()) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut written = String::from("E'");
    for c in text.chars() {
        match c {
            '\'' => written.push_str("''"),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c if c.is_ascii_control() => written.extend([format!("\\x{:02x}", u32::from(c))]),
            c => written.push(c),
        }
    }
    written.push('\'');
    written
}

fn pieces(text: &str, dialect: Dialect) -> Vec<Piece> {
    let longest = if dialect == Dialect::Oracle { ORACLE_PIECE } else { usize::MAX };
    let mut pieces = Vec::new();
    let (mut quoted, mut length, mut before) = (String::new(), 0, None);
    for c in text.chars() {
        let outside = dialect.outside(c, before);
        before = Some(c);
        if (outside || length == longest) && !quoted.is_empty() {
            pieces.push(Piece::Quoted(std::mem::take(&mut quoted)));
            length = 0;
        }
        if outside {
            // A result's type is that of its first part: a text, not a character by number.
            if pieces.is_empty() {
                pieces.push(Piece::Quoted(String::new()));
            }
            pieces.push(Piece::Code(u32::from(c)));
        } else {
            quoted.push(c);
            quoted.extend((c == '\'').then_some('\''));
            length += 1;
        }
    }
    if !quoted.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Quoted(quoted));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_each_database_does() {
        for (dialect, name, expected) in [
            (Dialect::SqlServer, "a]b", "[a]]b]"),
            (Dialect::PostgreSql, "a\"b", "\"a\"\"b\""),
            (Dialect::MySql, "a`b", "`a``b`"),
            (Dialect::Oracle, "Value", "\"VALUE\""),
            (Dialect::Oracle, "Two words", "\"Two words\""),
        ] {
            assert_eq!(dialect.identifier(name).expect("a name"), expected);
        }
        for bad in ["", " ", "a\nb"] {
            assert!(Dialect::Sqlite.identifier(bad).is_err());
        }
    }

    #[test]
    fn no_tool_on_the_way_finds_anything_to_change() {
        for (dialect, text, expected) in [
            (Dialect::SqlServer, "it's", "N'it''s'"),
            (Dialect::SqlServer, "a\\\n$(x)", "N'a\\' + NCHAR(10) + N'$' + NCHAR(40) + N'x)'"),
            (Dialect::PostgreSql, "it's", "'it''s'"),
            (Dialect::PostgreSql, "C:\\it's\n", "E'C:\\\\it''s\\n'"),
            (Dialect::MySql, "C:\\x", "CONCAT('C:', CHAR(92 USING utf8mb4), 'x')"),
            (Dialect::Sqlite, "\r\n", "'' || char(13) || char(10)"),
            (Dialect::Oracle, "a&b", "'a' || CHR(38) || 'b'"),
            (Dialect::Oracle, "", "''"),
        ] {
            assert_eq!(dialect.text(text), expected);
        }
        let long = "x\n".repeat(3000);
        assert!(Dialect::SqlServer.text(&long).starts_with("CAST(N'' AS nvarchar(max)) + N'x' + "));
        let pieces = Dialect::Oracle.text(&"é".repeat(2500));
        assert_eq!(pieces.matches("TO_CLOB('").count(), 3);
    }
}
