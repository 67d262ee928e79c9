//! Nothing in the checkout names one machine: no absolute paths of a home folder, no package registry's host.

use super::{
    Finding,
    tree::{Tree, numbered},
};

/// Put together from halves, so that this file does not contain them.
const WORDS: [[&str; 2]; 8] = [
    ["/wo", "rk/"],
    ["/ro", "ot/"],
    ["/home/", "user"],
    ["index.cra", "tes.io"],
    ["static.cra", "tes.io"],
    ["registry.npm", "js.org"],
    ["pypi", ".org"],
    ["proxy.golang", ".org"],
];

/// Files written by package managers, which name their registry.
const EXCEPT: [&str; 2] = ["Cargo.lock", "package-lock.json"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.below("") {
        if EXCEPT.iter().any(|name| path.rsplit('/').next() == Some(name)) {
            continue;
        }
        for (number, line) in numbered(text) {
            if let Some(word) = WORDS.iter().map(|halves| halves.concat()).find(|word| line.contains(word)) {
                findings.push(Finding::new(path, number, format!("`{word}` is of one machine; leave it out")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_except_in_lock_files() {
        for halves in WORDS {
            let line = format!("see {} here", halves.concat());
            assert_eq!(check(&Tree::of(&[("README.md", &line)])).len(), 1, "{line}");
            assert!(check(&Tree::of(&[("tests/browser/package-lock.json", &line)])).is_empty());
        }
    }
}
