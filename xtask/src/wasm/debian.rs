//! Debian's Rust compiler for the web, for machines where rustup may not fetch the WASM target: it has no library for
//! the target either, but its source, and builds that (`-Z build-std`).

use std::{ffi::OsString, path::Path, process::Command};

use crate::{
    Outcome, apt, project,
    shell::{find, output},
};

const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
const FOR_WHAT: &str = "compiling WASM without rustup's wasm32-unknown-unknown target";
/// The first release that compiles this workspace (`rust-version` in the root manifest).
const OLDEST: (u32, u32) = (1, 94);

/// Whether the compiler, the library's source and the linker are installed, and new enough.
pub(crate) fn is_complete() -> bool {
    let source = output(Command::new("/usr/bin/rustc").args(["--print", "sysroot"]))
        .is_ok_and(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml").exists());
    let compiler = output(Command::new("/usr/bin/rustc").arg("--version"))
        .is_ok_and(|version| release(&version).is_some_and(|release| release >= OLDEST));
    compiler && source && Path::new("/usr/bin/cargo").is_file() && find("wasm-ld-22").is_some()
}

/// `rustc 1.96.0 (…)` → `(1, 96)`.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Installs what is missing.
pub(crate) fn prepare() -> Outcome {
    if is_complete() {
        return Ok(());
    }
    apt::install(&PACKAGES, FOR_WHAT)?;
    if is_complete() {
        return Ok(());
    }
    let (major, minor) = OLDEST;
    Err(format!(
        "{FOR_WHAT} needs Debian's rustc-web {major}.{minor} or later with its source and linker; else let rustup fetch the target"
    ))
}

/// Debian's cargo with Debian's compiler. Its folder goes first in `PATH`; rustup's stays behind it.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut path = OsString::from("/usr/bin:");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut command = Command::new("/usr/bin/cargo");
    command
        .args(arguments)
        .current_dir(project::root())
        .env("PATH", path)
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTDOC", "/usr/bin/rustdoc")
        // Building the standard library is an unstable option; the program itself uses none.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_compare_as_numbers() {
        assert_eq!(release("rustc 1.96.0 (ac68faa20 2026-05-25)"), Some((1, 96)));
        assert!(release("rustc 1.100.1-nightly") > Some(OLDEST));
        assert!(release("rustc 1.63.0") < Some(OLDEST));
        assert_eq!(release("nonsense"), None);
    }
}
