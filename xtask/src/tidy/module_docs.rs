//! Every Rust file opens with `//!`: what lives here and why.

use super::{Finding, tree::Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_extension("", "rs")
        .filter(|(_, text)| !opens_with_docs(text))
        .map(|(path, _)| Finding::new(path, 1, "begin with `//!`: what lives here, and why"))
        .collect()
}

fn opens_with_docs(text: &str) -> bool {
    text.strip_prefix("//! ").is_some_and(|rest| rest.lines().next().is_some_and(|line| line.trim().len() > 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_docs_is_found() {
        let bad = Tree::of(&[("a.rs", "use std::fmt;\n//! Late.\n"), ("b.rs", "//! \n"), ("c.md", "# no\n")]);
        assert_eq!(check(&bad).len(), 2);
        assert!(check(&Tree::of(&[("a.rs", "//! What lives here.\n")])).is_empty());
    }
}
