//! Connection strings and their kinds.
