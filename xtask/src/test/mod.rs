//! `cargo xtask test`: gets what the tests need, runs them on both databases, and ends with one line that counts them.

mod browser;
mod counts;
mod postgres;
mod prerequisites;
mod rust;
mod stream;

use counts::Counts;
use postgres::Cluster;

use crate::{Outcome, arguments::Arguments, build, step::step};

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

/// Packages whose tests are the same whatever the database.
const WITHOUT_DATABASE: [&str; 4] = ["shared", "frontend", "xtask", "bundle"];
/// Packages with tests against a database: the store's own, and the program as a whole.
const STORE: &str = "backend";
const PROGRAM: &str = "tests";

/// Which parts to run (all of them unless told), and the names to choose by.
struct Plan<'a> {
    unit: bool,
    api: bool,
    browser: bool,
    filters: &'a [String],
}

impl<'a> Plan<'a> {
    fn of(arguments: &'a Arguments) -> Self {
        let [unit, api, browser] = ["--unit", "--api", "--browser"].map(|flag| arguments.has(flag));
        let all = !(unit || api || browser);
        Self { unit: unit || all, api: api || all, browser: browser || all, filters: &arguments.words }
    }

    fn packages(&self, database: Database) -> Vec<&'static str> {
        let mut packages = Vec::new();
        if self.unit && database == Database::Sqlite {
            packages.extend(WITHOUT_DATABASE);
        }
        if self.unit {
            packages.push(STORE);
        }
        if self.api {
            packages.push(PROGRAM);
        }
        packages
    }
}

/// The task. Its last line of output counts the tests.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let plan = Plan::of(arguments);
    let mut counts = Counts::default();
    let result = prepare(&plan).and_then(|cluster| everything(&plan, &cluster, &mut counts));
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
        build::browser_application(true)?;
    }
    if plan.api {
        prerequisites::mail_server()?;
        build::server(false)?;
    }
    step("start a PostgreSQL cluster for the tests", Cluster::start)
}

fn everything(plan: &Plan, cluster: &Cluster, counts: &mut Counts) -> Outcome {
    let databases = [(Database::Sqlite, None), (Database::Postgres, Some(cluster.url()))];
    if plan.unit || plan.api {
        for (database, server) in databases {
            let title = format!("Rust tests on {}", database.name());
            *counts += step(&title, || rust::run(&plan.packages(database), database, server, plan.filters))?;
        }
    }
    if plan.browser {
        build::server(true)?;
        for (database, server) in databases {
            let title = format!("journeys in the browser on {}", database.name());
            *counts += step(&title, || browser::run(database, server, plan.filters))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(line: &str) -> (bool, bool, bool) {
        let given = line.split_whitespace().map(str::to_owned);
        let arguments = Arguments::parse(given, "[--unit] [--api] [--browser] [NAME]").expect("parsed");
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
        assert_eq!(members, WITHOUT_DATABASE.len() + [STORE, PROGRAM].len());
    }
}
