//! `POST /api/v1/connection-strings/parse`: takes a connection string apart.

use axum::Json;
use shared::{
    api::connection_string::{ConnectionStringPair, ParseConnectionString, ParsedConnectionString},
    connection_string::ConnectionString,
    problem::ProblemCode,
    secret::SecretText,
};

use crate::http::{AppError, Body};

/// What a program sees in the string, or where the grammar ends.
pub async fn parse(Body(request): Body<ParseConnectionString>) -> Result<Json<ParsedConnectionString>, AppError> {
    let string = ConnectionString::parse(request.text.expose(), request.grammar)
        .map_err(|fault| AppError::new(ProblemCode::ConnectionStringInvalid).index(fault.index))?;
    let pair = |(key, value): (&str, &str)| ConnectionStringPair { key: key.to_owned(), value: SecretText::new(value) };
    let pairs = string.effective().into_iter().map(pair).collect();
    let duplicates = string.duplicates().into_iter().map(str::to_owned).collect();
    Ok(Json(ParsedConnectionString { pairs, duplicates }))
}
