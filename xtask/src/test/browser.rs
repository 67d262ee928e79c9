//! The journeys in headless Chromium against the release build.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use super::{
    Database,
    counts::{Counts, Runner},
    prerequisites,
    stream::{self, Show},
};
use crate::{Outcome, project, shell::find};

/// The npm package with the journeys.
pub(super) fn folder() -> PathBuf {
    project::root().join("tests/browser")
}

const SUFFIX: &str = ".test.mjs";

/// How many files run side by side: they wait for pages more than they compute.
const AT_ONCE: usize = 2;

/// Which journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// All of them.
    All,
    /// Those of [`TELLING`].
    Telling,
}

/// The journeys in which the database could show on the page: much is stored, is read in an order, or two wait for each
/// other. The rest look at pages; the API below them is tested on both databases. See docs/testing.md.
const TELLING: [&str; 9] = [
    "consent-request",
    "journey",
    "migration-k2",
    "migration-wicbox",
    "resource-life",
    "settings-files",
    "ten-thousand",
    "two-at-once",
    "variables",
];

/// Runs journeys on one database; only tests whose name matches, if filters are given. A file that fails has a second
/// try; passing then, its tests count as they did the second time, and the file as flaky.
pub(super) fn run(database: Database, server: Option<&str>, which: Which, filters: &[String]) -> Outcome<Counts> {
    let files = journeys()?.into_iter().filter(|file| which == Which::All || TELLING.contains(&name(file)));
    let waiting = Mutex::new(files.collect::<Vec<_>>().into_iter());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || -> Outcome<Counts> {
        let mut counts = Counts::default();
        while let Some(file) = next() {
            counts += with_second_try(&file, database, server, filters)?;
        }
        Ok(counts)
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..AT_ONCE).map(|_| scope.spawn(work)).collect();
        let mut counts = work()?;
        for other in others {
            counts += other.join().map_err(|_| "a thread of the journeys panicked".to_owned())??;
        }
        Ok(counts)
    })
}

fn with_second_try(file: &Path, database: Database, server: Option<&str>, filters: &[String]) -> Outcome<Counts> {
    let first = run_file(file, database, server, filters)?;
    if first.failed == 0 {
        return Ok(first);
    }
    eprintln!("{} failed on {} and has a second try", file.display(), database.name());
    let second = run_file(file, database, server, filters)?;
    Ok(Counts { flaky: u64::from(second.failed == 0), ..second })
}

fn run_file(file: &Path, database: Database, server: Option<&str>, filters: &[String]) -> Outcome<Counts> {
    let mut command = Command::new(prerequisites::node()?);
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    command.args(filters.iter().map(|filter| format!("--test-name-pattern={filter}")));
    command.arg(file).current_dir(folder());
    command.env("CONSENTRY_TEST_DB", database.name()).env("CONSENTRY_BIN", project::binary(true));
    if let Some(chromium) = find("chromium") {
        command.env("CHROMIUM", chromium);
    }
    if let Some(url) = server {
        command.env("CONSENTRY_TEST_POSTGRES", url);
    }
    stream::run(&mut command, Runner::Node, !filters.is_empty(), Show::Together)
}

/// `…/variables.test.mjs` → `variables`
fn name(file: &Path) -> &str {
    file.file_name().and_then(|name| name.to_str()?.strip_suffix(SUFFIX)).unwrap_or_default()
}

fn journeys() -> Outcome<Vec<PathBuf>> {
    let files = crate::stamp::files(&folder().join("journeys"))?;
    let journeys: Vec<PathBuf> = files.into_iter().filter(|file| !name(file).is_empty()).collect();
    if journeys.is_empty() { Err("tests/browser/journeys has no *.test.mjs".to_owned()) } else { Ok(journeys) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journeys_that_are_named_are_there() {
        let journeys = journeys().expect("there are some");
        let known: Vec<&str> = journeys.iter().map(|file| name(file)).collect();
        for chosen in TELLING {
            assert!(known.contains(&chosen), "{chosen}");
        }
        assert!(known.len() > TELLING.len());
    }
}
