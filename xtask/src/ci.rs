//! `cargo xtask ci`: every check, then every test. All checks run even if one fails, so that one run shows everything.
//! The release is built beside the checks and the Rust tests; only the journeys need it.

use std::{path::PathBuf, process::Command};

use crate::{
    Outcome,
    arguments::Arguments,
    build::{self, Release},
    generate, project,
    shell::{cargo, cargo_for_tests, find, run as run_command},
    step::step,
    test, tidy,
};

type Check = (&'static str, fn() -> Outcome);

/// The task. Its last line of output counts the tests.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let checks: [Check; 5] = [
        ("format", format),
        ("tidy", || tidy::run(&Arguments::default())),
        ("clippy", clippy),
        ("dependencies", dependencies),
        ("generated files", generated),
    ];
    let release = Release::begin();
    let mut failed = Vec::new();
    for (name, check) in checks {
        if let Err(error) = step(&format!("check: {name}"), check) {
            eprintln!("error: {error}");
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        eprintln!("error: these checks failed: {}; the tests follow", failed.join(", "));
    }
    let tested = test::run_beside(arguments, Some(release));
    if failed.is_empty() { tested } else { Err(String::new()) }
}

fn format() -> Outcome {
    run_command(&mut cargo(&["fmt", "--all", "--check"])).map_err(|error| format!("{error}; mend it: cargo fmt --all"))
}

fn clippy() -> Outcome {
    // With the benchmark's routes: nobody else compiles them.
    let features = ["--features", "backend/bench"];
    let mut arguments = vec!["clippy", "--workspace", "--all-targets", "--locked"];
    arguments.extend(features);
    run_command(cargo_for_tests(&arguments).args(["--", "-D", "warnings"]))
}

/// Licences, sources and banned crates (`deny.toml`).
fn dependencies() -> Outcome {
    let mut deny = Command::new(cargo_deny()?);
    deny.args(["-L", "error", "check", "bans", "licenses", "sources"]).current_dir(project::root());
    run_command(&mut deny)
}

/// cargo-deny: the machine's, or one of the project's own beside its compiled files, installed once (about four
/// minutes of processor time).
fn cargo_deny() -> Outcome<PathBuf> {
    let tools = project::target().join("tools");
    let own = tools.join("bin/cargo-deny");
    if let Some(installed) = find("cargo-deny").or_else(|| own.is_file().then(|| own.clone())) {
        return Ok(installed);
    }
    step("install cargo-deny (once)", || {
        let mut install = cargo(&["install", "cargo-deny", "--locked", "--quiet", "--root"]);
        // A folder of its own, removed afterwards: what it compiles is of no use to anything else.
        let scratch = tools.join("build");
        let installed = run_command(install.arg(&tools).env("CARGO_TARGET_DIR", &scratch));
        let _ = std::fs::remove_dir_all(scratch);
        installed
    })?;
    Ok(own)
}

/// Files that are made from the program are committed and current.
fn generated() -> Outcome {
    build::server_for_tests()?;
    generate::check()
}
