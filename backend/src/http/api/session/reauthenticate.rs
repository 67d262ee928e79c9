//! Takes the password once more, for actions that could give secrets away. The session gets a new token
//! (ASVS 7.2.4) and keeps its id, so an authorization begun before can still be completed.

use axum::{extract::State, response::IntoResponse};
use http::{StatusCode, header};
use shared::{api::session::Reauthentication, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::{Entry, record},
    http::{AppError, Body, Caller, RequestInfo, SignedIn},
    identity::{Attempt, hash, session},
    store::{sessions, users},
};

/// `POST /session/reauthentication`.
pub async fn reauthenticate(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    SignedIn(person): SignedIn,
    Body(request): Body<Reauthentication>,
) -> Result<impl IntoResponse, AppError> {
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
    let token = app.rng.token::<32>();
    let mut tx = app.store.write().await?;
    record(&mut tx, &app, Entry::new(actor.author(&info.id), action)).await?;
    if right {
        attempt.succeeded(&mut tx, now).await?;
        sessions::reauthenticated(&mut tx, &person.session_id, &hash(token.expose()), now).await?;
    }
    tx.commit().await?;
    if !right {
        return Err(ProblemCode::WrongCredentials.into());
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session::set_cookie(&token))]))
}
