//! The evaluator; the checks themselves are tested with their data.

use std::collections::BTreeMap;

use super::*;
use crate::resource::{Condition, LintLevel, Test, Value};

fn condition(of: &str, is: Test) -> Condition {
    Condition { of: of.to_owned(), is, text: Vec::new(), with: None }
}

fn said(text: &str) -> LocalizedText {
    LocalizedText { en: text.to_owned(), nl: text.to_owned() }
}

fn kind(check: ConfigCheck) -> CheckedFile {
    CheckedFile {
        id: "sample".to_owned(),
        name: said("Sample"),
        after: said(""),
        files: vec!["sample*.config".to_owned()],
        elements: vec!["sampleBus".to_owned()],
        versions: vec!["Sample Version".to_owned()],
        checks: vec![check],
    }
}

fn sample(find: Find) -> ConfigCheck {
    ConfigCheck {
        id: "listener".to_owned(),
        level: LintLevel::Error,
        find,
        missing: false,
        when: vec![condition("value | boolean", Test::Empty)],
        unless: Vec::new(),
        what: said("{value} is neither"),
        expected: said("{variable.Wanted} or {unknown}"),
        remedy: said(""),
    }
}

fn found(kind: &CheckedFile, text: &str) -> Vec<(Option<usize>, Option<String>, String, String)> {
    let file = ConfigFile::parse_text(text).expect("reads");
    let variables = BTreeMap::from([("wanted".to_owned(), Value::Known("true".to_owned()))]);
    let facts = CheckFacts { file: &file, variables: &variables, connection_names: &[] };
    let found = check(&[kind], &facts).into_iter();
    found.map(|f| (f.place.map(|place| place.line), f.found, f.what.en, f.expected.nl)).collect()
}

#[test]
fn each_place_is_judged_and_the_words_are_filled() {
    let kind = kind(sample(Find { called: vec!["enable*".to_owned()], ..Find::default() }));
    let text = "<sampleBus>\n<a enableOne='true'/>\n<a ENABLETWO='[ON]'/></sampleBus>";
    assert_eq!(
        found(&kind, text),
        [(Some(3), Some("[ON]".to_owned()), "[ON] is neither".to_owned(), "true or {unknown}".to_owned())]
    );
}

#[test]
fn what_is_missing_is_found_once_and_connection_strings_are_not_shown() {
    let missing = ConfigCheck {
        missing: true,
        when: Vec::new(),
        ..sample(Find { called: vec!["enable".to_owned()], ..Find::default() })
    };
    assert_eq!(found(&kind(missing.clone()), "<sampleBus/>").len(), 1);
    assert_eq!(found(&kind(missing), "<sampleBus enable=''/>"), []);
    let malformed = ConfigCheck {
        when: vec![condition("value | malformed", Test::Filled)],
        ..sample(Find { connection_string: vec!["*".to_owned()], ..Find::default() })
    };
    let text = "<configuration><connectionStrings><add name='Db' connectionString='Password=\"x'/></connectionStrings></configuration>";
    assert_eq!(
        found(&kind(malformed), text),
        [(Some(1), Some("Db".to_owned()), "{value} is neither".to_owned(), "true or {unknown}".to_owned())]
    );
}

#[test]
fn a_file_is_known_by_its_name_or_by_what_it_holds() {
    let kinds = [kind(sample(Find::default()))];
    let (with, without) = (ConfigFile::parse_text("<c><sampleBUS/></c>"), ConfigFile::parse_text("<c/>"));
    let (with, without) = (with.expect("reads"), without.expect("reads"));
    assert_eq!(recognise(&kinds, "other.config", &with).len(), 1);
    assert_eq!(recognise(&kinds, "Sample.exe.config", &without).len(), 1);
    assert_eq!(recognise(&kinds, "other.config", &without).len(), 0);
}
