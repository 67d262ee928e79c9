//! `cargo xtask run`: from a checkout to a running portal.

use std::{os::unix::process::CommandExt, process::Command};

use crate::{Outcome, arguments::Arguments, build, project};

/// The task. The server takes this process's place, so signals and output are its own.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let binary = build::everything(!arguments.has("--dev"))?;
    let mut command = Command::new(&binary);
    command.arg("serve").args(&arguments.rest).current_dir(project::root());
    eprintln!("▸ consentry serve");
    Err(format!("{} could not be started: {}", binary.display(), command.exec()))
}
