//! What a change of a type does to the resources that are of it.

use std::collections::{BTreeMap, BTreeSet};

use shared::{
    api::resource_type::TypeDefinition,
    ids::{ResourceId, TenantId},
    resource::{Phase, PhaseFlag, ResourceType, TypeParameter},
    secret::SecretText,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    resources::parameter_row,
    store::{Tx, resource_types, resources},
    vault::VaultError,
};

/// How far a change reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Resources that are there already notice it.
    pub resources: bool,
    /// What they send for tokens differs, so tokens obtained before are worth less.
    pub requests: bool,
    /// Parameters whose values have to be sealed.
    pub secrets: BTreeSet<String>,
}

/// How far the change from `before` to `after` reaches. What a resource takes over when it is created (endpoints,
/// grants, ways of client authentication, names) reaches none that is there already.
pub fn reach(before: &TypeDefinition, after: &TypeDefinition) -> Reach {
    let (was, is) = (by_name(before), by_name(after));
    let inherited = |definition: &TypeDefinition| {
        (
            definition.expected_response_fields.clone(),
            definition.refresh_token_days,
            definition.warning_days,
            definition.recovery,
            definition.grace_seconds,
            definition.permissions.clone(),
            definition.consent_scope.clone(),
        )
    };
    let parameters = |all: &BTreeMap<&str, &TypeParameter>, part: fn(&TypeParameter) -> TypeParameter| {
        all.iter().map(|(name, parameter)| ((*name).to_owned(), part(parameter))).collect::<BTreeMap<_, _>>()
    };
    let secret_before = |name: &str| was.get(name).is_some_and(|parameter| parameter.secret);
    let requests = before.audience != after.audience || parameters(&was, token_part) != parameters(&is, token_part);
    let secrets = is.values().filter(|parameter| parameter.secret && !secret_before(&parameter.name));
    Reach {
        resources: requests
            || parameters(&was, sent_part) != parameters(&is, sent_part)
            || inherited(before) != inherited(after),
        requests,
        secrets: secrets.map(|parameter| parameter.name.clone()).collect(),
    }
}

fn by_name(definition: &TypeDefinition) -> BTreeMap<&str, &TypeParameter> {
    definition.parameters.iter().map(|parameter| (parameter.name.as_str(), parameter)).collect()
}

/// What of a parameter decides about any request; words and what only new resources take over are left out.
fn sent_part(parameter: &TypeParameter) -> TypeParameter {
    let mut phases = parameter.phases.clone();
    phases.sort_by_key(|flag| *flag as u8);
    TypeParameter {
        description: shared::text::LocalizedText::default(),
        application_default: None,
        phases,
        ..parameter.clone()
    }
}

/// What of a parameter decides about the requests that bring tokens.
fn token_part(parameter: &TypeParameter) -> TypeParameter {
    let mut part = sent_part(parameter);
    part.url_encode = true;
    part.defaults.set(Phase::Authorization, None);
    part.phases.retain(|flag| matches!(flag, PhaseFlag::TokenRequest | PhaseFlag::RefreshRequest));
    part
}

/// Carries a change to the resources: values that are secrets now are sealed, and tokens obtained with other requests
/// are no longer handed out. A value that was a secret stays sealed until somebody types it anew. Seize the type before.
pub async fn spread(
    tx: &mut Tx,
    app: &App,
    after: &ResourceType,
    reach: &Reach,
    now: Timestamp,
) -> Result<(), VaultError> {
    for name in &reach.secrets {
        seal(tx, app, after, name, now).await?;
    }
    if reach.requests {
        resource_types::requests_changed(tx, &after.id).await?;
    }
    Ok(())
}

async fn seal(tx: &mut Tx, app: &App, after: &ResourceType, name: &str, now: Timestamp) -> Result<(), VaultError> {
    for clear in resource_types::clear_values(tx, &after.id, name).await? {
        let Some(phase) = Phase::parse(&clear.phase) else { continue };
        let (tenant, resource) = (TenantId::new(clear.tenant_id), ResourceId::new(clear.resource_id));
        let key = app.vault.tenant(tx, &tenant).await?;
        let row = parameter_row(after, &key, &resource, (name, phase), &SecretText::new(clear.value), now);
        resources::put_parameter(tx, &tenant, &resource, &row).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::ids::ResourceTypeId;

    use super::*;
    use crate::catalog::Catalog;

    fn after(change: impl FnOnce(&mut TypeDefinition)) -> Reach {
        let catalog = Catalog::load().expect("the data files are sound");
        let kind = catalog.resource_type(&ResourceTypeId::new("microsoft-online")).expect("built in");
        let before = TypeDefinition::from(kind.clone());
        let mut after = before.clone();
        change(&mut after);
        reach(&before, &after)
    }

    #[test]
    fn words_and_what_new_resources_take_over_reach_nobody() {
        let nobody = after(|d| {
            d.name = "Other".into();
            d.description.en = "Other".into();
            d.usage = Some("Other".into());
            d.endpoints.token = None;
            d.grants.pop();
            d.client_auth.pop();
            d.parameters[0].description.en = "Other".into();
            d.parameters[0].application_default = Some("Other".into());
            d.parameters.reverse();
        });
        assert_eq!(nobody, Reach::default());
    }

    #[test]
    fn what_only_the_browser_is_sent_keeps_the_tokens() {
        let browser = after(|d| {
            d.parameters[0].url_encode = false;
            d.parameters[0].defaults.authorization = Some("x".into());
        });
        assert_eq!(browser, Reach { resources: true, ..Reach::default() });
        let lives = after(|d| d.refresh_token_days = Some(30));
        assert_eq!(lives, Reach { resources: true, ..Reach::default() });
    }

    #[test]
    fn what_brings_tokens_makes_earlier_ones_worth_less() {
        let reached = |change: fn(&mut TypeDefinition)| {
            let reach = after(change);
            (reach.resources, reach.requests)
        };
        assert_eq!(reached(|d| d.parameters[0].defaults.token = Some("x".into())), (true, true));
        assert_eq!(reached(|d| d.parameters[0].phases.retain(|f| *f != PhaseFlag::RefreshRequest)), (true, true));
        assert_eq!(reached(|d| drop(d.parameters.pop())), (true, true));
        let secret = after(|d| d.parameters[0].secret = true);
        assert!(secret.requests && secret.secrets.contains("client_id"), "{secret:?}");
    }
}
