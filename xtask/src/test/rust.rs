//! The Rust tests: through nextest where it is installed, else through `cargo test`, which needs nothing.

use std::process::Command;

use super::{
    Database, PROGRAM,
    counts::{Counts, Runner},
    stream::{self, Show},
};
use crate::{
    Outcome, project,
    shell::{cargo_for_tests, find},
};

/// What the runs of the Rust tests have in common.
pub(super) struct RustTests<'a> {
    /// What is compiled.
    pub(super) packages: &'a [&'a str],
    /// The URL of a PostgreSQL server.
    pub(super) server: &'a str,
    /// Only tests whose names match one of these, if there are any.
    pub(super) filters: &'a [String],
}

/// Which of them one run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Those beside the code. Tests of the store are there twice, once a database.
    Unit,
    /// Those of the program as a whole, on one database.
    Program(Database),
}

impl RustTests<'_> {
    /// Runs the tests beside the code.
    pub(super) fn unit(&self) -> Outcome<Counts> {
        self.run(Part::Unit)
    }

    /// Runs the tests of the program on one database.
    pub(super) fn program(&self, database: Database) -> Outcome<Counts> {
        self.run(Part::Program(database))
    }

    fn run(&self, part: Part) -> Outcome<Counts> {
        let runner = if find("cargo-nextest").is_some() { Runner::Nextest } else { Runner::CargoTest };
        let mut command = if runner == Runner::Nextest { self.nextest(part) } else { self.cargo_test(part) };
        command.env("CONSENTRY_BIN", project::binary(false)).env("CONSENTRY_TEST_POSTGRES", self.server);
        if let Part::Program(database) = part {
            command.env("CONSENTRY_TEST_DB", database.name());
        }
        stream::run(&mut command, runner, !self.filters.is_empty(), Show::AtOnce)
    }

    fn nextest(&self, part: Part) -> Command {
        let mut command = cargo_for_tests(&["nextest", "run", "--no-fail-fast", "--no-tests", "pass"]);
        for package in self.packages {
            command.args(["--package", package]);
        }
        // The usual profile leaves out what needs several nodes.
        let profile = if part == Part::Program(Database::Postgres) { "postgres" } else { "default" };
        let which = if part == Part::Unit { format!("not package({PROGRAM})") } else { format!("package({PROGRAM})") };
        command.args(["--profile", profile, "--filterset", &which]).arg("--").args(self.filters);
        command
    }

    fn cargo_test(&self, part: Part) -> Command {
        let mut command = cargo_for_tests(&["test", "--no-fail-fast"]);
        for package in self.packages.iter().filter(|package| (**package == PROGRAM) == (part != Part::Unit)) {
            command.args(["--package", package]);
        }
        // `cargo test` takes one filter.
        command.args(self.filters.iter().take(1));
        if part == Part::Program(Database::Sqlite) {
            command.args(["--", "--skip", "nodes::"]);
        }
        command
    }
}
