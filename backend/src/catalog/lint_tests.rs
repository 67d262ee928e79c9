//! Every rule against its own samples.

use serde::de::DeserializeOwned;
use shared::{
    api::{credential::CredentialKind, resource::Endpoints},
    ids::ResourceTypeId,
    resource::{ClientAuth, CredentialFact, Facts, Phase, PhaseValues, Value as FactValue, lint},
    timestamp::Timestamp,
};

use super::*;
use crate::catalog::Catalog;

const DIRECTORY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const CLIENT: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const DAY_SECONDS: i64 = 86_400;

/// A resource in a few words; what is left out is sound.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    r#type: String,
    grant: Option<String>,
    client_auth: Option<ClientAuth>,
    #[serde(default)]
    endpoints: toml::Table,
    #[serde(default)]
    parameters: BTreeMap<String, Given>,
    #[serde(default)]
    credentials: Vec<GivenCredential>,
    today: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Everywhere(String),
    Here(PhaseValues<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenCredential {
    kind: CredentialKind,
    days: Option<i64>,
}

fn to<T: DeserializeOwned>(value: &Value) -> T {
    value.clone().try_into().expect("a sample")
}

/// The rules that find something in the sample.
fn found(catalog: &Catalog, sample: &Value) -> Vec<String> {
    let sample: Sample = to(sample);
    let kind = catalog.resource_type(&ResourceTypeId::new(&sample.r#type)).expect("a type");
    let template = |text: &Option<String>| text.as_ref().map(|text| text.replace("{directory_id}", DIRECTORY));
    let told = |name: &str| sample.endpoints.get(name).and_then(Value::as_str).map(str::to_owned);
    let endpoints = Endpoints {
        authorization: told("authorization").or_else(|| template(&kind.endpoints.authorization)),
        token: told("token").or_else(|| template(&kind.endpoints.token)),
        refresh: None,
        device_authorization: told("device_authorization").or_else(|| template(&kind.endpoints.device_authorization)),
        metadata: None,
    };
    let value = |name: &str, phase: Phase| {
        let own = match sample.parameters.get(name) {
            Some(Given::Everywhere(text)) => Some(text.clone()),
            Some(Given::Here(phases)) => phases.get(phase).cloned(),
            None if name == "client_id" => Some(CLIENT.to_owned()),
            None => None,
        };
        own.or_else(|| kind.parameter(name)?.defaults.get(phase).cloned()).map(FactValue::Known)
    };
    let today = sample.today.as_deref().unwrap_or("2026-11-21");
    let now = Timestamp::parse_rfc3339(&format!("{today}T12:00:00Z")).expect("a day");
    let credential = |given: &GivenCredential| CredentialFact {
        kind: given.kind,
        expires_at: given.days.map(|days| now.plus_seconds(days * DAY_SECONDS)),
    };
    let facts = Facts {
        kind,
        grant: sample.grant.as_deref().unwrap_or(&kind.grants[0]),
        client_auth: sample.client_auth.unwrap_or(kind.client_auth[0]),
        endpoints: &endpoints,
        value: &value,
        names: sample.parameters.keys().cloned().collect(),
        credentials: Some(sample.credentials.iter().map(credential).collect()),
        now,
        clouds: catalog.national_clouds(),
    };
    lint(catalog.lint_rules(), &facts, &[]).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn every_rule_finds_its_sample_and_lets_the_other_pass() {
    let catalog = Catalog::load().expect("the data files are sound");
    let rows = rows().expect("the data files are sound");
    assert!(rows.len() > 50, "{}", rows.len());
    let mut wrong = Vec::new();
    for (rule, [finds, passes]) in &rows {
        let (hit, miss) = (found(&catalog, finds), found(&catalog, passes));
        if !hit.contains(&rule.id) || miss.contains(&rule.id) {
            wrong.push(format!("{}: found {hit:?}, and in the other {miss:?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rules_speak_both_languages_and_point_to_a_field() {
    for (rule, _) in rows().expect("the data files are sound") {
        let id = &rule.id;
        for text in [&rule.what, &rule.why, &rule.remedy] {
            assert!(text.en.len() > 8 && text.nl.len() > 8, "{id}: {text:?}");
        }
        assert_ne!(rule.what.en, rule.what.nl, "{id} is not translated");
        let (first, _) = rule.field.split_once('/').unwrap_or((&rule.field, ""));
        assert!(["parameters", "endpoints", "grant", "client_auth", "credentials", "type"].contains(&first), "{id}");
        for condition in rule.when.iter().chain(&rule.unless) {
            assert!(!condition.text.iter().any(String::is_empty) || condition.of.starts_with("audiences"), "{id}");
        }
    }
}

#[test]
fn a_resource_as_its_type_makes_it_has_no_errors_but_what_nobody_filled_in() {
    let catalog = Catalog::load().expect("the data files are sound");
    for kind in catalog.resource_types() {
        let sample = format!(
            "type = '{}'\ncredentials = [{{ kind = 'client_secret' }}]\nparameters = {{ client_id = '{CLIENT}' }}",
            kind.id
        );
        let sample = Value::Table(toml::from_str(&sample).expect("a table"));
        let errors: Vec<String> = found(&catalog, &sample)
            .into_iter()
            .filter(|id| {
                !["scope_missing_at_v2", "ews_ending", "smtp_submission_off", "scope_missing_application"]
                    .contains(&id.as_str())
            })
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", kind.id);
    }
}
