//! `cargo xtask bench`: builds the release with the static routes to compare with, and lets `tests/bench` measure it.

use std::{path::PathBuf, process::Command};

use crate::{
    Outcome,
    arguments::Arguments,
    build, project,
    shell::{cargo, run as run_command},
    step::step,
};

/// The task.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    build::browser_application(true)?;
    step("compile the server (release, with the static routes)", || {
        run_command(&mut cargo(&[
            "build",
            "--release",
            "--package",
            "backend",
            "--bin",
            "consentry",
            "--features",
            "bench",
        ]))
    })?;
    // Apart, because the next build without the route takes the usual place again.
    let measured = project::target().join("consentry-bench");
    std::fs::copy(project::binary(true), &measured).map_err(|error| format!("{}: {error}", measured.display()))?;
    step("compile what measures", || run_command(&mut cargo(&["build", "--package", "tests", "--bin", "bench"])))?;
    let mut bench = cargo(&["run", "--quiet", "--package", "tests", "--bin", "bench", "--"]);
    bench.args(&arguments.words).env("CONSENTRY_BIN", measured);
    if std::env::var_os("CONSENTRY_TEST_PEERS").is_none() {
        match peers() {
            Ok(environment) => drop(bench.env("CONSENTRY_TEST_PEERS", environment)),
            Err(error) => eprintln!("  the others are not measured: {error}"),
        }
    }
    run_command(&mut bench)
}

/// What Consentry is compared with, in a Python environment in the target folder, installed once.
fn peers() -> Outcome<PathBuf> {
    let environment = project::target().join("peers");
    let done = environment.join("installed");
    if !done.is_file() {
        step("install MSAL for Python and email-oauth2-proxy (once)", || {
            run_command(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
            let pip = environment.join("bin/pip");
            run_command(Command::new(pip).args(["install", "--quiet", "msal", "emailproxy"]))?;
            std::fs::write(&done, "").map_err(|error| format!("{}: {error}", done.display()))
        })?;
    }
    Ok(environment)
}
