//! Turns the compiled browser application into `/dist`: its parts, bindings, one style sheet, hashed names, `index.html`, and
//! compressed siblings. A package of its own, because its dependencies take minutes to compile and only a build needs
//! them.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

mod asset;
mod bindings;
mod compress;
mod html;
mod output;
mod parts;
mod pipeline;
mod style;

/// What the command line asks for.
struct Order {
    /// The module that cargo built.
    wasm: PathBuf,
    /// The folder with `index.html`, `style/` and `static/`.
    frontend: PathBuf,
    /// Where the result goes.
    out: PathBuf,
    /// Small and compressed, or quick.
    release: bool,
}

const USAGE: &str = "usage: bundle --wasm FILE --frontend FOLDER --out FOLDER [--release]";

fn order(arguments: impl Iterator<Item = String>) -> Result<Order, String> {
    let (mut wasm, mut frontend, mut out, mut release) = (None, None, None, false);
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let place = match argument.as_str() {
            "--release" => {
                release = true;
                continue;
            }
            "--wasm" => &mut wasm,
            "--frontend" => &mut frontend,
            "--out" => &mut out,
            _ => return Err(USAGE.to_owned()),
        };
        *place = arguments.next().map(PathBuf::from);
    }
    match (wasm, frontend, out) {
        (Some(wasm), Some(frontend), Some(out)) => Ok(Order { wasm, frontend, out, release }),
        _ => Err(USAGE.to_owned()),
    }
}

/// Says which file a failed operation was about.
fn about<T, E: std::fmt::Display>(result: Result<T, E>, path: &Path) -> Result<T, String> {
    result.map_err(|error| format!("{}: {error}", path.display()))
}

fn main() -> ExitCode {
    match order(std::env::args().skip(1)).and_then(|order| pipeline::run(&order)) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Order, String> {
        order(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn every_folder_must_be_named() {
        let order = parse("--wasm a.wasm --frontend f --out dist --release").expect("complete");
        assert!(order.release);
        assert_eq!(order.out, Path::new("dist"));
        assert_eq!(parse("--wasm a.wasm --out dist").err().as_deref(), Some(USAGE));
        assert!(parse("--fast").is_err());
    }
}
