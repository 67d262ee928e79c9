//! A value beside the version of it that was read, so that a change can say what it was made on (`If-Match`).

use std::ops::Deref;

/// The server's name for one version of a thing: its `ETag`, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version(String);

impl Version {
    /// The version that an `ETag` names.
    pub(crate) fn new(etag: impl Into<String>) -> Self {
        Self(etag.into())
    }

    /// What `If-Match` says.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value as it was read, with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen<T> {
    /// The value.
    pub value: T,
    /// Its version; `None` when the server did not say.
    pub version: Option<Version>,
}

impl<T> Deref for Seen<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
