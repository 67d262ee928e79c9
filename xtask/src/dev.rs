//! `cargo xtask dev`: build without optimising, serve, and do it again whenever a source file changes. Open pages
//! reload themselves.

use std::{
    path::PathBuf,
    process::{Child, Command},
    thread,
    time::{Duration, SystemTime},
};

use crate::{Outcome, arguments::Arguments, build, project, shell::run as run_command, stamp::files};

/// What a build reads.
const SOURCES: [&str; 5] = ["Cargo.toml", "backend", "frontend", "migrations", "shared"];
const PAUSE: Duration = Duration::from_millis(300);

/// The task. It ends with Ctrl-C.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mut serving: Option<Serving> = None;
    loop {
        let before = newest()?;
        match build::everything(false) {
            Ok(binary) => {
                drop(serving.take());
                serving = Some(Serving::start(&binary, &arguments.rest)?);
            }
            Err(error) => eprintln!("error: {error}"),
        }
        eprintln!("  waiting for a change (Ctrl-C ends)");
        while newest()? == before {
            thread::sleep(PAUSE);
        }
    }
}

/// When a source file was last written, and how many there are.
fn newest() -> Outcome<(Option<SystemTime>, usize)> {
    let mut latest = None;
    let mut count = 0;
    for source in SOURCES {
        for file in files(&project::root().join(source))? {
            count += 1;
            // A file that an editor replaces this very moment is seen the next time.
            latest = latest.max(std::fs::metadata(file).and_then(|file| file.modified()).ok());
        }
    }
    Ok((latest, count))
}

/// The server of the latest good build.
struct Serving(Child);

impl Serving {
    fn start(binary: &PathBuf, options: &[String]) -> Outcome<Self> {
        let mut command = Command::new(binary);
        command.arg("serve").args(options).current_dir(project::root());
        command.spawn().map(Self).map_err(|error| format!("{}: {error}", binary.display()))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // In good order, as a service manager would.
        let _ = run_command(Command::new("kill").arg(self.0.id().to_string()));
        let _ = self.0.wait();
    }
}
