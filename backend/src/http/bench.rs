//! A bare route for the benchmark (feature `bench`, off by default): so many bytes as JSON, with nothing around it. What
//! the broker costs beyond it is what authorization, audit, counting and headers cost.

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header;
use shared::ids::TenantId;

use crate::app::AppState;

/// `/bench/{bytes}`
pub(super) const PATH: &str = "/bench/{bytes}";

static FILLING: [u8; 64 * 1024] = [b'x'; 64 * 1024];

/// Answers the asked number of bytes, at most 64 KiB.
pub(super) async fn bytes(Path(bytes): Path<usize>) -> Response {
    let body = Bytes::from_static(&FILLING[..bytes.min(FILLING.len())]);
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// `/bench/fill/{tenant}/{count}/{bytes}`
pub(super) const FILL: &str = "/bench/fill/{tenant}/{count}/{bytes}";

/// Puts so many tokens of so many bytes at hand, and nothing else.
pub(super) async fn fill(
    State(app): State<AppState>,
    Path((tenant, count, bytes)): Path<(TenantId, usize, usize)>,
) -> &'static str {
    app.token_cache.fill(&tenant, count, bytes, app.clock.now(), app.identity.epoch());
    "filled"
}
