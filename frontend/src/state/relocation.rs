//! Which Microsoft cloud a resource is in, and what moving it to another would change.

use shared::{
    api::resource::{Resource, ShownValue},
    resource::{NationalCloud, Phase, Placed, Relocation, ResourceType, cloud},
};

/// A value before and after, and the requests in which it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueChange {
    /// The parameter.
    pub(crate) name: String,
    /// The requests.
    pub(crate) phases: Vec<Phase>,
    /// What is sent now.
    pub(crate) before: String,
    /// What is sent there.
    pub(crate) after: String,
}

/// Looks at `resource` as far as a page can see it: secrets it cannot.
fn look<T>(resource: &Resource, kind: &ResourceType, read: impl FnOnce(Placed<'_>) -> T) -> T {
    let value = |name: &str, phase: Phase| {
        let own = resource.parameters.get(name).and_then(|values| values.get(phase));
        let value = match own {
            Some(ShownValue::Plain(text)) => Some(text.clone()),
            Some(ShownValue::Secret(_)) => None,
            None => kind.parameter(name)?.defaults.get(phase).cloned(),
        };
        value.filter(|text| !text.is_empty())
    };
    let issuer = resource.issuer.as_deref();
    read(Placed { kind, endpoints: &resource.endpoints, issuer, value: &value })
}

/// Where the resource is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// At a server that is in none of these clouds.
    Elsewhere,
    /// All of it in this cloud.
    In(NationalCloud),
    /// Some of it in one, some in another.
    Mixed,
}

/// Where `resource` is.
pub(crate) fn standing(resource: &Resource, kind: &ResourceType, clouds: &[NationalCloud]) -> Standing {
    look(resource, kind, |placed| match placed.cloud(clouds) {
        Some(cloud) => Standing::In(cloud.clone()),
        None if placed.is_in_any(clouds) => Standing::Mixed,
        None => Standing::Elsewhere,
    })
}

/// What moving `resource` to `to` changes.
pub(crate) fn relocation(
    resource: &Resource,
    kind: &ResourceType,
    clouds: &[NationalCloud],
    to: &NationalCloud,
) -> Relocation {
    look(resource, kind, |placed| placed.moved(clouds, to))
}

/// The values that change, each once for all requests in which it is the same.
pub(crate) fn value_changes(there: &Relocation) -> Vec<ValueChange> {
    let mut changes: Vec<ValueChange> = Vec::new();
    for value in &there.values {
        let same = |known: &&mut ValueChange| {
            known.name == value.name && known.before == value.before && known.after == value.after
        };
        if let Some(known) = changes.iter_mut().find(same) {
            known.phases.push(value.phase);
        } else {
            changes.push(ValueChange {
                name: value.name.clone(),
                phases: vec![value.phase],
                before: value.before.clone(),
                after: value.after.clone(),
            });
        }
    }
    changes
}

/// The services that the token request of `resource` names: in `resource`, or before the permissions in `scope`.
pub(crate) fn asked_for(resource: &Resource, kind: &ResourceType) -> Vec<String> {
    let service = |word: &str| {
        let (host, _) = cloud::host_and_path(word)?;
        let end = word.find(host)? + host.len();
        Some(word[..end].to_owned())
    };
    look(resource, kind, |placed| {
        let value = |name: &str| kind.parameter(name).and_then(|_| (placed.value)(name, Phase::Token));
        let texts = [value("resource"), value("scope")].into_iter().flatten().collect::<Vec<_>>();
        texts.iter().flat_map(|text| text.split(' ')).filter_map(service).collect()
    })
}

/// `address` as the service is reached in the cloud that `resource` is in.
pub(crate) fn address_there(
    address: &str,
    resource: &Resource,
    kind: &ResourceType,
    clouds: &[NationalCloud],
) -> String {
    match standing(resource, kind, clouds) {
        Standing::In(there) => cloud::moved(address, clouds, &there),
        Standing::Elsewhere | Standing::Mixed => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn clouds() -> Vec<NationalCloud> {
        let cloud = |id: &str, end: &str| {
            json!({ "id": id, "name": { "en": id, "nl": id }, "login": format!("login.{end}"), "portal": "p",
                "hosts": { "graph": format!("graph.{end}") } })
        };
        serde_json::from_value(json!([cloud("one", "example.com"), cloud("two", "example.cn")])).expect("clouds")
    }

    fn kind() -> ResourceType {
        let scope = "https://graph.example.com/.default";
        serde_json::from_value(json!({
            "id": "t", "name": "T", "description": { "en": "", "nl": "" }, "grants": ["authorization_code"], "client_auth": ["none"],
            "refresh_token_days": 90, "warning_days": 14,
            "parameters": [
                { "name": "client_id", "phases": ["token_request"] },
                { "name": "scope", "phases": ["authorization_request", "token_request", "refresh_request"],
                  "defaults": { "authorization": scope, "token": scope, "refresh": scope } },
            ],
        }))
        .expect("a type")
    }

    fn resource(token: &str, parameters: &Value) -> Resource {
        serde_json::from_value(json!({
            "id": "r", "name": "R", "type": "t", "grant": "g", "client_auth": "none", "endpoints": { "token": token },
            "issuer": null, "issuer_in_callback": false, "parameters": parameters, "token_replacements": {},
            "callback_url": "", "findings": [], "created_at": "2026-11-21T20:00:00Z",
            "updated_at": "2026-11-21T20:00:00Z",
        }))
        .expect("a resource")
    }

    #[test]
    fn a_resource_is_in_one_cloud_in_several_or_in_none() {
        let (clouds, kind) = (clouds(), kind());
        let at = |resource: &Resource| standing(resource, &kind, &clouds);
        assert_eq!(at(&resource("https://login.example.com/t", &json!({}))), Standing::In(clouds[0].clone()));
        assert_eq!(at(&resource("https://login.example.cn/t", &json!({}))), Standing::Mixed);
        let own = json!({ "scope": { "authorization": "openid", "token": "openid", "refresh": "openid" } });
        assert_eq!(at(&resource("https://id.example.org/t", &own)), Standing::Elsewhere);
    }

    #[test]
    fn a_value_that_is_the_same_everywhere_is_told_once() {
        let (clouds, kind) = (clouds(), kind());
        let own = json!({ "scope": { "refresh": "https://graph.example.com/Mail.Read" } });
        let there = relocation(&resource("https://login.example.com/t", &own), &kind, &clouds, &clouds[1]);
        let told: Vec<(usize, String)> =
            value_changes(&there).into_iter().map(|change| (change.phases.len(), change.after)).collect();
        let scope = |end: &str| format!("https://graph.example.cn/{end}");
        assert_eq!(told, [(2, scope(".default")), (1, scope("Mail.Read"))]);
    }

    #[test]
    fn the_service_that_is_asked_for_stands_before_the_permissions() {
        let own = json!({ "scope": { "token": "openid https://graph.example.com/Mail.Read" } });
        let resource = resource("https://login.example.com/t", &own);
        assert_eq!(asked_for(&resource, &kind()), ["https://graph.example.com"]);
    }

    #[test]
    fn a_service_has_the_address_of_the_cloud() {
        let (clouds, kind) = (clouds(), kind());
        let scope = "https://graph.example.cn/.default";
        let own = json!({ "scope": { "authorization": scope, "token": scope, "refresh": scope } });
        let there = resource("https://login.example.cn/t", &own);
        assert_eq!(address_there("https://graph.example.com", &there, &kind, &clouds), "https://graph.example.cn");
        assert_eq!(address_there("api://own", &there, &kind, &clouds), "api://own");
    }
}
