//! `cargo xtask bench`: builds the release with the bare route to compare with, and lets `tests/bench` measure it.

use crate::{
    Outcome,
    arguments::Arguments,
    build, project,
    shell::{cargo, run as run_command},
    step::step,
};

/// The task.
pub(crate) fn run(_: &Arguments) -> Outcome {
    build::browser_application(true)?;
    step("compile the server (release, with the bare route)", || {
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
    run_command(cargo(&["run", "--quiet", "--package", "tests", "--bin", "bench"]).env("CONSENTRY_BIN", measured))
}
