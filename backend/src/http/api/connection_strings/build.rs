//! `POST /api/v1/connection-strings/build`: puts a connection string together.

use axum::Json;
use shared::{
    api::connection_string::{BuildConnectionString, BuiltConnectionString, ConnectionStringPair},
    connection_string::{BuildError, build_pair},
    field::FieldFault,
    secret::SecretText,
};

use crate::http::{AppError, Body};

/// The string, quoted only where the grammar asks for it.
pub async fn build(Body(request): Body<BuildConnectionString>) -> Result<Json<BuiltConnectionString>, AppError> {
    let written = |(index, ConnectionStringPair { key, value }): (usize, &ConnectionStringPair)| {
        build_pair(key, value.expose(), request.grammar).map_err(|fault| match fault {
            BuildError::Key => (format!("/pairs/{index}/key"), FieldFault::ConnectionStringKey),
            BuildError::Value => (format!("/pairs/{index}/value"), FieldFault::ControlCharacter),
        })
    };
    let (pairs, faults): (Vec<_>, Vec<_>) = request.pairs.iter().enumerate().map(written).partition(Result::is_ok);
    if !faults.is_empty() {
        return Err(AppError::fields(faults.into_iter().filter_map(Result::err).collect()));
    }
    let pairs: Vec<String> = pairs.into_iter().filter_map(Result::ok).collect();
    Ok(Json(BuiltConnectionString { text: SecretText::new(pairs.join(";")) }))
}
