//! Versions of single things: `ETag` out, `If-Match` in (RFC 9110 §8.8.3, §13.1.1).

use axum::{
    Json,
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header, request::Parts};
use serde::Serialize;
use shared::problem::ProblemCode;

use super::AppError;

/// An answer with its version.
#[derive(Debug)]
pub struct Tagged<T>(pub i64, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.1).into_response();
        if let Ok(tag) = HeaderValue::from_str(&tag(self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The version that a caller has seen, if they say.
#[derive(Debug, Clone)]
pub struct IfMatch(Option<String>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let value = parts.headers.get(header::IF_MATCH);
        Ok(Self(value.map(|value| value.to_str().unwrap_or_default().to_owned())))
    }
}

impl IfMatch {
    /// Refuses unless `version` is (one of) what the caller has seen. Check inside the transaction that writes.
    pub fn check(&self, version: i64) -> Result<(), AppError> {
        let Some(seen) = &self.0 else { return Ok(()) };
        let current = tag(version);
        if seen.split(',').map(str::trim).any(|seen| seen == "*" || seen == current) {
            Ok(())
        } else {
            Err(ProblemCode::PreconditionFailed.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_current_version_matches() {
        let check = |seen: &str| IfMatch(Some(seen.to_owned())).check(7).is_ok();
        assert!(check("\"7\"") && check("\"1\", \"7\"") && check("*"));
        assert!(!check("\"6\"") && !check("7") && !check("W/\"7\"") && !check(""));
        assert!(IfMatch(None).check(7).is_ok());
    }
}
