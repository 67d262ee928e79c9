//! Finds a migration, to read it or to change it, and shows it.

use shared::{
    api::{migration::Migration, setting_change::Outcome},
    ids::MigrationId,
    problem::ProblemCode,
    text::LocalizedText,
};

use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    migrations::{self, ABANDONED, Run, load},
    settings::{self, change, history},
    store::{Tx, migration_runs},
};

/// Finds it to be read.
pub(super) async fn find(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    environment: &str,
    id: &MigrationId,
) -> Result<Run, AppError> {
    let (place, _) = settings::place(tx, &context.tenant, environment).await?.ok_or(ProblemCode::NotFound)?;
    let row = migration_runs::get(tx, &place, id).await?.ok_or(ProblemCode::NotFound)?;
    let gone = AppError::new(ProblemCode::MigrationPlaybookGone).arg("playbook", &row.playbook);
    load(tx, app, &place, row).await?.ok_or(gone)
}

/// Finds it to be changed: whoever else wants to change it, or a setting of its environment, waits until this
/// transaction ends.
pub(super) async fn hold(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    environment: &str,
    id: &MigrationId,
) -> Result<Run, AppError> {
    let (place, _) = settings::place(tx, &context.tenant, environment).await?.ok_or(ProblemCode::NotFound)?;
    if !migration_runs::touch(tx, &place, id, app.clock.now().as_millis()).await? {
        return Err(ProblemCode::NotFound.into());
    }
    change::lock(tx, &place).await?;
    find(tx, (app, context), environment, id).await
}

/// The same, refused where somebody gave the migration up.
pub(super) async fn work_on(
    tx: &mut Tx,
    by: (&AppState, &TenantContext),
    environment: &str,
    id: &MigrationId,
) -> Result<Run, AppError> {
    let run = hold(tx, by, environment, id).await?;
    if run.row.state == ABANDONED { Err(ProblemCode::MigrationAbandoned.into()) } else { Ok(run) }
}

/// Reads again what was held and has been changed.
pub(super) async fn again(tx: &mut Tx, app: &AppState, run: &Run) -> Result<Run, AppError> {
    let row = migration_runs::get(tx, &run.place, &run.id()).await?.ok_or(ProblemCode::NotFound)?;
    Ok(load(tx, app, &run.place, row).await?.ok_or(ProblemCode::NotFound)?)
}

/// As its page shows it.
pub(super) async fn shown(tx: &mut Tx, app: &AppState, run: &Run) -> Result<Migration, AppError> {
    let mut back = Vec::new();
    if let Some(change) = run.row.cutover_change {
        let (_, items) = history::get(tx, app, &run.place, change).await?;
        back = items;
        for item in &mut back {
            std::mem::swap(&mut item.before, &mut item.after);
            // On the way back, what was new goes, and what went comes back.
            item.outcome = match item.outcome {
                Outcome::New => Outcome::Deleted,
                Outcome::Deleted => Outcome::New,
                other => other,
            };
        }
    }
    Ok(migrations::migration(app, run, back))
}

/// What a change of settings says about where it comes from.
pub(super) fn note(run: &Run, locale: shared::text::Locale) -> String {
    const MOST: usize = 400;
    let word = LocalizedText { en: "Migration".to_owned(), nl: "Migratie".to_owned() };
    let name = run.known.texts.get("name");
    format!("{} {}", word.get(locale), name.get(locale)).chars().take(MOST).collect()
}

/// Values that are missing, as a refusal.
pub(super) fn missing(run: &Run, ids: &[String]) -> Result<(), AppError> {
    if ids.is_empty() {
        return Ok(());
    }
    Err(AppError::new(ProblemCode::MigrationInputsMissing).phrase("values", run.named(ids)))
}
