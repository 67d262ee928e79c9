//! The head of a script for the Azure CLI: what it does, its values and its messages as words of a POSIX shell.
//! Everything runs in a shell of its own, so that pasting it ends nobody's session.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::text::Locale;

use super::{
    Registration, ScriptFault, ScriptId,
    quote::{odata, shell as quote},
    registration::Platform,
    texts,
};

/// The script's text.
pub(super) fn write(id: ScriptId, registration: &Registration, locale: Locale) -> Result<String, ScriptFault> {
    let az_cloud = registration.cloud.az.as_deref().ok_or(ScriptFault::Cloud)?;
    let parts = id.az_parts();
    let say = |key: &str| texts::of(locale, key);
    let mut text = String::from("#!/bin/sh\n");
    text += &texts::comment(say(&format!("about.{}", id.code())));
    text += &texts::comment(&format!("{} {}", say("needs.role"), say(id.role())));
    text += &texts::comment(say("needs.az"));
    text += &texts::comment(say("needs.again"));
    text.push_str("(\n");
    for (name, value) in values(registration, az_cloud) {
        if texts::mentions(&parts, &format!("${name}")) {
            let _ = writeln!(text, "{name}={}", quote(&value));
        }
    }
    for (key, message) in texts::said(locale, &parts, "$say_") {
        let _ = writeln!(text, "say_{key}={}", quote(&format_of(message)));
    }
    text.push('\n');
    Ok(text + &parts.join("\n") + ")\n")
}

/// A message as `printf` takes it; its places are filled in their order.
fn format_of(message: &str) -> String {
    let message = message.replace('%', "%%");
    (0..3).fold(message, |message, place| message.replace(&format!("{{{place}}}"), "%s"))
}

fn values(r: &Registration, az_cloud: &str) -> Vec<(&'static str, String)> {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    let certificate = r.certificate.as_ref();
    let secret = r.secret.as_ref();
    vec![
        ("application_name", r.name.clone()),
        ("name_filter", format!("displayName eq {}", odata(&r.name))),
        ("client_id", optional(&r.client_id)),
        ("directory_id", optional(&r.directory_id)),
        ("az_cloud", az_cloud.to_owned()),
        ("graph_host", r.cloud.graph_host.clone()),
        ("audience", r.audience.code().to_owned()),
        ("redirects_web", r.redirects_of(Platform::Web).join("\n")),
        ("redirects_public", r.redirects_of(Platform::Public).join("\n")),
        ("public_flows", r.public_flows.to_string()),
        ("permissions", table(r)),
        ("certificate_name", certificate.map(|certificate| certificate.name.clone()).unwrap_or_default()),
        ("certificate_pem", certificate.map(|certificate| pem(&certificate.der_base64)).unwrap_or_default()),
        ("certificate_thumbprint", certificate.map(|c| c.thumbprint.to_uppercase()).unwrap_or_default()),
        ("certificate_thumbprint_base64", certificate.map(|c| base64_of(&c.thumbprint)).unwrap_or_default()),
        ("secret_name", secret.map(|secret| secret.name.clone()).unwrap_or_default()),
        ("secret_until", secret.map(|secret| secret.until.clone()).unwrap_or_default()),
    ]
}

/// One line a permission; none of its columns can hold the bar.
fn table(r: &Registration) -> String {
    let line = |needed: &super::NeededPermission| {
        let id = needed.id.as_deref().unwrap_or_default();
        [&needed.api, &needed.api_name, &needed.name, needed.kind_code(), id].join("|")
    };
    r.permissions.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn pem(base64: &str) -> String {
    let characters: Vec<char> = base64.chars().collect();
    let lines: Vec<String> = characters.chunks(64).map(|line| line.iter().collect()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----", lines.join("\n"))
}

/// The directory also tells a thumbprint in Base64.
fn base64_of(hexadecimal: &str) -> String {
    let pairs = hexadecimal.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    STANDARD.encode(pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect::<Vec<_>>())
}
