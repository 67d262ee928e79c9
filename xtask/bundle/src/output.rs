//! The output folder: written beside the old one and swapped when it is complete, so that nobody sees half of it.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::{about, asset::Asset, compress};

/// An output folder being written.
pub(crate) struct Output {
    target: PathBuf,
    fresh: PathBuf,
    release: bool,
    rows: Vec<Row>,
}

struct Row {
    path: String,
    raw: usize,
    brotli: Option<usize>,
    gzip: Option<usize>,
}

impl Output {
    /// Begins a fresh folder beside `target`.
    pub(crate) fn begin(target: &Path, release: bool) -> Result<Self, String> {
        let fresh = beside(target, "new");
        remove(&fresh)?;
        about(std::fs::create_dir_all(&fresh), &fresh)?;
        Ok(Self { target: target.to_path_buf(), fresh, release, rows: Vec::new() })
    }

    /// Writes a file under its hashed name.
    pub(crate) fn add_hashed(&mut self, file_name: &str, bytes: &[u8]) -> Result<Asset, String> {
        let asset = Asset::new(file_name, bytes);
        self.add(&asset.path, bytes)?;
        Ok(asset)
    }

    /// Writes a file, and in a release its compressed siblings where they are smaller.
    pub(crate) fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        self.write(path, bytes)?;
        let mut row = Row { path: path.to_owned(), raw: bytes.len(), brotli: None, gzip: None };
        if self.release && compress::worth_it(path) {
            row.brotli = self.add_sibling(path, "br", bytes.len(), &compress::brotli(bytes)?)?;
            row.gzip = self.add_sibling(path, "gz", bytes.len(), &compress::gzip(bytes)?)?;
        }
        self.rows.push(row);
        Ok(())
    }

    fn add_sibling(&self, path: &str, suffix: &str, raw: usize, bytes: &[u8]) -> Result<Option<usize>, String> {
        if bytes.len() >= raw {
            return Ok(None);
        }
        self.write(&format!("{path}.{suffix}"), bytes)?;
        Ok(Some(bytes.len()))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let file = self.fresh.join(path);
        if let Some(folder) = file.parent() {
            about(std::fs::create_dir_all(folder), folder)?;
        }
        about(std::fs::write(&file, bytes), &file)
    }

    /// Puts the fresh folder in the old one's place.
    pub(crate) fn publish(self) -> Result<Report, String> {
        let old = beside(&self.target, "old");
        remove(&old)?;
        if self.target.exists() {
            about(std::fs::rename(&self.target, &old), &self.target)?;
        }
        about(std::fs::rename(&self.fresh, &self.target), &self.target)?;
        remove(&old)?;
        Ok(Report { rows: self.rows })
    }
}

fn beside(target: &Path, suffix: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{suffix}"))
}

fn remove(folder: &Path) -> Result<(), String> {
    if folder.exists() { about(std::fs::remove_dir_all(folder), folder) } else { Ok(()) }
}

/// The sizes of what was written.
pub(crate) struct Report {
    rows: Vec<Row>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.path.len()).max().unwrap_or_default();
        writeln!(f, "  {:width$} {:>10} {:>10} {:>10}", "file", "raw", "brotli", "gzip")?;
        let mut total = Row { path: "total".to_owned(), raw: 0, brotli: Some(0), gzip: Some(0) };
        for row in &self.rows {
            write_row(f, row, width)?;
            total.raw += row.raw;
            total.brotli = total.brotli.map(|sum| sum + row.brotli.unwrap_or(row.raw));
            total.gzip = total.gzip.map(|sum| sum + row.gzip.unwrap_or(row.raw));
        }
        write_row(f, &total, width)
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, row: &Row, width: usize) -> fmt::Result {
    let small = |size: Option<usize>| size.map_or_else(|| "-".to_owned(), |size| size.to_string());
    writeln!(f, "  {:width$} {:>10} {:>10} {:>10}", row.path, row.raw, small(row.brotli), small(row.gzip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_replaced_as_a_whole() {
        let root = tempfile::tempdir().expect("folder");
        let target = root.path().join("dist");
        std::fs::create_dir_all(&target).expect("old folder");
        std::fs::write(target.join("stale.js"), "old").expect("old file");

        let mut output = Output::begin(&target, true).expect("begun");
        let page = "<p>the same</p>".repeat(50);
        output.add("index.html", page.as_bytes()).expect("page");
        let tiny = output.add_hashed("tiny.js", b"1").expect("tiny");
        assert!(target.join("stale.js").exists(), "the old folder serves until the new one is complete");
        let report = output.publish().expect("published").to_string();

        assert!(!target.join("stale.js").exists());
        assert!(target.join("index.html.br").exists() && target.join("index.html.gz").exists());
        assert!(target.join(&tiny.path).exists());
        assert!(!target.join(format!("{}.br", tiny.path)).exists(), "a sibling that is larger helps nobody");
        assert_eq!(std::fs::read_dir(root.path()).expect("listed").count(), 1, "nothing is left beside it");
        assert!(report.contains("index.html") && report.contains("total"), "{report}");
    }

    #[test]
    fn a_development_build_is_not_compressed() {
        let root = tempfile::tempdir().expect("folder");
        let target = root.path().join("dist");
        let mut output = Output::begin(&target, false).expect("begun");
        output.add("index.html", "x".repeat(900).as_bytes()).expect("page");
        output.publish().expect("published");
        assert!(!target.join("index.html.br").exists());
    }
}
