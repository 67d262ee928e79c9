//! The JSON body of a request: read with a limit, parsed strictly, judged by its own rules before a handler runs.

use axum::{
    body::{Bytes, HttpBody as _},
    extract::{FromRequest, OptionalFromRequest, Request},
};
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use shared::{
    field::{FieldFault, Report, Validate},
    problem::ProblemCode,
};

use super::AppError;

/// The most that is read: 256 KiB.
pub const LIMIT_KIB: usize = 256;
/// The most that is received and thrown away before a body is refused: 32 MiB.
const DISCARDED_MIB: usize = 32;

/// What may be read where many things are sent at once: 4 MiB.
pub const LARGE_KIB: usize = 4096;

/// A body of at most so many KiB that was accepted.
#[derive(Debug)]
pub struct Body<T, const KIB: usize = LIMIT_KIB>(pub T);

impl<T: DeserializeOwned + Validate, S: Sync, const KIB: usize> FromRequest<S> for Body<T, KIB> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        if !declares_json(request.headers()) {
            return Err(ProblemCode::UnsupportedMediaType.into());
        }
        let value: T = parse(&read(request.into_body(), KIB).await?)?;
        let mut report = Report::default();
        value.validate(&mut report);
        AppError::check(report)?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned + Validate, S: Sync, const KIB: usize> OptionalFromRequest<S> for Body<T, KIB> {
    type Rejection = AppError;

    /// No body at all is `None`; anything else is judged like any body.
    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, AppError> {
        if request.body().is_end_stream() {
            return Ok(None);
        }
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

/// Reads a body up to the limit.
pub(super) async fn read(mut body: axum::body::Body, kib: usize) -> Result<Bytes, AppError> {
    match Limited::new(&mut body, kib * 1024).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            discard(body).await;
            Err(AppError::new(ProblemCode::BodyTooLarge).arg("limit", kib.to_string()))
        }
        // The caller went away in the middle; nobody will read the answer.
        Err(error) => Err(AppError::new(ProblemCode::Timeout).cause(error)),
    }
}

/// Lets a caller finish sending, within reason: most read the answer only then, and a connection closed before would
/// tell them nothing.
async fn discard(mut body: axum::body::Body) {
    let mut left = DISCARDED_MIB * 1024 * 1024;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            return;
        }
    }
}

fn declares_json(headers: &HeaderMap) -> bool {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = declared.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = pointer(error.path());
        let error = error.into_inner();
        match error.classify() {
            Category::Data => {
                let (pointer, fault) = not_accepted(&path, &error.to_string());
                AppError::field(pointer, fault)
            }
            _ => malformed(&error),
        }
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// Reads JSON that came inside a field, as strictly as a body; what is wrong is said under `inside`.
pub fn read_value<T: DeserializeOwned>(value: serde_json::Value, inside: &str) -> Result<T, AppError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = pointer(error.path());
        let (pointer, fault) = not_accepted(&path, &error.into_inner().to_string());
        AppError::field(format!("{inside}{pointer}"), fault)
    })
}

fn malformed(error: &serde_json::Error) -> AppError {
    AppError::new(ProblemCode::MalformedJson)
        .arg("line", error.line().to_string())
        .arg("column", error.column().to_string())
}

/// Finds out which field serde means. Its messages are the only place where it says so.
fn not_accepted(path: &str, message: &str) -> (String, FieldFault) {
    let named = message.split('`').nth(1).unwrap_or_default();
    let child = || format!("{path}/{}", escaped(named));
    if message.starts_with("unknown field") {
        // The path ends in the field itself when serde had begun to read it.
        let pointer = if path.ends_with(&format!("/{}", escaped(named))) { path.to_owned() } else { child() };
        (pointer, FieldFault::Unknown)
    } else if message.starts_with("missing field") {
        (child(), FieldFault::Required)
    } else if message.starts_with("unknown variant") {
        (path.to_owned(), FieldFault::Choice)
    } else {
        (path.to_owned(), FieldFault::WrongType)
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer = format!("{pointer}/{index}"),
            Segment::Map { key } => pointer = format!("{pointer}/{}", escaped(key)),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// RFC 6901 §3.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use shared::api::{api_key::CreateApiKey, resource::CreateResource, tenant::CreateTenant};

    use super::*;

    fn verdict<T: DeserializeOwned>(json: &str) -> String {
        match parse::<T>(json.as_bytes()) {
            Ok(_) => "ok".to_owned(),
            Err(error) => {
                let code = error.code().as_str();
                let response = error.into_response();
                let fault = response.extensions().get::<std::sync::Arc<super::super::error::Fault>>().expect("a fault");
                let fields: Vec<String> = fault.fields.iter().map(|(p, f)| format!("{p} {}", f.code())).collect();
                format!("{code} {}", fields.join(","))
            }
        }
    }

    #[test]
    fn every_kind_of_wrong_body_is_told_apart() {
        let cases = [
            (r#"{"slug":"a","name":"b"}"#, "ok"),
            (r#"{"slug":"a","name":"#, "request.malformed_json "),
            (r#"{"slug":"a","name":"b"} x"#, "request.malformed_json "),
            ("", "request.malformed_json "),
            (r#"{"slug":"a","name":"b","colour":1}"#, "request.invalid /colour unknown_field"),
            (r#"{"slug":"a"}"#, "request.invalid /name required"),
            (r#"{"slug":1,"name":"b"}"#, "request.invalid /slug wrong_type"),
            (r#"{"slug":"a","name":"b","domains":["x",2]}"#, "request.invalid /domains/1 wrong_type"),
            (r#"{"slug":"a","name":"b","locale":"fr"}"#, "request.invalid /locale choice"),
            ("[]", "request.invalid  wrong_type"),
        ];
        for (json, expected) in cases {
            assert_eq!(verdict::<CreateTenant>(json), expected, "{json}");
        }
        assert_eq!(verdict::<CreateApiKey>(r#"{"name":"a","scopes":["nope"]}"#), "request.invalid /scopes/0 choice");
        let nested = r#"{"name":"a","type":"oidc","endpoints":{"nope/x":"1"}}"#;
        assert_eq!(verdict::<CreateResource>(nested), "request.invalid /endpoints/nope~1x unknown_field");
    }

    #[test]
    fn only_json_counts_as_json() {
        let declared = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, value.parse().expect("a header value"));
            declares_json(&headers)
        };
        assert!(declared("application/json"));
        assert!(declared("Application/JSON; charset=utf-8"));
        assert!(!declared("text/plain"));
        assert!(!declared("application/jsonp"));
        assert!(!declares_json(&HeaderMap::new()));
    }
}
