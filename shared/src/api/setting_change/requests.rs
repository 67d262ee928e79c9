//! What is asked of an environment's settings: edits at once, the way back to a moment, copies.

use serde::{Deserialize, Serialize};

use super::{NOTE, SETTING_NAME, SettingKind};
use crate::{
    api::{double_option, variable::PutVariable},
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    secret::{SecretText, hand_out_double},
    timestamp::Timestamp,
    variable::{VariableKind, VariableOptions},
};

/// What to do with a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Create it or change it.
    #[default]
    Put,
    /// Delete it.
    Delete,
    /// Give it another name; references to it follow. May carry the fields of a `put` too.
    Rename,
}

/// One edit among several. What is absent keeps what is stored, as in `PUT`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VariableOperation {
    /// What to do.
    pub op: OperationKind,
    /// The variable's name.
    pub name: String,
    /// `rename`: the new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The version that was seen; `null`: there was none; absent: whatever there is.
    #[serde(default, deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<Option<i64>>,
    /// The value.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub value: Option<Option<SecretText>>,
    /// What the value is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<VariableKind>,
    /// What narrows the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<VariableOptions>,
    /// Whether the value is never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<bool>,
    /// Whether only the support team may change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<bool>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl VariableOperation {
    /// What it says about the variable.
    pub fn fields(&self) -> PutVariable {
        PutVariable {
            value: self.value.clone(),
            kind: self.kind,
            options: self.options.clone(),
            secret: self.secret,
            protected: self.protected,
            description: self.description.clone(),
        }
    }

    /// The fields that a `delete` has not.
    fn fields_of_put(&self) -> [(&'static str, bool); 6] {
        [
            ("value", self.value.is_some()),
            ("kind", self.kind.is_some()),
            ("options", self.options.is_some()),
            ("secret", self.secret.is_some()),
            ("protected", self.protected.is_some()),
            ("description", self.description.is_some()),
        ]
    }

    fn check(&self, report: &mut Report, below: &str) {
        self.fields().check(report, below);
        if self.op == OperationKind::Delete {
            for (name, _) in self.fields_of_put().into_iter().filter(|(_, given)| *given) {
                report.add(format!("{below}/{name}"), FieldFault::Unknown);
            }
        }
        match (self.op, &self.to) {
            (OperationKind::Rename, None) => report.add(format!("{below}/to"), FieldFault::Required),
            (OperationKind::Put | OperationKind::Delete, Some(_)) => {
                report.add(format!("{below}/to"), FieldFault::Unknown);
            }
            _ => {}
        }
    }
}

/// Several edits of variables, saved together or not at all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeVariables {
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// The edits, at most 5,000, a name once.
    pub operations: Vec<VariableOperation>,
}

impl ChangeVariables {
    /// The most edits.
    pub const MOST: usize = 5000;
}

impl Validate for ChangeVariables {
    fn validate(&self, report: &mut Report) {
        check_note(report, self.note.as_deref());
        if self.operations.is_empty() {
            report.add("/operations", FieldFault::Required);
        }
        if self.operations.len() > Self::MOST {
            report.add("/operations", FieldFault::TooLong(Self::MOST));
            return;
        }
        for (at, operation) in self.operations.iter().enumerate() {
            operation.check(report, &format!("/operations/{at}"));
        }
    }
}

/// A moment in an environment's history: after the change of a number, or at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Moment {
    /// After the change of this number; 0: before the first.
    Change(i64),
    /// At this time.
    Time(Timestamp),
}

impl Moment {
    /// Reads either from a query.
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.parse().ok().filter(|number| *number >= 0).map(Self::Change);
        number.or_else(|| Timestamp::parse_rfc3339(text).map(Self::Time))
    }
}

/// Puts settings back as they were. That is a change like any other, and can be undone like any other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RestoreSettings {
    /// As they were then.
    pub at: Moment,
    /// Only these; absent: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
    /// Only settings of these kinds; absent: of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<SettingKind>>,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Validate for RestoreSettings {
    fn validate(&self, report: &mut Report) {
        check_note(report, self.note.as_deref());
        if matches!(self.at, Moment::Change(number) if number < 0) {
            report.add("/at", FieldFault::NoSuchThing);
        }
        check_names(report, self.names.as_deref());
    }
}

/// Copies settings from another environment of the tenant. References are copied as they are written, so that those to
/// the environment's own fields follow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CopySettings {
    /// The other environment, by id or slug.
    pub from: String,
    /// What to copy; absent: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
    /// Only settings of these kinds; absent: of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<SettingKind>>,
    /// Whether what is there already is overwritten, or left alone.
    #[serde(default)]
    pub overwrite: bool,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Validate for CopySettings {
    fn validate(&self, report: &mut Report) {
        check_note(report, self.note.as_deref());
        report.check(&FieldSpec::required("from", FieldKind::Text), &self.from);
        check_names(report, self.names.as_deref());
    }
}

fn check_note(report: &mut Report, note: Option<&str>) {
    report.check_opt(&NOTE, note);
}

fn check_names(report: &mut Report, names: Option<&[String]>) {
    let Some(names) = names else { return };
    if names.is_empty() {
        report.add("/names", FieldFault::Required);
    }
    if names.len() > ChangeVariables::MOST {
        report.add("/names", FieldFault::TooLong(ChangeVariables::MOST));
        return;
    }
    for (at, name) in names.iter().enumerate() {
        report.check_at(format!("/names/{at}"), &SETTING_NAME, name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<(String, &'static str)> {
        let request: ChangeVariables = serde_json::from_str(json).expect("readable");
        let mut report = Report::default();
        request.validate(&mut report);
        report.into_faults().into_iter().map(|(pointer, fault)| (pointer, fault.code())).collect()
    }

    #[test]
    fn each_operation_has_its_own_fields() {
        assert_eq!(faults(r#"{"operations":[{"op":"put","name":"a","value":"x","expected_version":null}]}"#), []);
        assert_eq!(
            faults(
                r#"{"operations":[{"op":"delete","name":"a","value":"x"},{"op":"rename","name":"a"},{"op":"put","name":"a","value":null,"to":"b"}]}"#
            ),
            [
                ("/operations/0/value".to_owned(), "unknown_field"),
                ("/operations/1/to".to_owned(), "required"),
                ("/operations/2/value".to_owned(), "wrong_type"),
                ("/operations/2/to".to_owned(), "unknown_field"),
            ]
        );
        assert_eq!(faults(r#"{"operations":[]}"#), [("/operations".to_owned(), "required")]);
    }

    #[test]
    fn absent_null_and_a_number_are_told_apart() {
        let read = |json: &str| serde_json::from_str::<VariableOperation>(json).expect("readable").expected_version;
        assert_eq!(read(r#"{"op":"put","name":"a"}"#), None);
        assert_eq!(read(r#"{"op":"put","name":"a","expected_version":null}"#), Some(None));
        assert_eq!(read(r#"{"op":"put","name":"a","expected_version":3}"#), Some(Some(3)));
    }

    #[test]
    fn a_moment_is_a_number_or_a_time() {
        assert_eq!(Moment::parse("12"), Some(Moment::Change(12)));
        assert!(matches!(Moment::parse("2026-11-22T08:00:00Z"), Some(Moment::Time(_))));
        assert_eq!(Moment::parse("-1"), None);
        assert_eq!(serde_json::from_str::<Moment>("7").expect("a number"), Moment::Change(7));
    }
}
