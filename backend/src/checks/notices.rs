//! Notices: a check that had passed fails. There is one of them a question, until it passes again.

use shared::{
    api::check::{CheckRun, Notice},
    check::CheckState,
    ids::{CheckRunId, EnvironmentId, NoticeId, ResourceId},
    text::{LocalizedText, fill_places},
    timestamp::Timestamp,
};

use crate::{
    app::{App, AppState},
    audit::{Author, Entry, record},
    settings::Place,
    store::{
        StoreError, Tx,
        check_notices::{self, NoticeRow},
        check_runs,
    },
};

/// Raises a notice when the last run that told anything had passed and this one failed; ends it when this one passed.
pub(super) async fn follow(
    tx: &mut Tx,
    app: &AppState,
    place: &Place,
    run: &CheckRun,
    subject: &str,
) -> Result<(), StoreError> {
    let at = run.started_at;
    if run.state.is_green() {
        return check_notices::resolve(tx, place, subject, at).await;
    }
    if run.state != CheckState::Failed || check_notices::is_open(tx, place, subject).await? {
        return Ok(());
    }
    // A run that could not look proves nothing, neither then nor now.
    let before = check_runs::last_telling(tx, place, subject, run.id.as_str()).await?;
    if !before.as_deref().and_then(CheckState::parse).is_some_and(CheckState::is_green) {
        return Ok(());
    }
    let Some(worst) = run.findings.iter().find(|finding| finding.state == CheckState::Failed) else { return Ok(()) };
    let text = |text: &LocalizedText| serde_json::to_string(text);
    let unwritable = |_| StoreError::Unreadable { table: "check_notices", column: "found" };
    let row = NoticeRow {
        id: app.new_id(),
        environment_id: place.environment.to_string(),
        check_run_id: run.id.to_string(),
        check_id: run.check.clone(),
        resource_id: run.resource.as_ref().map(ResourceId::to_string),
        subject: subject.to_owned(),
        found: text(&worst.found).map_err(unwritable)?,
        remedy: worst.remedy.as_ref().map(text).transpose().map_err(unwritable)?,
        at: app.clock.now().as_millis(),
        read_at: None,
        resolved_at: None,
    };
    check_notices::insert(tx, &place.tenant, &row).await?;
    let entry = Entry::new(Author::system("checks"), "notice.raise").tenant(&place.tenant).target("notice", &row.id);
    let detail = serde_json::json!({
        "environment": place.environment, "check": run.check, "resource": run.resource, "check_run": run.id,
    });
    record(tx, app, entry.detail(detail)).await
}

/// A notice as it is shown.
///
/// # Errors
/// When the row cannot be read any more.
pub fn view(app: &App, row: NoticeRow) -> Result<Notice, StoreError> {
    let unreadable = |column| StoreError::Unreadable { table: "check_notices", column };
    let catalog = app.catalog.checks();
    // A check may be gone in a later version; then its id has to do.
    let bare = LocalizedText { en: row.check_id.clone(), nl: row.check_id.clone() };
    let name = catalog.find(&row.check_id).map_or(bare, |words| words.descriptor.name.clone());
    let fill = |text: &str, name: &str| fill_places(text, |place| (place == "check").then_some(name));
    let (said, remedy) = (catalog.notice(), row.remedy.as_deref().map(serde_json::from_str).transpose());
    Ok(Notice {
        id: NoticeId::new(row.id),
        at: Timestamp::from_millis(row.at),
        environment: EnvironmentId::new(row.environment_id),
        check_run: CheckRunId::new(row.check_run_id),
        check: row.check_id,
        resource: row.resource_id.map(ResourceId::new),
        title: LocalizedText { en: fill(&said.en, &name.en), nl: fill(&said.nl, &name.nl) },
        found: serde_json::from_str(&row.found).map_err(|_| unreadable("found"))?,
        remedy: remedy.map_err(|_| unreadable("remedy"))?,
        read_at: row.read_at.map(Timestamp::from_millis),
        resolved_at: row.resolved_at.map(Timestamp::from_millis),
    })
}
