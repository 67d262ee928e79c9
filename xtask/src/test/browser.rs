//! The journeys in headless Chromium against the release build.

use std::{path::PathBuf, process::Command};

use super::{
    Database,
    counts::{Counts, Runner},
    prerequisites, stream,
};
use crate::{Outcome, project, shell::find};

/// The npm package with the journeys.
pub(super) fn folder() -> PathBuf {
    project::root().join("tests/browser")
}

/// Runs the journeys on one database; only those whose name matches, if filters are given.
pub(super) fn run(database: Database, server: Option<&str>, filters: &[String]) -> Outcome<Counts> {
    let mut command = Command::new(prerequisites::node()?);
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    command.args(filters.iter().map(|filter| format!("--test-name-pattern={filter}")));
    command.args(journeys()?).current_dir(folder());
    command.env("CONSENTRY_TEST_DB", database.name()).env("CONSENTRY_BIN", project::binary(true));
    if let Some(chromium) = find("chromium") {
        command.env("CHROMIUM", chromium);
    }
    if let Some(url) = server {
        command.env("CONSENTRY_TEST_POSTGRES", url);
    }
    stream::run(&mut command, Runner::Node, !filters.is_empty())
}

fn journeys() -> Outcome<Vec<PathBuf>> {
    let files = crate::stamp::files(&folder().join("journeys"))?;
    let journeys: Vec<PathBuf> =
        files.into_iter().filter(|file| file.to_string_lossy().ends_with(".test.mjs")).collect();
    if journeys.is_empty() { Err("tests/browser/journeys has no *.test.mjs".to_owned()) } else { Ok(journeys) }
}
