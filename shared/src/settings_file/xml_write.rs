//! Writes the two sections of a .NET configuration file.

use super::{Setting, Target, WriteFault};

/// A document that can be used as it is, or whose sections are copied into another.
pub(super) fn write(settings: &[Setting]) -> Result<String, WriteFault> {
    let mut written = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n");
    for (target, section, name, value) in [
        (Target::ConnectionString, "connectionStrings", "name", "connectionString"),
        (Target::Variable, "appSettings", "key", "value"),
    ] {
        written.push_str(&format!("  <{section}>\n"));
        for setting in settings.iter().filter(|setting| setting.target == target) {
            let escaped = |text: &str| {
                attribute(text).ok_or_else(|| WriteFault::Character { name: setting.name.clone() })
            };
            let key = escaped(&setting.name)?;
            match &setting.value {
                Some(text) => {
                    written.push_str(&format!("    <add {name}=\"{key}\" {value}=\"{}\" />\n", escaped(text.expose())?));
                }
                // Two hyphens end a comment.
                None => written.push_str(&format!("    <!-- {} -->\n", key.replace("--", "-&#45;"))),
            }
        }
        written.push_str(&format!("  </{section}>\n"));
    }
    written.push_str("</configuration>\n");
    Ok(written)
}

/// Text as it stands between double quotes. Line breaks and tabs are written as references: plain ones would be read
/// as spaces. `None` for characters that XML 1.0 has no way to write.
fn attribute(text: &str) -> Option<String> {
    let mut written = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\t' | '\n' | '\r' => written.push_str(&format!("&#{};", u32::from(c))),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => return None,
            _ => written.push(c),
        }
    }
    Some(written)
}
