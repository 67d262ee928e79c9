//! Running other programs.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{Outcome, project};

/// The cargo that runs this task, in the checkout's folder.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(project::root());
    command
}

/// The cargo that compiles what the Rust tests need: a server without pages, so that nothing of it waits for them or is
/// compiled anew when they change (`backend/build.rs`).
pub(crate) fn cargo_for_tests(arguments: &[&str]) -> Command {
    let mut command = cargo(arguments);
    command.env("CONSENTRY_PAGES", "none");
    command
}

/// Runs `command` with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("{} could not be started: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", shown(command))) }
}

/// Runs `command` and gives what it printed.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let result = command.stderr(Stdio::piped()).output();
    let result = result.map_err(|error| format!("{} could not be started: {error}", shown(command)))?;
    if result.status.success() {
        return Ok(String::from_utf8_lossy(&result.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&result.stderr);
    Err(format!("`{}` failed ({}): {}", shown(command), result.status, said.trim()))
}

/// The command line, for messages.
pub(crate) fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let program = program.rsplit('/').next().unwrap_or(&program);
    let words = command.get_args().map(|word| word.to_string_lossy());
    std::iter::once(program.into()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Where a program is found in `PATH`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_name_the_command() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).expect_err("it fails");
        assert!(error.contains("sh -c exit 3") && error.contains('3'), "{error}");
        assert!(run(&mut Command::new("no-such-program-here")).is_err());
        let error = output(Command::new("sh").args(["-c", "echo why >&2; exit 1"])).expect_err("it fails");
        assert!(error.contains("why"), "{error}");
        assert_eq!(output(Command::new("sh").args(["-c", "echo fine"])).as_deref(), Ok("fine"));
    }

    #[test]
    fn programs_are_found_in_the_path() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-here").is_none());
    }
}
