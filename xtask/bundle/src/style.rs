//! One style sheet out of the many that `main.css` imports.

use std::path::Path;

use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{ParserOptions, PrinterOptions},
};

/// Bundles `entry` and everything it imports; without white space when `release`.
pub(crate) fn bundle(entry: &Path, release: bool) -> Result<String, String> {
    let files = FileProvider::new();
    let sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(entry)
        .map_err(|error| format!("{}: {error}", entry.display()))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: release, ..PrinterOptions::default() })
        .map_err(|error| format!("{}: {error}", entry.display()))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_become_one_sheet_and_keep_their_layer() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(
            folder.path().join("main.css"),
            "@layer base, parts;\n@import url(\"part.css\") layer(parts);\n",
        )
        .expect("written");
        std::fs::write(folder.path().join("part.css"), ".part { color: rgb(1 2 3); &:hover { color: red } }\n")
            .expect("written");
        let sheet = bundle(&folder.path().join("main.css"), true).expect("bundled");
        assert!(sheet.contains("@layer parts{") && sheet.contains(".part{"), "{sheet}");
        assert!(!sheet.contains("@import"), "{sheet}");
    }

    #[test]
    fn a_missing_import_is_named() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("main.css"), "@import \"gone.css\";").expect("written");
        assert!(bundle(&folder.path().join("main.css"), true).is_err());
    }
}
