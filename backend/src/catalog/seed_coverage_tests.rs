//! The table of what the vendors' articles say (`docs/seed-coverage.md`) names only what is there, and where an article
//! is not right, a step says what to do today.

use shared::{
    ids::ResourceTypeId,
    playbook::{Playbook, PlaybookStep},
};

use super::{Catalog, embedded_text};
use crate::playbooks::Known;

const TABLE: &str = include_str!("../../../docs/seed-coverage.md");

/// A row: its number, what covers it, and how the article differs.
struct Row<'a> {
    number: &'a str,
    covered_by: Vec<&'a str>,
    differs: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    let lines = TABLE.lines().filter(|line| line.starts_with("| K2-") || line.starts_with("| WIC-"));
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, _, covered_by, differs] = cells.as_slice() else { panic!("four cells: {line}") };
        let covered_by = covered_by.split('`').skip(1).step_by(2).collect();
        Row { number, covered_by, differs }
    };
    lines.map(row).collect()
}

/// Whether `written` names something that is there.
fn is_there(catalog: &Catalog, written: &str) -> bool {
    if let Some((id, part)) = written.split_once(": ") {
        return catalog.playbook(id).is_some_and(|known| has(known, part));
    }
    let (kind, name) = written.split_once(' ').unwrap_or((written, ""));
    let (of, part) = name.split_once('/').unwrap_or((name, ""));
    let settings = catalog.settings();
    match kind {
        "type" => catalog
            .resource_type(&ResourceTypeId::new(of))
            .is_some_and(|found| part.is_empty() || found.parameter(part).is_some()),
        "warning" => {
            let found = catalog.connection_kinds().find(of);
            found.is_some_and(|kind| kind.warnings.iter().any(|warning| warning.code == part))
        }
        "config" => {
            let found = settings.config_files.iter().find(|file| file.id == of);
            found.is_some_and(|file| file.checks.iter().any(|check| check.id == part))
        }
        "linked" => settings.linked_settings.iter().any(|linked| linked.id == of),
        "variable" | "rule" => settings.variable_sets.iter().filter(|set| set.id == of).any(|set| match kind {
            "variable" => set.parameter(part).is_some(),
            _ => set.rules.iter().any(|rule| rule.id == part),
        }),
        "permission" => {
            catalog.permissions().apis.iter().any(|api| api.permissions.iter().any(|permission| permission.name == of))
        }
        "deadline" => {
            let minded = catalog.playbooks().iter().any(|known| known.playbook.deadlines.iter().any(|id| id == of));
            minded && embedded_text("deadlines.toml").map_or(true, |text| text.contains(&format!("id = \"{of}\"")))
        }
        _ => false,
    }
}

/// Whether a playbook has that part.
fn has(known: &Known, part: &str) -> bool {
    let Known { playbook, texts, .. } = known;
    let (kind, name) = part.split_once(' ').unwrap_or((part, ""));
    match kind {
        "step" => playbook.step(name).is_some(),
        "value" => playbook.value(name).is_some(),
        "option" => playbook.option(name).is_some(),
        "check" => playbook.steps.iter().flat_map(|step| &step.checks).any(|check| check.check == name),
        "export" => playbook.exports.iter().any(|export| export.id == name),
        "need" => needs(playbook, name),
        "property" => {
            let (need, key) = name.split_once('/').unwrap_or((name, ""));
            playbook.connection_string(need).is_some_and(|need| need.properties.contains_key(key))
        }
        "text" => texts.find(name).is_some(),
        "source" => !playbook.sources.is_empty(),
        "question" => playbook.questions.iter().any(|question| question.id == name),
        "effect" => playbook.effects.iter().any(|effect| effect.id == name),
        _ => false,
    }
}

fn needs(playbook: &Playbook, name: &str) -> bool {
    playbook.resource(name).is_some()
        || playbook.connection_string(name).is_some()
        || playbook.variables.iter().any(|need| need.name == name)
}

/// The step that is meant, with the playbook that has it.
fn step<'c>(catalog: &'c Catalog, written: &str) -> Option<(&'c Known, &'c PlaybookStep)> {
    let (id, part) = written.split_once(": ")?;
    let known = catalog.playbook(id)?;
    Some((known, known.playbook.step(part.strip_prefix("step ")?)?))
}

fn says_what_to_do_today(catalog: &Catalog, written: &str) -> bool {
    step(catalog, written).is_some_and(|(known, step)| {
        let today = known.texts.get(&format!("step.{}.today", step.id));
        !today.en.is_empty() && !today.nl.is_empty()
    })
}

#[test]
fn everything_in_the_vendors_articles_is_covered_by_something_that_is_there() {
    let catalog = Catalog::load().expect("the data files are sound");
    let missing: Vec<String> = rows()
        .iter()
        .flat_map(|row| {
            let gone = row.covered_by.iter().filter(|written| !is_there(&catalog, written));
            let nothing = row.covered_by.is_empty().then(|| format!("{}: nothing", row.number));
            gone.map(|written| format!("{}: {written}", row.number)).chain(nothing).collect::<Vec<_>>()
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn where_an_article_is_not_right_a_step_says_what_to_do_today() {
    let catalog = Catalog::load().expect("the data files are sound");
    let silent: Vec<&str> = rows()
        .iter()
        .filter(|row| !row.differs.is_empty())
        .filter(|row| !row.covered_by.iter().any(|written| says_what_to_do_today(&catalog, written)))
        .map(|row| row.number)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn rows_are_numbered_without_a_gap() {
    for (article, least) in [("K2", 100), ("WIC", 50)] {
        let prefix = format!("{article}-");
        let numbers: Vec<usize> =
            rows().iter().filter_map(|row| row.number.strip_prefix(&prefix)?.parse().ok()).collect();
        assert!(numbers.len() >= least, "{article}: {}", numbers.len());
        assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>(), "{article}");
    }
}

#[test]
fn what_is_not_there_is_noticed() {
    let catalog = Catalog::load().expect("the data files are sound");
    for written in [
        "k2-five-oauth: step nowhere",
        "k2-five-oauth: property ews_connection/Nothing",
        "nowhere: step prepare",
        "type microsoft-online/nothing",
        "rule wicbox/nothing",
        "deadline nothing",
        "nothing",
    ] {
        assert!(!is_there(&catalog, written), "{written}");
    }
    assert!(!says_what_to_do_today(&catalog, "k2-five-oauth: step restart"));
}
