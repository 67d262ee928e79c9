//! Who is signed in.

use axum::Json;
use shared::api::session::SessionInfo;

use crate::http::SignedIn;

/// `GET /session`.
pub async fn get(SignedIn(person): SignedIn) -> Json<SessionInfo> {
    Json(SessionInfo { user: person.user, expires_at: person.session_expires_at })
}
