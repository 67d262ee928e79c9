//! Playbooks: shown, uploaded, deleted, and asked whom they concern.

use shared::{
    api::playbook::{
        Assess, Assessment, PlaybookDetail, PlaybookFiles, PlaybookSummary, UploadPlaybook, UploadedPlaybook,
    },
    routes,
};

use super::{Answer, Api, Once, all};
use crate::state::pages::{Whole, whole};

impl Api {
    /// Every playbook.
    pub(crate) async fn playbooks(self) -> Answer<Whole<PlaybookSummary>> {
        whole(|cursor| async { self.get(&all(&routes::playbooks(), cursor)).await }).await
    }

    /// One playbook with its words.
    pub(crate) async fn playbook(self, id: &str) -> Answer<PlaybookDetail> {
        self.get(&routes::playbook(id)).await
    }

    /// What stops working, when, and what mends it.
    pub(crate) async fn assess(self, request: &Assess) -> Answer<Assessment> {
        self.post(&routes::assessments(), request).await
    }

    /// The three files of a playbook in its newest version.
    pub(crate) async fn playbook_files(self, id: &str) -> Answer<PlaybookFiles> {
        self.get(&routes::playbook_files(id)).await
    }

    /// Uploads a playbook or a newer version of it, or tells what is wrong with it.
    pub(crate) async fn upload_playbook(self, request: &UploadPlaybook, once: Once) -> Answer<UploadedPlaybook> {
        self.create(routes::PLAYBOOKS, request, once).await
    }

    /// Deletes one with all its versions.
    pub(crate) async fn delete_playbook(self, id: &str) -> Answer<()> {
        self.delete(&routes::playbook(id)).await
    }
}
