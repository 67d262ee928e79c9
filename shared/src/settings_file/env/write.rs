//! Writes `.env` files.

use std::collections::HashSet;

use super::{
    super::{Setting, SettingKind, names::SECTION},
    REAL_NAME, process_name,
};

pub(in super::super) fn write(settings: &[Setting]) -> String {
    let mut written = String::new();
    let mut taken: HashSet<String> = HashSet::new();
    for setting in settings {
        let name = match setting.kind {
            SettingKind::Variable => setting.name.clone(),
            SettingKind::ConnectionString => format!("{SECTION}__{}", setting.name),
        };
        for line in setting.description.lines().filter(|line| !line.trim().is_empty()) {
            written.extend([format!("# {}\n", line.trim())]);
        }
        let key = free_name(&process_name(&name), &mut taken);
        let Some(value) = &setting.value else {
            written.extend([format!("# {key}=\n")]);
            continue;
        };
        if key != name {
            written.extend([format!("{REAL_NAME}{name}\n")]);
        }
        written.extend([format!("{key}={}\n", quoted(value.expose()))]);
    }
    written
}

/// Names are told apart without regard to case by those who read the file.
fn free_name(wanted: &str, taken: &mut HashSet<String>) -> String {
    let mut name = wanted.to_owned();
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{wanted}_{number}");
        number += 1;
    }
    name
}

fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    if value.chars().all(plain) {
        return value.to_owned();
    }
    if !value.contains(['\'', '\r']) {
        return format!("'{value}'");
    }
    let mut quoted = String::from("\"");
    for c in value.chars() {
        match c {
            '\r' => quoted.push_str("\\r"),
            '"' | '\\' | '$' | '`' => quoted.extend(['\\', c]),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretText;

    fn setting(kind: SettingKind, name: &str, value: Option<&str>) -> Setting {
        Setting { kind, name: name.to_owned(), value: value.map(SecretText::new), description: String::new() }
    }

    #[test]
    fn quotes_are_used_where_a_shell_needs_them() {
        for (value, expected) in [
            ("", ""),
            ("https://login.example.com/a?b=c", "'https://login.example.com/a?b=c'"),
            ("a@example.com", "a@example.com"),
            ("two words", "'two words'"),
            ("$HOME `x`", "'$HOME `x`'"),
            ("it's $5", "\"it's \\$5\""),
            ("a\nb", "'a\nb'"),
        ] {
            assert_eq!(quoted(value), expected);
        }
    }

    #[test]
    fn names_that_no_process_accepts_are_told_in_front() {
        let settings = [
            setting(SettingKind::Variable, "From Address", Some("k2@example.com")),
            setting(SettingKind::Variable, "From_Address", Some("x")),
            setting(SettingKind::ConnectionString, "Db:a@b.c", Some("A=1")),
            setting(SettingKind::Variable, "PASSWORD", None),
        ];
        let expected = "#@name From Address\nFrom_Address=k2@example.com\n#@name From_Address\nFrom_Address_2=x\n\
                        #@name ConnectionStrings__Db:a@b.c\nConnectionStrings__Db__a_b_c=A=1\n# PASSWORD=\n";
        assert_eq!(write(&settings), expected);
    }
}
