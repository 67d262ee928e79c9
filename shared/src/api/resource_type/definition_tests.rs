//! What a type of one's own may say, field by field.

use super::*;
use crate::resource::{Cloud, PhaseValues};

fn sound() -> TypeDefinition {
    TypeDefinition {
        name: "Mail".to_owned(),
        grants: vec!["authorization_code".to_owned()],
        client_auth: vec![ClientAuth::ClientSecretPost],
        parameters: vec![parameter("client_id", false), parameter("client_secret", true)],
        refresh_token_days: Some(90),
        warning_days: Some(14),
        ..TypeDefinition::default()
    }
}

fn parameter(name: &str, secret: bool) -> TypeParameter {
    TypeParameter {
        name: name.to_owned(),
        description: LocalizedText::default(),
        secret,
        url_encode: true,
        phases: vec![PhaseFlag::TokenRequest],
        defaults: PhaseValues::default(),
        application_default: None,
    }
}

fn faults(definition: &TypeDefinition) -> Vec<(String, &'static str)> {
    let mut report = Report::default();
    definition.validate(&mut report);
    report.into_faults().into_iter().map(|(pointer, fault)| (pointer, fault.code())).collect()
}

#[track_caller]
fn refused(change: impl FnOnce(&mut TypeDefinition), pointer: &str, code: &str) {
    let mut definition = sound();
    change(&mut definition);
    assert_eq!(faults(&definition), [(pointer.to_owned(), code)]);
}

#[test]
fn a_sound_type_is_accepted() {
    assert_eq!(faults(&sound()), []);
}

#[test]
fn every_field_says_what_is_wrong_with_it() {
    refused(|d| d.name = String::new(), "/name", "required");
    refused(|d| d.description.nl = "x".repeat(1001), "/description/nl", "too_long");
    refused(|d| d.usage = Some("a\nb".into()), "/usage", "control_character");
    refused(|d| d.grants.clear(), "/grants", "required");
    refused(|d| d.client_auth.push(ClientAuth::ClientSecretPost), "/client_auth/1", "twice");
    refused(|d| d.endpoints.token = Some("login.example.com".into()), "/endpoints/token", "url");
    refused(|d| d.endpoints.token = Some("https://{host}/token".into()), "/endpoints/token", "placeholder");
    refused(|d| d.expected_response_fields = vec!["a".into(), "a".into()], "/expected_response_fields/1", "twice");
    refused(|d| d.expected_response_fields = vec![String::new()], "/expected_response_fields/0", "required");
    refused(|d| d.refresh_token_days = Some(3651), "/refresh_token_days", "out_of_range");
    refused(|d| d.warning_days = Some(90), "/warning_days", "out_of_range");
    refused(|d| d.refresh_token_days = None, "/refresh_token_days", "required");
    refused(|d| d.grace_seconds = Some(0), "/grace_seconds", "out_of_range");
    refused(
        |d| {
            d.recovery = RecoveryClass::Strict;
            d.grace_seconds = Some(60);
        },
        "/grace_seconds",
        "only_with_grace",
    );
}

#[test]
fn every_field_of_a_parameter_says_what_is_wrong_with_it() {
    refused(|d| d.parameters[0].name = String::new(), "/parameters/0/name", "required");
    refused(|d| d.parameters[0].name = "client id".into(), "/parameters/0/name", "parameter_name");
    refused(|d| d.parameters[1].name = "client_id".into(), "/parameters/1/name", "twice");
    refused(|d| d.parameters[0].phases.push(PhaseFlag::TokenRequest), "/parameters/0/phases/1", "twice");
    refused(
        |d| d.parameters[1].phases.push(PhaseFlag::AuthorizationRequest),
        "/parameters/1/phases",
        "secret_in_browser",
    );
    refused(
        |d| d.parameters[1].defaults.token = Some("hunter2".into()),
        "/parameters/1/defaults/token",
        "secret_not_allowed",
    );
    refused(
        |d| d.parameters[0].defaults.refresh = Some(" a".into()),
        "/parameters/0/defaults/refresh",
        "surrounding_space",
    );
    refused(
        |d| d.parameters[0].application_default = Some("x".repeat(2001)),
        "/parameters/0/application_default",
        "too_long",
    );
    refused(
        |d| d.parameters = (0..51).map(|n| parameter(&format!("p{n}"), false)).collect(),
        "/parameters",
        "too_long",
    );
}

#[test]
fn the_metadata_of_a_directory_is_at_the_clouds_own_host() {
    let directory = |metadata: &str| DirectoryAddress {
        metadata: metadata.to_owned(),
        clouds: vec![Cloud { id: "worldwide".into(), login: "login.microsoftonline.com".into() }],
    };
    let mut good = sound();
    good.directory = Some(directory("https://{login}/{directory}/.well-known/openid-configuration"));
    good.endpoints.token = Some("https://login.example.com/{directory_id}/token".into());
    assert_eq!(faults(&good), []);
    for bad in [
        "https://evil.example.com/{login}/{directory}",
        "https://{login}@evil.example.com/{directory}",
        "http://{login}/{directory}",
        "https://{login}/metadata",
        "https://{login}/{directory}/{other}",
    ] {
        refused(|d| d.directory = Some(directory(bad)), "/directory/metadata", "directory_template");
    }
}
