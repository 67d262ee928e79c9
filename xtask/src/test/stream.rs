//! Runs a test runner with its output on the terminal, and counts what it says.

use std::{
    io::{BufRead, BufReader, IsTerminal, Read},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
};

use super::counts::{Counts, Runner};
use crate::{Outcome, shell::shown};

/// When a runner's output is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// As it comes.
    AtOnce,
    /// When it has ended: others run beside it.
    Together,
}

/// Runs `command`. A runner that fails without saying which test did counts as one failure, and so does one that ran
/// nothing, unless a filter chose the tests.
pub(super) fn run(command: &mut Command, runner: Runner, filtered: bool, show: Show) -> Outcome<Counts> {
    let colour = if std::io::stderr().is_terminal() { "always" } else { "never" };
    command.env("CARGO_TERM_COLOR", colour).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{}: {error}", shown(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let kept = Mutex::new(String::new());
    let say = |line: &str| match show {
        Show::AtOnce => eprint!("{line}"),
        Show::Together => kept.lock().unwrap_or_else(PoisonError::into_inner).push_str(line),
    };
    let mut counts = std::thread::scope(|scope| {
        let stdout = scope.spawn(|| stdout.map_or_else(Counts::default, |from| pass_on(from, runner, say)));
        let mut counts = stderr.map_or_else(Counts::default, |from| pass_on(from, runner, say));
        counts += stdout.join().unwrap_or_default();
        counts
    });
    // In one call, so that the output of another does not come between.
    eprint!("{}", kept.into_inner().unwrap_or_else(PoisonError::into_inner));
    let status = child.wait().map_err(|error| format!("{}: {error}", shown(command)))?;
    let ran = counts.passed + counts.failed;
    if counts.failed == 0 && !(status.success() || (filtered && ran == 0)) {
        eprintln!("error: `{}` failed ({status})", shown(command));
        counts.failed += 1;
    } else if ran == 0 && !filtered {
        eprintln!("error: `{}` ran no test", shown(command));
        counts.failed += 1;
    }
    Ok(counts)
}

/// Says every line and sums those that count.
fn pass_on(from: impl Read, runner: Runner, say: impl Fn(&str)) -> Counts {
    let mut reader = BufReader::new(from);
    let mut counts = Counts::default();
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line);
        say(&text);
        if let Some(more) = Counts::in_line(runner, &text) {
            counts += more;
        }
        line.clear();
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, filtered: bool) -> (u64, u64) {
        let counted = |show| {
            let counts = run(Command::new("sh").args(["-c", script]), Runner::Node, filtered, show).expect("it ran");
            (counts.passed, counts.failed)
        };
        let counts = counted(Show::AtOnce);
        assert_eq!(counted(Show::Together), counts);
        counts
    }

    #[test]
    fn both_outputs_count() {
        assert_eq!(shell("echo 'ℹ pass 2'; echo '# pass 1' >&2", false), (3, 0));
    }

    #[test]
    fn a_runner_that_fails_silently_or_runs_nothing_is_a_failure() {
        assert_eq!(shell("exit 101", false), (0, 1));
        assert_eq!(shell("true", false), (0, 1));
        assert_eq!(shell("echo 'ℹ pass 2'; exit 1", false), (2, 1));
        assert_eq!(shell("echo 'ℹ pass 2'; exit 1", true), (2, 1));
        assert_eq!(shell("true", true), (0, 0));
    }
}
