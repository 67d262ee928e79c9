//! Configuration files of an environment: kept byte for byte, read, checked, patched.

mod content;
mod create;
mod get;
mod list;
mod patch;
mod patched;
mod put;
mod remove;
mod restore;
mod versions;
mod view;

use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::header;
use shared::{
    config_file::{ConfigFile, Fault},
    field::FieldFault,
    problem::ProblemCode,
    secret::SecretText,
    text::LocalizedText,
};

pub use content::content;
pub use create::create;
pub use get::get;
pub use list::list;
pub use patch::patch;
pub use patched::patched;
pub use put::put;
pub use remove::remove;
pub use restore::restore;
pub use versions::versions;

use crate::{
    app::App,
    config_files::OpenFault,
    http::AppError,
    store::{StoreError, config_files::NAME_TAKEN},
};

impl From<OpenFault> for AppError {
    fn from(fault: OpenFault) -> Self {
        match fault {
            OpenFault::Vault(fault) => fault.into(),
            other => Self::new(other.code()).cause(other),
        }
    }
}

/// The bytes of an upload, and what they say.
fn read(app: &App, content: &SecretText) -> Result<(Vec<u8>, ConfigFile), AppError> {
    let text: String = content.expose().split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(text).map_err(|_| AppError::field("/content_base64", FieldFault::Base64))?;
    let file = ConfigFile::parse(&bytes).map_err(|fault| refused(app, &fault))?;
    Ok((bytes, file))
}

/// A file that cannot be read: which fault, where, and what to do.
fn refused(app: &App, fault: &Fault) -> AppError {
    let code = fault.kind.code();
    let error = AppError::new(ProblemCode::ConfigFileInvalid).arg("line", fault.at.line.to_string());
    let Some(words) = app.catalog.settings().config_fault(code) else { return error };
    let fill = |text: &str| {
        text.replace("{line}", &fault.at.line.to_string())
            .replace("{column}", &fault.at.column.to_string())
            .replace("{name}", fault.name.as_deref().unwrap_or_default())
    };
    let both = |text: &LocalizedText| LocalizedText { en: fill(&text.en), nl: fill(&text.nl) };
    error.words("/content_base64", code, both(&words.detail), both(&words.remedy))
}

fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Constraint { ref name, .. } if name == NAME_TAKEN => AppError::field("/name", FieldFault::Taken),
        other => other.into(),
    }
}

/// A file to be saved: never stored on the way, never guessed at by a browser.
fn download(name: &str, bytes: Vec<u8>) -> Response {
    let ascii: String = name.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '_' }).collect();
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
