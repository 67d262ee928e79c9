//! Takes settings over from a file or a list, or tells what that would change.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        import::{ImportItem, ImportReason, ImportSettings, ImportedSettings},
        setting_change::ChangeOrigin,
    },
    problem::ProblemCode,
    settings_file::{self, Fault, Format},
    text::Locale,
};

use super::settings::save;
use crate::{
    app::AppState,
    http::{AppError, Body, LARGE_KIB, RequestInfo, TenantContext},
    settings::{
        self,
        import::{Item, Refusal, Wanted, import as take_over},
    },
};

/// `POST …/import`.
pub async fn import(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<ImportSettings, LARGE_KIB>,
) -> Result<Json<ImportedSettings>, AppError> {
    let contents = settings_file::read(request.content.expose(), request.format)
        .map_err(|fault| unreadable(&app, &fault, &request))?;
    let format = contents.format;
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Import, request.note.as_deref(), request.dry_run);
    let wanted =
        Wanted { contents, overwrite: request.overwrite, only: request.only.as_deref(), seen: request.expected };
    let imported = take_over(&mut tx, &app, &save, wanted).await?;
    tx.commit().await?;
    let items = imported.items.into_iter().map(|item| in_words(&app, item, info.locale)).collect();
    Ok(Json(ImportedSettings { format, change: imported.change, expected: imported.seen, items }))
}

fn unreadable(app: &AppState, fault: &Fault, request: &ImportSettings) -> AppError {
    let format = match request.format {
        Format::Auto => settings_file::detect(request.content.expose()),
        said => said,
    };
    AppError::new(ProblemCode::SettingsFileUnreadable)
        .arg("line", fault.line.to_string())
        .arg("column", fault.column.to_string())
        .arg("format", format.title())
        .phrase("expected", app.catalog.settings_files().expected(fault.expected.code()))
        .index(fault.index(request.content.expose()))
}

fn in_words(app: &AppState, item: Item, locale: Locale) -> ImportItem {
    let reason = item.refusal.map(|refusal| match refusal {
        Refusal::Field(fault) => ImportReason { code: fault.code().to_owned(), detail: app.texts.field(fault, locale) },
        Refusal::Said(code) => {
            ImportReason { code: code.to_owned(), detail: app.catalog.settings_files().refused(code, locale) }
        }
    });
    let Item { kind, name, name_in_file, outcome, before, after, line, .. } = item;
    ImportItem { kind, name, name_in_file, outcome, reason, before, after, line }
}
