//! Reads the playbooks that come with the program: a folder each, named after the playbook's id.

use std::{collections::BTreeSet, sync::Arc};

use super::{CatalogError, embedded_text, files_of};
use crate::playbooks::{Files, Known, PLAYBOOK, text_file};
use shared::text::Locale;

const FOLDER: &str = "playbooks/";

/// All of them, by id.
pub(super) fn load() -> Result<Vec<Arc<Known>>, CatalogError> {
    let mut found = Vec::new();
    for id in folders() {
        let (playbook, texts) =
            files(&id)?.read().map_err(|fault| CatalogError::new(&format!("{FOLDER}{id}"), fault))?;
        if playbook.id != id {
            return Err(CatalogError::new(&format!("{FOLDER}{id}/{PLAYBOOK}"), "its id is not its folder's name"));
        }
        found.push(Arc::new(Known { playbook, texts, built_in: true, uploaded_at: None }));
    }
    Ok(found)
}

/// The names of the folders.
pub(crate) fn folders() -> BTreeSet<String> {
    let folder = |path: &String| path.strip_prefix(FOLDER)?.split_once('/').map(|(id, _)| id.to_owned());
    files_of(FOLDER).iter().filter_map(folder).collect()
}

/// The three files of a folder.
pub(crate) fn files(id: &str) -> Result<Files, CatalogError> {
    let text = |name: &str| embedded_text(&format!("{FOLDER}{id}/{name}"));
    Ok(Files { playbook: text(PLAYBOOK)?, en: text(text_file(Locale::En))?, nl: text(text_file(Locale::Nl))? })
}
