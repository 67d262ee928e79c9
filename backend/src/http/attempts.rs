//! Attempts on public routes that are counted, so that whoever guesses is slowed down.

use shared::problem::ProblemCode;

use super::AppError;
use crate::{app::AppState, identity::Attempt};

/// Counts an attempt.
///
/// # Errors
/// `auth.too_many_attempts` where there were too many, with the time to wait.
pub async fn count(app: &AppState, attempt: &Attempt) -> Result<(), AppError> {
    let mut tx = app.store.write().await?;
    let counted = attempt.begin(&mut tx, app.clock.now()).await?;
    tx.commit().await?;
    counted.map_err(|seconds| {
        AppError::new(ProblemCode::TooManyAttempts).arg("seconds", seconds.to_string()).retry_after(seconds)
    })
}
