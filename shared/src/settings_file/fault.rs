//! Why a file is not read or written, as stable codes; the words are data of the server.

macro_rules! coded {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}

coded! {
    /// What would have made sense at the place of a [`Fault`].
    Expected {
        /// No NUL character.
        NoNul = "no_nul",
        /// At least one entry.
        Entries = "entries",
        /// A name before the `=`.
        EnvName = "env_name",
        /// An `=` behind the name.
        EnvEquals = "env_equals",
        /// The quote that ends what begins here.
        ClosingQuote = "closing_quote",
        /// The end of the line, or a comment, behind the closing quote.
        EnvLineEnd = "env_line_end",
        /// An object or a list.
        JsonTop = "json_top",
        /// A key in double quotes.
        JsonKey = "json_key",
        /// A colon behind the key.
        JsonColon = "json_colon",
        /// A value.
        JsonValue = "json_value",
        /// A comma, or the closing bracket.
        JsonNext = "json_next",
        /// Text without raw control characters, with JSON's own escapes.
        JsonText = "json_text",
        /// Nothing more.
        JsonEnd = "json_end",
        /// An object with `name` and `value`.
        JsonItem = "json_item",
        /// Fewer levels.
        LessDeep = "less_deep",
        /// A connection string.
        ConnectionString = "connection_string",
        /// Name and value with the same separator on every line.
        ListSeparator = "list_separator",
        /// A name in front of the separator.
        ListName = "list_name",
        /// The end of a comment.
        SqlCommentEnd = "sql_comment_end",
        /// `INSERT`, `UPDATE` or `MERGE` on a table with a column for names and one for values.
        SqlStatements = "sql_statements",
        /// As many values as columns.
        SqlColumns = "sql_columns",
        /// Well-formed XML.
        Xml = "xml",
        /// `connectionStrings` or `appSettings`.
        XmlSections = "xml_sections",
    }
}

coded! {
    /// Why something in a file is not taken over.
    SkipReason {
        /// Its value is null.
        Null = "null",
        /// The same name comes again further down, and counts there.
        Overruled = "overruled",
        /// The value is computed by the database, not written in the script.
        Computed = "computed",
        /// The script renames or deletes it.
        NotAValue = "not_a_value",
        /// It is encrypted in the file.
        Encrypted = "encrypted",
        /// It stands in another file, which is only named here.
        Elsewhere = "elsewhere",
    }
}

/// A file that is not what it is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: expected {}", expected.code())]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What would have made sense there.
    pub expected: Expected,
}

impl Fault {
    /// Where in `content`, the text that was read, that is: in UTF-16 units from 0.
    pub fn index(&self, content: &str) -> usize {
        let (mut line, mut column, mut units) = (1, 1, 0);
        let mut rest = content.chars().peekable();
        if rest.next_if_eq(&'\u{feff}').is_some() {
            units += 1;
        }
        while line < self.line || (line == self.line && column < self.column) {
            let Some(c) = rest.next() else { break };
            units += c.len_utf16();
            if c == '\n' || (c == '\r' && rest.peek() != Some(&'\n')) {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        units
    }
}

/// Something that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// A name with a control character, or with space around it.
    #[error("the name {name:?} cannot be written")]
    Name {
        /// Which.
        name: String,
    },
    /// A value with a character that the format has no way to write.
    #[error("the value of {name:?} has a character that cannot be written")]
    Character {
        /// Whose value.
        name: String,
    },
    /// The name of a table or column is empty or has a control character.
    #[error("{identifier:?} is not the name of a table or column")]
    Identifier {
        /// Which.
        identifier: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_in_utf_16() {
        let at =
            |content: &str, line: usize, column: usize| Fault { line, column, expected: Expected::Xml }.index(content);
        assert_eq!(at("A=1", 1, 1), 0);
        assert_eq!(at("😀=1\r\nB C", 2, 2), 7);
        assert_eq!(at("\u{feff}A\rB C", 2, 3), 5, "a mark in front counts, and CR alone ends a line");
        assert_eq!(at("A", 9, 9), 1, "no further than the end");
    }
}
