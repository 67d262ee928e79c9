//! Lists accounts.

use axum::{Json, extract::State};
use shared::api::{
    page::{ListQuery, Page},
    session::User,
};

use crate::{
    app::AppState,
    http::{AppError, Query, page_request},
    store::users,
};

/// `GET /users`.
pub async fn list(State(app): State<AppState>, Query(query): Query<ListQuery>) -> Result<Json<Page<User>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let rows = users::list(&mut tx, query.q.as_deref(), &page).await?;
    Ok(Json(page.page(rows, |user| &user.email)))
}
