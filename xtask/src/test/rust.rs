//! The Rust tests: through nextest where it is installed, else through `cargo test`, which needs nothing.

use std::process::Command;

use super::{
    Database,
    counts::{Counts, Runner},
    stream::{self, Show},
};
use crate::{
    Outcome, project,
    shell::{cargo, find},
};

/// Runs the tests of `packages` on one database; only those that match a filter, if there is one.
pub(super) fn run(packages: &[&str], database: Database, server: Option<&str>, filters: &[String]) -> Outcome<Counts> {
    let runner = if find("cargo-nextest").is_some() { Runner::Nextest } else { Runner::CargoTest };
    let mut command = command(runner, packages, database, filters);
    command.env("CONSENTRY_TEST_DB", database.name()).env("CONSENTRY_BIN", project::binary(false));
    if let Some(url) = server {
        command.env("CONSENTRY_TEST_POSTGRES", url);
    }
    stream::run(&mut command, runner, !filters.is_empty(), Show::AtOnce)
}

fn command(runner: Runner, packages: &[&str], database: Database, filters: &[String]) -> Command {
    let nextest = runner == Runner::Nextest;
    let mut command =
        if nextest { cargo(&["nextest", "run", "--no-fail-fast"]) } else { cargo(&["test", "--no-fail-fast"]) };
    for package in packages {
        command.args(["--package", package]);
    }
    if nextest {
        // The usual profile leaves out what needs several nodes.
        let profile = if database == Database::Postgres { "postgres" } else { "default" };
        command.args(["--profile", profile, "--no-tests", "pass"]).arg("--").args(filters);
    } else {
        // `cargo test` takes one filter.
        command.args(filters.iter().take(1));
        if database != Database::Postgres {
            command.args(["--", "--skip", "nodes::"]);
        }
    }
    command
}
