//! Reads a whole file, or the part of one that somebody pasted.

use super::super::{
    Expected, Fault, SettingKind, SkipReason,
    source::{Cursor, Gathered},
};
use crate::config_file::{ConfigFile, Place, glob};

/// Stands around what was pasted without its root.
const OPEN: &str = "<configuration>";
const CLOSE: &str = "</configuration>";

pub(in super::super) fn read(source: &str) -> Result<Gathered, Fault> {
    let whole = source.trim_start().starts_with("<?xml") || source.contains(OPEN);
    let (text, shift) = if whole { (source.to_owned(), 0) } else { (format!("{OPEN}{source}{CLOSE}"), OPEN.len()) };
    let file = ConfigFile::parse_text(&text).map_err(|fault| {
        let column = if fault.at.line == 1 { fault.at.column.saturating_sub(shift).max(1) } else { fault.at.column };
        let at_end = || Cursor::new(source).fault_at(source.trim_end().len(), Expected::Xml);
        let lies_outside = !whole && text.lines().count() <= fault.at.line && fault.at.column > text.len();
        if lies_outside { at_end() } else { Fault { line: fault.at.line, column, expected: Expected::Xml } }
    })?;
    let mut gathered = Gathered::default();
    sections(&file, &mut gathered);
    elsewhere(&file, &mut gathered);
    pasted_alone(&file, &mut gathered);
    host_server(&file, &mut gathered);
    if gathered.entries.is_empty() && gathered.skipped.is_empty() {
        return Err(Fault { line: 1, column: 1, expected: Expected::XmlSections });
    }
    Ok(gathered)
}

fn sections(file: &ConfigFile, gathered: &mut Gathered) {
    for string in file.connection_strings() {
        gathered.found((SettingKind::ConnectionString, string.name.trim()), string.value, string.at.line);
    }
    for setting in file.app_settings() {
        gathered.found((SettingKind::Variable, setting.key.trim()), setting.value, setting.at.line);
    }
    for section in file.protected_sections() {
        gathered.skip((kind_of(&section.name), &section.name), section.at.line, SkipReason::Encrypted);
    }
}

fn kind_of(section: &str) -> SettingKind {
    if section == "connectionStrings" { SettingKind::ConnectionString } else { SettingKind::Variable }
}

/// Sections that are kept in a file of their own.
fn elsewhere(file: &ConfigFile, gathered: &mut Gathered) {
    for (section, attribute) in
        [("connectionStrings", "configSource"), ("appSettings", "configSource"), ("appSettings", "file")]
    {
        for id in file.sections(section) {
            if let Some(other) = file.attribute(id, attribute) {
                let line = file.position(id).line;
                gathered.skip((kind_of(section), other), line, SkipReason::Elsewhere);
            }
        }
    }
}

/// `<add>` without the section around it.
fn pasted_alone(file: &ConfigFile, gathered: &mut Gathered) {
    let alone = file.elements().map(|(id, _)| id).filter(|id| {
        file.name(*id) == "add" && file.parent(*id).is_none_or(|parent| file.name(parent) == "configuration")
    });
    for id in alone {
        let line = file.position(id).line;
        let attribute = |name| file.attribute(id, name);
        if let (Some(name), Some(text)) = (attribute("name"), attribute("connectionString")) {
            gathered.found((SettingKind::ConnectionString, name.trim()), text, line);
        } else if let (Some(key), Some(value)) = (attribute("key"), attribute("value")) {
            gathered.found((SettingKind::Variable, key.trim()), value, line);
        }
    }
}

/// What K2 keeps outside the two sections, found by what it is called: its makers do not say where it stands.
fn host_server(file: &ConfigFile, gathered: &mut Gathered) {
    let in_bus = |place: &Place| file.parent(place.element).is_some_and(|parent| glob("messageBus", file.name(parent)));
    let system = ["self", "enableListeners"].iter().flat_map(|name| file.attributes_called("system", name));
    let system = system.filter(in_bus);
    let settings = file.app_settings();
    let sender = file.called("sendmailfrom").into_iter();
    let sender = sender.filter(|place| !settings.iter().any(|setting| setting.element == place.element));
    for place in system.chain(sender) {
        let name = name_of(file, &place);
        let line = place.at.line;
        gathered.found((SettingKind::Variable, &name), place.value, line);
    }
}

/// `messageBus:system:self`: the place in the file as .NET writes levels, in characters that names may have.
fn name_of(file: &ConfigFile, place: &Place) -> String {
    let path = file.path_of(place);
    let inside = path.strip_prefix("configuration/").unwrap_or(&path);
    let named = |c: char| match c {
        '/' => ':',
        c if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') => c,
        _ => ' ',
    };
    let words: String = inside.replace("/@", "/").chars().map(named).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(SettingKind, String, String, usize)> {
        let gathered = read(source).unwrap_or_else(|fault| panic!("{fault} in {source}"));
        let told = |entry: &crate::settings_file::Entry| {
            (entry.kind, entry.name.clone(), entry.value.expose().to_owned(), entry.line)
        };
        gathered.entries.iter().map(told).collect()
    }

    #[test]
    fn parts_of_a_file_are_read_like_the_whole() {
        let add = "<add name=\"Db\" connectionString=\"Server=a;Pwd=&quot;x&quot;\"/>\n<add key=\"A\" value=\"1\"/>";
        for source in [
            add.to_owned(),
            format!("<connectionStrings>{add}</connectionStrings>").replace("\n<add key=\"A\" value=\"1\"/>", "")
                + "\n<appSettings><add key=\"A\" value=\"1\"/></appSettings>",
        ] {
            let expected = [
                (SettingKind::ConnectionString, "Db".to_owned(), "Server=a;Pwd=\"x\"".to_owned(), 1),
                (SettingKind::Variable, "A".to_owned(), "1".to_owned(), 2),
            ];
            assert_eq!(found(&source), expected, "{source}");
        }
    }

    #[test]
    fn settings_of_a_k2_server_are_found_wherever_they_stand() {
        let source = "<?xml version=\"1.0\"?>\n<configuration>\n<messageBus><system self=\"K2:CONTOSO\\k2\" enableListeners=\"true\"/></messageBus>\n\
                      <sourcecode.mail sendMailFrom=\"k2@example.com\"/>\n</configuration>";
        let names: Vec<(String, String)> = found(source).into_iter().map(|(_, name, value, _)| (name, value)).collect();
        let expected = [
            ("messageBus:system:self", "K2:CONTOSO\\k2"),
            ("messageBus:system:enableListeners", "true"),
            ("sourcecode.mail:sendMailFrom", "k2@example.com"),
        ];
        assert_eq!(names, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_cannot_be_read_here_is_told_of() {
        let source = "<configuration>\n<connectionStrings configProtectionProvider=\"K2ConfigurationKey\"><EncryptedData/></connectionStrings>\n\
                      <appSettings file=\"local.config\"/></configuration>";
        let gathered = read(source).expect("readable");
        let skipped: Vec<_> = gathered.skipped.iter().map(|s| (&*s.name, s.line, s.reason)).collect();
        assert_eq!(
            skipped,
            [("connectionStrings", 2, SkipReason::Encrypted), ("local.config", 3, SkipReason::Elsewhere)]
        );
    }

    #[test]
    fn a_broken_file_is_explained_by_its_place() {
        for (source, expected) in [
            ("<configuration>\n  <appSettings>\n</configuration>", (3, 1, Expected::Xml)),
            ("<add key=\"A\" value=1/>", (1, 20, Expected::Xml)),
            ("<configuration><other/></configuration>", (1, 1, Expected::XmlSections)),
            ("not xml", (1, 1, Expected::XmlSections)),
        ] {
            let Fault { line, column, expected: what } = read(source).expect_err("broken");
            assert_eq!((line, column, what), expected, "{source}");
        }
    }
}
