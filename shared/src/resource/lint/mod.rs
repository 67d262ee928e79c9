//! Plain-language findings about a resource's values: mistakes that the server at the other end would report later,
//! in a code. The rules are data; server and browser run the same ones through this evaluator.

mod facts;
mod rule;

pub use facts::{CredentialFact, Facts, ValueOf};
pub use rule::{Condition, Finding, LintLevel, LintRule, Test};

use super::Phase;
use crate::field::{FieldKind, FieldSpec};

/// Scopes of OpenID Connect and OAuth itself, which belong to no service.
const OPENID_SCOPES: [&str; 6] = ["openid", "profile", "email", "offline_access", "address", "phone"];
const GUID: FieldSpec = FieldSpec::required("id", FieldKind::Guid);

/// A value, as far as it is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// It is this text.
    Known(String),
    /// There is one, but it does not show: a stored secret, in the browser.
    Hidden,
}

impl Value {
    /// Whether there is anything.
    pub fn is_filled(&self) -> bool {
        !matches!(self, Self::Known(text) if text.is_empty())
    }
}

/// What the rules find in a resource.
///
/// `known` are findings made where more was known, such as the server's in the browser: of a rule that cannot be
/// judged here they are kept.
pub fn lint(rules: &[LintRule], facts: &Facts<'_>, known: &[Finding]) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in rules {
        let phases: Vec<Option<Phase>> = match rule.phases.as_slice() {
            [] => vec![None],
            phases => phases.iter().copied().map(Some).collect(),
        };
        for phase in phases {
            match judge(rule, facts, phase) {
                Some(true) => found.push(Finding::of(rule, phase)),
                Some(false) => {}
                None => {
                    found.extend(known.iter().filter(|f| f.rule == rule.id && f.phase == phase).cloned());
                }
            }
        }
    }
    found.sort_by_key(|finding| finding.level);
    found
}

/// Whether a rule finds something; `None`: that cannot be told here.
fn judge(rule: &LintRule, facts: &Facts<'_>, phase: Option<Phase>) -> Option<bool> {
    // A request that is never made is not judged.
    if phase.is_some_and(|phase| facts.endpoints.of(phase).is_none()) {
        return Some(false);
    }
    rule_holds(&rule.when, &rule.unless, &|of| facts.values(of, phase))
}

/// Whether all of `when` and none of `unless` holds of what `values` knows by name; `None`: that cannot be told here.
pub(crate) fn rule_holds(
    when: &[Condition],
    unless: &[Condition],
    values: &dyn Fn(&str) -> Option<Vec<Value>>,
) -> Option<bool> {
    let when: Vec<Option<bool>> = when.iter().map(|condition| holds(condition, values)).collect();
    let unless: Vec<Option<bool>> = unless.iter().map(|condition| holds(condition, values)).collect();
    if when.contains(&Some(false)) || unless.contains(&Some(true)) {
        return Some(false);
    }
    (!when.contains(&None) && !unless.contains(&None)).then_some(true)
}

fn holds(condition: &Condition, known: &dyn Fn(&str) -> Option<Vec<Value>>) -> Option<bool> {
    let values = known(&condition.of)?;
    let others = match &condition.with {
        Some(with) => known(with)?,
        None => Vec::new(),
    };
    match condition.is {
        Test::Filled => return Some(!values.is_empty()),
        Test::Empty => return Some(values.is_empty()),
        Test::Several if values.contains(&Value::Hidden) => return None,
        Test::Several => return Some(values.windows(2).any(|pair| pair[0] != pair[1])),
        _ => {}
    }
    // Whether something is another value than a hidden one, nobody can tell.
    let unseen = condition.is == Test::OtherThan && others.contains(&Value::Hidden);
    let mut hidden = false;
    for value in &values {
        match value {
            Value::Known(text) if passes(condition, text, &others) => {
                if !unseen {
                    return Some(true);
                }
                hidden = true;
            }
            Value::Known(_) => {}
            Value::Hidden => hidden = true,
        }
    }
    (!hidden).then_some(false)
}

fn passes(condition: &Condition, value: &str, others: &[Value]) -> bool {
    let texts = &condition.text;
    let any = |test: &dyn Fn(&str) -> bool| texts.iter().any(|text| test(text));
    let among = || others.iter().any(|other| matches!(other, Value::Known(text) if text.eq_ignore_ascii_case(value)));
    match condition.is {
        Test::OneOf => any(&|text| value == text),
        Test::OtherThan => !any(&|text| value == text) && !among(),
        Test::SameAs => among(),
        Test::Containing => any(&|text| value.contains(text)),
        Test::Starting => any(&|text| value.starts_with(text)),
        Test::Ending => any(&|text| value.ends_with(text)),
        Test::NotEnding => !any(&|text| value.ends_with(text)),
        Test::Guid => GUID.check(value).is_ok(),
        Test::NotGuid => GUID.check(value).is_err(),
        Test::Capitals => value.chars().any(char::is_uppercase),
        Test::Spaced => {
            let quote = |c: char| matches!(c, '"' | '\'' | '“' | '”');
            value.trim() != value || value.starts_with(quote) || value.ends_with(quote)
        }
        Test::From => texts.first().is_some_and(|first| value >= first.as_str()),
        Test::Filled | Test::Empty | Test::Several => false,
    }
}
