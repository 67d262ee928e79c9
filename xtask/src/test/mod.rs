//! `cargo xtask test`: gets what the tests need, runs them on both databases, and ends with one line that counts them.

mod browser;
mod counts;
mod postgres;
mod prerequisites;
mod rust;
mod stream;

use browser::Which;
use counts::Counts;
use postgres::Cluster;
use rust::RustTests;

use crate::{
    Outcome,
    arguments::Arguments,
    build::{self, Release},
    step::step,
};

/// The databases that tests run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    /// As `CONSENTRY_TEST_DB` has it.
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Packages with tests beside their code. Those of the store take the database that they need, on both in one run.
const UNITS: [&str; 5] = ["backend", "shared", "frontend", "xtask", "bundle"];
/// The package with the tests of the program as a whole, which run on one database after the other.
const PROGRAM: &str = "tests";

/// Which parts to run (all of them unless told), and the names to choose by.
struct Plan<'a> {
    unit: bool,
    api: bool,
    browser: bool,
    /// Which journeys run on the second database.
    again: Which,
    filters: &'a [String],
}

impl<'a> Plan<'a> {
    fn of(arguments: &'a Arguments) -> Self {
        let [unit, api, browser] = ["--unit", "--api", "--browser"].map(|flag| arguments.has(flag));
        let all = !(unit || api || browser);
        let again = if arguments.has("--both") { Which::All } else { Which::Telling };
        Self { unit: unit || all, api: api || all, browser: browser || all, again, filters: &arguments.words }
    }

    /// What is compiled for the Rust tests: the same for each run of them, or features would differ between the runs and
    /// everything be compiled twice.
    fn packages(&self) -> Vec<&'static str> {
        let units = UNITS.into_iter().filter(|_| self.unit);
        units.chain(Some(PROGRAM).filter(|_| self.api)).collect()
    }
}

/// The task. Its last line of output counts the tests.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    run_beside(arguments, None)
}

/// The same, where somebody has begun to build the release.
pub(crate) fn run_beside(arguments: &Arguments, release: Option<Release>) -> Outcome {
    let plan = Plan::of(arguments);
    let mut counts = Counts::default();
    let release = release.or_else(|| plan.browser.then(Release::begin));
    let result = prepare(&plan).and_then(|cluster| {
        rust_tests(&plan, &cluster, &mut counts)?;
        Ok(cluster)
    });
    // Waited for whatever happened: nothing is left running.
    let built = release.map_or(Ok(()), Release::finish);
    let result = result.and_then(|cluster| built.and_then(|()| journeys(&plan, &cluster, &mut counts)));
    if let Err(error) = result {
        eprintln!("error: {error}");
        counts.failed += 1;
    }
    println!("{counts}");
    // The count has said it, and stays the last line.
    if counts.failed == 0 { Ok(()) } else { Err(String::new()) }
}

fn prepare(plan: &Plan) -> Outcome<Cluster> {
    prerequisites::postgres()?;
    if plan.browser {
        prerequisites::browser()?;
    }
    if plan.api {
        prerequisites::mail_server()?;
        build::server_for_tests()?;
    }
    step("start a PostgreSQL cluster for the tests", Cluster::start)
}

fn rust_tests(plan: &Plan, cluster: &Cluster, counts: &mut Counts) -> Outcome {
    let tests = RustTests { packages: &plan.packages(), server: cluster.url(), filters: plan.filters };
    if plan.unit {
        *counts += step("unit tests", || tests.unit())?;
    }
    if plan.api {
        for database in [Database::Sqlite, Database::Postgres] {
            *counts += step(&format!("tests of the program on {}", database.name()), || tests.program(database))?;
        }
    }
    Ok(())
}

fn journeys(plan: &Plan, cluster: &Cluster, counts: &mut Counts) -> Outcome {
    if !plan.browser {
        return Ok(());
    }
    let runs = [(Database::Sqlite, None, Which::All), (Database::Postgres, Some(cluster.url()), plan.again)];
    for (database, server, which) in runs {
        let title = format!("journeys in the browser on {}", database.name());
        *counts += step(&title, || browser::run(database, server, which, plan.filters))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(line: &str) -> (bool, bool, bool) {
        let given = line.split_whitespace().map(str::to_owned);
        let arguments = Arguments::parse(given, "[--unit] [--api] [--browser] [--both] [NAME]").expect("parsed");
        let plan = Plan::of(&arguments);
        (plan.unit, plan.api, plan.browser)
    }

    #[test]
    fn everything_runs_unless_parts_are_named() {
        assert_eq!(plan(""), (true, true, true));
        assert_eq!(plan("expires"), (true, true, true));
        assert_eq!(plan("--api --unit"), (true, true, false));
        assert_eq!(plan("--browser"), (false, false, true));
    }

    #[test]
    fn every_package_of_the_workspace_is_tested() {
        let manifest = std::fs::read_to_string(crate::project::root().join("Cargo.toml")).expect("the manifest");
        let manifest: toml::Table = manifest.parse().expect("it parses");
        let members = manifest["workspace"]["members"].as_array().expect("members").len();
        assert_eq!(members, UNITS.len() + [PROGRAM].len());
    }
}
