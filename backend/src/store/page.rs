//! Cursors: where the next page of a list begins. Opaque to callers, so the sort key can change.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::api::page::Page;

/// How much of a list to read, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// At most so many items.
    pub limit: u32,
    /// The sort key of the last item of the page before.
    pub after: Option<String>,
}

impl PageRequest {
    /// How many rows to ask the database for: one more than the page, to know whether there is a next.
    pub fn rows(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Makes a page of the rows read; `key` is the sort key of an item.
    pub fn page<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> &str) -> Page<T> {
        let limit = self.limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more { rows.last().map(|item| encode(key(item))) } else { None };
        Page { items: rows, next_cursor }
    }
}

/// Writes a cursor.
pub fn encode(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// Reads a cursor; `None` when it is not one of ours.
pub fn decode(cursor: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

/// A search text as the pattern of `LIKE … ESCAPE '\'`, in lower case, matching anywhere.
pub fn like_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_cursor() {
        let request = PageRequest { limit: 2, after: None };
        let page = request.page(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()], String::as_str);
        assert_eq!(page.items, ["a", "b"]);
        assert_eq!(page.next_cursor.as_deref().and_then(decode).as_deref(), Some("b"));
        assert_eq!(request.page(vec!["a".to_owned(), "b".to_owned()], String::as_str).next_cursor, None);
    }

    #[test]
    fn wildcards_in_a_search_are_plain_text() {
        assert_eq!(like_pattern("50%_A"), "%50\\%\\_a%");
        assert_eq!(decode("not base64!"), None);
    }
}
