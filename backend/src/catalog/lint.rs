//! Reads the rules about resources: `catalog/lint/`. Each row brings a sample that it finds and one that it does not.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::resource::LintRule;
use toml::Value;

use super::{CatalogError, files_of, read};

/// A row of a data file.
#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    rule: LintRule,
    finds: Value,
    passes: Value,
}

pub(super) fn load() -> Result<Vec<LintRule>, CatalogError> {
    Ok(rows()?.into_iter().map(|(rule, _)| rule).collect())
}

fn rows() -> Result<Vec<(LintRule, [Value; 2])>, CatalogError> {
    let mut all: Vec<(LintRule, [Value; 2])> = Vec::new();
    for path in files_of("lint/") {
        let rows: BTreeMap<String, Row> = read(&path)?;
        for (id, row) in rows {
            if all.iter().any(|(rule, _)| rule.id == id) {
                return Err(CatalogError::new(&path, format!("{id} stands twice")));
            }
            all.push((LintRule { id, ..row.rule }, [row.finds, row.passes]));
        }
    }
    Ok(all)
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;
