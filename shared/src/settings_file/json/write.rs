//! Writes JSON.

use serde_json::{Map, Value, json};

use super::super::{
    Setting, SettingKind,
    names::{SECTION, classify},
};

/// Names and values with a section for connection strings, which a .NET program reads as it is. A list instead where a
/// variable has a name that means a connection string there.
pub(in super::super) fn write(settings: &[Setting]) -> String {
    let told = |setting: &&Setting| setting.value.is_some();
    let ambiguous = settings.iter().any(|setting| {
        setting.kind == SettingKind::Variable
            && (classify(&setting.name).0 != SettingKind::Variable || setting.name.eq_ignore_ascii_case(SECTION))
    });
    let document = if ambiguous {
        settings.iter().filter(told).map(item).collect()
    } else {
        let (strings, variables): (Vec<&Setting>, Vec<&Setting>) =
            settings.iter().filter(told).partition(|setting| setting.kind == SettingKind::ConnectionString);
        let mut document = members(&variables);
        if !strings.is_empty() {
            document.insert(SECTION.to_owned(), Value::Object(members(&strings)));
        }
        Value::Object(document)
    };
    // A tree of text is always written.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn text(setting: &Setting) -> Value {
    Value::String(setting.value.as_ref().map(|value| value.expose().to_owned()).unwrap_or_default())
}

fn members(settings: &[&Setting]) -> Map<String, Value> {
    settings.iter().map(|setting| (setting.name.clone(), text(setting))).collect()
}

fn item(setting: &Setting) -> Value {
    json!({ "name": setting.name, "value": text(setting), "kind": setting.kind })
}
