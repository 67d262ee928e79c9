//! The two dialects.

use serde::{Deserialize, Serialize};

/// Which rules a connection string follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Grammar {
    /// Quotes are `'` and `"`; `==` in a key stands for `=`.
    #[default]
    DotNet,
    /// Quotes are `{` and `}`, and stay part of the value.
    Odbc,
}
