//! The evaluator; the rules themselves are tested with their data.

use std::collections::BTreeMap;

use super::*;
use crate::{
    resource::{Condition, LintLevel, Test, Value},
    text::LocalizedText,
    variable::{VariableKind, VariableOptions},
};

fn condition(of: &str, is: Test, text: &[&str]) -> Condition {
    Condition { of: of.to_owned(), is, text: text.iter().map(|t| (*t).to_owned()).collect(), with: None }
}

fn parameter(name: &str, kind: VariableKind) -> SetParameter {
    SetParameter {
        name: name.to_owned(),
        aliases: vec![format!("OLD{name}")],
        kind,
        options: VariableOptions::default(),
        protected: false,
        default: None,
        help: LocalizedText::default(),
    }
}

fn rule(id: &str, parameter: &str, when: Vec<Condition>) -> SetRule {
    let [what, why, remedy] = [LocalizedText::default(), LocalizedText::default(), LocalizedText::default()];
    let unless = Vec::new();
    SetRule {
        id: id.to_owned(),
        level: LintLevel::Error,
        parameter: parameter.to_owned(),
        when,
        unless,
        what,
        why,
        remedy,
    }
}

fn set() -> VariableSet {
    let option = |id: &str, when| ChoiceOption {
        id: id.to_owned(),
        name: LocalizedText::default(),
        help: LocalizedText::default(),
        when,
    };
    VariableSet {
        id: "sample".to_owned(),
        name: LocalizedText::default(),
        description: LocalizedText::default(),
        choices: vec![Choice {
            id: "mode".to_owned(),
            name: LocalizedText::default(),
            parameter: Some("MODE".to_owned()),
            options: vec![
                option("ONE", vec![condition("MODE", Test::OneOf, &["ONE"])]),
                option("MANY", vec![condition("MODE", Test::OneOf, &["MANY"])]),
            ],
        }],
        parameters: vec![
            parameter("MODE", VariableKind::String),
            parameter("BOX:*", VariableKind::Email),
            parameter("PASS:*", VariableKind::Secret),
        ],
        rules: vec![
            rule("mode", "MODE", vec![condition("MODE", Test::Empty, &[])]),
            rule(
                "none",
                "BOX:*",
                vec![condition("choice.mode", Test::OneOf, &["MANY"]), condition("family.BOX:", Test::Empty, &[])],
            ),
            rule("bad", "BOX:*", vec![condition("BOX:* | invalid", Test::Filled, &[])]),
            rule("pass", "BOX:*", vec![condition("BOX:*", Test::Filled, &[]), condition("PASS:*", Test::Empty, &[])]),
        ],
        notes: Vec::new(),
    }
}

fn found(given: &[(&str, &str)], said: &[(&str, &str)]) -> Vec<(String, String)> {
    let given: Vec<(String, Value)> =
        given.iter().map(|(name, value)| ((*name).to_owned(), Value::Known((*value).to_owned()))).collect();
    let said: BTreeMap<String, String> = said.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    judge(&set(), &given, &said).findings.into_iter().map(|finding| (finding.rule, finding.parameter)).collect()
}

fn one(rule: &str, parameter: &str) -> Vec<(String, String)> {
    vec![(rule.to_owned(), parameter.to_owned())]
}

#[test]
fn choices_come_from_the_values_unless_somebody_says_otherwise() {
    assert_eq!(found(&[("MODE", "MANY")], &[]), one("none", "BOX:*"));
    assert_eq!(found(&[("mode", "MANY")], &[("mode", "ONE")]), []);
    assert_eq!(found(&[("OLDMODE", "ONE")], &[]), []);
    assert_eq!(found(&[], &[]), one("mode", "MODE"));
}

#[test]
fn each_member_of_a_family_is_judged_with_its_own_companion() {
    let given =
        [("MODE", "ONE"), ("BOX:a", "a@example.com"), ("PASS:A", "x"), ("box:b", "b@example.com"), ("PASS:c", "x")];
    assert_eq!(found(&given, &[]), one("pass", "box:b"));
    assert_eq!(found(&[("MODE", "ONE"), ("BOX:a", "nobody"), ("PASS:a", "x")], &[]), one("bad", "BOX:a"));
    let verdict = judge(&set(), &[("box:b".to_owned(), Value::Hidden)], &BTreeMap::new());
    let states: Vec<_> = verdict.parameters.iter().map(|state| (state.variable.as_deref(), state.filled)).collect();
    assert_eq!(states, [(None, false), (Some("box:b"), true), (None, false)]);
}

#[test]
fn a_value_is_not_held_against_one_that_is_hidden() {
    let differs = Condition { with: Some("PASS:a".to_owned()), ..condition("MODE", Test::OtherThan, &[]) };
    let set = VariableSet { rules: vec![rule("differs", "MODE", vec![differs])], ..set() };
    let found = |other: Value| {
        let given = [("MODE".to_owned(), Value::Known("x".to_owned())), ("PASS:a".to_owned(), other)];
        judge(&set, &given, &BTreeMap::new()).findings.len()
    };
    assert_eq!((found(Value::Known("y".to_owned())), found(Value::Hidden)), (1, 0));
}

#[test]
fn old_names_are_known() {
    assert_eq!(set().renamed("oldmode"), Some("MODE"));
    assert_eq!(set().renamed("MODE"), None);
}

#[test]
fn what_is_asked_of_a_parameter_does_not_depend_on_what_it_holds() {
    let mut set = set();
    set.rules.push(rule(
        "none_of_one",
        "PASS:*",
        vec![condition("choice.mode", Test::OneOf, &["ONE"]), condition("PASS:*", Test::Filled, &[])],
    ));
    let said = |mode: &str| BTreeMap::from([("mode".to_owned(), mode.to_owned())]);
    for held in ["", "x"] {
        let given = [("MODE".to_owned(), Value::Known(held.to_owned()))];
        assert_eq!(need(&set, &given, &said("ONE"), "mode").0, Need::Filled);
        assert_eq!(need(&set, &given, &said("ONE"), "OLDMODE").0, Need::Filled);
        let (asked, why) = need(&set, &given, &said("ONE"), "PASS:a");
        assert_eq!((asked, why.map(|finding| finding.rule)), (Need::Empty, Some("none_of_one".to_owned())));
        assert_eq!(need(&set, &given, &said("MANY"), "PASS:a").0, Need::Either);
    }
    assert_eq!(need(&set, &[], &BTreeMap::new(), "UNKNOWN").0, Need::Either);
}
