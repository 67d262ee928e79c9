//! What the rules ask of a parameter, whatever it holds now: that it is filled, that it is empty, or neither.

use std::collections::BTreeMap;

use super::{Given, SetFinding, VariableSet, judge};
use crate::resource::{LintLevel, Value};

/// What is asked of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be filled.
    Filled,
    /// It should be empty.
    Empty,
    /// Either will do.
    Either,
}

/// What the rules ask of the variable `name`, and the finding that would say so. `said` are all the choices: what is
/// told by the values must not turn with the value that is looked at.
pub fn need(
    set: &VariableSet,
    given: &Given,
    said: &BTreeMap<String, String>,
    name: &str,
) -> (Need, Option<SetFinding>) {
    let Some(parameter) = set.parameter(name) else { return (Need::Either, None) };
    let same = |known: &str| match parameter.family() {
        Some(_) => known.eq_ignore_ascii_case(name),
        None => parameter.is_called(known),
    };
    let mut others: Vec<(String, Value)> = given.iter().filter(|(known, _)| !same(known)).cloned().collect();
    let about = |given: &Given, least: LintLevel| {
        let findings = judge(set, given, said).findings.into_iter();
        let mut here = findings.filter(|found| same(&found.parameter) && found.level <= least);
        here.next()
    };
    if let Some(found) = about(&others, LintLevel::Error) {
        return (Need::Filled, Some(found));
    }
    others.push((name.to_owned(), Value::Hidden));
    match about(&others, LintLevel::Warning) {
        Some(found) => (Need::Empty, Some(found)),
        None => (Need::Either, None),
    }
}
