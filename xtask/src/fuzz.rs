//! `cargo xtask fuzz`: mutates connection strings for as long as one likes. The toolchain is the project's own; a run of
//! a second is among the tests.

use crate::{Outcome, arguments::Arguments, shell};

/// Minutes, unless told.
const USUAL: u64 = 10;

/// The task.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let seconds = minutes(arguments)? * 60;
    // Another way through the mutations each time; the run prints its seed, and a finding prints its own.
    let seed = std::env::var("CONSENTRY_FUZZ_SEED").unwrap_or_else(|_| std::process::id().to_string());
    let test = ["test", "--release", "--package", "shared", "--test", "connection_string_fuzz", "--", "--nocapture"];
    let mut command = shell::cargo(&test);
    command.env("CONSENTRY_FUZZ_SECONDS", seconds.to_string()).env("CONSENTRY_FUZZ_SEED", seed);
    shell::run(&mut command)
}

fn minutes(arguments: &Arguments) -> Outcome<u64> {
    match arguments.words.as_slice() {
        [] if !arguments.has("--minutes") => Ok(USUAL),
        [number] => number.parse().map_err(|_| format!("{number} is not a number of minutes")),
        _ => Err("say how many minutes: cargo xtask fuzz --minutes 10".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_a_number() {
        let given = |line: &str| {
            let words = line.split_whitespace().map(str::to_owned);
            minutes(&Arguments::parse(words, "[--minutes N]").expect("parsed"))
        };
        assert_eq!(given(""), Ok(USUAL));
        assert_eq!(given("--minutes 3"), Ok(3));
        assert!(given("--minutes").is_err() && given("--minutes long").is_err());
    }
}
