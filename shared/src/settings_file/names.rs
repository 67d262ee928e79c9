//! Names on their way into and out of files.

use super::{SettingKind, WriteFault};

/// What .NET calls the section of connection strings in JSON files and in the environment of a process.
pub(super) const SECTION: &str = "ConnectionStrings";

/// What a name in a file without sections means: `ConnectionStrings:X` and `ConnectionStrings__X` name the connection
/// string X, as in .NET.
pub(super) fn classify(name: &str) -> (SettingKind, &str) {
    let inside = name.get(..SECTION.len()).filter(|section| section.eq_ignore_ascii_case(SECTION)).and_then(|_| {
        let rest = &name[SECTION.len()..];
        rest.strip_prefix("__").or_else(|| rest.strip_prefix(':'))
    });
    match inside {
        Some(inside) if !inside.is_empty() => (SettingKind::ConnectionString, inside),
        _ => (SettingKind::Variable, name),
    }
}

/// Refuses what no file could carry.
pub(super) fn writable(name: &str) -> Result<(), WriteFault> {
    let awkward = name.is_empty() || name.trim() != name || name.contains(char::is_control);
    if awkward { Err(WriteFault::Name { name: name.to_owned() }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_of_dotnet_is_known_in_both_spellings() {
        for name in ["ConnectionStrings:Db", "connectionstrings__Db"] {
            assert_eq!(classify(name), (SettingKind::ConnectionString, "Db"));
        }
        for name in ["ConnectionStrings", "ConnectionStrings:", "ConnectionString:Db", "Db", "é"] {
            assert_eq!(classify(name), (SettingKind::Variable, name));
        }
    }
}
