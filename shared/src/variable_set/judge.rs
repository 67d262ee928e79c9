//! Judges the values of a set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Choice, SetRule, VariableSet,
    set::{SetParameter, member},
};
use crate::{
    resource::{Condition, LintLevel, Value, rule_holds},
    text::LocalizedText,
    variable,
};

/// The values of an environment: a variable's name and what is known of its value, resolved.
pub type Given = [(String, Value)];

/// Everything that is to be said about the values of a set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetVerdict {
    /// What the choices are.
    pub choices: Vec<ChoiceState>,
    /// The parameters, families member by member.
    pub parameters: Vec<ParameterState>,
    /// What is wrong, errors first.
    pub findings: Vec<SetFinding>,
}

/// What a choice is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoiceState {
    /// The choice.
    pub id: String,
    /// The option; absent: it cannot be told.
    pub option: Option<String>,
    /// Whether somebody said so, rather than the values.
    pub said: bool,
}

/// The state of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParameterState {
    /// The parameter's name in the set.
    pub parameter: String,
    /// The variable's name; absent: there is no such variable.
    pub variable: Option<String>,
    /// Whether it has a value.
    pub filled: bool,
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetFinding {
    /// The rule; `value` when a value is not of its kind, `old_name` when a variable has a name from before.
    pub rule: String,
    /// How bad it is.
    pub level: LintLevel,
    /// The variable, or `choice.ID`.
    pub parameter: String,
    /// What is odd.
    pub what: LocalizedText,
    /// Why that matters.
    pub why: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

/// Judges the values; `said` are choices that somebody made.
pub fn judge(set: &VariableSet, given: &Given, said: &BTreeMap<String, String>) -> SetVerdict {
    let mut facts = Facts { set, given, choices: BTreeMap::new() };
    let mut choices = Vec::new();
    for choice in &set.choices {
        let told = said.get(&choice.id).filter(|option| choice.options.iter().any(|known| known.id == **option));
        let option = told.cloned().or_else(|| facts.infer(choice));
        if let Some(option) = &option {
            facts.choices.insert(choice.id.clone(), option.clone());
        }
        choices.push(ChoiceState { id: choice.id.clone(), option, said: told.is_some() });
    }
    let mut findings: Vec<SetFinding> = set.rules.iter().flat_map(|rule| facts.apply(rule)).collect();
    findings.sort_by_key(|finding| finding.level);
    SetVerdict { choices, parameters: set.parameters.iter().flat_map(|p| facts.states(p)).collect(), findings }
}

struct Facts<'a> {
    set: &'a VariableSet,
    given: &'a Given,
    choices: BTreeMap<String, String>,
}

impl Facts<'_> {
    /// The first option whose conditions hold.
    fn infer(&self, choice: &Choice) -> Option<String> {
        let holds = |when: &[Condition]| rule_holds(when, &[], &|of| self.values(of, ""));
        let fits = choice.options.iter().find(|option| !option.when.is_empty() && holds(&option.when) == Some(true));
        fits.map(|option| option.id.clone())
    }

    fn apply(&self, rule: &SetRule) -> Vec<SetFinding> {
        let found = |named: String, star: &str| {
            let holds = rule_holds(&rule.when, &rule.unless, &|of| self.values(of, star)) == Some(true);
            holds.then(|| SetFinding {
                rule: rule.id.clone(),
                level: rule.level,
                parameter: named,
                what: rule.what.clone(),
                why: rule.why.clone(),
                remedy: rule.remedy.clone(),
            })
        };
        // A rule that looks at the family as a whole is asked once.
        let each = rule.when.iter().any(|condition| condition.of.contains('*'));
        match rule.parameter.strip_suffix('*').filter(|_| each) {
            Some(prefix) => {
                let members = self.given.iter().filter_map(|(name, _)| Some((name, member(prefix, name)?)));
                members.filter_map(|(name, star)| found(name.clone(), star)).collect()
            }
            None => found(rule.parameter.clone(), "").into_iter().collect(),
        }
    }

    /// `choice.ID`; a parameter's name, `family.PREFIX` for all members of a family; behind a `|`, `valid` and
    /// `invalid` keep the values that are and are not of the parameter's kind.
    fn values(&self, of: &str, star: &str) -> Option<Vec<Value>> {
        let (base, filter) = of.split_once('|').map_or((of, None), |(base, filter)| (base, Some(filter.trim())));
        let base = base.trim().replace('*', star);
        if let Some(choice) = base.strip_prefix("choice.") {
            return Some(self.choices.get(choice).map(|option| Value::Known(option.clone())).into_iter().collect());
        }
        let parameter = match base.strip_prefix("family.") {
            Some(prefix) => self.set.parameters.iter().find(|parameter| parameter.family() == Some(prefix))?,
            None => self.set.parameter(&base)?,
        };
        let one_of_family = parameter.family().is_some() && !base.starts_with("family.");
        let meant =
            |name: &str| if one_of_family { name.eq_ignore_ascii_case(&base) } else { parameter.is_called(name) };
        let values = self.given.iter().filter(|(name, _)| meant(name)).map(|(_, value)| value.clone());
        let values = values.filter(Value::is_filled);
        Some(match filter {
            None => values.collect(),
            Some("valid") => values.filter(|value| is_valid(parameter, value)).collect(),
            Some("invalid") => values.filter(|value| !is_valid(parameter, value)).collect(),
            Some(_) => return None,
        })
    }

    fn states(&self, parameter: &SetParameter) -> Vec<ParameterState> {
        let state = |variable: Option<&(String, Value)>| ParameterState {
            parameter: parameter.name.clone(),
            variable: variable.map(|(name, _)| name.clone()),
            filled: variable.is_some_and(|(_, value)| value.is_filled()),
        };
        let states: Vec<ParameterState> =
            self.given.iter().filter(|(name, _)| parameter.is_called(name)).map(|known| state(Some(known))).collect();
        if states.is_empty() { vec![state(None)] } else { states }
    }
}

fn is_valid(parameter: &SetParameter, value: &Value) -> bool {
    match value {
        Value::Known(text) => variable::judge(parameter.kind, &parameter.options, text).is_ok(),
        Value::Hidden => true,
    }
}
