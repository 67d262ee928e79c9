//! Compiling the browser application: which compiler can make WASM on this machine, and the cargo command for it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

mod debian;

use crate::{
    Outcome, project,
    shell::{self, find, output, run},
    step::step,
};

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How WASM is compiled here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The compiler in use has the target's standard library.
    Ordinary,
    /// rustup may fetch the target first.
    Rustup,
    /// Debian's compiler for the web builds the standard library from its source.
    Debian,
}

/// What decides between the ways.
struct Machine {
    has_target: bool,
    may_fetch: bool,
    has_debian_compiler: bool,
}

impl Machine {
    fn look() -> Outcome<Self> {
        let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(project::root()))?;
        let forbidden = std::env::var("RUSTUP_AUTO_INSTALL").is_ok_and(|value| value == "0");
        Ok(Self {
            has_target: Path::new(&sysroot).join("lib/rustlib").join(TARGET).exists(),
            may_fetch: find("rustup").is_some() && !forbidden,
            has_debian_compiler: debian::is_complete(),
        })
    }

    fn way(&self) -> Way {
        match (self.has_target, self.may_fetch && !self.has_debian_compiler) {
            (true, _) => Way::Ordinary,
            (false, true) => Way::Rustup,
            (false, false) => Way::Debian,
        }
    }
}

/// Finds the way and gets what it needs.
pub(crate) fn prepare() -> Outcome<Way> {
    match Machine::look()?.way() {
        Way::Ordinary => Ok(Way::Ordinary),
        Way::Rustup => {
            let fetched = step(&format!("rustup fetches {TARGET}"), || {
                run(Command::new("rustup").args(["target", "add", TARGET]).current_dir(project::root()))
            });
            match fetched {
                Ok(()) => Ok(Way::Ordinary),
                Err(error) => debian::prepare().map(|()| Way::Debian).map_err(|other| format!("{error}; {other}")),
            }
        }
        Way::Debian => debian::prepare().map(|()| Way::Debian),
    }
}

/// A cargo command for the browser application's target.
pub(crate) fn cargo(way: Way, arguments: &[&str]) -> Command {
    let mut command = match way {
        Way::Ordinary | Way::Rustup => shell::cargo(arguments),
        Way::Debian => debian::cargo(arguments),
    };
    command.args(["--target", TARGET]).env("CARGO_TARGET_DIR", project::web_target());
    command
}

/// Compiles the browser application and gives its module.
pub(crate) fn compile(release: bool) -> Outcome<PathBuf> {
    let way = prepare()?;
    let profile = if release { "web" } else { "web-dev" };
    let title = match way {
        Way::Debian => format!("compile the browser application ({profile}, with Debian's compiler)"),
        Way::Ordinary | Way::Rustup => format!("compile the browser application ({profile})"),
    };
    step(&title, || run(&mut cargo(way, &["build", "--package", "frontend", "--profile", profile])))?;
    Ok(project::web_target().join(TARGET).join(profile).join("frontend.wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ordinary_way_wins_and_fetching_needs_leave() {
        let machine =
            |has_target, may_fetch, has_debian_compiler| Machine { has_target, may_fetch, has_debian_compiler };
        assert_eq!(machine(true, true, true).way(), Way::Ordinary);
        assert_eq!(machine(true, false, false).way(), Way::Ordinary);
        assert_eq!(machine(false, true, false).way(), Way::Rustup);
        assert_eq!(machine(false, true, true).way(), Way::Debian);
        assert_eq!(machine(false, false, false).way(), Way::Debian);
    }
}
