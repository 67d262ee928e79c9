//! Writes the two sections of a .NET configuration file.

use super::super::{Setting, SettingKind, WriteFault};
use crate::config_file::{Encoding, attribute_text};

/// A document that can be used as it is, or whose sections are copied into another.
pub(in super::super) fn write(settings: &[Setting]) -> Result<String, WriteFault> {
    let mut written = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n");
    for (kind, section, name, value) in [
        (SettingKind::ConnectionString, "connectionStrings", "name", "connectionString"),
        (SettingKind::Variable, "appSettings", "key", "value"),
    ] {
        written.extend([format!("  <{section}>\n")]);
        for setting in settings.iter().filter(|setting| setting.kind == kind) {
            let escaped = |text: &str| {
                attribute_text(text, '"', Encoding::Utf8)
                    .ok_or_else(|| WriteFault::Character { name: setting.name.clone() })
            };
            let key = escaped(&setting.name)?;
            match &setting.value {
                Some(text) => {
                    written.extend([format!("    <add {name}=\"{key}\" {value}=\"{}\" />\n", escaped(text.expose())?)]);
                }
                // Two hyphens end a comment.
                None => written.extend([format!("    <!-- {} -->\n", key.replace("--", "-&#45;"))]),
            }
        }
        written.extend([format!("  </{section}>\n")]);
    }
    written.push_str("</configuration>\n");
    Ok(written)
}
