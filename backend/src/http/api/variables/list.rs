//! Lists the variables of an environment by name.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        page::{ListQuery, Page},
        variable::Variable,
    },
    problem::ProblemCode,
    variable::key,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext, page_request},
    settings,
};

/// `GET …/variables`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<Variable>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let variables = settings::variables(&mut tx, &app, &place).await?;
    let resolution = settings::resolve(&mut tx, &app, &place, &variables, &[]).await?;
    let wanted = query.q.unwrap_or_default().to_lowercase();
    let mut keyed: Vec<(String, usize)> =
        variables.iter().enumerate().map(|(at, variable)| (key(&variable.name), at)).collect();
    keyed.sort_unstable();
    let after = page.after.as_deref().unwrap_or_default();
    let has = |at: usize| {
        let state = &variables[at].state;
        key(&variables[at].name).contains(&wanted)
            || state.description.to_lowercase().contains(&wanted)
            || (!state.secret && state.value.expose().to_lowercase().contains(&wanted))
    };
    let rows = usize::try_from(page.rows()).unwrap_or(usize::MAX);
    let found: Vec<(String, usize)> =
        keyed.into_iter().filter(|(name, at)| name.as_str() > after && has(*at)).take(rows).collect();
    let Page { items, next_cursor } = page.page(found, |(name, _)| name);
    let shown = |(_, at): (String, usize)| view::variable(&app, &variables[at], &resolution.variables[at], info.locale);
    Ok(Json(Page { items: items.into_iter().map(shown).collect(), next_cursor }))
}
