//! What holds for every file of settings, tried on generated ones: what is written is read back, and nothing that is
//! read makes the reader fall over.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shared::{
    secret::SecretText,
    settings_file::{
        Format, Setting, SettingKind, SheetTexts, WriteFault, Writer, read,
        sql::{Dialect, Table},
        write,
    },
};

const DIALECTS: [Dialect; 5] =
    [Dialect::SqlServer, Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite, Dialect::Oracle];

/// Names as variables have them, and names as entries of K2 have them.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z_][A-Za-z0-9_]{0,12}",
        "[A-Za-z_][A-Za-z0-9 _.:-]{0,12}[A-Za-z0-9_.-]",
        "[A-Z][a-z]{1,6}\\.[A-Z][a-z]{1,6}:[a-z]{1,4}@example\\.com",
    ]
}

/// Text rich in what some format minds.
fn nasty() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            " ", "\t", "\n", "\r", "\r\n", "'", "\"", "`", "\\", "$", "${", "$(", "#", " #", ";", "=", ",", ":", "&",
            "<", ">", "]]>", "<!--", "{", "}", "[", "]", "%", "@", "+", "-", "|", "||", "--", "/*", "*/", "\\n",
            "\\\n", "''", "\"\"", "GO\n", "/\n", "é", "𝒳", "\u{feff}", "\u{2028}", "\u{85}", "NULL", "&#10;", "&amp;",
            "name", "value",
        ])
        .prop_map(str::to_owned),
        "[a-z0-9]{1,4}",
        any::<char>().prop_filter("XML has no other control characters", |c| !c.is_control()).prop_map(String::from),
    ];
    prop_oneof![Just(String::new()), prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())]
}

fn settings(kind: impl Strategy<Value = SettingKind>) -> impl Strategy<Value = Vec<Setting>> {
    let setting = (kind, name(), nasty(), nasty()).prop_map(|(kind, name, value, description)| Setting {
        kind,
        name,
        value: Some(SecretText::new(value)),
        description: description.replace('\r', "\n"),
    });
    prop::collection::vec(setting, 1..8).prop_map(|all| {
        let mut seen = std::collections::HashSet::new();
        all.into_iter().filter(|one| seen.insert((one.kind, one.name.to_lowercase()))).collect()
    })
}

fn both() -> impl Strategy<Value = SettingKind> {
    prop_oneof![Just(SettingKind::Variable), Just(SettingKind::ConnectionString)]
}

fn sheet_texts() -> SheetTexts {
    let text = |text: &str| text.to_owned();
    SheetTexts {
        name: text("Name"),
        value: text("Value"),
        place: text("Where to enter it"),
        description: text("Description"),
        variable: text("Variable"),
        connection_string: text("Connection string"),
        left_out: text("secret, left out"),
    }
}

fn table(dialect: Dialect) -> Table {
    let text = |text: &str| text.to_owned();
    Table {
        dialect,
        table: text("dbo.WicParameters"),
        name_column: text("ParamName"),
        value_column: text("ParamValue"),
    }
}

type Pairs = BTreeMap<(SettingKind, String), String>;

fn pairs(settings: &[Setting]) -> Pairs {
    let value = |setting: &Setting| setting.value.as_ref().map(|value| value.expose().to_owned()).unwrap_or_default();
    settings.iter().map(|setting| ((setting.kind, setting.name.clone()), value(setting))).collect()
}

fn read_back(text: &str, format: Format) -> Pairs {
    let contents = read(text, format).unwrap_or_else(|fault| panic!("{fault} in\n{text}"));
    assert!(contents.skipped.is_empty(), "{:?} in\n{text}", contents.skipped);
    contents.entries.into_iter().map(|entry| ((entry.kind, entry.name), entry.value.expose().to_owned())).collect()
}

// Counter-examples are turned into named tests beside the formats instead of being kept as seeds.
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(800) })]

    #[test]
    fn an_env_file_is_read_back(settings in settings(both())) {
        let text = write(&settings, Writer::Env).expect("written");
        prop_assert_eq!(read_back(&text, Format::Env), pairs(&settings), "{}", text);
    }

    #[test]
    fn json_is_read_back(settings in settings(both())) {
        let text = write(&settings, Writer::Json).expect("written");
        prop_assert_eq!(read_back(&text, Format::Json), pairs(&settings), "{}", text);
        let parsed = serde_json::from_str::<serde_json::Value>(&text);
        prop_assert!(parsed.is_ok(), "{}", text);
    }

    #[test]
    fn a_dotnet_file_is_read_back(settings in settings(both())) {
        let text = write(&settings, Writer::Xml).expect("written");
        prop_assert_eq!(read_back(&text, Format::DotnetConfig), pairs(&settings), "{}", text);
    }

    #[test]
    fn a_sheet_is_read_back(settings in settings(both())) {
        let texts = sheet_texts();
        let text = write(&settings, Writer::Csv(&texts)).expect("written");
        prop_assert_eq!(read_back(&text, Format::List), pairs(&settings), "{}", text);
    }

    #[test]
    fn a_script_is_read_back(settings in settings(Just(SettingKind::Variable)), dialect in prop::sample::select(DIALECTS.to_vec())) {
        let text = write(&settings, Writer::Sql(&table(dialect))).expect("written");
        prop_assert_eq!(read_back(&text, Format::Sql), pairs(&settings), "{}", text);
    }

    #[test]
    fn no_text_makes_a_reader_fall_over(text in prop::collection::vec(nasty(), 0..6).prop_map(|parts| parts.concat())) {
        for format in [Format::Auto, Format::Env, Format::Json, Format::DotnetConfig, Format::ConnectionStrings, Format::List, Format::Sql] {
            let _ = read(&text, format);
        }
    }

    #[test]
    fn no_script_makes_the_reader_fall_over(words in prop::collection::vec(prop::sample::select(vec![
        "INSERT", "INTO", "P", "(", ")", ",", "Name", "Value", "VALUES", "'A'", "N'b'", "SELECT", "UNION", "ALL", "AS", "UPDATE",
        "SET", "=", "WHERE", "IN", "MERGE", "USING", "ON", "WHEN", "THEN", ";", "GO", "@x", "DECLARE", "1", "+", "||", "CONCAT",
        "CHAR", "CAST", "NULL", "DELETE", "FROM", "LIKE", ".", "[x]",
    ]), 0..30)) {
        let _ = read(&words.join(" "), Format::Sql);
    }
}

#[test]
fn a_nul_is_refused_in_both_directions() {
    let nul = Setting {
        kind: SettingKind::Variable,
        name: "A".to_owned(),
        value: Some(SecretText::new("a\0b")),
        description: String::new(),
    };
    for writer in [Writer::Env, Writer::Json, Writer::Xml, Writer::Csv(&sheet_texts())] {
        let refused = WriteFault::Character { name: "A".to_owned() };
        assert_eq!(write(std::slice::from_ref(&nul), writer), Err(refused));
    }
    for format in
        [Format::Env, Format::Json, Format::DotnetConfig, Format::ConnectionStrings, Format::List, Format::Sql]
    {
        let fault = read("A=1\nB=x\0", format).expect_err("refused");
        assert_eq!((fault.line, fault.column, fault.expected.code()), (2, 4, "no_nul"));
    }
}

#[test]
fn a_variable_that_is_named_like_a_connection_string_stays_a_variable() {
    let setting = |kind, name: &str, value: &str| Setting {
        kind,
        name: name.to_owned(),
        value: Some(SecretText::new(value)),
        description: String::new(),
    };
    let settings = [
        setting(SettingKind::Variable, "ConnectionStrings:A", "1"),
        setting(SettingKind::Variable, "ConnectionStrings", "2"),
        setting(SettingKind::ConnectionString, "A", "3"),
    ];
    let text = write(&settings, Writer::Json).expect("written");
    assert_eq!(read_back(&text, Format::Auto), pairs(&settings));
}
