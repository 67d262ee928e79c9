//! The words of the checks are whole: in both languages, with the same places, and each for something that a check says.

use std::{collections::BTreeSet, path::Path};

use super::*;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/checks");

fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn whole(where_: &str, text: &LocalizedText) {
    assert!(!text.en.is_empty() && !text.nl.is_empty(), "{where_}: a language is missing");
    assert_eq!(places(&text.en), places(&text.nl), "{where_}: other places in Dutch");
}

fn texts_of(words: &FindingWords) -> impl Iterator<Item = &LocalizedText> {
    [words.looked_at.as_ref(), words.expected.as_ref(), Some(&words.found), words.remedy.as_ref()].into_iter().flatten()
}

/// The names in `say("…")` of a file.
fn said(path: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).expect("the source is there");
    text.split("say(\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(id, _)| id.to_owned()).collect()
}

#[test]
fn every_text_is_in_both_languages_with_the_same_places() {
    let catalog = load().expect("the data files are sound");
    whole("notice", catalog.notice());
    let own = catalog.all().iter().flat_map(|check| &check.findings);
    for (id, words) in own.chain(&catalog.common) {
        texts_of(words).for_each(|text| whole(id, text));
        let acts = words.state != CheckState::Passed;
        assert_eq!(words.remedy.is_some(), acts, "{id}: whoever reads it has something to do, or nothing");
    }
    for check in catalog.all() {
        let CheckDescriptor { id, name, what, arguments, .. } = &check.descriptor;
        for text in [name, what, &check.looked_at, &check.expected] {
            whole(id, text);
        }
        for argument in arguments {
            whole(&argument.name, &argument.label);
            whole(&argument.name, &argument.help);
            assert!(!(argument.required && argument.default.is_some()), "{id}: {} has a default", argument.name);
        }
    }
}

#[test]
fn every_finding_that_a_check_says_has_words_and_no_words_are_left_over() {
    let catalog = load().expect("the data files are sound");
    let mut all = BTreeSet::new();
    for folder in [SOURCES.to_owned(), format!("{SOURCES}/doors")] {
        for entry in std::fs::read_dir(folder).expect("the checks are there") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                all.extend(said(&path));
            }
        }
    }
    let mut worded: BTreeSet<String> = catalog.common.keys().cloned().collect();
    for check in catalog.all() {
        let own = said(&Path::new(SOURCES).join(format!("{}.rs", check.descriptor.id)));
        for id in own {
            let known = check.finding(&id).or_else(|| catalog.common(&id));
            assert!(known.is_some(), "{}: nothing is written about {id}", check.descriptor.id);
        }
        worded.extend(check.findings.keys().cloned());
    }
    let without: Vec<&String> = all.difference(&worded).collect();
    let unsaid: Vec<&String> = worded.difference(&all).collect();
    assert!(without.is_empty(), "no words: {without:?}");
    assert!(unsaid.is_empty(), "nobody says: {unsaid:?}");
}
