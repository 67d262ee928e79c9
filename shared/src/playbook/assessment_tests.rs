//! Two playbooks of one product and one of another are asked together and apart.

use serde_json::{Value, json};

use super::*;

fn playbook(mut value: Value) -> Playbook {
    let mut whole = json!({ "format": 1, "version": 1, "steps": [] });
    whole.as_object_mut().expect("an object").append(value.as_object_mut().expect("an object"));
    serde_json::from_value(whole).expect("a playbook")
}

fn is(of: &str, text: &[&str]) -> Value {
    json!({ "of": of, "is": "one_of", "text": text })
}

fn library() -> Vec<Playbook> {
    let version = json!({ "id": "version", "choices": ["old", "new"], "when": [is("answer.product", &["desk"])] });
    vec![
        playbook(json!({
            "id": "desk-new", "product": "desk",
            "suits": [is("answer.version", &["new"])],
            "questions": [
                { "id": "product", "choices": ["desk"], "many": true },
                version,
                { "id": "sign_in", "choices": ["basic", "oauth"],
                  "when": [is("answer.product", &["desk"]), { "of": "answer.instances", "is": "empty" }] },
            ],
            "effects": [
                { "id": "stops", "affected": true, "mended": true, "mended_by": ["desk-old"], "deadline": "basic",
                  "when": [is("answer.sign_in", &["basic"])] },
                { "id": "stays", "affected": false, "when": [is("answer.sign_in", &["oauth"])] },
                { "id": "instance", "of": "instance", "affected": true, "mended_by": ["desk-old", "desk-new"],
                  "when": [is("answer.instance_authentication", &["static"]),
                           { "of": "answer.instance_server", "is": "ending", "text": ["office365.com"] }] },
            ],
        })),
        playbook(
            json!({ "id": "desk-old", "product": "desk", "suits": [is("answer.version", &["old"])], "questions": [version] }),
        ),
        playbook(json!({
            "id": "till", "product": "till",
            "questions": [{ "id": "product", "choices": ["till"], "many": true }],
            "effects": [{ "id": "stops", "affected": true, "mended": true, "when": [is("answer.product", &["till"])] }],
        })),
    ]
}

fn run(family: Option<&str>, answers: Value, instances: &[Instance]) -> Assessment {
    let library = library();
    let mut texts = PlaybookTexts::default();
    texts.0.insert("question.version.choice.old".to_owned(), LocalizedText { en: "Old".into(), nl: "Oud".into() });
    let of: Vec<Assessable<'_>> = library
        .iter()
        .filter(|playbook| family.is_none_or(|family| playbook.product == family))
        .map(|playbook| Assessable { playbook, texts: &texts })
        .collect();
    let answers: BTreeMap<String, Vec<String>> = serde_json::from_value(answers).expect("answers");
    assert_eq!(judge_answers(&of, &answers), Vec::new());
    assess(&of, family, &answers, instances, "2026-11-22")
}

#[test]
fn questions_are_asked_once_with_all_choices_and_only_when_they_matter() {
    let found = run(None, json!({}), &[]);
    assert_eq!((found.affected, found.open.as_slice()), (None, ["product".to_owned()].as_slice()));
    let choices: Vec<&str> = found.questions[0].choices.iter().map(|choice| choice.choice.as_str()).collect();
    assert_eq!(choices, ["desk", "till"]);
    let found = run(None, json!({ "product": ["desk"] }), &[]);
    let ids: Vec<&str> = found.questions.iter().map(|question| question.id.as_str()).collect();
    assert_eq!(ids, ["product", "version", "sign_in"]);
    assert_eq!(found.open, ["version", "sign_in"]);
    assert_eq!(found.questions[1].choices[0].name.en, "Old");
    // Who asks one playbook is not asked for the product.
    let found = run(Some("desk"), json!({}), &[]);
    assert_eq!(found.open, ["version", "sign_in"]);
    // Answers that stayed behind when the product changed count for nothing.
    let found = run(None, json!({ "product": ["till"], "sign_in": ["basic"] }), &[]);
    let said: Vec<&str> = found.effects.iter().map(|effect| effect.playbook.as_str()).collect();
    assert_eq!((said, found.playbooks), (vec!["till"], vec!["till".to_owned()]));
}

#[test]
fn the_playbook_that_suits_is_proposed() {
    for (version, expected) in [("old", "desk-old"), ("new", "desk-new")] {
        let found = run(None, json!({ "product": ["desk"], "version": [version], "sign_in": ["basic"] }), &[]);
        assert_eq!((found.affected, found.open.len()), (Some(true), 0));
        assert_eq!(found.playbooks, [expected]);
        assert_eq!(found.effects[0].deadline.as_deref(), Some("basic"));
    }
    let found = run(None, json!({ "product": ["desk"], "version": ["new"], "sign_in": ["oauth"] }), &[]);
    assert_eq!((found.affected, found.playbooks.len(), found.effects[0].affected), (Some(false), 0, false));
    // Something stops, but which playbook mends it depends on an answer that is missing.
    let found = run(None, json!({ "product": ["desk"], "sign_in": ["basic"] }), &[]);
    assert_eq!((found.affected, found.playbooks.len(), found.open), (Some(true), 0, vec!["version".to_owned()]));
}

#[test]
fn each_instance_of_a_list_is_judged_by_its_own_columns() {
    let of = |name: &str, authentication: &str, server: &str| Instance {
        name: name.to_owned(),
        service_type: "Mail".to_owned(),
        authentication: authentication.to_owned(),
        server: server.to_owned(),
    };
    let instances = [
        of("a", "Static", "https://Outlook.Office365.com:443/EWS/Exchange.asmx"),
        of("b", "OAuth", "outlook.office365.com"),
        of("c", "Static", ""),
    ];
    let found = run(Some("desk"), json!({ "version": ["new"] }), &instances);
    let said: Vec<Option<&str>> = found.effects.iter().map(|effect| effect.instance.as_deref()).collect();
    assert_eq!((said, found.instances), (vec![Some("a")], 3));
    assert_eq!(found.unjudged, ["b", "c"]);
    assert_eq!((found.playbooks, found.open.len()), (vec!["desk-new".to_owned()], 0));
}

#[test]
fn an_instance_of_which_nothing_is_known_is_not_taken_for_a_good_one() {
    let unknown = Instance { name: "x".into(), service_type: "Mail".into(), ..Instance::default() };
    let answers = json!({ "version": ["new"] });
    assert_eq!(run(Some("desk"), answers.clone(), &[unknown]).affected, None);
    let nothing_open = run(Some("desk"), json!({ "version": ["new"], "sign_in": ["oauth"] }), &[]);
    assert_eq!((nothing_open.affected, nothing_open.unjudged.len()), (Some(false), 0));
}

#[test]
fn answers_that_nobody_can_give_are_named() {
    let library = library();
    let texts = PlaybookTexts::default();
    let of: Vec<Assessable<'_>> = library.iter().map(|playbook| Assessable { playbook, texts: &texts }).collect();
    let answers =
        json!({ "colour": ["red"], "version": ["old", "new"], "sign_in": ["magic"], "product": ["desk", "desk"] });
    let found = judge_answers(&of, &serde_json::from_value(answers).expect("answers"));
    let found: Vec<(&str, &str)> = found.iter().map(|(pointer, fault)| (pointer.as_str(), fault.code())).collect();
    let expected = [
        ("/answers/colour", "unknown_field"),
        ("/answers/product/1", "twice"),
        ("/answers/sign_in/0", "choice"),
        ("/answers/version", "out_of_range"),
    ];
    assert_eq!(found, expected);
}
