//! The registration as a manifest of Microsoft Graph's form: to compare with, or to paste into, the page "Manifest" of
//! an application. It cannot look anything up, so permissions without a sure id are left out.

use serde::Serialize;

use super::{Registration, registration::Platform};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    display_name: &'a str,
    sign_in_audience: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    is_fallback_public_client: bool,
    web: Addresses,
    public_client: Addresses,
    required_resource_access: Vec<Api<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    key_credentials: Vec<Certificate<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Addresses {
    redirect_uris: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Api<'a> {
    resource_app_id: &'a str,
    resource_access: Vec<Access<'a>>,
}

#[derive(Serialize)]
struct Access<'a> {
    id: &'a str,
    r#type: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Certificate<'a> {
    display_name: &'a str,
    r#type: &'a str,
    usage: &'a str,
    key: &'a str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The manifest's text, and the names of the permissions that are not in it.
pub(super) fn write(r: &Registration) -> (String, Vec<String>) {
    let mut apis: Vec<Api<'_>> = Vec::new();
    let mut left_out = Vec::new();
    for needed in &r.permissions {
        let Some(id) = &needed.id else {
            left_out.push(needed.name.clone());
            continue;
        };
        let access = Access { id, r#type: needed.kind_code() };
        match apis.iter_mut().find(|api| api.resource_app_id == needed.api) {
            Some(api) => api.resource_access.push(access),
            None => apis.push(Api { resource_app_id: &needed.api, resource_access: vec![access] }),
        }
    }
    let keys = r.certificate.iter().map(|certificate| Certificate {
        display_name: &certificate.name,
        r#type: "AsymmetricX509Cert",
        usage: "Verify",
        key: &certificate.der_base64,
    });
    let manifest = Manifest {
        display_name: &r.name,
        sign_in_audience: r.audience.code(),
        is_fallback_public_client: r.public_flows,
        web: Addresses { redirect_uris: r.redirects_of(Platform::Web) },
        public_client: Addresses { redirect_uris: r.redirects_of(Platform::Public) },
        required_resource_access: apis,
        key_credentials: keys.collect(),
    };
    // Plain strings and lists always serialize.
    (serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n", left_out)
}
