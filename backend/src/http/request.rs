//! What is known about every request before anybody looks at it.

use std::{net::IpAddr, sync::Arc};

use axum::extract::FromRequestParts;
use http::request::Parts;
use shared::{problem::ProblemCode, text::Locale};

use super::AppError;

/// Known about every request; put there by the envelope.
#[derive(Debug, Clone)]
pub struct RequestInfo {
    /// Finds the request in the log.
    pub id: Arc<str>,
    /// The language to answer in.
    pub locale: Locale,
    /// Where the request came from, as far as trusted proxies tell.
    pub address: IpAddr,
}

impl<S: Sync> FromRequestParts<S> for RequestInfo {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        parts
            .extensions
            .get()
            .cloned()
            .ok_or_else(|| AppError::new(ProblemCode::Internal).cause("a request came in without its envelope"))
    }
}
