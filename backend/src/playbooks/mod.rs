//! Playbooks: those that came with the program, and those that portal administrators uploaded. Everything else asks
//! here and never minds where one came from.

mod cache;
#[cfg(test)]
mod combinations_tests;
mod judge;
mod read;

use std::{collections::BTreeMap, sync::Arc};

use shared::{
    api::playbook::{PlaybookDetail, PlaybookKeeping, PlaybookSummary},
    playbook::{Playbook, PlaybookTexts},
    timestamp::Timestamp,
};

use crate::{
    app::App,
    store::{StoreError, Tx, playbooks},
};

pub use cache::Cache;
pub use judge::{Around, Judged, PlaybookOrigin, judge};
pub use read::{Files, PLAYBOOK, Unreadable, text_file};

/// A playbook that can be run.
#[derive(Debug, Clone)]
pub struct Known {
    /// What it says.
    pub playbook: Playbook,
    /// Its words.
    pub texts: PlaybookTexts,
    /// Whether it came with the program.
    pub built_in: bool,
    /// When it was uploaded; `None`: it came with the program.
    pub uploaded_at: Option<Timestamp>,
}

impl Known {
    /// What a list says of it.
    pub fn summary(&self) -> PlaybookSummary {
        let Playbook { id, version, product, deadlines, steps, .. } = &self.playbook;
        PlaybookSummary {
            id: id.clone(),
            version: *version,
            product: product.clone(),
            name: self.texts.get("name"),
            summary: self.texts.get("summary"),
            deadlines: deadlines.clone(),
            built_in: self.built_in,
            steps: steps.len(),
            keeping: None,
        }
    }

    /// Everything that it says.
    pub fn detail(&self) -> PlaybookDetail {
        PlaybookDetail {
            built_in: self.built_in,
            uploaded_at: self.uploaded_at,
            playbook: self.playbook.clone(),
            texts: self.texts.clone(),
        }
    }
}

/// The playbook of that id in its newest version: the built-in one, else the uploaded one.
///
/// # Errors
/// The database cannot be asked, or holds a playbook that this program cannot read.
pub async fn find(tx: &mut Tx, app: &App, id: &str) -> Result<Option<Arc<Known>>, StoreError> {
    if let Some(known) = app.catalog.playbook(id) {
        return Ok(Some(Arc::clone(known)));
    }
    playbooks::newest(tx, id).await?.map(|row| app.playbooks.opened(row)).transpose()
}

/// All playbooks in their newest versions, by id. Those that this program cannot read are left out.
///
/// # Errors
/// The database cannot be asked.
pub async fn all(tx: &mut Tx, app: &App) -> Result<Vec<Arc<Known>>, StoreError> {
    let mut found: Vec<Arc<Known>> = app.catalog.playbooks().to_vec();
    for row in playbooks::list(tx).await? {
        // A later release may bring one of that name: it wins, as in `find`.
        if app.catalog.playbook(&row.id).is_none() {
            match app.playbooks.opened(row) {
                Ok(known) => found.push(known),
                // One that an older program took and this one cannot read must not hide the others.
                Err(error) => tracing::warn!(%error, "an uploaded playbook is left out"),
            }
        }
    }
    found.sort_by(|a, b| a.playbook.id.cmp(&b.playbook.id));
    Ok(found)
}

/// One version of a playbook; of a built-in one there is only the one that came with this program.
///
/// # Errors
/// As with [`find`].
pub async fn find_version(tx: &mut Tx, app: &App, id: &str, version: u32) -> Result<Option<Arc<Known>>, StoreError> {
    if let Some(known) = app.catalog.playbook(id) {
        return Ok((known.playbook.version == version).then(|| Arc::clone(known)));
    }
    playbooks::version(tx, id, i64::from(version)).await?.map(|row| app.playbooks.opened(row)).transpose()
}

/// The three files of a playbook in its newest version.
///
/// # Errors
/// The database cannot be asked.
pub async fn files(tx: &mut Tx, app: &App, id: &str) -> Result<Option<Files>, StoreError> {
    if app.catalog.playbook(id).is_some() {
        return Ok(crate::catalog::playbooks::files(id).ok());
    }
    let row = playbooks::newest(tx, id).await?;
    Ok(row.map(|row| Files { playbook: row.playbook, en: row.en, nl: row.nl }))
}

/// How many migrations run a playbook, in all tenants: it cannot be deleted while any does.
///
/// # Errors
/// The database cannot be asked.
pub async fn uses(tx: &mut Tx, id: &str) -> Result<i64, StoreError> {
    playbooks::uses(tx, id).await
}

/// What is kept of each playbook that was uploaded or is run, by id.
///
/// # Errors
/// The database cannot be asked.
pub async fn keeping(tx: &mut Tx) -> Result<BTreeMap<String, PlaybookKeeping>, StoreError> {
    let mut found = BTreeMap::new();
    for row in playbooks::kept(tx).await? {
        let kept = PlaybookKeeping {
            versions: row.versions,
            uploaded_at: Some(Timestamp::from_millis(row.uploaded_at)),
            uploaded_by: Some(row.uploaded_by),
            migrations: 0,
        };
        found.insert(row.id, kept);
    }
    for (id, migrations) in playbooks::run(tx).await? {
        found.entry(id).or_default().migrations = migrations;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;

    #[test]
    fn playbooks_come_with_their_words_in_both_languages() {
        let catalog = Catalog::load().expect("the data files are sound");
        assert!(catalog.playbook("k2-five-oauth").is_some());
        for known in catalog.playbooks() {
            let summary = known.summary();
            assert!(!summary.name.en.is_empty() && !summary.name.nl.is_empty(), "{}", summary.id);
            assert!(summary.steps > 0 && summary.built_in, "{}", summary.id);
        }
    }
}
