//! `cargo xtask tidy`: rules of the house that no compiler checks. One rule a file, listed here; each carries a test
//! with a sample that breaks it.

use std::fmt;

use crate::{Outcome, arguments::Arguments, project, step::step};

mod catalog_ids;
mod doc_paths;
mod file_length;
mod forbidden_words;
mod inline_code;
mod layers;
mod locale_keys;
mod migrations;
mod module_docs;
mod registries;
mod security_tests;
mod sleeps;
mod tree;

use tree::Tree;

/// A rule: its name and what finds its violations.
struct Rule {
    name: &'static str,
    check: fn(&Tree) -> Vec<Finding>,
}

/// Every rule, sorted.
const RULES: &[Rule] = &[
    Rule { name: "catalog_ids", check: catalog_ids::check },
    Rule { name: "doc_paths", check: doc_paths::check },
    Rule { name: "file_length", check: file_length::check },
    Rule { name: "forbidden_words", check: forbidden_words::check },
    Rule { name: "inline_code", check: inline_code::check },
    Rule { name: "layers", check: layers::check },
    Rule { name: "locale_keys", check: locale_keys::check },
    Rule { name: "migrations", check: migrations::check },
    Rule { name: "module_docs", check: module_docs::check },
    Rule { name: "registries", check: registries::check },
    Rule { name: "security_tests", check: security_tests::check },
    Rule { name: "sleeps", check: sleeps::check },
];

/// Something that breaks a rule, or comes close.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    /// The file.
    path: String,
    /// The line, from one; zero when it is the whole file.
    line: usize,
    /// What is wrong and what to do.
    message: String,
    /// Worth a look, but no failure.
    warning: bool,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into(), warning: false }
    }

    fn warning(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { warning: true, ..Self::new(path, line, message) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.warning { "warning" } else { "error" };
        match self.line {
            0 => write!(f, "{kind}: {}: {}", self.path, self.message),
            line => write!(f, "{kind}: {}:{line}: {}", self.path, self.message),
        }
    }
}

/// The task.
pub(crate) fn run(_: &Arguments) -> Outcome {
    step("tidy", || {
        let tree = Tree::read(&project::root())?;
        let mut errors = 0;
        for rule in RULES {
            for finding in (rule.check)(&tree) {
                errors += usize::from(!finding.warning);
                eprintln!("{finding} [{}]", rule.name);
            }
        }
        if errors == 0 { Ok(()) } else { Err(format!("tidy found {errors} violations")) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_names_every_file() {
        let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        assert!(names.is_sorted(), "{names:?}");
        let here = project::root().join("xtask/src/tidy");
        let mut files: Vec<_> = std::fs::read_dir(here)
            .expect("folder")
            .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
            .filter(|name| name != "mod" && name != "tree")
            .collect();
        files.sort();
        assert_eq!(files, names);
    }

    #[test]
    fn findings_read_like_a_compiler_says_them() {
        let finding = Finding::new("a.rs", 3, "no");
        assert_eq!(finding.to_string(), "error: a.rs:3: no");
        assert_eq!(Finding::warning("a.rs", 0, "hm").to_string(), "warning: a.rs: hm");
    }
}
