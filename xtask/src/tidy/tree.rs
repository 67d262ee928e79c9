//! The files that git knows or would add, read once for all rules.

use std::{collections::BTreeMap, path::Path, process::Command};

use crate::{Outcome, shell::output};

/// Text files of the checkout by their path from its root.
pub(super) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads the checkout at `root`. Files that are not text are kept as empty.
    pub(super) fn read(root: &Path) -> Outcome<Self> {
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
        let paths = output(&mut git).map_err(|error| format!("tidy asks git which files there are: {error}"))?;
        let files = paths
            .lines()
            .filter(|path| root.join(path).is_file())
            .map(|path| (path.to_owned(), std::fs::read_to_string(root.join(path)).unwrap_or_default()))
            .collect();
        Ok(Self { files })
    }

    /// A tree of given files, for tests.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }

    /// Every file below `folder` (empty: everywhere) with that extension, and its text.
    pub(super) fn with_extension<'a>(
        &'a self,
        folder: &'a str,
        extension: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.below(folder).filter(move |(path, _)| Path::new(path).extension().is_some_and(|found| found == extension))
    }

    /// Every file below `folder` (empty: everywhere) and its text.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(folder))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether `path` is a file or a folder with files.
    pub(super) fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.files.contains_key(path)
            || self.files.range(folder.clone()..).next().is_some_and(|(found, _)| found.starts_with(&folder))
    }
}

/// The lines of Rust code before the file's unit tests, numbered from one, without comments.
pub(super) fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = unit_tests(text).unwrap_or(usize::MAX);
    numbered(text)
        .take_while(move |(number, _)| *number < end)
        .map(|(number, line)| (number, line.split("//").next().unwrap_or(line)))
}

/// The line at which the module of unit tests begins: `#[cfg(test)]`, further attributes, `mod … {`.
fn unit_tests(text: &str) -> Option<usize> {
    let mut begin = None;
    for (number, line) in numbered(text) {
        if line == "#[cfg(test)]" {
            begin = Some(number);
        } else if begin.is_some() && line.contains("mod ") && line.ends_with('{') {
            return begin;
        } else if !line.starts_with("#[") && !line.starts_with(' ') && !line.starts_with(")]") {
            begin = None;
        }
    }
    None
}

/// Lines numbered from one.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_exist_through_their_files() {
        let tree = Tree::of(&[("backend/src/main.rs", ""), ("backend-notes.md", "")]);
        assert!(tree.exists("backend") && tree.exists("backend/src/") && tree.exists("backend/src/main.rs"));
        assert!(!tree.exists("back") && !tree.exists("backend/src/ma"));
    }

    #[test]
    fn code_ends_where_the_unit_tests_begin() {
        let text = "//! Docs.\nlet a = 1; // why\n#[cfg(test)]\nmod tests {\n    fn x() {}\n}\n";
        let lines: Vec<_> = code_lines(text).collect();
        assert_eq!(lines, [(1, ""), (2, "let a = 1; ")]);
        let text =
            "#[cfg(test)]\nmod testing;\nuse x;\n#[cfg(test)]\n#[expect(\n    a,\n)]\npub(super) mod tests {\n}\n";
        assert_eq!(code_lines(text).count(), 3);
    }
}
