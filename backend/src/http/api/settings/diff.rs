//! What differs between an environment and another, or itself at another time.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        setting_change::Moment,
        settings_diff::{DiffQuery, DiffState, SettingsDiff},
    },
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext},
    settings::{
        self, SettingsFault,
        diff::{Side, diff as compare, number_at},
    },
};

/// `GET …/diff?against=` or `?at=`.
pub async fn diff(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Query(query): Query<DiffQuery>,
) -> Result<Json<SettingsDiff>, AppError> {
    let refused = |reason: &str| AppError::new(ProblemCode::InvalidQuery).arg("reason", reason);
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let there = match (&query.against, &query.at) {
        (Some(against), None) => {
            let (other, _) = settings::place(&mut tx, &context.tenant, against).await?.ok_or(ProblemCode::NotFound)?;
            Side { place: other, after: None }
        }
        (None, Some(at)) => {
            let moment = Moment::parse(at).ok_or_else(|| refused("at must be a change's number or a time"))?;
            let number = number_at(&mut tx, &place, moment).await.map_err(|fault| match fault {
                SettingsFault::NotFound => refused("there is no change of that number"),
                other => other.into(),
            })?;
            Side { place: place.clone(), after: Some(number) }
        }
        _ => return Err(refused("exactly one of against and at must be given")),
    };
    let here = Side { place, after: None };
    let mut items = compare(&mut tx, &app, &here, &there).await?;
    if query.same == Some(false) {
        items.retain(|item| item.state != DiffState::Same);
    }
    Ok(Json(SettingsDiff { items }))
}
