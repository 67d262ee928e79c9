//! Signs in. Unknown account and wrong password are the same in words, status and time.

use axum::{extract::State, response::IntoResponse};
use http::{StatusCode, header};
use shared::{api::session::SignIn, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::{Author, Entry, record},
    http::{AppError, Body, RequestInfo},
    identity::{Attempt, hash, session},
    store::{sessions, sessions::NewSession, users},
};

/// `POST /session`.
pub async fn begin(
    State(app): State<AppState>,
    info: RequestInfo,
    Body(request): Body<SignIn>,
) -> Result<impl IntoResponse, AppError> {
    let email = request.email.trim().to_lowercase();
    let attempt = Attempt::new(&email, info.address);
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    if let Err(seconds) = attempt.begin(&mut tx, now).await? {
        let problem = AppError::new(ProblemCode::TooManyAttempts).arg("seconds", seconds.to_string());
        return Err(problem.retry_after(seconds));
    }
    let account = users::by_email(&mut tx, &email).await?;
    tx.commit().await?;
    let (user, password_hash) = account.unzip();
    let right = app.passwords.verify(&request.password, password_hash).await?;
    let author = Author {
        kind: "user",
        id: user.as_ref().map(|user| user.id.to_string()),
        // What was typed is not repeated: it may be a password in the wrong field.
        name: user.as_ref().map_or_else(|| "(unknown)".to_owned(), |user| user.name.clone()),
        request_id: Some(info.id.to_string()),
    };
    let mut tx = app.store.write().await?;
    let Some(user) = user.filter(|_| right) else {
        let refused = Entry::new(author, "session.refused").detail(serde_json::json!({ "address": info.address }));
        record(&mut tx, &app, refused).await?;
        tx.commit().await?;
        return Err(ProblemCode::WrongCredentials.into());
    };
    attempt.succeeded(&mut tx, now).await?;
    let (id, token) = (app.new_id(), app.rng.token::<32>());
    let token_hash = hash(token.expose());
    let session = NewSession { id: &id, token_hash: &token_hash, user: &user.id, now, expires_at: session::end(now) };
    sessions::insert(&mut tx, &session).await?;
    let begun = Entry::new(author, "session.begin").detail(serde_json::json!({ "address": info.address }));
    record(&mut tx, &app, begun).await?;
    tx.commit().await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session::set_cookie(&token))]))
}
