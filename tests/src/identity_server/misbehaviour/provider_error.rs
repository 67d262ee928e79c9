//! An error as the provider words it (RFC 6749 §5.2), with Microsoft's code in the description.

use serde_json::json;

use super::{Misbehaviour, json};

/// Answers `status` with `error` and a description that begins with `code` (`AADSTS7000222`).
pub fn provider_error(status: u16, error: &'static str, code: &'static str) -> Misbehaviour {
    Misbehaviour::instead(move || {
        let correlation = "3f1c1f2e-9d53-4b9e-8a54-0c9d3c1b7a11";
        json(
            status,
            &json!({
                "error": error,
                "error_description": format!("{code}: The reason in the provider's words. Trace ID: t Correlation ID: {correlation}"),
                "correlation_id": correlation,
            }),
        )
    })
}
