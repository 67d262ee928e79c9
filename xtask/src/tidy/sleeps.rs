//! No test sleeps: it waits for a condition, or the clock is moved.

use super::{
    Finding,
    tree::{Tree, numbered},
};

/// Calls that wait for time to pass.
const CALLS: [&str; 4] = ["sleep(", "waitForTimeout(", "sleep_until(", "set_timeout("];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let rust = ["backend", "shared", "frontend", "tests", "xtask"]
        .into_iter()
        .flat_map(|folder| tree.with_extension(folder, "rs"))
        .filter(|(path, _)| !path.starts_with("xtask/src/tidy/"));
    let browser = ["js", "mjs"].into_iter().flat_map(|extension| tree.with_extension("tests/browser/", extension));
    rust.filter_map(|(path, text)| Some((path, text, tests_begin(path, text)?)))
        .chain(browser.map(|(path, text)| (path, text, 1)))
        .flat_map(|(path, text, begin)| sleeping_lines(path, text, begin))
        .collect()
}

/// The line at which tests begin: the first of an integration test, the unit tests' module in a source file.
fn tests_begin(path: &str, text: &str) -> Option<usize> {
    if path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs") {
        return Some(1);
    }
    numbered(text).find(|(_, line)| line.starts_with("#[cfg(test)]")).map(|(number, _)| number)
}

fn sleeping_lines<'a>(path: &'a str, text: &'a str, begin: usize) -> impl Iterator<Item = Finding> + 'a {
    numbered(text)
        .skip(begin - 1)
        .map(|(number, line)| (number, line.split("//").next().unwrap_or(line)))
        .filter(|(_, line)| CALLS.iter().any(|call| line.contains(call)))
        .map(move |(number, _)| Finding::new(path, number, "a test never sleeps: wait for the condition it needs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleeping_test_is_found() {
        let wait = ["tokio::time::sl", "eep(x).await;"].concat();
        let unit = format!("fn job() {{ {wait} }}\n#[cfg(test)]\nmod tests {{\n{wait}\n}}\n");
        let found = check(&Tree::of(&[("backend/src/job.rs", &unit)]));
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [4]);
        assert_eq!(check(&Tree::of(&[("tests/api/token.rs", &wait)])).len(), 1);
        let page = "await page.waitForTimeout(100);";
        assert_eq!(check(&Tree::of(&[("tests/browser/journeys/a.mjs", page)])).len(), 1);
        assert!(check(&Tree::of(&[("tests/api/token.rs", "// no sleep(1) here")])).is_empty());
    }
}
