//! Skips work whose inputs did not change: a number over the inputs' contents, kept beside the result.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use crate::Outcome;

/// A number over the contents of files and folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp(String);

impl Stamp {
    /// Of `inputs`, each a file or a folder, and `mode`, which says how they are used.
    pub(crate) fn of(mode: &str, inputs: &[PathBuf]) -> Outcome<Self> {
        let mut hasher = DefaultHasher::new();
        mode.hash(&mut hasher);
        for input in inputs {
            for file in files(input)? {
                file.hash(&mut hasher);
                let bytes = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
                bytes.hash(&mut hasher);
            }
        }
        Ok(Self(format!("{:016x}", hasher.finish())))
    }

    /// Whether `file` says that the work was done for these inputs.
    pub(crate) fn is_in(&self, file: &Path) -> bool {
        std::fs::read_to_string(file).is_ok_and(|kept| kept.trim() == self.0)
    }

    /// Notes in `file` that the work was done.
    pub(crate) fn keep(&self, file: &Path) -> Outcome {
        std::fs::write(file, &self.0).map_err(|error| format!("{}: {error}", file.display()))
    }
}

/// Every file below `path`, sorted; `path` itself if it is one; none if it is missing.
pub(crate) fn files(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !path.exists() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| format!("{}: {error}", path.display()))?;
        found.extend(files(&entry.path())?);
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_anywhere_changes_the_stamp() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::create_dir(folder.path().join("style")).expect("style");
        std::fs::write(folder.path().join("style/a.css"), "a").expect("written");
        let inputs = [folder.path().to_path_buf(), folder.path().join("missing")];
        let first = Stamp::of("release", &inputs).expect("stamp");
        assert_eq!(first, Stamp::of("release", &inputs).expect("stamp"));
        assert_ne!(first, Stamp::of("dev", &inputs).expect("stamp"));

        let kept = tempfile::NamedTempFile::new().expect("file");
        assert!(!first.is_in(kept.path()));
        first.keep(kept.path()).expect("kept");
        assert!(first.is_in(kept.path()));

        std::fs::write(folder.path().join("style/a.css"), "b").expect("written");
        assert!(!Stamp::of("release", &inputs).expect("stamp").is_in(kept.path()));
    }
}
