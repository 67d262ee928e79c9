//! Takes the module apart at the functions that the application marks (`frontend/src/pages/parts.rs`): a main module,
//! and files that are fetched when a marked function is called. What fetches them becomes part of the one script that
//! starts the application, with the files' hashed names and integrity.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use wasm_split_cli_support::{Options, transform};

use crate::{about, asset::Asset};

/// Name of the script that the splitter writes; the main module imports its functions from it.
const LINK: &str = "./parts.js";

/// The module taken apart.
pub(crate) struct Parts {
    /// The module that wasm-bindgen works on.
    pub(crate) main: PathBuf,
    /// The script that fetches the files.
    pub(crate) link: String,
    /// The files, by the name that `link` knows them by.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// Takes `module` apart, with `scratch` as a place to work.
pub(crate) fn split(module: &Path, scratch: &Path) -> Result<Parts, String> {
    about(std::fs::create_dir_all(scratch), scratch)?;
    let bytes = about(std::fs::read(module), module)?;
    let main = scratch.join("main.wasm");
    let mut options = Options::new(&bytes);
    options.output_dir = scratch;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = "./consentry.js";
    let done = transform(options).map_err(|error| format!("parts: {error:#}"))?;
    let mut files = BTreeMap::new();
    for path in done.split_modules {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(name, without_custom_sections(&about(std::fs::read(&path), &path)?)?);
    }
    let link = scratch.join(LINK);
    Ok(Parts { link: about(std::fs::read_to_string(&link), &link)?, main, files })
}

/// Puts `link` into `script`, the bindings of the main module: they import each other, and two files whose names follow
/// their content cannot. `assets` are the files under the names that `link` uses.
pub(crate) fn join(script: &str, link: &str, assets: &BTreeMap<String, Asset>) -> Result<String, String> {
    let mut loaders = Vec::new();
    let mut body = String::new();
    for line in link.lines().filter(|line| !line.starts_with("import { initSync }")) {
        let statement = match line.strip_prefix("export const ") {
            None => line.to_owned(),
            Some(definition) => {
                loaders.push(definition.split(' ').next().unwrap_or_default().to_owned());
                format!("const {definition}")
            }
        };
        body.push_str(&addressed(&statement, assets)?);
        body.push('\n');
    }
    let mut joined = String::new();
    let mut names = Vec::new();
    for line in script.lines() {
        match imported_as(line) {
            Some(name) => names.push(name.to_owned()),
            None => joined.extend([line, "\n"]),
        }
    }
    joined.extend(["const parts = (() => {\n", &body, "return { ", &loaders.join(", "), " };\n})();\n"]);
    for name in names {
        joined.extend(["const ", &name, " = parts;\n"]);
    }
    Ok(joined)
}

/// The name in `import * as NAME from "./parts.js"`.
fn imported_as(line: &str) -> Option<&str> {
    let (name, from) = line.strip_prefix("import * as ")?.split_once(" from ")?;
    from.trim_end_matches(';').trim_matches(['"', '\'']).eq(LINK).then_some(name)
}

/// `fetch(new URL("./x.wasm", …))` with the hashed name, and the integrity that the browser checks.
fn addressed(line: &str, assets: &BTreeMap<String, Asset>) -> Result<String, String> {
    const BEFORE: &str = "fetch(new URL(\"./";
    const AFTER: &str = "\", import.meta.url))";
    let Some((before, rest)) = line.split_once(BEFORE) else { return Ok(line.to_owned()) };
    let (name, after) = rest.split_once(AFTER).ok_or_else(|| format!("parts: an address of another form: {line}"))?;
    let asset = assets.get(name).ok_or_else(|| format!("parts: {name} was not written"))?;
    let (sibling, integrity) = (asset.sibling(), &asset.integrity);
    Ok(format!("{before}fetch(new URL(\"{sibling}\", import.meta.url), {{ integrity: \"{integrity}\" }}){after}"))
}

/// The module without names and other notes that a browser does not need.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>, String> {
    const HEADER: usize = 8;
    let broken = || "parts: a module ends early".to_owned();
    let mut kept = module.get(..HEADER).ok_or_else(broken)?.to_vec();
    let mut at = HEADER;
    while let Some(&kind) = module.get(at) {
        let (length, size) = leb(&module[at + 1..]).ok_or_else(broken)?;
        let end = at + 1 + size + length;
        let section = module.get(at..end).ok_or_else(broken)?;
        if kind != 0 {
            kept.extend_from_slice(section);
        }
        at = end;
    }
    Ok(kept)
}

/// An unsigned number in LEB128, and how many bytes it takes.
fn leb(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = "import { initSync } from \"./consentry.js\";\n\nfunction makeLoad() {}\n\
        const __chunk_1 = makeLoad(() => {\n    const src = fetch(new URL(\"./chunk_1.wasm\", import.meta.url));\n}, []);\n\
        export const __wasm_split_load_portal = wrapAsyncCb(makeLoad(() => {}, [__chunk_1]));\n";

    fn assets() -> BTreeMap<String, Asset> {
        BTreeMap::from([("chunk_1.wasm".to_owned(), Asset::new("chunk_1.wasm", b"x"))])
    }

    #[test]
    fn the_two_scripts_become_one_that_imports_nothing_of_itself() {
        let script = "import * as import1 from \"./parts.js\"\nimport * as import2 from \"./parts.js\"\nlet wasm;";
        let joined = join(script, WRITTEN, &assets()).expect("joined");
        assert!(!joined.contains("import *") && !joined.contains("import {") && !joined.contains("export const"));
        assert!(joined.contains("return { __wasm_split_load_portal };"), "{joined}");
        assert!(joined.contains("const import1 = parts;") && joined.contains("const import2 = parts;"));
    }

    #[test]
    fn every_file_has_its_hashed_name_and_integrity() {
        let joined = join("", WRITTEN, &assets()).expect("joined");
        let asset = &assets()["chunk_1.wasm"];
        assert!(joined.contains(&asset.sibling()) && joined.contains(&asset.integrity), "{joined}");
        assert!(!joined.contains("\"./chunk_1.wasm\""), "{joined}");
        assert!(join("", WRITTEN, &BTreeMap::new()).is_err(), "a file that was not written");
    }

    #[test]
    fn notes_are_taken_out_and_the_rest_stays() {
        let module = [b"\0asm\x01\0\0\0".as_slice(), &[1, 2, 9, 9], &[0, 3, 1, 7, 7], &[10, 1, 5]].concat();
        let bare = without_custom_sections(&module).expect("read");
        assert_eq!(bare, [b"\0asm\x01\0\0\0".as_slice(), &[1, 2, 9, 9], &[10, 1, 5]].concat());
        assert!(without_custom_sections(&module[..module.len() - 1]).is_err());
    }
}
