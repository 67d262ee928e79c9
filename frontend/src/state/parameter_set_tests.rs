//! A set while it is filled in.

use serde_json::json;

use super::*;

fn text(words: &str) -> serde_json::Value {
    json!({ "en": words, "nl": words })
}

fn variable(name: &str, value: serde_json::Value, version: i64) -> serde_json::Value {
    json!({
        "id": "v", "name": name, "kind": "string", "secret": value.is_object(), "protected": false, "description": "",
        "value": value, "references": [], "resolved": value, "problems": [], "version": version,
        "updated_at": "2026-01-01T00:00:00Z", "updated_by": "Ada",
    })
}

fn draft(variables: &[serde_json::Value], findings: serde_json::Value) -> SetDraft {
    let rule = |id: &str, parameter: &str, when: serde_json::Value| {
        json!({
            "id": id, "level": "error", "parameter": parameter, "when": when,
            "what": text(id), "why": text(""), "remedy": text(""),
        })
    };
    let state = json!({
        "set": {
            "id": "sample", "name": text("Sample"), "description": text(""),
            "choices": [{ "id": "mode", "name": text("Mode"), "parameter": "MODE", "options": [
                { "id": "ONE", "name": text("One"), "help": text(""), "when": [{ "of": "MODE", "is": "one_of", "text": ["ONE"] }] },
            ]}, { "id": "model", "name": text("Model"), "options": [
                { "id": "app", "name": text("App"), "help": text("") },
            ]}],
            "parameters": [
                { "name": "MODE", "aliases": ["OLDMODE"], "help": text("") },
                { "name": "LIMIT", "kind": "integer", "options": { "minimum": 1, "maximum": 9 }, "protected": true, "help": text("") },
                { "name": "PASS", "kind": "secret", "help": text("") },
                { "name": "BOX:*", "kind": "email", "help": text("") },
            ],
            "rules": [
                rule("mode", "MODE", json!([{ "of": "MODE", "is": "empty" }])),
                rule("pass", "PASS", json!([{ "of": "choice.model", "is": "one_of", "text": ["app"] }, { "of": "PASS", "is": "empty" }])),
            ],
        },
        "choices": [], "parameters": [], "findings": findings, "variables": variables,
    });
    SetDraft::new(serde_json::from_value(state).expect("a state"))
}

fn rules(draft: &SetDraft) -> Vec<String> {
    draft.verdict().findings.into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn what_is_typed_is_judged_with_what_is_stored() {
    let mut draft = draft(&[variable("PASS", json!({ "set": true, "last4": "word" }), 3)], json!([]));
    assert_eq!(rules(&draft), ["mode"]);
    draft.choose("mode", "ONE");
    assert_eq!((rules(&draft), draft.text("MODE"), draft.count()), (vec![], "ONE".to_owned(), 1));
    draft.choose("model", "app");
    assert_eq!(rules(&draft), Vec::<String>::new());
    assert_eq!(draft.need("PASS", &draft.verdict()).0, Need::Filled);
    draft.type_in("PASS", "");
    assert_eq!((rules(&draft), draft.kept("PASS")), (vec!["pass".to_owned()], None));
    draft.undo("PASS");
    assert_eq!(draft.kept("PASS"), Some("••••word".to_owned()));
    draft.type_in("LIMIT", "10");
    assert_eq!(draft.fault("LIMIT"), Some(FieldFault::NotWithin));
    draft.type_in("LIMIT", "${variable:Other}");
    assert_eq!(draft.fault("LIMIT"), None);
}

#[test]
fn each_edit_names_the_version_it_was_made_on_and_new_ones_say_what_they_are() {
    let mut draft = draft(&[variable("OLDMODE", json!("MANY"), 4)], json!([]));
    draft.type_in("MODE", "ONE");
    draft.type_in("LIMIT", "5");
    draft.type_in("box:north", "north@example.com");
    let operations = draft.operations();
    let shown: Vec<_> = operations.iter().map(|o| (o.name.as_str(), o.expected_version, o.kind, o.protected)).collect();
    assert_eq!(
        shown,
        [
            ("box:north", Some(None), Some(VariableKind::Email), None),
            ("LIMIT", Some(None), Some(VariableKind::Integer), Some(true)),
            ("OLDMODE", Some(Some(4)), None, None),
        ]
    );
    assert_eq!(draft.families().1, ["north"]);
    draft.type_in("MODE", "MANY");
    assert_eq!((draft.count(), draft.edited("MODE")), (2, false));
}

#[test]
fn what_only_the_server_sees_stays_until_its_field_is_touched() {
    let finding = json!([{
        "rule": "spaced", "level": "error", "parameter": "PASS", "what": text(""), "why": text(""), "remedy": text(""),
    }]);
    let stored = [variable("MODE", json!("ONE"), 1), variable("PASS", json!({ "set": true }), 1)];
    let mut draft = draft(&stored, finding);
    assert_eq!(rules(&draft), ["spaced"]);
    draft.type_in("MODE", "");
    assert_eq!(rules(&draft), ["mode", "spaced"]);
    draft.type_in("PASS", "better");
    assert_eq!(rules(&draft), ["mode"]);
    draft.undo("PASS");
    draft.rebase(VariableSetState { variables: Vec::new(), ..draft.stored.clone() });
    assert_eq!((draft.stored.variables.len(), draft.count()), (0, 0), "what is typed is what is stored now");
}
