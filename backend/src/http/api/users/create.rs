//! Creates an account with a first password, so that people can be added to tenants.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::api::{session::User, user::CreateUser};

use crate::{
    app::AppState,
    http::{AppError, Body, Caller, RequestInfo},
    identity::NewAccount,
};

/// `POST /users`.
pub async fn create(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    Body(request): Body<CreateUser>,
) -> Result<(StatusCode, Json<User>), AppError> {
    let hash = app.passwords.hash(&request.password, &app.rng).await?;
    let account = NewAccount {
        email: &request.email,
        name: &request.name,
        locale: request.locale,
        administrator: request.administrator,
    };
    let mut tx = app.store.write().await?;
    let user = account.insert(&mut tx, &app, &hash, Some(actor.author(&info.id))).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(user)))
}
