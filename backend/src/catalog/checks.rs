//! Reads what the checks are called, what they ask for and what they may say: `catalog/checks/`, one file a check, and
//! `catalog/check_findings.toml` for what several of them say.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::{
    check::{CheckArgument, CheckDescriptor, CheckNeed, CheckState, Owner},
    text::LocalizedText,
};

use super::{CatalogError, files_of, read, stem};

const COMMON: &str = "check_findings.toml";

/// A check as its data file says it.
#[derive(Debug, Clone)]
pub struct CheckWords {
    /// What is published.
    pub descriptor: CheckDescriptor,
    looked_at: LocalizedText,
    expected: LocalizedText,
    findings: BTreeMap<String, FindingWords>,
}

/// What a finding says. `{name}` and the like are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingWords {
    /// How it came out.
    pub state: CheckState,
    /// What was looked at, where that is not what the check as a whole looks at.
    #[serde(default)]
    pub looked_at: Option<LocalizedText>,
    /// What should have been there, likewise.
    #[serde(default)]
    pub expected: Option<LocalizedText>,
    /// What was there.
    pub found: LocalizedText,
    /// What to do about it.
    #[serde(default)]
    pub remedy: Option<LocalizedText>,
    /// Who does it.
    #[serde(default)]
    pub who: Option<Owner>,
}

/// The words of every check.
#[derive(Debug, Clone)]
pub struct CheckCatalog {
    checks: Vec<CheckWords>,
    common: BTreeMap<String, FindingWords>,
    notice: LocalizedText,
}

impl CheckCatalog {
    /// Every check, by id.
    pub fn all(&self) -> &[CheckWords] {
        &self.checks
    }

    /// The check of that id.
    pub fn find(&self, id: &str) -> Option<&CheckWords> {
        self.checks.iter().find(|check| check.descriptor.id == id)
    }

    /// What several checks say.
    pub fn common(&self, finding: &str) -> Option<&FindingWords> {
        self.common.get(finding)
    }

    /// The title of a notice; `{check}` is filled in.
    pub fn notice(&self) -> &LocalizedText {
        &self.notice
    }
}

impl CheckWords {
    /// What one of its own findings says.
    pub fn finding(&self, id: &str) -> Option<&FindingWords> {
        self.findings.get(id)
    }

    /// What it looks at, where a finding does not say otherwise.
    pub fn looked_at(&self) -> &LocalizedText {
        &self.looked_at
    }

    /// What should be there, where a finding does not say otherwise.
    pub fn expected(&self) -> &LocalizedText {
        &self.expected
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    name: LocalizedText,
    what: LocalizedText,
    #[serde(default)]
    needs: Vec<CheckNeed>,
    #[serde(default)]
    arguments: Vec<CheckArgument>,
    looked_at: LocalizedText,
    expected: LocalizedText,
    findings: BTreeMap<String, FindingWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    notice: LocalizedText,
    findings: BTreeMap<String, FindingWords>,
}

pub(super) fn load() -> Result<CheckCatalog, CatalogError> {
    let mut checks = Vec::new();
    for path in files_of("checks/") {
        let file: File = read(&path)?;
        if file.id != stem(&path) {
            return Err(CatalogError::new(&path, "it is not named after its id"));
        }
        let File { id, name, what, needs, arguments, looked_at, expected, findings } = file;
        let descriptor = CheckDescriptor { id, name, what, needs, arguments };
        checks.push(CheckWords { descriptor, looked_at, expected, findings });
    }
    let Common { notice, findings } = read(COMMON)?;
    Ok(CheckCatalog { checks, common: findings, notice })
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
