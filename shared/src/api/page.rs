//! The shape of every list.

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items, at most as many as `limit` asked for.
    pub items: Vec<T>,
    /// Hand in as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

/// The query of every list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    /// At most 200; 50 unless told.
    pub limit: Option<u32>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
    /// Searches where the list has something to search.
    pub q: Option<String>,
}

impl ListQuery {
    /// The most items a page may have.
    pub const MAX_LIMIT: u32 = 200;

    /// The limit to use, or `None` when what was asked for is out of range.
    pub fn effective_limit(&self) -> Option<u32> {
        match self.limit {
            None => Some(50),
            Some(n) if (1..=Self::MAX_LIMIT).contains(&n) => Some(n),
            Some(_) => None,
        }
    }
}
