//! Migrations and checks.

use shared::{
    api::{
        check::{
            AllCheckRuns, CheckRequest, CheckRun, CheckRuns, CheckSchedule, Notice, PutCheckSchedule, RunAllChecks,
            RunChecks,
        },
        migration::{
            ActionDone, CreateMigration, DoAction, Migration, MigrationChecked, MigrationEvent, MigrationScript,
            MigrationSummary, PatchMigration, PatchStep, PutMigrationValues, RunMigrationChecks, SwitchOver,
        },
        page::Page,
        paste::{PasteAnswer, PasteText},
        script::ScriptText,
    },
    check::CheckDescriptor,
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

    /// A script, written with what is there now.
    pub(crate) async fn migration_script(
        self,
        at: &MigrationAt,
        script: &MigrationScript,
        language: &str,
    ) -> Answer<ScriptText> {
        let path = routes::migration_script(&at.tenant, &at.environment, &at.id, &script.script);
        let pairs = [("language", Some(language.to_owned())), ("resource", Some(script.resource.clone()))];
        self.get(&with_query(&path, &pairs)).await
    }

    /// Reads a tool's output and fills what it holds, or tells what that would be.
    pub(crate) async fn paste(self, at: &MigrationAt, request: &PasteText) -> Answer<PasteAnswer> {
        self.post(&at.of(routes::migration_paste), request).await
    }

    /// Every check that there is.
    pub(crate) async fn check_kinds(self) -> Answer<Whole<CheckDescriptor>> {
        whole(|cursor| async { self.get(&all(&routes::check_kinds(), cursor)).await }).await
    }

    /// How each check of an environment came out last.
    pub(crate) async fn check_runs(self, tenant: &str, environment: &str) -> Answer<Whole<CheckRun>> {
        whole(|cursor| async { self.get(&all(&routes::checks(tenant, environment), cursor)).await }).await
    }

    /// Runs checks.
    pub(crate) async fn run_checks(
        self,
        tenant: &str,
        environment: &str,
        checks: Vec<CheckRequest>,
    ) -> Answer<CheckRuns> {
        self.post(&routes::checks(tenant, environment), &RunChecks { checks }).await
    }

    /// When the checks of an environment run by themselves.
    pub(crate) async fn check_schedule(self, tenant: &str, environment: &str) -> Answer<CheckSchedule> {
        self.get(&routes::check_schedule(tenant, environment)).await
    }

    /// Says when they do.
    pub(crate) async fn put_check_schedule(
        self,
        tenant: &str,
        environment: &str,
        request: PutCheckSchedule,
    ) -> Answer<CheckSchedule> {
        Ok(self.put(&routes::check_schedule(tenant, environment), &request, None).await?.value)
    }

    /// The runs that asked the same question as `run`, the newest first.
    pub(crate) async fn check_history(
        self,
        tenant: &str,
        environment: &str,
        run: &str,
        cursor: Option<String>,
    ) -> Answer<Page<CheckRun>> {
        let pairs = [("of", Some(run.to_owned())), ("limit", Some("20".into())), ("cursor", cursor)];
        self.get(&with_query(&routes::check_history(tenant, environment), &pairs)).await
    }

    /// Asks no more what `run` asked; its history stays.
    pub(crate) async fn forget_check(self, tenant: &str, environment: &str, run: &str) -> Answer<()> {
        self.delete(&routes::check_run(tenant, environment, run)).await
    }

    /// How each check of a tenant came out last, in every environment.
    pub(crate) async fn tenant_check_runs(self, tenant: &str) -> Answer<Page<CheckRun>> {
        self.get(&routes::tenant_checks(tenant)).await
    }

    /// Runs some of them once more.
    pub(crate) async fn run_all_checks(self, tenant: &str, request: &RunAllChecks) -> Answer<AllCheckRuns> {
        self.post(&routes::tenant_checks(tenant), request).await
    }

    /// What used to work in a tenant, does not any more, and nobody has seen.
    pub(crate) async fn unread_notices(self, tenant: &str) -> Answer<Page<Notice>> {
        let pairs = [("unread", Some("true".into())), ("limit", Some("100".into()))];
        self.get(&with_query(&routes::notices(tenant), &pairs)).await
    }

    /// Says that somebody has seen it.
    pub(crate) async fn read_notice(self, tenant: &str, notice: &str) -> Answer<Done> {
        self.post(&routes::notice_read(tenant, notice), &serde_json::json!({})).await
    }
}
