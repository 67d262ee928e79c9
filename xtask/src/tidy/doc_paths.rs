//! Every path that the documentation names in backticks or links to exists.

use super::{
    Finding,
    tree::{Tree, numbered},
};

/// Endings that make a word without a folder a file's name.
const EXTENSIONS: [&str; 6] = [".css", ".md", ".mjs", ".rs", ".sql", ".toml"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_extension("", "md").flat_map(|(path, text)| dead_paths(tree, path, text)).collect()
}

fn dead_paths(tree: &Tree, page: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut fenced = false;
    for (number, line) in numbered(text) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let words = line.split('`').skip(1).step_by(2).filter(|word| !stands(tree, page, word));
            let links = links(line).filter(|link| !link_stands(tree, page, link));
            let dead = words.chain(links);
            findings.extend(dead.map(|path| Finding::new(page, number, format!("`{path}` does not exist"))));
        }
    }
    findings
}

/// Whether `word` is no path of this repository, or exists in it.
fn stands(tree: &Tree, page: &str, word: &str) -> bool {
    if word.contains([' ', '*', '<', '…', '$', ':', '=']) || word.starts_with(['/', '.', '-', '~']) {
        return true;
    }
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    alternatives(word).iter().all(|path| {
        let first = path.split('/').next().unwrap_or_default();
        let below_known_folder = path.contains('/') && !first.is_empty() && tree.exists(first);
        let file = EXTENSIONS.iter().any(|extension| path.ends_with(extension));
        !(below_known_folder || file)
            || tree.exists(path)
            || tree.exists(&format!("{folder}/{path}"))
            || (file && is_end_of_some_path(tree, path))
    })
}

/// `http/routes.rs` stands for `backend/src/http/routes.rs`.
fn is_end_of_some_path(tree: &Tree, path: &str) -> bool {
    let end = format!("/{path}");
    tree.below("").any(|(found, _)| found.ends_with(&end))
}

/// `locales/{en,nl}.toml` → both paths.
fn alternatives(word: &str) -> Vec<String> {
    match word.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
        Some((before, (choices, after))) if choices.contains(',') => {
            choices.split(',').flat_map(|choice| alternatives(&format!("{before}{choice}{after}"))).collect()
        }
        Some(_) => Vec::new(),
        None => vec![word.to_owned()],
    }
}

/// The targets of Markdown links in a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

fn link_stands(tree: &Tree, page: &str, link: &str) -> bool {
    let path = link.split('#').next().unwrap_or_default();
    if path.is_empty() || path.contains(':') || path.starts_with('/') {
        return true;
    }
    let mut folders: Vec<&str> = page.split('/').collect();
    folders.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(folders.pop()),
            name => folders.push(name),
        }
    }
    folders.is_empty() || tree.exists(&folders.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_may_start_at_the_pages_own_folder() {
        let tree = Tree::of(&[("tests/README.md", "`tests/api/` `tests/gone/`"), ("tests/tests/api/main.rs", "")]);
        assert_eq!(check(&tree).len(), 1);
    }

    fn dead(text: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/page.md", text),
            ("README.md", ""),
            ("backend/src/http/routes.rs", ""),
            ("backend/catalog/problems/en.toml", ""),
            ("backend/catalog/problems/nl.toml", ""),
        ]);
        check(&tree).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        assert_eq!(dead("see `backend/src/gone.rs`"), ["`backend/src/gone.rs` does not exist"]);
        assert_eq!(dead("see `gone.rs` and `http/gone.rs`").len(), 2);
        assert_eq!(dead("see `backend/catalog/problems/{en,de}.toml`").len(), 1);
        assert_eq!(dead("see [this](gone.md) and [that](../README.md#top)").len(), 1);
    }

    #[test]
    fn what_exists_or_is_no_path_is_left_alone() {
        assert!(
            dead("`backend/src/http/` `http/routes.rs` `routes.rs` `backend/catalog/problems/{en,nl}.toml`").is_empty()
        );
        assert!(dead("`/api/v1/tenants` `text/html` `./data` `a = b/c` [x](https://example.com/y.md)").is_empty());
        assert!(dead("```\n`backend/gone.rs`\n```").is_empty());
    }
}
