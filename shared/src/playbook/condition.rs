//! Which parts of a playbook belong to a migration: conditions over what was chosen and what is known.
//!
//! | name | values |
//! |---|---|
//! | `option.ID` | what was chosen, else the default |
//! | `value.ID` | the value, where it is known; a secret counts as filled and is nothing in particular |
//! | `answer.ID` | of an assessment: what was answered |
//! | `today` | the date |

use std::collections::BTreeMap;

use crate::resource::{Condition, Value, rule_holds};

/// What conditions can look at.
#[derive(Debug, Clone, Default)]
pub struct PlaybookFacts {
    /// What was chosen, by option.
    pub options: BTreeMap<String, String>,
    /// What is known, by value.
    pub values: BTreeMap<String, Value>,
    /// What was answered, by question.
    pub answers: BTreeMap<String, Vec<String>>,
    /// The date, `YYYY-MM-DD`.
    pub today: String,
}

impl PlaybookFacts {
    fn of(&self, name: &str) -> Option<Vec<Value>> {
        let known = |text: &String| Value::Known(text.clone());
        Some(match name.split_once('.') {
            Some(("option", id)) => self.options.get(id).map(known).into_iter().collect(),
            Some(("value", id)) => self.values.get(id).cloned().into_iter().filter(Value::is_filled).collect(),
            Some(("answer", id)) => self.answers.get(id).into_iter().flatten().map(known).collect(),
            _ if name == "today" => vec![Value::Known(self.today.clone())],
            _ => return None,
        })
    }
}

/// Whether all conditions hold. What cannot be told does not hold.
pub fn applies(when: &[Condition], facts: &PlaybookFacts) -> bool {
    rule_holds(when, &[], &|name| facts.of(name)) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Test;

    fn condition(of: &str, is: Test, text: &[&str]) -> Condition {
        Condition { of: of.to_owned(), is, text: text.iter().map(|t| (*t).to_owned()).collect(), with: None }
    }

    #[test]
    fn parts_follow_what_was_chosen_and_what_is_known() {
        let facts = PlaybookFacts {
            options: BTreeMap::from([("model".to_owned(), "delegated".to_owned())]),
            values: BTreeMap::from([("secret".to_owned(), Value::Hidden)]),
            today: "2026-11-22".to_owned(),
            ..PlaybookFacts::default()
        };
        let holds = |of: &str, is, text: &[&str]| applies(&[condition(of, is, text)], &facts);
        assert!(applies(&[], &facts));
        assert!(holds("option.model", Test::OneOf, &["delegated"]));
        assert!(!holds("option.model", Test::OneOf, &["application"]));
        assert!(!holds("option.other", Test::OneOf, &["delegated"]));
        assert!(holds("value.secret", Test::Filled, &[]));
        assert!(holds("value.client_id", Test::Empty, &[]));
        assert!(holds("today", Test::From, &["2026-10-01"]));
        assert!(!holds("nothing.known", Test::Filled, &[]));
    }
}
