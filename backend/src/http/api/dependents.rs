//! Whether something may be done although other things refer to it.

use serde::Deserialize;
use shared::{
    api::dependents::{Act, DependentGroup, Verdict},
    problem::ProblemCode,
};

use crate::http::AppError;

/// `?confirm=`: the id of what is changed although something depends on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The id.
    pub confirm: Option<String>,
}

/// Refuses `act` while a group refuses it, or while one asks and `confirmed` is not the id of the thing. The refusal
/// lists the groups that the act means something for.
pub(super) fn permit(groups: Vec<DependentGroup>, act: Act, confirmed: Option<&str>, id: &str) -> Result<(), AppError> {
    let verdict = groups.iter().filter_map(|group| group.effect(act)).map(|effect| effect.verdict).max();
    let code = match verdict {
        Some(Verdict::Refuses) => ProblemCode::DependentsInUse,
        Some(Verdict::Asks) if confirmed != Some(id) => ProblemCode::DependentsConfirm,
        _ => return Ok(()),
    };
    let groups: Vec<DependentGroup> = groups.into_iter().filter(|group| group.effect(act).is_some()).collect();
    let count: u64 = groups.iter().map(|group| group.total).sum();
    Err(AppError::new(code).arg("count", count.to_string()).arg("expected", id).dependents(groups))
}
