//! The executable `consentry`.

use std::process::ExitCode;

fn main() -> ExitCode {
    backend::cli::run()
}
