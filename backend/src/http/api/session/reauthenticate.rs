//! Takes the password once more, for actions that could give secrets away.
//!
//! The session keeps its token: a new one would sign out every other request of the page that is under way.

use axum::extract::State;
use http::StatusCode;
use shared::{api::session::Reauthentication, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::{Entry, record},
    http::{AppError, Body, Caller, RequestInfo, SignedIn},
    identity::Attempt,
    store::{sessions, users},
};

/// `POST /session/reauthentication`.
pub async fn reauthenticate(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    SignedIn(person): SignedIn,
    Body(request): Body<Reauthentication>,
) -> Result<StatusCode, AppError> {
    let attempt = Attempt::new(&person.user.email, info.address);
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    if let Err(seconds) = attempt.begin(&mut tx, now).await? {
        let problem = AppError::new(ProblemCode::TooManyAttempts).arg("seconds", seconds.to_string());
        return Err(problem.retry_after(seconds));
    }
    let password_hash = users::password_hash(&mut tx, &person.user.id).await?;
    tx.commit().await?;
    let right = app.passwords.verify(&request.password, password_hash).await?;
    let action = if right { "session.reauthenticate" } else { "session.reauthentication_refused" };
    let mut tx = app.store.write().await?;
    record(&mut tx, &app, Entry::new(actor.author(&info.id), action)).await?;
    if right {
        attempt.succeeded(&mut tx, now).await?;
        sessions::reauthenticated(&mut tx, &person.session_id, now).await?;
    }
    tx.commit().await?;
    if right { Ok(StatusCode::NO_CONTENT) } else { Err(ProblemCode::WrongCredentials.into()) }
}
