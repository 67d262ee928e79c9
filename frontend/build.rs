//! Turns `locales/{en,nl}.toml` into one constant a text, so that a page cannot name a text that is missing.
//!
//! The build stops when a language lacks a key, has one too many, or when the `{places}` of a text differ.
//! Also asks the linker for what the bundler needs.

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::Path};

type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // The bundler takes the module apart, and needs to know who refers to whom.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let english = read("locales/en.toml")?;
    let dutch = read("locales/nl.toml")?;
    let mut code = String::new();
    for (key, text) in &english {
        let Some(translated) = dutch.get(key) else {
            return Err(format!("locales/nl.toml lacks {key}").into());
        };
        if places(text) != places(translated) {
            return Err(format!("the {{places}} of {key} differ between the languages").into());
        }
        let name = key.replace('.', "_").to_uppercase();
        writeln!(code, "/// `{key}`\npub(crate) const {name}: Text = Text {{ en: {text:?}, nl: {translated:?} }};")?;
    }
    if let Some(key) = dutch.keys().find(|key| !english.contains_key(*key)) {
        return Err(format!("locales/en.toml lacks {key}").into());
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
    Ok(())
}

fn read(path: &str) -> Result<Texts, Box<dyn Error>> {
    let table: toml::Table = fs::read_to_string(path)?.parse().map_err(|error| format!("{path}: {error}"))?;
    let mut texts = Texts::new();
    flatten("", &table, &mut texts)?;
    Ok(texts)
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut Texts) -> Result<(), Box<dyn Error>> {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => drop(texts.insert(key, text.clone())),
            toml::Value::Table(inner) => flatten(&key, inner, texts)?,
            _ => return Err(format!("{key} is neither a text nor a table").into()),
        }
    }
    Ok(())
}

/// The names between braces, sorted.
fn places(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> =
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect();
    names.sort_unstable();
    names
}
