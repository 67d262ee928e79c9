//! Runs wasm-bindgen's library over the compiled module: the module without its private sections, the script that
//! loads it, and the snippets of script that crates bring along.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use wasm_bindgen_cli_support::Bindgen;

use crate::about;

/// What wasm-bindgen made of the module.
pub(crate) struct Bindings {
    /// The module.
    pub(crate) wasm: Vec<u8>,
    /// The script that imports it.
    pub(crate) script: String,
    /// Scripts that `script` imports, by their path below its folder.
    pub(crate) snippets: BTreeMap<PathBuf, Vec<u8>>,
}

const STEM: &str = "consentry";

/// Makes the bindings of `module`, with `scratch` as a place to work.
pub(crate) fn generate(module: &Path, scratch: &Path, release: bool) -> Result<Bindings, String> {
    about(std::fs::create_dir_all(scratch), scratch)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name(STEM)
        .typescript(false)
        .omit_default_module_path(true)
        // The parts reach into the main module by what the linker exported, under the linker's names.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(release);
    bindgen.web(true).and_then(|bindgen| bindgen.generate(scratch)).map_err(|error| format!("bindings: {error:#}"))?;

    let wasm = scratch.join(format!("{STEM}_bg.wasm"));
    let script = scratch.join(format!("{STEM}.js"));
    let mut snippets = BTreeMap::new();
    collect(&scratch.join("snippets"), scratch, &mut snippets)?;
    Ok(Bindings {
        wasm: about(std::fs::read(&wasm), &wasm)?,
        script: about(std::fs::read_to_string(&script), &script)?,
        snippets,
    })
}

/// Reads every file below `folder`, if there is one, under its path below `root`.
fn collect(folder: &Path, root: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<(), String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = about(entry, folder)?.path();
        if path.is_dir() {
            collect(&path, root, into)?;
        } else {
            let below = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
            into.insert(below, about(std::fs::read(&path), &path)?);
        }
    }
    Ok(())
}
