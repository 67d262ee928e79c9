//! Sorting, searching and windowing of tables.

/// Which column orders the rows, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    /// The column's index.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
}

impl Order {
    /// What a click on `column` makes of the order.
    #[must_use]
    pub(crate) fn clicked(self, column: usize) -> Self {
        Self { column, descending: self.column == column && !self.descending }
    }
}

/// Whether every word of `needle` occurs in `haystack`, whatever the case.
pub(crate) fn matches(haystack: &str, needle: &str) -> bool {
    let haystack = haystack.to_lowercase();
    needle.split_whitespace().all(|word| haystack.contains(&word.to_lowercase()))
}

/// The rows to draw of `count` rows of `height` pixels, for a view of `view` pixels scrolled to `top`: the range and
/// the space before and after it.
pub(crate) fn window(count: usize, height: f64, top: f64, view: f64) -> Window {
    const SPARE: usize = 12;
    let first = to_rows(top / height).saturating_sub(SPARE).min(count);
    let last = (to_rows((top + view) / height) + 1 + SPARE).min(count).max(first);
    Window { first, last, before: to_pixels(first, height), after: to_pixels(count - last, height) }
}

/// The rows to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Window {
    /// The first row.
    pub first: usize,
    /// One after the last row.
    pub last: usize,
    /// Pixels of rows above that are not drawn.
    pub before: f64,
    /// Pixels of rows below that are not drawn.
    pub after: f64,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a table can hold")]
fn to_rows(rows: f64) -> usize {
    rows.clamp(0.0, 1e9) as usize
}

#[expect(clippy::cast_precision_loss, reason = "no table has 2^52 rows")]
fn to_pixels(rows: usize, height: f64) -> f64 {
    rows as f64 * height
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_turns_the_order_round() {
        let order = Order { column: 0, descending: false };
        assert_eq!(order.clicked(0), Order { column: 0, descending: true });
        assert_eq!(order.clicked(2), Order { column: 2, descending: false });
    }

    #[test]
    fn every_word_must_occur() {
        assert!(matches("Contoso Production contoso.com", "CONT prod"));
        assert!(!matches("Contoso", "cont prod"));
        assert!(matches("anything", ""));
    }

    #[test]
    fn ten_thousand_rows_draw_a_few() {
        let window = window(10_000, 40.0, 4_000.0, 600.0);
        assert_eq!((window.first, window.last), (88, 128));
        assert!((window.before + window.after - 40.0 * (10_000.0 - 40.0)).abs() < f64::EPSILON);
        assert_eq!(super::window(3, 40.0, 9_999.0, 600.0).last, 3);
    }
}
