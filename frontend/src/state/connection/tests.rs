//! Properties and text as two ways into one string: nothing is lost on either.

use std::sync::Arc;

use shared::{
    api::connection_entry::ConnectionEntry,
    connection_string::{MASK, SyntaxReason, kind::ConnectionKind},
    ids::ConnectionEntryId,
    resource::LintLevel,
    timestamp::Timestamp,
};

use super::*;

const TEXT: &str = "Autodiscover = True ;URL=https://mail.example.com; User ID=k2@contoso.com;Password=••••••••;X=1;";

fn kind() -> Arc<ConnectionKind> {
    let json = r#"{
        "id": "k2-ews-connection", "name": {}, "description": {}, "grammar": "dotnet", "config_name": "Ews",
        "unknown_keys": "ignored", "target": { "presence": "required", "format": "email" },
        "groups": [{ "id": "connection", "name": {}, "properties": [
            { "key": "Autodiscover", "type": "bool", "help": {}, "default": "False", "suggested": "False" },
            { "key": "URL", "type": "url", "help": {} },
            { "key": "User ID", "synonyms": ["User"], "type": "text", "help": {} },
            { "key": "Password", "type": "secret", "help": {} }
        ]}]
    }"#;
    Arc::new(serde_json::from_str(json).expect("a kind"))
}

fn entry(target: &str, text: &str, warnings: Vec<EntryWarning>) -> ConnectionEntry {
    ConnectionEntry {
        id: ConnectionEntryId::new("e"),
        kind: "k2-ews-connection".to_owned(),
        target: Some(target.to_owned()),
        name: format!("Ews:{target}"),
        properties: std::collections::BTreeMap::new(),
        text: text.to_owned(),
        warnings,
        version: 1,
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(0),
        updated_by: "Ada".to_owned(),
    }
}

fn draft() -> Draft {
    Draft::of(kind(), &entry("k2@contoso.com", TEXT, Vec::new()))
}

fn sent(draft: &Draft) -> String {
    draft.text().expose().to_owned()
}

#[test]
fn a_property_that_is_edited_changes_itself_and_nothing_else() {
    let mut draft = draft();
    assert!(!draft.dirty());
    draft.set("user", "a;b").expect("can be written");
    assert_eq!(draft.shown(), TEXT.replace("k2@contoso.com", "\"a;b\""));
    draft.set("User ID", "k2@contoso.com").expect("can be written");
    assert_eq!(sent(&draft), TEXT);
    assert!(!draft.dirty() && draft.request("").text.is_none(), "what is as it was is no change");
    draft.remove("Autodiscover");
    assert_eq!(draft.held("autodiscover"), Held::Absent);
    draft.revert();
    assert!(!draft.dirty());
}

#[test]
fn what_is_typed_as_text_shows_in_the_properties() {
    let mut draft = draft();
    draft.type_text("User=x;Bogus=1;BOGUS=2".to_owned());
    assert_eq!(draft.held("User ID"), Held::Text("x".to_owned()));
    assert_eq!(draft.held("URL"), Held::Absent);
    assert_eq!(draft.others(), ["Bogus"]);
    assert_eq!(draft.held("bogus"), Held::Text("2".to_owned()));
    draft.set("User ID", "y").expect("can be written");
    assert_eq!(draft.shown(), "User=y;Bogus=1;BOGUS=2", "the synonym stays, and what is unknown");
}

#[test]
fn a_text_that_cannot_be_read_says_where_and_the_properties_wait() {
    let mut draft = draft();
    draft.type_text("URL=a;Name=\"b".to_owned());
    let fault = draft.fault().expect("malformed");
    assert_eq!((fault.index, fault.at, fault.reason), (6, 11, SyntaxReason::Unclosed));
    assert_eq!(draft.held("User ID"), Held::Text("k2@contoso.com".to_owned()), "as it was last readable");
    let parts = draft.parts();
    let said: Vec<(Shade, &str)> = parts.iter().map(|(shade, text)| (*shade, text.as_str())).collect();
    assert_eq!(
        said,
        [
            (Shade::Key, "URL="),
            (Shade::Value, "a"),
            (Shade::Between, ";"),
            (Shade::Faulty, "Name="),
            (Shade::Mark, "\""),
            (Shade::Faulty, "b")
        ]
    );
    draft.leave_text();
    assert_eq!(draft.shown(), "URL=a;Name=\"b", "nothing that was typed is lost");
    assert!(draft.dirty());
    draft.last_readable();
    assert_eq!(draft.shown(), TEXT);
}

#[test]
fn a_secret_that_is_left_alone_stays_kept_and_one_that_is_typed_is_masked() {
    let mut draft = draft();
    assert_eq!(draft.held("Password"), Held::Kept);
    draft.type_text(TEXT.replace("X=1", "X=2"));
    assert_eq!(draft.held("Password"), Held::Kept);
    assert!(sent(&draft).contains(&format!("Password={MASK}")));

    draft.set("Password", "p;w").expect("can be written");
    assert!(!draft.shown().contains("p;w") && !draft.masked().contains("p;w"));
    assert!(draft.may_keep("Password") && !draft.may_keep("URL"));
    let mut kept = draft.clone();
    kept.keep("Password");
    assert_eq!(sent(&kept), TEXT.replace("X=1", "X=2"), "as the server keeps it");
    // The text that shows a mask comes back, and even goes and returns meanwhile.
    draft.type_text("URL=x".to_owned());
    draft.type_text(format!("URL=x;Password={MASK}"));
    draft.leave_text();
    assert_eq!(sent(&draft), "URL=x;Password=\"p;w\"");

    draft.type_text("Password=just-typed".to_owned());
    assert_eq!(draft.shown(), "Password=just-typed", "while it is typed");
    draft.leave_text();
    assert_eq!(draft.shown(), format!("Password={MASK}"));
    assert_eq!(sent(&draft), "Password=just-typed");
    draft.set("Password", "${variable:Mail password}").expect("can be written");
    assert!(draft.shown().contains("${variable:Mail password}"), "a reference gives nothing away");
}

#[test]
fn line_ends_survive_a_text_area() {
    let mut draft = Draft::of(kind(), &entry("a@b.com", "URL=a;\r\nX=1", Vec::new()));
    draft.type_text("URL=a;\nX=2".to_owned());
    assert_eq!(sent(&draft), "URL=a;\r\nX=2");
}

#[test]
fn somebody_elses_change_and_mine_both_hold() {
    let mut draft = draft();
    draft.set("URL", "https://mine.example.com").expect("can be written");
    draft.set("Password", "mine").expect("can be written");
    let theirs = TEXT.replace("mail.example.com", "theirs.example.com").replace("X=1", "X=5");
    let told = draft.rebase(&entry("other@contoso.com", &theirs, Vec::new()));
    let said: Vec<(&str, Option<&str>, bool)> =
        told.iter().map(|one| (one.key.as_str(), one.theirs.as_deref(), one.mine.is_some())).collect();
    assert_eq!(
        said,
        [
            (TARGET, Some("other@contoso.com"), false),
            ("URL", Some("https://theirs.example.com"), true),
            ("X", Some("5"), false)
        ]
    );
    assert_eq!(draft.target, "other@contoso.com");
    assert_eq!(sent(&draft), theirs.replace("theirs.example.com", "mine.example.com").replace(MASK, "mine"));
    draft.revert();
    assert_eq!(sent(&draft), theirs);
}

#[test]
fn where_they_changed_the_target_only_my_text_stays_as_i_wrote_it() {
    let mut draft = draft();
    draft.type_text(TEXT.replace(" = ", "="));
    draft.rebase(&entry("other@contoso.com", TEXT, Vec::new()));
    assert_eq!(sent(&draft), TEXT.replace(" = ", "="));
}

#[test]
fn two_versions_differ_by_what_a_program_sees() {
    let found = differences(&kind(), "URL=a;Password=x;User=b", " url = c;Password=y;User ID=b;Z=1");
    let dots = || Some(MASK.to_owned());
    let of =
        |key: &str, before: Option<String>, after: Option<String>| Difference { key: key.to_owned(), before, after };
    assert_eq!(
        found,
        [
            of("URL", Some("a".to_owned()), Some("c".to_owned())),
            of("Password", dots(), dots()),
            of("Z", None, Some("1".to_owned()))
        ]
    );
    assert_eq!(differences(&kind(), "URL=a;", "URL = \"a\""), []);
}

#[test]
fn what_only_the_server_sees_is_said_until_its_value_is_another() {
    let warning = EntryWarning {
        code: "reference_unresolved".to_owned(),
        level: LintLevel::Error,
        property: Some("URL".to_owned()),
        detail: "It leads nowhere.".to_owned(),
        remedy: "Correct it.".to_owned(),
    };
    let mut draft = Draft::of(kind(), &entry("a@b.com", "URL=${variable:x}", vec![warning]));
    let codes = |draft: &Draft| -> Vec<String> {
        let found = draft.findings(&ConnectionKinds::default(), &[], Timestamp::from_millis(0));
        found.into_iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&draft), ["reference_unresolved"]);
    draft.set("URL", "${variable:y}").expect("can be written");
    assert!(codes(&draft).is_empty());
}

#[test]
fn places_are_counted_as_browsers_count() {
    assert_eq!((byte_at("é𝔸b", 0), byte_at("é𝔸b", 1), byte_at("é𝔸b", 3), byte_at("é𝔸b", 9)), (0, 2, 6, 7));
}
