//! The project's own tasks: `cargo xtask <task>`. One file a task; this one only knows their names.

use std::process::ExitCode;

mod apt;
mod arguments;
mod bench;
mod build;
mod ci;
mod dev;
mod fuzz;
mod generate;
mod project;
mod run;
mod server;
mod shell;
mod stamp;
mod step;
mod test;
mod tidy;
mod wasm;

use arguments::Arguments;

/// What went wrong, in words for the person at the terminal; empty when it was said already.
type Outcome<T = ()> = Result<T, String>;

/// A task, its arguments, and what it does.
struct Task {
    name: &'static str,
    options: &'static str,
    about: &'static str,
    run: fn(&Arguments) -> Outcome,
}

const TASKS: &[Task] = &[
    Task {
        name: "run",
        options: "[--dev] [-- OPTIONS OF consentry serve]",
        about: "build everything and start the portal with a database in ./data",
        run: run::run,
    },
    Task {
        name: "build",
        options: "[--dev]",
        about: "build the browser application into ./dist and the server with it inside",
        run: build::run,
    },
    Task {
        name: "dev",
        options: "[-- OPTIONS OF consentry serve]",
        about: "build quickly, serve, and start over whenever a source file changes",
        run: dev::run,
    },
    Task {
        name: "gen",
        options: "",
        about: "write the files that are made from the program: docs/openapi.json",
        run: generate::run,
    },
    Task {
        name: "bench",
        options: "[PART]",
        about: "measure: cost of a cached token, first load, start, memory",
        run: bench::run,
    },
    Task {
        name: "fuzz",
        options: "[--minutes N]",
        about: "mutate connection strings at random and look whether anything is lost (10 minutes)",
        run: fuzz::run,
    },
    Task { name: "ci", options: "[--both] [NAME]", about: "every check, then every test", run: ci::run },
    Task {
        name: "test",
        options: "[--unit] [--api] [--browser] [--both] [NAME]",
        about: "set up what the tests need, and run them (--both: every journey on both databases)",
        run: test::run,
    },
    Task { name: "tidy", options: "", about: "check the rules of the house that no compiler checks", run: tidy::run },
];

fn usage() -> String {
    let mut text = "usage: cargo xtask <task>\n".to_owned();
    for task in TASKS {
        for line in ["", &format!("  {:6} {}", task.name, task.options), &format!("         {}", task.about)] {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn main() -> ExitCode {
    let mut given = std::env::args().skip(1);
    let name = given.next().unwrap_or_default();
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        eprint!("{}", usage());
        return if matches!(name.as_str(), "" | "help" | "--help" | "-h") {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    };
    match Arguments::parse(given, task.options).and_then(|arguments| (task.run)(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !error.is_empty() {
                eprintln!("error: {error}");
            }
            ExitCode::FAILURE
        }
    }
}
