//! Creates the first administrator with the token of the set-up link.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::{
    api::{session::User, setup::SetupRequest},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Body},
    identity::{NewAccount, setup},
    store::users,
};

/// `POST /setup`.
pub async fn finish(
    State(app): State<AppState>,
    Body(request): Body<SetupRequest>,
) -> Result<(StatusCode, Json<User>), AppError> {
    // Hashing costs: only for who has the token, and before the transaction that uses it up.
    let mut tx = app.store.read().await?;
    if users::any(&mut tx).await? {
        return Err(ProblemCode::SetupDone.into());
    }
    if !setup::matches(&mut tx, &request.token, app.clock.now()).await? {
        return Err(ProblemCode::SetupLinkInvalid.into());
    }
    drop(tx);
    let hash = app.passwords.hash(&request.password, &app.rng).await?;
    let mut tx = app.store.write().await?;
    if !setup::take(&mut tx, &request.token, app.clock.now()).await? {
        return Err(ProblemCode::SetupLinkInvalid.into());
    }
    let account =
        NewAccount { email: &request.email, name: &request.name, locale: request.locale, administrator: true };
    let user = account.insert(&mut tx, &app, &hash, None).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(user)))
}
