//! A type as a file, to be imported elsewhere.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header;
use serde::Deserialize;
use shared::{api::resource_type::FileFormat, problem::ProblemCode};

use super::holder::{Holder, TypePath};
use crate::{
    app::AppState,
    http::{AppError, Query},
    resource_types::{exported, known},
};

/// `?format=`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    #[serde(default)]
    format: FileFormat,
}

/// `GET …/resource-types/{type}/export?format=toml|json`.
pub async fn export(
    State(app): State<AppState>,
    holder: Holder,
    Path(path): Path<TypePath>,
    Query(Format { format }): Query<Format>,
) -> Result<Response, AppError> {
    let mut tx = app.store.read().await?;
    let known = known(&mut tx, &app, holder.tenant.as_ref(), &path.id).await?.ok_or(ProblemCode::NotFound)?;
    drop(tx);
    let (media_type, ending) = match format {
        FileFormat::Toml => ("application/toml; charset=utf-8", "toml"),
        FileFormat::Json => ("application/json", "json"),
    };
    let disposition = format!("attachment; filename=\"{}.{ending}\"", file_name(&known.kind.name));
    let text =
        exported(&known.kind.into(), format).map_err(|error| AppError::new(ProblemCode::Internal).cause(error))?;
    Ok(([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response())
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let words: String = name.chars().map(plain).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "resource-type".to_owned() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_type() {
        assert_eq!(file_name("Microsoft Online (v1)"), "microsoft-online-v1");
        assert_eq!(file_name("\"../é\r\n"), "resource-type");
    }
}
