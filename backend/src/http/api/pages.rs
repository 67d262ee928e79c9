//! The pages: the browser application, embedded. Every address that is not the API's or a file's is the
//! application's own to understand, `/setup` and `/oauth/callback/{id}` among them.

use std::borrow::Cow;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, header};
use rust_embed::{Embed, EmbeddedFile};
use shared::problem::ProblemCode;

use crate::{
    hex,
    http::{AppError, headers::PAGE_POLICY},
};

#[derive(Embed)]
// Which folder of the checkout: see build.rs.
#[folder = "$CARGO_MANIFEST_DIR/../$CONSENTRY_PAGES_FOLDER"]
#[allow_missing = true]
struct Built;

/// Names in this folder carry a hash of what is in them.
const HASHED: &str = "assets/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

const WITHOUT_PAGES: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Consentry</title>
<h1>Consentry is running</h1>
<p>This build has no pages in it; the API works. Build with <code>cargo xtask build</code> to have both.</p>
<p lang=\"nl\">Deze build bevat geen pagina's; de API werkt. Bouw met <code>cargo xtask build</code> voor beide.</p>
</html>";

/// Answers what no route of the API answers.
pub async fn page(request: Request) -> Result<Response, AppError> {
    let path = request.uri().path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Err(ProblemCode::NoSuchPath.into());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(ProblemCode::MethodNotAllowed.into());
    }
    if path.starts_with(HASHED) {
        return file(path, request.headers(), FOREVER).ok_or_else(|| ProblemCode::NoSuchPath.into());
    }
    let page = if path == "index.html" { None } else { file(path, request.headers(), ASK_AGAIN) };
    Ok(page.or_else(|| file("index.html", request.headers(), ASK_AGAIN)).unwrap_or_else(without_pages))
}

fn without_pages() -> Response {
    with_policy(([(header::CACHE_CONTROL, ASK_AGAIN)], Html(WITHOUT_PAGES)).into_response())
}

fn with_policy(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    response
}

fn file(path: &str, asked: &HeaderMap, caching: HeaderValue) -> Option<Response> {
    let kind = media_type(path)?;
    let plain = Built::get(path)?;
    let tag = format!("\"{}\"", hex::encode(&plain.metadata.sha256_hash()[..16]));
    let tag = HeaderValue::from_str(&tag).ok()?;
    let mut response = if asked.get(header::IF_NONE_MATCH) == Some(&tag) {
        http::StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (encoding, file) = smallest(path, asked, plain);
        let mut response = Body::from(bytes(file)).into_response();
        if let Some(encoding) = encoding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, caching);
    headers.insert(header::ETAG, tag);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Some(with_policy(response))
}

/// What is embedded is served from where it lies, without a copy.
fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => Bytes::from(read),
    }
}

/// The smallest form that the browser takes.
fn smallest(path: &str, asked: &HeaderMap, plain: EmbeddedFile) -> (Option<&'static str>, EmbeddedFile) {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(accepted, encoding)
            && let Some(file) = Built::get(&format!("{path}.{ending}"))
        {
            return (Some(encoding), file);
        }
    }
    (None, plain)
}

/// Whether an encoding is named and not refused by a weight of zero (RFC 9110 §12.5.3).
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|entry| {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

/// What may be served at all, and as what.
fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_may_be_refused() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("", "gzip"));
    }

    #[test]
    fn compressed_siblings_are_not_addresses_of_their_own() {
        assert_eq!(media_type("assets/app.wasm.br"), None);
        assert_eq!(media_type("assets/app-0123.wasm"), Some("application/wasm"));
    }
}
