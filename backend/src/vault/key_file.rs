//! The master key's file: 32 bytes, its owner's alone.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Read, Write},
    path::Path,
};

use super::sealed::Key;
use crate::rng::Rng;

/// Why the key file cannot be used; one line, with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileFault {
    /// It cannot be read or written.
    #[error("the key file {path} cannot be used: {source}")]
    Io {
        /// Where it is.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others may read it.
    #[error("the key file {0} can be read by others: run chmod 600 {0}")]
    TooOpen(String),
    /// It is not a key.
    #[error("the key file {0} is not 32 bytes long: put back the file that was used with this database")]
    NotAKey(String),
}

/// Reads the key; `None` when there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Key>, KeyFileFault> {
    let fault = |source| KeyFileFault::Io { path: path.display().to_string(), source };
    let file = match OpenOptions::new().read(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(error)),
    };
    check_mode(&file.metadata().map_err(fault)?, path)?;
    let mut bytes = Vec::with_capacity(33);
    file.take(33).read_to_end(&mut bytes).map_err(fault)?;
    Key::new(0, bytes).map(Some).map_err(|_| KeyFileFault::NotAKey(path.display().to_string()))
}

/// Creates the file with a new key; if another process was faster, its key is the one.
pub(super) fn create(path: &Path, rng: &Rng) -> Result<Key, KeyFileFault> {
    let fault = |source| KeyFileFault::Io { path: path.display().to_string(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(fault)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let bytes = rng.bytes::<32>();
    match options.open(path) {
        Ok(mut file) => file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(fault)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return read(path)?.ok_or_else(|| KeyFileFault::NotAKey(path.display().to_string()));
        }
        Err(error) => return Err(fault(error)),
    }
    Key::new(0, bytes.to_vec()).map_err(|_| KeyFileFault::NotAKey(path.display().to_string()))
}

#[cfg(unix)]
fn check_mode(metadata: &std::fs::Metadata, path: &Path) -> Result<(), KeyFileFault> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
    let of_others = mode & 0o077;
    if of_others == 0 { Ok(()) } else { Err(KeyFileFault::TooOpen(path.display().to_string())) }
}

#[cfg(not(unix))]
fn check_mode(_: &std::fs::Metadata, _: &Path) -> Result<(), KeyFileFault> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_file_is_refused_and_nothing_is_not_an_error() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("new").join("key");
        assert!(read(&path).expect("no file is fine").is_none());
        create(&path, &Rng::system()).expect("created");
        assert!(read(&path).expect("readable").is_some());
        OpenOptions::new().write(true).open(&path).and_then(|f| f.set_len(31)).expect("cut");
        assert!(matches!(read(&path), Err(KeyFileFault::NotAKey(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("key");
        create(&path, &Rng::system()).expect("created");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("opened up");
        let fault = read(&path).expect_err("refused").to_string();
        assert!(fault.contains("chmod 600"), "{fault}");
    }
}
