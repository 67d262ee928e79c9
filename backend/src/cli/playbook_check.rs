//! `consentry playbook check`

use std::{io, path::PathBuf, process::ExitCode};

use clap::Args;
use shared::text::Locale;

use super::Failure;
use crate::{
    catalog::Catalog,
    playbooks::{Around, Files, PLAYBOOK, PlaybookOrigin, judge, text_file},
};

/// What is checked.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder with playbook.toml, en.toml and nl.toml.
    folder: PathBuf,
}

/// Prints every fault with its file and line; fails if there is one.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    let text = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|error| Failure(format!("{} cannot be read: {error}", path.display())))
    };
    let files = Files { playbook: text(PLAYBOOK)?, en: text(text_file(Locale::En))?, nl: text(text_file(Locale::Nl))? };
    let catalog = Catalog::load()?;
    // The folder itself may be written with a dot.
    let name = folder.canonicalize().map_err(|error: io::Error| Failure::from(error))?;
    let name = name.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let origin = PlaybookOrigin::Folder(name);
    let faults = judge(&files, &Around { catalog: &catalog, playbooks: catalog.playbooks(), origin }).faults;
    for fault in &faults {
        let file = folder.join(&fault.file);
        println!("{}:{}: {}", file.display(), fault.line, fault.detail.get(Locale::En));
    }
    if faults.is_empty() {
        println!("{}: nothing is wrong", folder.display());
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
