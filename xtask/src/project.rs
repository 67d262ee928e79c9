//! Where things are in the checkout.

use std::path::{Path, PathBuf};

/// The checkout's folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo's target folder: its usual environment variable, or `target` in the checkout.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |given| root().join(given))
}

/// The target folder of WASM builds, apart because another compiler may make them.
pub(crate) fn web_target() -> PathBuf {
    target().join("web")
}

/// The built browser application.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The server's executable.
pub(crate) fn binary(release: bool) -> PathBuf {
    target().join(if release { "release" } else { "debug" }).join("consentry")
}
