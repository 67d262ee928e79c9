//! Can the folder of the data be written?

use std::path::Path;

use super::{Patient, Verdict};
use crate::store::DatabaseUrl;

pub(super) fn check(patient: &Patient<'_>) -> Verdict {
    let DatabaseUrl::Sqlite(_) = &patient.config.database.url else {
        return Verdict::Fine("not needed with PostgreSQL".to_owned());
    };
    let folder = patient.config.database.url.folder();
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if !folder.exists() {
        return Verdict::Fine(format!("{} will be created at the first start", folder.display()));
    }
    match write_probe(folder) {
        Ok(()) => Verdict::Fine(format!("{} can be written", folder.display())),
        Err(error) => Verdict::wrong(
            format!("{} cannot be written: {error}", folder.display()),
            "give the folder to the account that the server runs as, and see that the disk is not full",
        ),
    }
}

/// Writes a byte and takes it away again: permissions, read-only mounts and full disks all show.
fn write_probe(folder: &Path) -> std::io::Result<()> {
    let probe = folder.join(format!(".consentry-doctor-{}", std::process::id()));
    std::fs::write(&probe, [0])?;
    std::fs::remove_file(&probe)
}
