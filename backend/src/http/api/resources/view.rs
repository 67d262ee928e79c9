//! A resource as it may be shown: values in clear, secrets as set or not.

use std::collections::BTreeMap;

use shared::{
    api::resource::{Resource, ShownValue, ShownValues},
    ids::ResourceId,
    resource::Phase,
    secret::SecretState,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    resources::{Opened, callback_url},
    store::resources::ParameterRow,
};

/// What the API shows.
pub(super) fn resource(app: &App, opened: Opened) -> Resource {
    let catalog = &app.catalog;
    let findings = opened.settings.findings(catalog.lint_rules(), catalog.national_clouds(), app.clock.now());
    let Opened { row, parameters, settings } = opened;
    Resource {
        id: ResourceId::new(row.id),
        name: row.name,
        kind: settings.kind.id,
        grant: settings.grant,
        client_auth: settings.client_auth,
        endpoints: settings.endpoints,
        issuer: settings.issuer,
        issuer_in_callback: settings.issuer_in_callback,
        parameters: shown(parameters),
        token_replacements: settings.token_replacements,
        callback_url: callback_url(app, &settings.callback_id),
        findings,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
    }
}

fn shown(rows: Vec<ParameterRow>) -> BTreeMap<String, ShownValues> {
    let mut parameters: BTreeMap<String, ShownValues> = BTreeMap::new();
    for row in rows {
        let Some(phase) = Phase::parse(&row.phase) else { continue };
        let value = match row.sealed {
            None => ShownValue::Plain(row.value.unwrap_or_default()),
            Some(_) => ShownValue::Secret(SecretState {
                set: true,
                last4: row.last4,
                updated_at: Some(Timestamp::from_millis(row.updated_at)),
            }),
        };
        parameters.entry(row.name).or_default().set(phase, Some(value));
    }
    parameters
}
