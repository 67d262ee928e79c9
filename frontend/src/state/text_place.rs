//! Places in a text as a text field counts them: UTF-16 units, every line end one of them.

/// Where the place `index` of `text` lies in a text field that holds it: the selection from there to the end of the
/// line, never empty where the line is not, with the number of that line from 0 and how many lines there are.
pub(crate) fn place(text: &str, index: usize) -> (u32, u32, u32, u32) {
    let plain = text.replace("\r\n", "\n");
    let units: Vec<u16> = text.encode_utf16().collect();
    let before = String::from_utf16_lossy(units.get(..index).unwrap_or(&units)).replace("\r\n", "\n");
    let held: Vec<u16> = plain.encode_utf16().collect();
    let is_end = |unit: &u16| matches!(*unit, 10 | 13);
    let at = before.encode_utf16().count().min(held.len());
    let end = held.iter().skip(at).position(is_end).map_or(held.len(), |found| at + found);
    let begin = held.iter().take(at).rposition(is_end).map_or(0, |found| found + 1);
    let start = if at == end { begin } else { at };
    let count = |units: &[u16]| number(units.iter().filter(|unit| is_end(unit)).count());
    (number(start), number(end), count(&held[..begin]), count(&held) + 1)
}

/// Where the line `line`, from 1, of `text` begins, in UTF-16 units; the end where there are fewer lines.
pub(crate) fn begin_of_line(text: &str, line: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    lines.map(|line| line.encode_utf16().count()).sum()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{begin_of_line, place};

    #[test]
    fn a_place_is_selected_up_to_the_end_of_its_line() {
        assert_eq!(place("A=1\nB C\nD=2", 5), (5, 7, 1, 3));
        assert_eq!(place("A=1\r\nB C\r\nD=2", 6), (5, 7, 1, 3), "a text field has no CR LF");
        assert_eq!(place("€=1\n😀 x", 6), (6, 8, 1, 2), "in UTF-16");
    }

    #[test]
    fn lines_begin_where_a_text_field_says_they_do() {
        let text = "a\r\n€😀\nlast";
        assert_eq!([0, 1, 2, 3, 9].map(|line| begin_of_line(text, line)), [0, 0, 3, 7, 11]);
        assert_eq!(place(text, begin_of_line(text, 3)), (6, 10, 2, 3));
    }

    #[test]
    fn at_the_end_of_a_line_the_whole_line_is_selected() {
        assert_eq!(place("A=1\nB C", 7), (4, 7, 1, 2));
        assert_eq!(place("A=1\nB C", 99), (4, 7, 1, 2));
        assert_eq!(place("", 0), (0, 0, 0, 1));
    }
}
