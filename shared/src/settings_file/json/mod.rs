//! JSON: names and values, nested as .NET's `appsettings.json` or flat, or a list of `{name, value}`.

mod parse;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;
