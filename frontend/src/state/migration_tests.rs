//! What the page of a migration decides.

use shared::{
    api::{
        migration::{CurrentStep, MigrationState},
        resource::ShownValue,
    },
    check::Owner,
    ids::MigrationId,
    secret::SecretState,
    text::LocalizedText,
    timestamp::Timestamp,
};

use super::*;

fn step(id: &str, version: i64, by: Option<&str>) -> MigrationStep {
    MigrationStep {
        id: id.into(),
        title: LocalizedText::default(),
        why: LocalizedText::default(),
        body: LocalizedText::default(),
        caution: None,
        today: None,
        owner: Owner::Customer,
        state: StepState::Open,
        blocked_by: Vec::new(),
        copy: Vec::new(),
        inputs: Vec::new(),
        actions: Vec::new(),
        checks: Vec::new(),
        by_hand: false,
        scripts: Vec::new(),
        assignee: None,
        note: None,
        reason: None,
        updated_at: None,
        updated_by: by.map(str::to_owned),
        version,
    }
}

fn migration(steps: Vec<MigrationStep>, current: Option<&str>) -> Migration {
    let current =
        current.map(|step| CurrentStep { step: step.into(), title: LocalizedText::default(), owner: Owner::Customer });
    Migration {
        summary: MigrationSummary {
            id: MigrationId::new("m"),
            playbook: "p".into(),
            name: LocalizedText::default(),
            state: MigrationState::Running,
            done: 1,
            total: 3,
            current,
            failing: 0,
            created_at: Timestamp::from_millis(0),
            created_by: "Ada".into(),
            updated_at: Timestamp::from_millis(0),
        },
        playbook_version: 1,
        playbook_current: 1,
        about: LocalizedText::default(),
        options: BTreeMap::new(),
        choices: Vec::new(),
        resources: Vec::new(),
        values: Vec::new(),
        steps,
        exports: Vec::new(),
        cutover: None,
        deadlines: Vec::new(),
        version: 0,
    }
}

fn value(id: &str, kind: VariableKind, stored: Option<ShownValue>) -> MigrationValue {
    MigrationValue {
        id: id.into(),
        label: LocalizedText::default(),
        help: LocalizedText::default(),
        kind,
        choices: Vec::new(),
        at: "migration".into(),
        value: stored,
        proposed: false,
        writable: true,
        optional: false,
        paste: None,
    }
}

fn plain(text: &str) -> ShownValue {
    ShownValue::Plain(text.into())
}

#[test]
fn the_step_of_the_address_is_shown_else_the_next_else_the_first() {
    let steps = || vec![step("a", 0, None), step("b", 0, None), step("c", 0, None)];
    assert_eq!(opened(&migration(steps(), Some("b")), Some("c")).as_deref(), Some("c"));
    assert_eq!(opened(&migration(steps(), Some("b")), Some("gone")).as_deref(), Some("b"));
    assert_eq!(opened(&migration(steps(), None), None).as_deref(), Some("a"));
    assert_eq!(opened(&migration(Vec::new(), None), Some("a")), None);
    let all = migration(steps(), None);
    assert_eq!(neighbours(&all, "b"), (Some("a".into()), Some("c".into())));
    assert_eq!(neighbours(&all, "a"), (None, Some("b".into())));
    assert_eq!(percent(&all.summary), 33);
}

#[test]
fn only_what_somebody_else_changed_is_news() {
    let before = migration(vec![step("a", 1, None), step("b", 1, None), step("c", 1, None)], None);
    let after =
        migration(vec![step("a", 2, Some("Ada")), step("b", 2, Some("Bert")), step("c", 1, Some("Bert"))], None);
    assert_eq!(changed_by_others(&before, &after, "Ada"), ["b"]);
}

#[test]
fn what_is_typed_is_judged_when_it_is_left_and_sent_with_what_was_proposed() {
    let id = value("client_id", VariableKind::Guid, None);
    let host = MigrationValue { proposed: true, ..value("host", VariableKind::String, Some(plain("k2.contoso.com"))) };
    let values = [id.clone(), host.clone()];
    let none = KnownValues::default();
    let mut typing = Typing::default();
    typing.type_in(&id, "5f0e6a52".into());
    assert_eq!(typing.verdict(&id, &none), None, "while one types");
    typing.leave(&id, &none);
    assert_eq!(typing.verdict(&id, &none), Some(Verdict::Fault(FieldFault::Guid)));
    assert_eq!(typing.judge(&values, &none), ["client_id"]);
    typing.type_in(&id, " 5f0e6a52-7c1d-4b7a-9a43-0d7c5d3e1b20 ".into());
    assert!(typing.judge(&values, &none).is_empty());
    let request = typing.request("register", &values);
    let sent: Vec<_> = request.values.iter().map(|(id, v)| (id.as_str(), v.as_ref().map(SecretText::expose))).collect();
    assert_eq!(sent, [("client_id", Some("5f0e6a52-7c1d-4b7a-9a43-0d7c5d3e1b20")), ("host", Some("k2.contoso.com"))]);
    typing.type_in(&id, String::new());
    assert!(!typing.dirty(), "as it was");
}

#[test]
fn a_secret_is_never_copied_and_an_empty_input_leaves_it_as_it_is() {
    let kept = SecretState { set: true, last4: Some("x4Kx".into()), updated_at: None };
    let secret = value("secret", VariableKind::Secret, Some(ShownValue::Secret(kept)));
    assert_eq!(copyable(&secret), None);
    assert!(is_filled(&secret) && is_secret(&secret));
    let mut typing = Typing::default();
    assert_eq!(typing.text(&secret), "");
    typing.type_in(&secret, "new".into());
    typing.type_in(&secret, String::new());
    assert!(typing.request("s", &[secret]).values.is_empty());
}

#[test]
fn what_is_typed_at_one_step_is_not_sent_from_another() {
    let (a, b) = (value("a", VariableKind::String, None), value("b", VariableKind::String, Some(plain("old"))));
    let mut typing = Typing::default();
    typing.type_in(&a, "1".into());
    typing.type_in(&b, String::new());
    let request = typing.request("s", std::slice::from_ref(&b));
    assert_eq!(request.values.keys().collect::<Vec<_>>(), ["b"]);
    assert!(request.values["b"].is_none(), "emptied");
    typing.clear(&[b]);
    assert!(typing.touches(&[a]) && typing.dirty());
}

#[test]
fn what_belongs_elsewhere_is_recognised_while_it_is_pasted() {
    let kind = |id: &str, paste: &str, stored| MigrationValue {
        paste: Some(paste.into()),
        ..value(id, VariableKind::String, stored)
    };
    let directory = "7c1a3f0e-2b4d-4c58-9f3e-6d1b2a3c4d5e";
    let known = known_values(&[kind("directory", "directory_id", Some(plain(directory)))]);
    let client = kind("client", "client_id", None);
    let mut typing = Typing::default();
    typing.type_in(&client, directory.into());
    assert_eq!(typing.verdict(&client, &known), Some(Verdict::Pasted(PasteFault::IsDirectoryId)));
    assert_eq!(typing.judge(std::slice::from_ref(&client), &known), ["client"]);
    typing.type_in(&client, "5f0e".into());
    let thumbprint = kind("thumbprint", "thumbprint", None);
    typing.type_in(&thumbprint, "\u{200e}a9 99 3e 36 47 06 81 6a ba 3e 25 71 78 50 c2 6c 9c d0 d8 9d".into());
    assert_eq!(typing.verdict(&thumbprint, &known), None);
    typing.leave(&thumbprint, &known);
    assert_eq!(typing.text(&thumbprint), "A9993E364706816ABA3E25717850C26C9CD0D89D");
    assert!(typing.cleaned("thumbprint").is_some());
}
