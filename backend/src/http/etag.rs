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
use crate::settings::{Expected, SettingsFault};

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

/// The version that a caller has seen, if they say; or that there is none (`If-None-Match: *`).
#[derive(Debug, Clone)]
pub struct IfMatch {
    seen: Option<String>,
    absent: bool,
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let value = parts.headers.get(header::IF_MATCH);
        let absent = parts.headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == b"*");
        Ok(Self { seen: value.map(|value| value.to_str().unwrap_or_default().to_owned()), absent })
    }
}

impl IfMatch {
    /// Of a caller who has not said what they have seen.
    pub fn unsaid() -> Self {
        Self { seen: None, absent: false }
    }

    /// Refuses unless `version` is (one of) what the caller has seen. Check inside the transaction that writes.
    pub fn check(&self, version: i64) -> Result<(), AppError> {
        let Some(seen) = &self.seen else { return Ok(()) };
        let current = tag(version);
        if seen.split(',').map(str::trim).any(|seen| seen == "*" || seen == current) {
            Ok(())
        } else {
            Err(ProblemCode::PreconditionFailed.into())
        }
    }

    /// The same for settings, which are judged all at once.
    pub fn expected(&self) -> Expected {
        let Some(seen) = &self.seen else {
            return if self.absent { Expected::Absent } else { Expected::Any };
        };
        if seen.trim() == "*" {
            return Expected::There;
        }
        let version = |tag: &str| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok();
        Expected::Version(seen.split(',').filter_map(version).collect())
    }

    /// How a conflict is told: whoever said a version in a header is answered that the header does not hold.
    pub fn refusal(&self) -> impl FnOnce(SettingsFault) -> AppError + use<> {
        let asked = self.seen.is_some() || self.absent;
        move |fault| match fault {
            SettingsFault::Conflict(conflicts) if asked => {
                AppError::new(ProblemCode::PreconditionFailed).conflicts(conflicts)
            }
            other => other.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_current_version_matches() {
        let of = |seen: Option<&str>| IfMatch { seen: seen.map(str::to_owned), absent: false };
        let check = |seen: &str| of(Some(seen)).check(7).is_ok();
        assert!(check("\"7\"") && check("\"1\", \"7\"") && check("*"));
        assert!(!check("\"6\"") && !check("7") && !check("W/\"7\"") && !check(""));
        assert!(of(None).check(7).is_ok());
        assert_eq!(of(Some("\"1\", \"7\"")).expected(), Expected::Version(vec![1, 7]));
        assert_eq!(of(Some("*")).expected(), Expected::There);
        assert_eq!(IfMatch { seen: None, absent: true }.expected(), Expected::Absent);
        assert_eq!(of(Some("nonsense")).expected(), Expected::Version(vec![]), "nothing matches what is no version");
    }
}
