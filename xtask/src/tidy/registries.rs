//! A file that is part of a registry is named in its list, and every Rust file is part of its crate: one that nobody
//! declares would compile nowhere and never be missed.

use super::{
    Finding,
    tree::{Tree, code_lines},
};

/// A folder whose every file must be named in a list.
struct Registry {
    folder: &'static str,
    list: &'static str,
    except: &'static [&'static str],
}

const REGISTRIES: &[Registry] = &[
    Registry { folder: "backend/src/oauth/grants/", list: "backend/src/oauth/grants/mod.rs", except: &[] },
    Registry { folder: "backend/src/checks/", list: "backend/src/checks/mod.rs", except: &[] },
    Registry { folder: "backend/src/jobs/", list: "backend/src/jobs/mod.rs", except: &[] },
    Registry { folder: "backend/src/http/api/", list: "backend/src/http/routes.rs", except: PAGES },
];

/// The pages answer what no row of the table answers.
const PAGES: &[&str] = &["backend/src/http/api/pages.rs"];

/// Crates whose modules are all declared.
const SOURCES: [&str; 6] =
    ["backend/src/", "frontend/src/", "shared/src/", "tests/src/", "xtask/src/", "xtask/bundle/src/"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let listed = REGISTRIES.iter().flat_map(|registry| unlisted(tree, registry));
    let declared = SOURCES.iter().flat_map(|folder| undeclared(tree, folder));
    listed.chain(declared).collect()
}

fn unlisted(tree: &Tree, registry: &Registry) -> Vec<Finding> {
    let list: String =
        tree.text(registry.list).map(|text| code_lines(text).map(|(_, line)| line).collect()).unwrap_or_default();
    let files = tree.with_extension(registry.folder, "rs").filter(|(path, _)| !path.ends_with("/mod.rs"));
    let missing =
        files.filter(|(path, text)| is_entry(text) && !registry.except.contains(path) && !names(&list, stem(path)));
    missing.map(|(path, _)| Finding::new(path, 0, format!("is not named in {}", registry.list))).collect()
}

/// Files that only serve their neighbours hand nothing out of the folder.
fn is_entry(text: &str) -> bool {
    code_lines(text).any(|(_, line)| {
        line.starts_with("pub(crate) async fn")
            || line.starts_with("pub async fn")
            || line.starts_with("pub(crate) struct")
            || line.starts_with("pub struct")
    })
}

/// Whether `list` uses the module (`module::item`, `folder::module`), not only declares it.
fn names(list: &str, module: &str) -> bool {
    let of_a_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    list.match_indices(module).any(|(at, _)| {
        let (before, after) = (&list[..at], &list[at + module.len()..]);
        let whole = !before.ends_with(of_a_word) && !after.starts_with(of_a_word);
        whole && (before.ends_with("::") || after.starts_with("::"))
    })
}

fn undeclared(tree: &Tree, source: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, _) in tree.with_extension(source, "rs") {
        let below = path.strip_prefix(source).unwrap_or(path);
        if matches!(below, "main.rs" | "lib.rs") {
            continue;
        }
        let module = stem(path);
        let declaration = format!("mod {module};");
        let declared =
            parents(path).iter().filter_map(|parent| tree.text(parent)).any(|text| text.contains(&declaration));
        let elsewhere = path.rsplit_once('/').is_some_and(|(folder, file)| {
            let attribute = format!("#[path = \"{file}\"]");
            tree.with_extension(folder, "rs").any(|(_, text)| text.contains(&attribute))
        });
        if !(declared || elsewhere) {
            findings.push(Finding::new(path, 0, format!("nobody says `{declaration}`")));
        }
    }
    findings
}

/// The module's name: of `x/mod.rs` it is `x`.
fn stem(path: &str) -> &str {
    let path = path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs")).unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

/// The files that may declare the module at `path`.
fn parents(path: &str) -> Vec<String> {
    let module = path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs")).unwrap_or(path);
    let folder = module.rsplit_once('/').map_or("", |(folder, _)| folder);
    vec![format!("{folder}/mod.rs"), format!("{folder}/lib.rs"), format!("{folder}/main.rs"), format!("{folder}.rs")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_that_is_declared_but_not_listed_is_found() {
        let grant = "//! A grant.\npub(crate) struct Code;\n";
        let with = |list: &str| {
            check(&Tree::of(&[
                ("backend/src/lib.rs", "mod oauth;"),
                ("backend/src/oauth/mod.rs", "mod grants;"),
                ("backend/src/oauth/grants/mod.rs", list),
                ("backend/src/oauth/grants/authorization_code.rs", grant),
            ]))
        };
        assert!(with("mod authorization_code;\nconst ALL: &[&dyn Grant] = &[&authorization_code::Code];").is_empty());
        assert_eq!(with("mod authorization_code;\nconst ALL: &[&dyn Grant] = &[];").len(), 1);
    }

    #[test]
    fn a_file_that_nobody_declares_is_found() {
        let tree =
            |root| Tree::of(&[("shared/src/lib.rs", root), ("shared/src/ids.rs", ""), ("shared/src/api/mod.rs", "")]);
        assert!(check(&tree("pub mod ids;\npub mod api;")).is_empty());
        assert_eq!(check(&tree("pub mod ids;")).len(), 1);
        assert!(check(&tree("#[path = \"ids.rs\"]\nmod names;\nmod api;")).is_empty());
    }
}
