//! Signs out: here, and in the browser.

use axum::{extract::State, response::IntoResponse};
use http::{HeaderName, StatusCode, header};

use crate::{
    app::AppState,
    audit::{Entry, record},
    http::{AppError, Caller, RequestInfo, SignedIn},
    identity::session,
    store::sessions,
};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// `DELETE /session`.
pub async fn end(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    SignedIn(person): SignedIn,
) -> Result<impl IntoResponse, AppError> {
    let mut tx = app.store.write().await?;
    sessions::delete(&mut tx, &person.session_id).await?;
    record(&mut tx, &app, Entry::new(actor.author(&info.id), "session.end")).await?;
    tx.commit().await?;
    let headers =
        [(header::SET_COOKIE, session::clear_cookie()), (CLEAR_SITE_DATA, r#""cache", "storage""#.to_owned())];
    Ok((StatusCode::NO_CONTENT, headers))
}
