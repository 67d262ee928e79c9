//! Lines and columns, as editors count them.

/// A place in a file, both counted from 1; columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The place of a byte of `text`; CR, LF and CR LF each end one line.
    pub fn of(text: &str, offset: usize) -> Self {
        Lines::of(text).position(text, offset)
    }
}

/// Marks along a text, so that a place is found without reading the text from its beginning each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines(Vec<(usize, Position)>);

impl Lines {
    /// How many bytes lie between two marks on one line.
    const STRIDE: usize = 256;

    pub(super) fn of(text: &str) -> Self {
        let mut marks = vec![(0, Position { line: 1, column: 1 })];
        let mut at = Position { line: 1, column: 1 };
        let mut last = 0;
        for (offset, c) in text.char_indices() {
            let ends = c == '\n' || (c == '\r' && text.as_bytes().get(offset + 1) != Some(&b'\n'));
            at =
                if ends { Position { line: at.line + 1, column: 1 } } else { Position { column: at.column + 1, ..at } };
            let next = offset + c.len_utf8();
            if ends || next - last >= Self::STRIDE {
                marks.push((next, at));
                last = next;
            }
        }
        Self(marks)
    }

    /// The place of a byte of the same text.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let index = self.0.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        let (start, at) = self.0[index];
        let more = text.get(start..offset).map_or(0, |part| part.chars().count());
        Position { column: at.column + more, ..at }
    }
}

/// How a file ends its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineEnds {
    /// One line.
    None,
    /// CR LF, as Windows does.
    CrLf,
    /// LF.
    Lf,
    /// CR.
    Cr,
    /// Several kinds.
    Mixed,
}

impl LineEnds {
    /// What `text` uses, and the one that it uses most.
    pub fn of(text: &str) -> (Self, &'static str) {
        let crlf = text.matches("\r\n").count();
        let lf = text.matches('\n').count() - crlf;
        let cr = text.matches('\r').count() - crlf;
        let most = if crlf >= lf && crlf >= cr {
            "\r\n"
        } else if lf >= cr {
            "\n"
        } else {
            "\r"
        };
        let kind = match (crlf > 0, lf > 0, cr > 0) {
            (false, false, false) => Self::None,
            (true, false, false) => Self::CrLf,
            (false, true, false) => Self::Lf,
            (false, false, true) => Self::Cr,
            _ => Self::Mixed,
        };
        (kind, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = "a\r\nb\rc\nd";
        let at = |needle: char| Position::of(text, text.find(needle).expect("there"));
        assert_eq!(at('a'), Position { line: 1, column: 1 });
        assert_eq!(at('b'), Position { line: 2, column: 1 });
        assert_eq!(at('c'), Position { line: 3, column: 1 });
        assert_eq!(at('d'), Position { line: 4, column: 1 });
        assert_eq!(Position::of("é€x", 5), Position { line: 1, column: 3 });
        assert_eq!(Position::of(&"€".repeat(1000), 2997), Position { line: 1, column: 1000 });
        assert_eq!(LineEnds::of(text), (LineEnds::Mixed, "\r\n"));
        assert_eq!(LineEnds::of("a\nb"), (LineEnds::Lf, "\n"));
        assert_eq!(LineEnds::of("ab"), (LineEnds::None, "\r\n"));
    }
}
