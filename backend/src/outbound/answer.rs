//! What came back, within the limits, with the few headers that matter.

use http::StatusCode;
use serde_json::Value;
use zeroize::Zeroize;

use super::OutboundError;

/// An answer. Its body may hold tokens: it is wiped when dropped and silent in `Debug`.
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// `Content-Type`, if any.
    pub content_type: Option<String>,
    /// `Retry-After`, if any, as it was written.
    pub retry_after: Option<String>,
    /// `X-EWS-Policy-Reason`, if any.
    pub policy_reason: Option<String>,
    /// `request-id`, if any.
    pub request_id: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON. A content type that says otherwise is believed; a missing one is not held against it.
    ///
    /// # Errors
    /// [`OutboundError::NotJson`].
    pub fn json(&self) -> Result<Value, OutboundError> {
        if self.content_type.as_deref().is_some_and(|declared| !is_json(declared)) {
            return Err(OutboundError::NotJson);
        }
        let text = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        serde_json::from_slice(text).map_err(|_| OutboundError::NotJson)
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("+json")
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.body.zeroize();
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(content_type: Option<&str>, body: &[u8]) -> Answer {
        Answer {
            status: StatusCode::OK,
            content_type: content_type.map(str::to_owned),
            retry_after: None,
            policy_reason: None,
            request_id: None,
            body: body.to_vec(),
        }
    }

    #[test]
    fn what_says_it_is_something_else_is_not_json() {
        assert!(answer(Some("application/json; charset=utf-8"), b"{}").json().is_ok());
        assert!(answer(Some("application/problem+json"), b"\xef\xbb\xbf{}").json().is_ok());
        assert!(answer(None, b"{}").json().is_ok());
        for (declared, body) in [(Some("text/html"), &b"{}"[..]), (None, b"<html>"), (None, b"{\"a\":"), (None, b"")] {
            assert_eq!(answer(declared, body).json().err(), Some(OutboundError::NotJson));
        }
    }

    #[test]
    fn a_body_does_not_print_itself() {
        assert!(!format!("{:?}", answer(None, b"s3cret")).contains("s3cret"));
    }
}
