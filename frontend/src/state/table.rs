//! Sorting, searching and windowing of tables.

use std::{cmp::Ordering, sync::Arc};

use memchr::memmem::Finder;

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

/// What a cell is ordered by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    /// Nothing; comes first.
    Nothing,
    /// A number or a moment.
    Number(i64),
    /// A text, whatever its case.
    Text(String),
}

impl SortKey {
    /// By a text.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }
}

/// The order of rows with these keys: their indices, the first row first. Rows that are alike keep their places.
pub(crate) fn ordered<'a>(count: usize, key: impl Fn(usize) -> &'a [SortKey], order: Option<Order>) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..count).collect();
    if let Some(Order { column, descending }) = order {
        rows.sort_by(|a, b| {
            let ordering = match (key(*a).get(column), key(*b).get(column)) {
                (Some(a), Some(b)) => a.cmp(b),
                _ => Ordering::Equal,
            };
            if descending { ordering.reverse() } else { ordering }
        });
    }
    rows
}

/// A search that goes on with every letter: it looks only where the letters before it were found, and what was found for
/// those is kept for when the last one is taken back.
#[derive(Debug, Default)]
pub(crate) struct Search {
    steps: Vec<(String, Arc<Vec<usize>>)>,
}

impl Search {
    /// Which of `rows` hold every word of `needle`; `haystacks` are in lower case already.
    pub(crate) fn found(&mut self, rows: &Arc<Vec<usize>>, haystacks: &[String], needle: &str) -> Arc<Vec<usize>> {
        let needle = needle.to_lowercase();
        if !self.steps.first().is_some_and(|(_, all)| Arc::ptr_eq(all, rows)) {
            self.steps = vec![(String::new(), rows.clone())];
        }
        // The first step is the empty text, which everything begins with.
        while self.steps.last().is_some_and(|(before, _)| !needle.starts_with(before)) {
            self.steps.pop();
        }
        let Some((before, among)) = self.steps.last() else { return rows.clone() };
        if *before == needle {
            return among.clone();
        }
        // All words but the last of the step before are looked for already.
        let known = before.split_whitespace().count().saturating_sub(1);
        let words: Vec<Finder<'_>> = needle.split_whitespace().skip(known).map(Finder::new).collect();
        let fits = |row: &usize| {
            haystacks.get(*row).is_some_and(|hay| words.iter().all(|word| word.find(hay.as_bytes()).is_some()))
        };
        let found =
            if words.is_empty() { among.clone() } else { Arc::new(among.iter().copied().filter(fits).collect()) };
        self.steps.push((needle, found.clone()));
        found
    }
}

/// The rows to draw of `count` rows of `height` pixels, for a view of `view` pixels scrolled to `top`: the range and
/// the space before and after it.
pub(crate) fn window(count: usize, height: f64, top: f64, view: f64) -> Window {
    const SPARE: usize = 8;
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
    fn rows_are_ordered_and_found_without_moving_them() {
        let keys = [vec![SortKey::text("b")], vec![SortKey::text("A")], vec![SortKey::Nothing]];
        let by = |order| ordered(3, |row| &keys[row], order);
        assert_eq!(by(None), [0, 1, 2]);
        assert_eq!(by(Some(Order { column: 0, descending: false })), [2, 1, 0]);
        assert_eq!(by(Some(Order { column: 0, descending: true })), [0, 1, 2]);
        let haystacks = ["mail host".to_owned(), "mail port".to_owned(), "url".to_owned()];
        let found = |needle: &str| Search::default().found(&Arc::new(vec![2, 1, 0]), &haystacks, needle).to_vec();
        assert_eq!(found("MAIL o"), [1, 0]);
        assert_eq!(found(" "), [2, 1, 0]);
    }

    #[test]
    fn a_search_that_goes_on_finds_what_a_new_one_would() {
        let haystacks: Vec<String> = (0..500).map(|n| format!("example {n} of {}", n % 7)).collect();
        let (one, other) = (Arc::new((0..500).collect::<Vec<_>>()), Arc::new((0..500).rev().collect::<Vec<_>>()));
        let mut search = Search::default();
        for needle in
            ["e", "ex", "ex 4", "ex 4 ", "ex 42", "ex 4 2", "ex 4", "", "99", "of 3", "of 3x", "of 3", " of", "E"]
        {
            for rows in [&one, &other] {
                let fits = |row: &&usize| matches(&haystacks[**row], needle);
                let all: Vec<usize> = rows.iter().filter(fits).copied().collect();
                assert_eq!(*search.found(rows, &haystacks, needle), all, "{needle:?}");
                assert_eq!(*search.found(rows, &haystacks, needle), all, "{needle:?} once more");
            }
        }
    }

    #[test]
    fn ten_thousand_rows_draw_a_few() {
        let window = window(10_000, 40.0, 4_000.0, 600.0);
        assert_eq!((window.first, window.last), (92, 124));
        assert!((window.before + window.after - 40.0 * (10_000.0 - 32.0)).abs() < f64::EPSILON);
        assert_eq!(super::window(3, 40.0, 9_999.0, 600.0).last, 3);
    }
}
