//! Query parameters, as strict as bodies: unknown names and wrong values are refused.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;
use shared::{api::page::ListQuery, problem::ProblemCode};

use super::AppError;
use crate::store::page::{self, PageRequest};

/// Query parameters that were accepted.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|error| refused(&innermost(&error)))
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

fn refused(reason: &str) -> AppError {
    // What serde says may quote the value; a line of it is enough.
    AppError::new(ProblemCode::InvalidQuery).arg("reason", reason.chars().take(200).collect::<String>())
}

/// What `limit` and `cursor` ask for.
pub fn page_request(limit: Option<u32>, cursor: Option<&str>) -> Result<PageRequest, AppError> {
    let query = ListQuery { limit, ..ListQuery::default() };
    let limit = query.effective_limit().ok_or_else(|| refused("limit must be 1 to 200"))?;
    let after = cursor
        .map(|cursor| page::decode(cursor).ok_or_else(|| refused("cursor is not one from next_cursor")))
        .transpose()?;
    Ok(PageRequest { limit, after })
}
