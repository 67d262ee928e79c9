//! Everything that is not the API: the pages.

use axum::extract::Request;
use shared::problem::ProblemCode;

use crate::http::AppError;

/// Answers what no route answers.
pub async fn page(_: Request) -> AppError {
    ProblemCode::NoSuchPath.into()
}
