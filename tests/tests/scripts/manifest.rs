//! The manifest has the fields of Microsoft Graph's application manifest, and no others.

use serde_json::Value;
use shared::{
    script::{Language, Registration, ScriptFault, ScriptId, write},
    text::Locale,
};

use crate::sample::{DIRECTORY, ENTERPRISE, EXCHANGE, FULL_ACCESS, GRAPH, MAIL_READ, full, nasty};

/// Names of the manifest's fields, by where they stand.
const FIELDS: [(&str, &[&str]); 6] = [
    (
        "",
        &[
            "displayName",
            "isFallbackPublicClient",
            "keyCredentials",
            "publicClient",
            "requiredResourceAccess",
            "signInAudience",
            "web",
        ],
    ),
    ("/web", &["redirectUris"]),
    ("/publicClient", &["redirectUris"]),
    ("/requiredResourceAccess/0", &["resourceAccess", "resourceAppId"]),
    ("/requiredResourceAccess/0/resourceAccess/0", &["id", "type"]),
    ("/keyCredentials/0", &["displayName", "key", "type", "usage"]),
];

#[test]
fn the_manifest_has_the_fields_of_the_directory_and_every_sure_permission() {
    let script = write(ScriptId::Registration, Language::Json, &full(), Locale::En).unwrap();
    let manifest: Value = serde_json::from_str(&script.text).unwrap();
    for (place, fields) in FIELDS {
        let object = manifest.pointer(place).unwrap().as_object().unwrap();
        let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, fields, "{place}");
    }
    assert_eq!(manifest["requiredResourceAccess"][0]["resourceAppId"], EXCHANGE);
    assert_eq!(
        manifest["requiredResourceAccess"][0]["resourceAccess"],
        serde_json::json!([{ "id": FULL_ACCESS, "type": "Role" }])
    );
    assert_eq!(manifest["requiredResourceAccess"][1]["resourceAppId"], GRAPH);
    assert_eq!(manifest["requiredResourceAccess"][1]["resourceAccess"][0]["id"], MAIL_READ);
    assert_eq!(manifest["web"]["redirectUris"][1], "https://k2.example.com/Identity/token/oauth/2");
    assert_eq!(script.left_out, ["IMAP.AccessAsApp", "SMTP.SendAsApp"]);
}

#[test]
fn names_come_back_from_the_manifest_as_they_are() {
    for registration in nasty() {
        let script = write(ScriptId::Registration, Language::Json, &registration, Locale::Nl).unwrap();
        let manifest: Value = serde_json::from_str(&script.text).unwrap();
        assert_eq!(manifest["displayName"], registration.name.as_str());
    }
}

#[test]
fn values_that_no_script_can_carry_are_refused_by_name() {
    type Change = fn(&mut Registration);
    let cases: [(&str, Change); 9] = [
        ("name", |r| r.name = "line\nbreak".to_owned()),
        ("name", |r| r.name = "@/etc/passwd".to_owned()),
        ("name", |r| r.name = "x=@file".to_owned()),
        ("client_id", |r| r.client_id = Some("not a guid".to_owned())),
        ("redirects", |r| r.redirects[0].uri = "https://k2.example.com/$(id)".to_owned()),
        ("redirects", |r| r.redirects[0].uri = "http://k2.example.com/".to_owned()),
        ("permissions", |r| r.permissions[0].name = "x'] | y".to_owned()),
        ("certificate", |r| r.certificate.as_mut().unwrap().der_base64 = "not base64!".to_owned()),
        // Exchange would take it and fail only later.
        ("enterprise_object_id", |r| r.application_object_id = Some(ENTERPRISE.to_owned())),
    ];
    for (name, change) in cases {
        let mut registration = full();
        change(&mut registration);
        let refused = write(ScriptId::Registration, Language::PowerShell, &registration, Locale::En);
        assert_eq!(refused.unwrap_err(), ScriptFault::Unusable(name));
    }
}

#[test]
fn what_is_missing_is_named_and_what_a_tool_cannot_do_is_refused() {
    let refused =
        |id, language, registration: &Registration| write(id, language, registration, Locale::En).unwrap_err();
    let mut registration = full();
    assert_eq!(refused(ScriptId::Rbac, Language::Az, &registration), ScriptFault::Language);
    registration.cloud.az = None;
    assert_eq!(refused(ScriptId::Collect, Language::Az, &registration), ScriptFault::Cloud);
    registration.certificate = None;
    let missing = ScriptFault::Missing("certificate");
    assert_eq!(refused(ScriptId::Certificate, Language::PowerShell, &registration), missing);
    registration.client_id = None;
    let missing = ScriptFault::Missing("client_id");
    assert_eq!(refused(ScriptId::ExchangePrincipal, Language::PowerShell, &registration), missing);
    registration.directory_id = None;
    let script = write(ScriptId::Registration, Language::PowerShell, &registration, Locale::En).unwrap();
    assert!(script.text.contains("$clientId = ''") && !script.text.contains(DIRECTORY));
}
