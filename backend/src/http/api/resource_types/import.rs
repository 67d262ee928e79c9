//! Makes a type from a file. Whatever is wrong is said by line and column, or by a pointer into the file.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    api::resource_type::{
        FILE_FORMAT, FileFormat, ImportResourceType, ImportedResourceType, ResourceTypeEntry, TypeDefinition,
    },
    field::{FieldFault, Report},
    ids::ResourceTypeId,
    problem::{FieldProblem, ProblemCode},
};

use super::{holder::Holder, view};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, body::read_value},
    resource_types::{FileFault, judge, opened, parsed},
    store::resource_types,
};

/// `POST …/resource-types/import`.
pub async fn import(
    State(app): State<AppState>,
    holder: Holder,
    info: RequestInfo,
    Body(request): Body<ImportResourceType>,
) -> Result<Response, AppError> {
    let definition = read(&app, &request)?;
    let taken = is_taken(&app, &holder, &definition.name).await?;
    let row = view::fresh(&app, &holder, &definition, app.clock.now())?;
    if request.dry_run {
        let known = opened(row)?;
        let resource_type = ResourceTypeEntry {
            changeable: view::changeable(known.origin, &holder),
            origin: known.origin,
            kind: known.kind,
            resources: Some(0),
            created_at: None,
            updated_at: None,
        };
        let obstacles = if taken { vec![obstacle(&app, &info)] } else { Vec::new() };
        return Ok(Json(ImportedResourceType { created: false, resource_type, obstacles }).into_response());
    }
    if taken {
        return Err(AppError::field("/name", FieldFault::Taken));
    }
    let mut tx = app.store.write().await?;
    view::insert(&mut tx, &row).await?;
    let entry = holder.entry("resource_type.import", &ResourceTypeId::new(&row.id));
    record(&mut tx, &app, entry.detail(serde_json::json!({ "name": row.name }))).await?;
    let usage = view::Usage::of(&mut tx, &holder).await?;
    tx.commit().await?;
    let resource_type = view::entry(opened(row)?, &holder, &usage);
    let made = ImportedResourceType { created: true, resource_type, obstacles: Vec::new() };
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// The type that the file describes, under the wanted name, judged in everything but whether the name is taken.
fn read(app: &AppState, request: &ImportResourceType) -> Result<TypeDefinition, AppError> {
    let json = parsed(&request.content, request.format, app.catalog.shorthand()).map_err(|fault| match fault {
        FileFault::Syntax { format, line, column, reason } => AppError::new(ProblemCode::ResourceTypeFile)
            .arg("format", if format == FileFormat::Json { "JSON" } else { "TOML" })
            .arg("line", line.to_string())
            .arg("column", column.to_string())
            .arg("reason", reason.lines().next().unwrap_or_default().chars().take(200).collect::<String>()),
        FileFault::Version(found) => AppError::new(ProblemCode::ResourceTypeFileVersion)
            .arg("found", found.chars().take(100).collect::<String>())
            .arg("known", FILE_FORMAT),
    })?;
    let mut definition: TypeDefinition = read_value(json, "/content")?;
    if let Some(name) = &request.name {
        definition.name.clone_from(name);
    }
    let mut report = Report::default();
    judge(&app.catalog, &definition, &mut report);
    let inside = |(pointer, fault): (String, FieldFault)| (format!("/content{pointer}"), fault);
    // Whether a name is free is another question: a preview answers it beside the type.
    let taken = |(pointer, fault): &(String, FieldFault)| pointer == "/name" && *fault == FieldFault::Taken;
    let faults: Vec<_> = report.into_faults().into_iter().filter(|found| !taken(found)).map(inside).collect();
    if faults.is_empty() { Ok(definition) } else { Err(AppError::fields(faults)) }
}

async fn is_taken(app: &AppState, holder: &Holder, name: &str) -> Result<bool, AppError> {
    let lower = name.to_lowercase();
    if app.catalog.resource_types().iter().any(|kind| kind.name.to_lowercase() == lower) {
        return Ok(true);
    }
    let mut tx = app.store.read().await?;
    let rows = resource_types::list(&mut tx, holder.tenant.as_ref()).await?;
    let own = holder.tenant.as_ref().map(shared::ids::TenantId::as_str);
    Ok(rows.iter().any(|row| row.tenant_id.as_deref() == own && row.name == name))
}

fn obstacle(app: &AppState, info: &RequestInfo) -> FieldProblem {
    FieldProblem {
        pointer: "/name".to_owned(),
        code: FieldFault::Taken.code().to_owned(),
        detail: app.texts.field(FieldFault::Taken, info.locale),
    }
}
