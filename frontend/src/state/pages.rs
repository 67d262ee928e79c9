//! Reads a list page after page until all of it is there, within bounds.

use std::future::Future;

use shared::api::page::Page;

/// More than anybody scrolls through, and what a browser still holds without effort.
const BOUND: usize = 20_000;

/// What was read of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whole<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether there are more than were read.
    pub cut: bool,
}

impl<T> Whole<T> {
    /// How many were read, and whether there are more.
    pub(crate) fn count(&self) -> (usize, bool) {
        (self.items.len(), self.cut)
    }
}

/// Everything that `page` gives, beginning without a cursor and following `next_cursor`.
pub(crate) async fn whole<T, E, F, Fut>(page: F) -> Result<Whole<T>, E>
where
    F: Fn(Option<String>) -> Fut,
    Fut: Future<Output = Result<Page<T>, E>>,
{
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let next = page(cursor.take()).await?;
        let stuck = next.items.is_empty();
        items.extend(next.items);
        match next.next_cursor {
            None => return Ok(Whole { items, cut: false }),
            Some(_) if stuck || items.len() >= BOUND => return Ok(Whole { items, cut: true }),
            Some(more) => cursor = Some(more),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::ready,
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    /// Runs what never waits.
    fn now<T>(work: impl Future<Output = Result<T, ()>>) -> T {
        match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(value)) => value,
            _ => panic!("it waited or failed"),
        }
    }

    fn numbers(total: usize) -> impl Fn(Option<String>) -> std::future::Ready<Result<Page<usize>, ()>> {
        move |cursor| {
            let from: usize = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
            let to = (from + 200).min(total);
            ready(Ok(Page { items: (from..to).collect(), next_cursor: (to < total).then(|| to.to_string()) }))
        }
    }

    #[test]
    fn every_page_is_read() {
        for total in [0, 1, 200, 201, 1000] {
            let read = now(whole(numbers(total)));
            assert_eq!((read.items, read.cut), ((0..total).collect(), false));
        }
    }

    #[test]
    fn a_list_without_end_is_cut_and_says_so() {
        let read = now(whole(numbers(1_000_000)));
        assert_eq!((read.items.len(), read.cut), (BOUND, true));
        let stuck = |_| ready(Ok::<_, ()>(Page::<usize> { items: Vec::new(), next_cursor: Some("again".into()) }));
        assert!(now(whole(stuck)).cut);
    }
}
