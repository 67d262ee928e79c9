//! What a migration's report says first: how its steps ended, and what is left or to be watched. A migration that is
//! through may still hold warnings, checks that could not be made, and steps that were left out.

use serde::{Deserialize, Serialize};

use super::{Migration, MigrationCheck, MigrationStep, StepState};
use crate::{
    check::{CheckState, Finding, Owner},
    text::LocalizedText,
};

/// How the steps of a migration ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepTally {
    /// Done, and every check of theirs was green when it was last made.
    pub proved: usize,
    /// Done otherwise: somebody says so.
    pub by_hand: usize,
    /// Left out, with a reason.
    pub skipped: usize,
    /// Neither.
    pub left: usize,
}

/// Why something is left or to be watched; the order is that of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WatchKind {
    /// A check failed.
    Failed,
    /// A step is not done.
    Open,
    /// A check warns.
    Warning,
    /// A check could not be made.
    Impossible,
    /// A step was done, and a check of it was never made as things are now.
    NotRun,
    /// A step was left out.
    Skipped,
}

impl WatchKind {
    /// Every kind, the most urgent first.
    pub const ALL: [Self; 6] = [Self::Failed, Self::Open, Self::Warning, Self::Impossible, Self::NotRun, Self::Skipped];

    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Open => "open",
            Self::Warning => "warning",
            Self::Impossible => "impossible",
            Self::NotRun => "not_run",
            Self::Skipped => "skipped",
        }
    }

    fn of(state: CheckState) -> Option<Self> {
        match state {
            CheckState::Passed => None,
            CheckState::Warning => Some(Self::Warning),
            CheckState::Impossible => Some(Self::Impossible),
            CheckState::Failed => Some(Self::Failed),
        }
    }
}

/// Something that is left, or to be watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WatchItem {
    /// Why.
    pub kind: WatchKind,
    /// The step, by its stable name.
    pub step: String,
    /// What the step is called.
    pub title: LocalizedText,
    /// Who acts.
    pub who: Owner,
    /// What the check is called, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<LocalizedText>,
    /// What the check found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<LocalizedText>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<LocalizedText>,
    /// Why the step was left out, in the words of whoever did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Migration {
    /// How its steps ended.
    pub fn tally(&self) -> StepTally {
        let mut tally = StepTally::default();
        for step in &self.steps {
            let count = match step.state {
                StepState::Done if step.is_proved() => &mut tally.proved,
                StepState::Done => &mut tally.by_hand,
                StepState::Skipped => &mut tally.skipped,
                StepState::Waiting | StepState::Open | StepState::InProgress => &mut tally.left,
            };
            *count += 1;
        }
        tally
    }

    /// What is left or to be watched, the most urgent first, then in the order of the steps.
    pub fn watch(&self) -> Vec<WatchItem> {
        let mut items: Vec<WatchItem> = self.steps.iter().flat_map(MigrationStep::watch).collect();
        items.sort_by_key(|item| item.kind);
        items
    }
}

impl MigrationStep {
    /// Whether each of its checks was green when it was last made, and there is one.
    pub fn is_proved(&self) -> bool {
        let green = |check: &MigrationCheck| check.last.as_ref().is_some_and(|run| run.state.is_green());
        !self.checks.is_empty() && self.checks.iter().all(green)
    }

    fn watch(&self) -> Vec<WatchItem> {
        let mut items = match self.state {
            StepState::Done => Vec::new(),
            StepState::Skipped => vec![WatchItem { reason: self.reason.clone(), ..self.item(WatchKind::Skipped) }],
            StepState::Waiting | StepState::Open | StepState::InProgress => vec![self.item(WatchKind::Open)],
        };
        for check in &self.checks {
            let name = Some(check.name.clone()).filter(|name| *name != LocalizedText::default());
            match &check.last {
                Some(run) => items.extend(run.findings.iter().filter_map(|finding| self.found(name.clone(), finding))),
                None if self.state == StepState::Done => {
                    items.push(WatchItem { check: name, ..self.item(WatchKind::NotRun) });
                }
                None => {}
            }
        }
        items
    }

    fn found(&self, check: Option<LocalizedText>, finding: &Finding) -> Option<WatchItem> {
        let kind = WatchKind::of(finding.state)?;
        Some(WatchItem {
            check,
            found: Some(finding.found.clone()),
            remedy: finding.remedy.clone(),
            who: finding.who.unwrap_or(self.owner),
            ..self.item(kind)
        })
    }

    fn item(&self, kind: WatchKind) -> WatchItem {
        WatchItem {
            kind,
            step: self.id.clone(),
            title: self.title.clone(),
            who: self.owner,
            check: None,
            found: None,
            remedy: None,
            reason: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn words(text: &str) -> Value {
        json!({ "en": text, "nl": text })
    }

    fn check(state: Option<&str>) -> Value {
        let finding = json!({
            "state": state, "looked_at": words("l"), "expected": words("e"), "found": words("f"),
            "remedy": words("mend it"), "who": "support", "code": null, "correlation_id": null,
        });
        let run = state.map(|state| {
            json!({
                "id": "r", "environment": "e", "origin": "hand", "check": "c", "resource": null, "arguments": {}, "state": state, "findings": [finding],
                "started_at": "2026-11-22T18:00:00Z", "took_ms": 1, "by": "Kees", "migration": null, "step": null,
                "previous": null,
            })
        });
        json!({ "index": 0, "check": "c", "name": words("Check"), "missing": [], "last": run })
    }

    fn step(id: &str, state: &str, checks: &[Value]) -> MigrationStep {
        let step = json!({
            "id": id, "title": words(id), "why": words(""), "body": words(""), "owner": "customer", "state": state,
            "blocked_by": [], "copy": [], "inputs": [], "actions": [], "checks": checks, "by_hand": true, "scripts": [],
            "reason": "no need", "version": 1,
        });
        serde_json::from_value(step).expect("a step")
    }

    fn migration(steps: Vec<MigrationStep>) -> Migration {
        let bare = json!({
            "id": "m", "playbook": "p", "name": words("P"), "state": "completed", "done": 0, "total": 0, "failing": 0,
            "created_at": "2026-11-22T18:00:00Z", "created_by": "Kees", "updated_at": "2026-11-22T18:00:00Z",
            "playbook_version": 1, "playbook_current": 1, "about": words(""), "options": {}, "choices": [],
            "resources": [], "values": [], "steps": [], "exports": [], "deadlines": [], "version": 1,
        });
        Migration { steps, ..serde_json::from_value(bare).expect("a migration") }
    }

    #[test]
    fn a_migration_that_is_through_still_tells_what_warns_and_what_was_left_out() {
        let migration = migration(vec![
            step("skipped", "skipped", &[]),
            step("by hand", "done", &[]),
            step("unseen", "done", &[check(None)]),
            step("proved", "done", &[check(Some("passed")), check(Some("warning"))]),
            step("blind", "done", &[check(Some("impossible"))]),
            step("red", "done", &[check(Some("failed"))]),
            step("open", "open", &[check(None)]),
        ]);
        assert_eq!(migration.tally(), StepTally { proved: 1, by_hand: 4, skipped: 1, left: 1 });
        let watch = migration.watch();
        let told: Vec<(&str, &str)> = watch.iter().map(|item| (item.kind.as_str(), item.step.as_str())).collect();
        assert_eq!(
            told,
            [
                ("failed", "red"),
                ("open", "open"),
                ("warning", "proved"),
                ("impossible", "blind"),
                ("not_run", "unseen"),
                ("skipped", "skipped"),
            ]
        );
        assert_eq!(watch[0].who, Owner::Support);
        assert_eq!(watch[0].remedy.as_ref().map(|text| text.en.as_str()), Some("mend it"));
        assert_eq!(watch[5].reason.as_deref(), Some("no need"));
        for kind in WatchKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a name"), kind.as_str());
        }
    }
}
