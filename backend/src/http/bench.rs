//! Static routes for the benchmark (feature `bench`, off by default): so many bytes as JSON. One is a route of the program
//! like any other that needs nobody: what the broker costs beyond it is what authorization, audit and the token cost. The
//! other has nothing around it: what every route of the program costs beyond it is the envelope.

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header;
use shared::ids::TenantId;

use super::{
    auth::Access,
    openapi::Docs,
    router::{Route, get},
};
use crate::app::AppState;

/// The static route of the program, behind the gate and in the envelope like all of them.
pub(super) fn fixed() -> Route {
    get("/bench/{bytes}", Access::Public, Docs::new("Answers so many bytes"), bytes)
}

/// The one with nothing around it.
pub(super) const NAKED: &str = "/bench/naked/{bytes}";

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
