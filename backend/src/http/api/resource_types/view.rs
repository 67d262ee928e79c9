//! A type as it is shown.

use std::collections::BTreeMap;

use shared::{
    api::resource_type::{ResourceTypeEntry, TypeDefinition, TypeOrigin},
    field::{FieldFault, Report},
    ids::ResourceTypeId,
    timestamp::Timestamp,
};

use super::holder::Holder;
use crate::{
    app::{App, AppState},
    http::AppError,
    resource_types::{KnownType, judge},
    store::{OnConstraint, StoreError, Tx, resource_types, resource_types::ResourceTypeRow},
};

/// How many resources each type has, as far as the caller may know.
pub(super) struct Usage(Option<BTreeMap<String, i64>>);

impl Usage {
    pub(super) async fn of(tx: &mut Tx, holder: &Holder) -> Result<Self, StoreError> {
        if !holder.may_count() {
            return Ok(Self(None));
        }
        Ok(Self(Some(resource_types::usage(tx, holder.tenant.as_ref()).await?.into_iter().collect())))
    }

    fn count(&self, id: &ResourceTypeId) -> Option<u64> {
        let known = self.0.as_ref()?;
        u64::try_from(known.get(id.as_str()).copied().unwrap_or_default()).ok()
    }
}

/// What the API shows.
pub(super) fn entry(known: KnownType, holder: &Holder, usage: &Usage) -> ResourceTypeEntry {
    ResourceTypeEntry {
        resources: usage.count(&known.kind.id),
        changeable: changeable(known.origin, holder),
        origin: known.origin,
        kind: known.kind,
        created_at: known.stored.map(|stored| stored.created_at),
        updated_at: known.stored.map(|stored| stored.updated_at),
    }
}

/// Whether types of that origin are the holder's own.
pub(super) fn changeable(origin: TypeOrigin, holder: &Holder) -> bool {
    match origin {
        TypeOrigin::BuiltIn => false,
        TypeOrigin::Portal => holder.tenant.is_none(),
        TypeOrigin::Tenant => holder.tenant.is_some(),
    }
}

/// Refuses what a type may not say.
pub(super) fn check(app: &App, definition: &TypeDefinition) -> Result<(), AppError> {
    let mut report = Report::default();
    judge(&app.catalog, definition, &mut report);
    AppError::check(report)
}

/// The row of a new type of the holder.
pub(super) fn fresh(
    app: &AppState,
    holder: &Holder,
    definition: &TypeDefinition,
    now: Timestamp,
) -> Result<ResourceTypeRow, AppError> {
    Ok(ResourceTypeRow {
        id: app.new_id(),
        tenant_id: holder.tenant.as_ref().map(ToString::to_string),
        name: definition.name.clone(),
        definition: serde_json::to_string(definition)?,
        version: 1,
        created_at: now.as_millis(),
        updated_at: now.as_millis(),
    })
}

/// Stores a new type; a taken name is said to be one.
pub(super) async fn insert(tx: &mut Tx, row: &ResourceTypeRow) -> Result<(), AppError> {
    resource_types::insert(tx, row).await.on_constraint(NAME_TAKEN, || AppError::field("/name", FieldFault::Taken))
}

/// The rule that a holder's types have different names.
pub(super) const NAME_TAKEN: &str = "resource_types_holder_name_key";
