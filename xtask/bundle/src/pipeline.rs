//! The order of the work: parts, bindings, style, static files, page.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use crate::{
    Order, about,
    asset::{Asset, FOLDER, fingerprint},
    bindings::{self, Bindings},
    html::{self, Start},
    output::{Output, Report},
    parts::{self, Parts},
    style,
};

/// Reloads the page when another build is served; part of development builds only.
const RELOAD: &str = include_str!("reload.js");

/// Does what `order` asks for.
pub(crate) fn run(order: &Order) -> Result<Report, String> {
    let scratch = order.wasm.with_extension("bindings");
    if scratch.exists() {
        about(std::fs::remove_dir_all(&scratch), &scratch)?;
    }
    let parts = parts::split(&order.wasm, &scratch.join("parts"))?;
    let bindings = bindings::generate(&parts.main, &scratch, order.release)?;
    let mut output = Output::begin(&order.out, order.release)?;
    let start = add_application(&mut output, &bindings, &parts, order.release)?;

    let mut hashed = BTreeMap::new();
    let page = order.frontend.join("index.html");
    let page = html::rewrite(&about(std::fs::read_to_string(&page), &page)?, &start, |path| {
        let asset = add_asset(&mut output, &order.frontend, path, order.release)?;
        hashed.insert(PathBuf::from(path), asset.clone());
        Ok(asset)
    })?;
    add_static(&mut output, &order.frontend, &hashed)?;
    output.add("index.html", page.as_bytes())?;
    output.publish()
}

fn add_application(output: &mut Output, bindings: &Bindings, parts: &Parts, release: bool) -> Result<Start, String> {
    let mut files = BTreeMap::new();
    for (name, bytes) in &parts.files {
        files.insert(name.clone(), output.add_hashed(name, bytes)?);
    }
    let mut script = parts::join(&bindings.script, &parts.link, &files)?;
    if !bindings.snippets.is_empty() {
        let all: Vec<u8> = bindings.snippets.values().flatten().copied().collect();
        let folder = format!("snippets-{}", fingerprint(&all));
        script = script
            .replace("'./snippets/", &format!("'./{folder}/"))
            .replace("\"./snippets/", &format!("\"./{folder}/"));
        for (path, bytes) in &bindings.snippets {
            let below = path.strip_prefix("snippets").unwrap_or(path);
            output.add(&format!("{FOLDER}/{folder}/{}", below.display()), bytes)?;
        }
    }
    let wasm = output.add_hashed("consentry.wasm", &bindings.wasm)?;
    let script = output.add_hashed("consentry.js", script.as_bytes())?;
    let boot = output.add_hashed("boot.js", boot_script(&script, &wasm).as_bytes())?;
    let more = if release { Vec::new() } else { vec![output.add_hashed("reload.js", RELOAD.as_bytes())?] };
    Ok(Start { boot, script, wasm, more })
}

/// The module is named here, not in the bindings, so that its hash and integrity are checked by the browser.
fn boot_script(script: &Asset, wasm: &Asset) -> String {
    format!(
        "import init from \"{}\";\ninit({{ module_or_path: fetch(new URL(\"{}\", import.meta.url), {{ integrity: \"{}\" }}) }});\n",
        script.sibling(),
        wasm.sibling(),
        wasm.integrity
    )
}

/// Writes the file that the page names: a style sheet is bundled, everything else is taken as it is.
fn add_asset(output: &mut Output, frontend: &Path, path: &str, release: bool) -> Result<Asset, String> {
    let file = frontend.join(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_style = Path::new(name).extension().is_some_and(|extension| extension == "css");
    let bytes =
        if is_style { style::bundle(&file, release)?.into_bytes() } else { about(std::fs::read(&file), &file)? };
    output.add_hashed(name, &bytes)
}

/// Copies what `static/` holds and the page does not name, under its own name: `robots.txt` and its like.
fn add_static(output: &mut Output, frontend: &Path, hashed: &BTreeMap<PathBuf, Asset>) -> Result<(), String> {
    let folder = frontend.join("static");
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(()) };
    let mut names = Vec::new();
    for entry in entries {
        let path = about(entry, &folder)?.path();
        if path.is_file()
            && let Some(name) = path.file_name()
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    for name in names {
        if !hashed.contains_key(&Path::new("static").join(&name)) {
            let file = folder.join(&name);
            output.add(&name.to_string_lossy(), &about(std::fs::read(&file), &file)?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boot_script_names_both_files_and_pins_the_module() {
        let (script, wasm) = (Asset::new("consentry.js", b"1"), Asset::new("consentry.wasm", b"2"));
        let boot = boot_script(&script, &wasm);
        assert!(boot.contains(&script.sibling()) && boot.contains(&wasm.sibling()) && boot.contains(&wasm.integrity));
        assert_eq!(boot.lines().count(), 2);
    }

    #[test]
    fn static_files_keep_their_name_unless_the_page_names_them() {
        let root = tempfile::tempdir().expect("folder");
        let files = root.path().join("static");
        std::fs::create_dir(&files).expect("static");
        std::fs::write(files.join("robots.txt"), "User-agent: *").expect("robots");
        std::fs::write(files.join("favicon.svg"), "<svg/>").expect("icon");
        let mut output = Output::begin(&root.path().join("dist"), false).expect("begun");
        let icon = add_asset(&mut output, root.path(), "static/favicon.svg", false).expect("icon");
        add_static(&mut output, root.path(), &BTreeMap::from([(PathBuf::from("static/favicon.svg"), icon.clone())]))
            .expect("copied");
        output.publish().expect("published");
        let dist = root.path().join("dist");
        assert!(dist.join("robots.txt").exists() && dist.join(icon.path).exists());
        assert!(!dist.join("favicon.svg").exists());
    }

    #[test]
    fn bindings_find_their_snippets_in_the_hashed_folder() {
        let root = tempfile::tempdir().expect("folder");
        let mut output = Output::begin(&root.path().join("dist"), false).expect("begun");
        let bindings = Bindings {
            wasm: b"wasm".to_vec(),
            script: "import { x } from './snippets/crate-1/inline0.js';".to_owned(),
            snippets: BTreeMap::from([(PathBuf::from("snippets/crate-1/inline0.js"), b"export let x;".to_vec())]),
        };
        let parts = Parts { main: PathBuf::new(), link: String::new(), files: BTreeMap::new() };
        let start = add_application(&mut output, &bindings, &parts, true).expect("added");
        output.publish().expect("published");
        let script = std::fs::read_to_string(root.path().join("dist").join(&start.script.path)).expect("script");
        let (_, path) = script.split_once("'./").expect("an import");
        let path = path.split('\'').next().expect("quoted");
        assert!(root.path().join("dist").join(FOLDER).join(path).exists(), "{path}");
    }
}
