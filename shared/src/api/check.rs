//! Running checks, what they found, when they run by themselves, and notices about what used to work.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    check::{CheckState, Finding, MOST_CHARACTERS},
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{CheckRunId, EnvironmentId, NoticeId, ResourceId},
    text::LocalizedText,
    timestamp::Timestamp,
};

/// The most checks of one request.
pub const MOST_CHECKS: usize = 50;
/// The most arguments of one check.
pub const MOST_ARGUMENTS: usize = 20;
/// The longest time between two runs of a schedule, in hours.
pub const MOST_HOURS: u16 = 168;

const CHECK: FieldSpec = FieldSpec { max: 63, ..FieldSpec::required("check", FieldKind::Text) };
const RESOURCE: FieldSpec = FieldSpec::optional("resource", FieldKind::Text);
const ARGUMENT: FieldSpec = FieldSpec { max: 63, ..FieldSpec::required("arguments", FieldKind::Text) };
const VALUE: FieldSpec = FieldSpec { max: MOST_CHARACTERS, ..FieldSpec::optional("arguments", FieldKind::Text) };

/// One check to run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// Which.
    pub check: String,
    /// Of which resource, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
    /// What it has to be told, as its descriptor says.
    #[serde(default)]
    pub arguments: BTreeMap<String, String>,
}

impl CheckRequest {
    /// What can be judged without knowing the checks, under `pointer`.
    pub fn judge(&self, report: &mut Report, pointer: &str) {
        report.check_at(format!("{pointer}/check"), &CHECK, &self.check);
        let resource = self.resource.as_ref().map(ResourceId::as_str).unwrap_or_default();
        report.check_at(format!("{pointer}/resource"), &RESOURCE, resource);
        if self.arguments.len() > MOST_ARGUMENTS {
            return report.add(format!("{pointer}/arguments"), FieldFault::TooLong(MOST_ARGUMENTS));
        }
        for (name, value) in &self.arguments {
            let at = format!("{pointer}/arguments/{name}");
            report.check_at(at.clone(), &ARGUMENT, name);
            report.check_at(at, &VALUE, value);
        }
    }
}

/// Runs checks, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RunChecks {
    /// Which; at least one, at most 50.
    pub checks: Vec<CheckRequest>,
}

impl Validate for RunChecks {
    fn validate(&self, report: &mut Report) {
        if self.checks.is_empty() {
            return report.add("/checks", FieldFault::Required);
        }
        if self.checks.len() > MOST_CHECKS {
            return report.add("/checks", FieldFault::TooLong(MOST_CHECKS));
        }
        for (at, check) in self.checks.iter().enumerate() {
            check.judge(report, &format!("/checks/{at}"));
        }
    }
}

/// What a run of a check was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckOrigin {
    /// Somebody asked for it.
    Hand,
    /// The schedule of the environment.
    Schedule,
    /// A step of a migration.
    Migration,
}

impl CheckOrigin {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Hand, Self::Schedule, Self::Migration];

    /// The name in storage and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Schedule => "schedule",
            Self::Migration => "migration",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == name)
    }
}

/// A check that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckRun {
    /// Its id.
    pub id: CheckRunId,
    /// Where.
    pub environment: EnvironmentId,
    /// Which check.
    pub check: String,
    /// Of which resource, where it is about one.
    pub resource: Option<ResourceId>,
    /// What it was told.
    pub arguments: BTreeMap<String, String>,
    /// How it came out: the worst of its findings.
    pub state: CheckState,
    /// What it found.
    pub findings: Vec<Finding>,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Who ran it; `schedule` where nobody did.
    pub by: String,
    /// What it was for.
    pub origin: CheckOrigin,
    /// The migration in which it was run, if it was.
    pub migration: Option<String>,
    /// The step of it.
    pub step: Option<String>,
    /// How the run before it came out: the same check with the same arguments of the same resource.
    pub previous: Option<CheckState>,
}

/// The checks of one request, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckRuns {
    /// What each found.
    pub items: Vec<CheckRun>,
}

/// Runs once more what was asked in a tenant, as it was asked last: some at a time, until none is left.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RunAllChecks {
    /// Only those of this environment: its id or its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Only those that ran last before this moment; now, where nothing is said. The answer to the first request says
    /// what to say in the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Timestamp>,
}

const ENVIRONMENT: FieldSpec = FieldSpec { max: 63, ..FieldSpec::optional("environment", FieldKind::Text) };

impl Validate for RunAllChecks {
    fn validate(&self, report: &mut Report) {
        report.check(&ENVIRONMENT, self.environment.as_deref().unwrap_or_default());
    }
}

/// Some of the checks of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AllCheckRuns {
    /// What each found; those that ran longest ago come first.
    pub items: Vec<CheckRun>,
    /// How many still wait: ask again.
    pub left: usize,
    /// How many cannot be asked any more as they were, or not by whoever asks.
    pub skipped: usize,
    /// What to say as `before` in the next request.
    pub before: Timestamp,
}

/// When the checks of an environment run by themselves: those that were run there before, as they were run last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckSchedule {
    /// How many hours lie between two runs; 0: they do not run by themselves.
    pub every_hours: u16,
    /// When they run next.
    pub next_at: Option<Timestamp>,
    /// When they ran last.
    pub last_at: Option<Timestamp>,
}

/// Says when the checks of an environment run by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutCheckSchedule {
    /// Hours between two runs, at most 168; 0: never.
    pub every_hours: u16,
}

impl Validate for PutCheckSchedule {
    fn validate(&self, report: &mut Report) {
        if self.every_hours > MOST_HOURS {
            report.add("/every_hours", FieldFault::OutOfRange(usize::from(MOST_HOURS)));
        }
    }
}

/// Something that used to work does not any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// When it was raised.
    pub at: Timestamp,
    /// Where.
    pub environment: EnvironmentId,
    /// The run that found it.
    pub check_run: CheckRunId,
    /// Which check.
    pub check: String,
    /// Of which resource, where it is about one.
    pub resource: Option<ResourceId>,
    /// What happened, in one sentence.
    pub title: LocalizedText,
    /// What was found.
    pub found: LocalizedText,
    /// What to do about it.
    pub remedy: Option<LocalizedText>,
    /// When somebody said that they have seen it.
    pub read_at: Option<Timestamp>,
    /// When the check passed again.
    pub resolved_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(request: &impl Validate) -> Vec<String> {
        let mut report = Report::default();
        request.validate(&mut report);
        report.into_faults().into_iter().map(|(pointer, _)| pointer).collect()
    }

    #[test]
    fn a_request_names_checks_and_not_too_many() {
        let check = |id: &str| CheckRequest { check: id.into(), ..CheckRequest::default() };
        assert!(pointers(&RunChecks { checks: vec![check("token")] }).is_empty());
        assert_eq!(pointers(&RunChecks::default()), ["/checks"]);
        assert_eq!(pointers(&RunChecks { checks: vec![check("token"); MOST_CHECKS + 1] }), ["/checks"]);
        let mut odd = check("");
        odd.arguments.insert("mailbox".into(), "a\nb".into());
        assert_eq!(pointers(&RunChecks { checks: vec![odd] }), ["/checks/0/check", "/checks/0/arguments/mailbox"]);
    }

    #[test]
    fn a_week_is_the_longest_time_between_two_runs() {
        assert!(pointers(&PutCheckSchedule { every_hours: 0 }).is_empty());
        assert!(pointers(&PutCheckSchedule { every_hours: 168 }).is_empty());
        assert_eq!(pointers(&PutCheckSchedule { every_hours: 169 }), ["/every_hours"]);
    }
}
