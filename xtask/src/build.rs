//! `cargo xtask build`: the browser application into `/dist`, then the server with it inside.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::JoinHandle,
};

use crate::{
    Outcome,
    arguments::Arguments,
    project,
    shell::{cargo, cargo_for_tests, run as run_command, shown},
    stamp::Stamp,
    step::step,
    wasm,
};

/// The task.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let binary = everything(!arguments.has("--dev"))?;
    let size = std::fs::metadata(&binary).map_or(0, |file| file.len());
    eprintln!("  {} ({} kB)", binary.display(), size / 1000);
    Ok(())
}

/// Builds everything and gives the server's executable.
pub(crate) fn everything(release: bool) -> Outcome<PathBuf> {
    browser_application(release)?;
    server(release)?;
    Ok(project::binary(release))
}

/// The release being built while something else goes on: it takes minutes, and mostly one processor.
pub(crate) struct Release(JoinHandle<Outcome<PathBuf>>);

impl Release {
    /// Begins.
    pub(crate) fn begin() -> Self {
        Self(std::thread::spawn(|| everything(true)))
    }

    /// Waits for it.
    pub(crate) fn finish(self) -> Outcome {
        self.0.join().map_err(|_| "the thread that builds the release panicked".to_owned())?.map(drop)
    }
}

/// Builds the browser application into `/dist`, unless what is there was built from the same inputs.
pub(crate) fn browser_application(release: bool) -> Outcome {
    // The bundler takes minutes the first time: it compiles beside the application.
    let bundler = Bundler::compile()?;
    let module = wasm::compile(release);
    let bundler = bundler.finish();
    let (module, bundler) = (module?, bundler?);
    let root = project::root();
    let inputs = [
        module.clone(),
        root.join("frontend/index.html"),
        root.join("frontend/style"),
        root.join("frontend/static"),
        bundler.clone(),
    ];
    let mode = if release { "release" } else { "dev" };
    // The target folder may serve several checkouts: the stamp is of this one.
    let stamp = Stamp::of(&format!("{mode} {}", root.display()), &inputs)?;
    let kept = project::web_target().join("dist.stamp");
    if stamp.is_in(&kept) && project::dist().join("index.html").exists() {
        eprintln!("✓ ./dist is up to date");
        return Ok(());
    }
    let title = if release { "bundle and compress into ./dist" } else { "bundle into ./dist" };
    step(title, || bundle(&bundler, &module, release))?;
    stamp.keep(&kept)
}

fn bundle(bundler: &Path, module: &Path, release: bool) -> Outcome {
    let mut command = Command::new(bundler);
    command.arg("--wasm").arg(module);
    command.arg("--frontend").arg(project::root().join("frontend"));
    command.arg("--out").arg(project::dist());
    if release {
        command.arg("--release");
    }
    run_command(command.stdout(std::io::stderr()))
}

const SERVER: [&str; 5] = ["build", "--package", "backend", "--bin", "consentry"];

/// Builds the server.
pub(crate) fn server(release: bool) -> Outcome {
    let title = if release { "compile the server (release)" } else { "compile the server" };
    step(title, || {
        let mut command = cargo(&SERVER);
        if release {
            command.arg("--release");
        }
        run_command(&mut command)
    })
}

/// Builds the server without pages, as the Rust tests want it.
pub(crate) fn server_for_tests() -> Outcome {
    step("compile the server for tests", || run_command(&mut cargo_for_tests(&SERVER)))
}

/// The bundler being compiled in the background.
struct Bundler {
    child: Child,
    command: String,
}

impl Bundler {
    fn compile() -> Outcome<Self> {
        let mut command = cargo(&["build", "--quiet", "--package", "bundle"]);
        command.stdin(Stdio::null());
        let shown = shown(&command);
        let child = command.spawn().map_err(|error| format!("{shown}: {error}"))?;
        Ok(Self { child, command: shown })
    }

    /// Waits for it and gives the executable.
    fn finish(mut self) -> Outcome<PathBuf> {
        let done = |child: &mut Child| child.wait().map_err(|error| error.to_string());
        let status = match self.child.try_wait() {
            Ok(Some(status)) => status,
            _ => step("compile the bundler (once)", || done(&mut self.child))?,
        };
        if status.success() {
            Ok(project::target().join("debug/bundle"))
        } else {
            Err(format!("`{}` failed ({status})", self.command))
        }
    }
}
