//! Settings as files: what people have (`.env`, JSON, a .NET configuration file, connection strings one a line, a pasted
//! list, an SQL script) read into names and values, and written for those who need them elsewhere.
//!
//! Reading says of every entry on which line it stood, and of a file that cannot be read, where it stops making sense
//! and what was expected there. What is written is read back as it was: the tests try it on generated values.

mod connection_strings;
mod detect;
mod dotnet_config;
pub mod env;
mod fault;
mod guess;
pub mod json;
mod list;
mod names;
mod sheet;
mod source;
pub mod sql;

pub use detect::detect;
pub use fault::{Expected, Fault, SkipReason, WriteFault};
pub use guess::{guess_kind, is_secret_name};
pub use sheet::SheetTexts;

use serde::{Deserialize, Serialize};

pub use crate::api::setting_change::SettingKind;
use crate::secret::SecretText;
use source::Gathered;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Found out from what is in it.
    #[default]
    Auto,
    /// `NAME=value` a line.
    Env,
    /// JSON: names and values, nested or not, or a list of `{name, value}`.
    Json,
    /// `connectionStrings` and `appSettings` of a .NET configuration file.
    DotnetConfig,
    /// Connection strings, one a line, with or without `Name =` in front.
    ConnectionStrings,
    /// A name and a value a line, as copied from a grid, or a sheet (CSV).
    List,
    /// An SQL script that fills a table of parameters.
    Sql,
}

impl Format {
    /// What people call it, in any language.
    pub fn title(self) -> &'static str {
        match self {
            Self::Auto | Self::List => "NAME = VALUE",
            Self::Env => ".env",
            Self::Json => "JSON",
            Self::DotnetConfig => "XML (.config)",
            Self::ConnectionStrings => "connection strings",
            Self::Sql => "SQL",
        }
    }
}

/// A name with its value, as found in a file. Values may be secrets, so all are held like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it becomes.
    pub kind: SettingKind,
    /// Its name; empty for a connection string that stood there without one.
    pub name: String,
    /// Its value.
    pub value: SecretText,
    /// Where it began, from 1.
    pub line: usize,
}

/// Something in a file that is not taken over, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// What it would have become.
    pub kind: SettingKind,
    /// Its name, as far as there is one.
    pub name: String,
    /// Where it began, from 1.
    pub line: usize,
    /// Why.
    pub reason: SkipReason,
}

/// Everything in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// What it is; never [`Format::Auto`].
    pub format: Format,
    /// What was found, in the file's order; no name twice.
    pub entries: Vec<Entry>,
    /// What is not taken over.
    pub skipped: Vec<Skipped>,
}

/// Something to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What it is.
    pub kind: SettingKind,
    /// Its name.
    pub name: String,
    /// Its value; `None`: a secret that is left out.
    pub value: Option<SecretText>,
    /// What is known about it; may have several lines.
    pub description: String,
}

/// Reads a file.
///
/// # Errors
/// Where it stops being what it is said to be, or if nothing is in it.
pub fn read(content: &str, format: Format) -> Result<Contents, Fault> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    source::no_nul(content)?;
    let format = if format == Format::Auto { detect(content) } else { format };
    let gathered = match format {
        Format::Auto | Format::List => list::read(content)?,
        Format::Env => env::read(content)?,
        Format::Json => json::read(content)?,
        Format::DotnetConfig => dotnet_config::read(content)?,
        Format::ConnectionStrings => connection_strings::read(content)?,
        Format::Sql => sql::read(content)?,
    };
    let Gathered { entries, skipped } = gathered.last_wins();
    if entries.is_empty() && skipped.is_empty() {
        return Err(Fault { line: 1, column: 1, expected: Expected::Entries });
    }
    Ok(Contents { format, entries, skipped })
}

/// How to write.
#[derive(Debug, Clone, Copy)]
pub enum Writer<'a> {
    /// `.env`.
    Env,
    /// JSON in the shape of a .NET `appsettings.json`, which is also plain names and values.
    Json,
    /// `connectionStrings` and `appSettings` of a .NET configuration file.
    Xml,
    /// Statements that fill a table of parameters with the variables.
    Sql(&'a sql::Table),
    /// A sheet for people who enter the values by hand.
    Csv(&'a SheetTexts),
}

/// Writes a file.
///
/// # Errors
/// When a name or value cannot be said in it.
pub fn write(settings: &[Setting], writer: Writer<'_>) -> Result<String, WriteFault> {
    for setting in settings {
        names::writable(&setting.name)?;
        if setting.value.as_ref().is_some_and(|value| value.expose().contains('\0')) {
            return Err(WriteFault::Character { name: setting.name.clone() });
        }
    }
    match writer {
        Writer::Env => Ok(env::write(settings)),
        Writer::Json => Ok(json::write(settings)),
        Writer::Xml => dotnet_config::write(settings),
        Writer::Sql(table) => sql::write(settings, table),
        Writer::Csv(texts) => Ok(sheet::write(settings, texts)),
    }
}
