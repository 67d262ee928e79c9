//! Uploaded playbooks, read once. The files come from the database every time and are compared with those that were read:
//! so it does not matter which node took an upload, nor that a version may come back with something else in it.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use shared::timestamp::Timestamp;

use super::{Files, Known};
use crate::store::{StoreError, playbooks::PlaybookRow};

/// How many are kept; more are unheard of.
const MOST: usize = 100;

/// What was read.
#[derive(Debug, Default)]
pub struct Cache(RwLock<HashMap<String, (PlaybookRow, Arc<Known>)>>);

impl Cache {
    /// The playbook of a row.
    pub(super) fn opened(&self, row: PlaybookRow) -> Result<Arc<Known>, StoreError> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = kept.get(&row.id).filter(|(read, _)| *read == row) {
            return Ok(Arc::clone(known));
        }
        drop(kept);
        let known = Arc::new(read(&row)?);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(row.id.clone(), (row, Arc::clone(&known)));
        Ok(known)
    }
}

fn read(row: &PlaybookRow) -> Result<Known, StoreError> {
    let files = Files { playbook: row.playbook.clone(), en: row.en.clone(), nl: row.nl.clone() };
    let (playbook, texts) =
        files.read().map_err(|_| StoreError::Unreadable { table: "playbooks", column: "playbook" })?;
    Ok(Known { playbook, texts, built_in: false, uploaded_at: Some(Timestamp::from_millis(row.uploaded_at)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(version: i64) -> PlaybookRow {
        let files = crate::catalog::playbooks::files("k2-five-oauth").expect("three files");
        PlaybookRow {
            id: "own".to_owned(),
            version,
            playbook: files.playbook,
            en: files.en,
            nl: files.nl,
            uploaded_at: 1,
            uploaded_by: "Ann".to_owned(),
        }
    }

    #[test]
    fn what_was_read_is_read_again_only_when_something_else_stands_there() {
        let cache = Cache::default();
        let first = cache.opened(row(1)).expect("readable");
        assert!(Arc::ptr_eq(&first, &cache.opened(row(1)).expect("readable")));
        let changed =
            PlaybookRow { en: row(1).en.replacen("name = ", "name = \"Other\"\nname_before = ", 1), ..row(1) };
        let second = cache.opened(changed).expect("readable");
        assert_eq!(second.texts.get("name").en, "Other");
        assert!(!Arc::ptr_eq(&first, &cache.opened(row(2)).expect("readable")));
        assert!(cache.opened(PlaybookRow { playbook: "[".to_owned(), ..row(2) }).is_err());
    }
}
