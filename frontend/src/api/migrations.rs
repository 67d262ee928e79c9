//! Playbooks, migrations and checks.

use shared::{
    api::{
        migration::{
            ActionDone, CreateMigration, DoAction, Migration, MigrationChecked, MigrationEvent, MigrationSummary,
            PatchMigration, PatchStep, PutMigrationValues, RunMigrationChecks, SwitchOver,
        },
        page::Page,
        playbook::{Assess, Assessment, PlaybookDetail, PlaybookSummary},
    },
    routes,
};

use super::{Answer, Api, Once, all, with_query};
use crate::state::pages::{Whole, whole};

/// An answer of which only matters that it came: what is shown is read again.
type Done = serde_json::Value;

/// A migration's place: tenant, environment, id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MigrationAt {
    /// The tenant.
    pub tenant: String,
    /// The environment.
    pub environment: String,
    /// The migration.
    pub id: String,
}

impl MigrationAt {
    fn of(&self, path: fn(&str, &str, &str) -> String) -> String {
        path(&self.tenant, &self.environment, &self.id)
    }

    /// Where the report for print is.
    pub(crate) fn report(&self) -> String {
        self.of(routes::migration_report)
    }
}

impl Api {
    /// Every playbook.
    pub(crate) async fn playbooks(self) -> Answer<Whole<PlaybookSummary>> {
        whole(|cursor| async { self.get(&all(&routes::playbooks(), cursor)).await }).await
    }

    /// One playbook with its words.
    pub(crate) async fn playbook(self, id: &str) -> Answer<PlaybookDetail> {
        self.get(&routes::playbook(id)).await
    }

    /// What stops working, when, and what mends it, as a playbook knows it.
    pub(crate) async fn assess(self, playbook: &str, request: &Assess) -> Answer<Assessment> {
        self.post(&routes::playbook_assessment(playbook), request).await
    }

    /// The migrations of an environment.
    pub(crate) async fn migrations(self, tenant: &str, environment: &str) -> Answer<Whole<MigrationSummary>> {
        whole(|cursor| async { self.get(&all(&routes::migrations(tenant, environment), cursor)).await }).await
    }

    /// Begins one.
    pub(crate) async fn create_migration(
        self,
        tenant: &str,
        environment: &str,
        request: &CreateMigration,
        once: Once,
    ) -> Answer<MigrationSummary> {
        self.create(&routes::migrations(tenant, environment), request, once).await
    }

    /// One migration with all that its page shows.
    pub(crate) async fn migration(self, at: &MigrationAt) -> Answer<Migration> {
        self.get(&at.of(routes::migration)).await
    }

    /// Changes what was chosen, which resources are meant, or gives it up.
    pub(crate) async fn change_migration(self, at: &MigrationAt, request: &PatchMigration) -> Answer<Done> {
        Ok(self.patch(&at.of(routes::migration), request, None).await?.value)
    }

    /// Fills values.
    pub(crate) async fn fill_values(self, at: &MigrationAt, request: &PutMigrationValues) -> Answer<Done> {
        Ok(self.put(&at.of(routes::migration_values), request, None).await?.value)
    }

    /// Changes a step.
    pub(crate) async fn change_step(self, at: &MigrationAt, step: &str, request: &PatchStep) -> Answer<Done> {
        let path = routes::migration_step(&at.tenant, &at.environment, &at.id, step);
        Ok(self.patch(&path, request, None).await?.value)
    }

    /// Does what an action says, or tells what it would change.
    pub(crate) async fn act(self, at: &MigrationAt, request: &DoAction) -> Answer<ActionDone> {
        self.post(&at.of(routes::migration_actions), request).await
    }

    /// Runs the checks of steps.
    pub(crate) async fn check_steps(self, at: &MigrationAt, request: &RunMigrationChecks) -> Answer<MigrationChecked> {
        self.post(&at.of(routes::migration_checks), request).await
    }

    /// Switches production over, or back.
    pub(crate) async fn switch_over(self, at: &MigrationAt, request: &SwitchOver) -> Answer<Done> {
        self.post(&at.of(routes::migration_cutover), request).await
    }

    /// What happened in it, the newest first.
    pub(crate) async fn migration_events(
        self,
        at: &MigrationAt,
        cursor: Option<String>,
    ) -> Answer<Page<MigrationEvent>> {
        let pairs = [("limit", Some("20".into())), ("cursor", cursor)];
        self.get(&with_query(&at.of(routes::migration_events), &pairs)).await
    }

    /// Takes something back.
    pub(crate) async fn undo(self, at: &MigrationAt, event: &str) -> Answer<Done> {
        let path = routes::migration_event_undo(&at.tenant, &at.environment, &at.id, event);
        self.post(&path, &serde_json::json!({})).await
    }
}
