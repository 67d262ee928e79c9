//! Lists the tenants that the caller may see.

use axum::{Json, extract::State};
use shared::{
    api::{
        page::{ListQuery, Page},
        tenant::Tenant,
    },
    permission::Role,
};

use crate::{
    app::AppState,
    http::{AppError, Caller, Query, page_request},
    identity::Actor,
    store::{tenants, tenants::Visible},
};

/// `GET /tenants`.
pub async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<Tenant>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let (visible, everywhere) = match actor.as_ref() {
        Actor::Person(person) if person.user.administrator => (Visible::All, Some(Role::Owner)),
        Actor::Person(person) => (Visible::Member(person.user.id.clone()), None),
        Actor::Robot(robot) => (robot.tenant.clone().map_or(Visible::All, Visible::One), None),
    };
    let mut tx = app.store.read().await?;
    let mut rows = tenants::list(&mut tx, &visible, query.q.as_deref(), &page).await?;
    for tenant in &mut rows {
        tenant.role = everywhere.or(tenant.role);
    }
    Ok(Json(page.page(rows, |tenant| &tenant.slug)))
}
