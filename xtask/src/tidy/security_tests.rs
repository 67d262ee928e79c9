//! Each promise in SECURITY.md names the test that proves it, as `file::test`, and that test exists.

use super::{
    Finding,
    tree::{Tree, numbered},
};

const PAGE: &str = "SECURITY.md";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(PAGE) else { return Vec::new() };
    let mut findings = Vec::new();
    let mut promises = false;
    for (number, line) in numbered(text) {
        if line.starts_with('#') {
            promises = line.contains("promised");
        }
        let named: Vec<&str> = line.split('`').skip(1).step_by(2).filter(|word| is_test(word)).collect();
        let row = promises && line.starts_with('|') && !line.starts_with("|-") && !line.starts_with("| promise");
        if row && named.is_empty() {
            findings.push(Finding::new(PAGE, number, "a promise without a test (`path/to/file.rs::name_of_the_test`)"));
        }
        let missing = named.into_iter().filter(|name| !exists(tree, name));
        findings.extend(missing.map(|name| Finding::new(PAGE, number, format!("there is no test `{name}`"))));
    }
    findings
}

fn is_test(word: &str) -> bool {
    word.split_once("::").is_some_and(|(file, _)| [".rs", ".mjs"].iter().any(|extension| file.ends_with(extension)))
}

/// A Rust test is found by its function, a browser test by its title.
fn exists(tree: &Tree, name: &str) -> bool {
    let Some((file, test)) = name.split_once("::") else { return false };
    let test = test.trim_start_matches("tests::");
    tree.text(file).is_some_and(|text| match file.rsplit_once('.') {
        Some((_, "rs")) => text.contains(&format!("fn {test}(")),
        _ => text.contains(test),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(rows: &str) -> usize {
        let page = format!("## What is promised\n| promise | proved by |\n|---|---|\n{rows}\n## Else\n| a | b |\n");
        check(&Tree::of(&[
            (PAGE, &page),
            ("tests/tests/api/session.rs", "async fn one_answer() {}"),
            ("tests/browser/journeys/a.test.mjs", "test(\"no secret stays\", …)"),
        ]))
        .len()
    }

    #[test]
    fn promises_need_a_test_that_exists() {
        assert_eq!(findings("| One answer | `tests/tests/api/session.rs::one_answer` |"), 0);
        assert_eq!(findings("| None stays | `tests/browser/journeys/a.test.mjs::no secret stays` |"), 0);
        assert_eq!(findings("| One answer | of course |"), 1);
        assert_eq!(findings("| One answer | `tests/tests/api/session.rs::two_answers` |"), 1);
        assert_eq!(findings("| One answer | `tests/tests/api/gone.rs::one_answer` |"), 1);
    }
}
