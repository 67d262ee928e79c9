//! The head of a PowerShell script: what it does, its values and its messages as literals. Everything stands in one
//! block, so that pasting it into a console runs it as a whole or not at all.

use std::fmt::Write as _;

use crate::text::Locale;

use super::{
    Registration, ScriptId,
    quote::{odata, powershell as quote},
    registration::Platform,
    texts,
};

/// The script's text.
pub(super) fn write(id: ScriptId, registration: &Registration, locale: Locale) -> String {
    let asks = id.needs_enterprise() && registration.enterprise_object_id.is_none();
    let parts = id.powershell_parts(asks);
    let say = |key: &str| texts::of(locale, key);
    let mut text = texts::comment(say(&format!("about.{}", id.code())));
    text += &texts::comment(&format!("{} {}", say("needs.role"), say(id.role())));
    let modules = id.modules(asks).join(", ");
    text += &texts::comment(say("needs.modules"));
    let _ = writeln!(text, "#     Install-Module {modules} -Scope CurrentUser");
    text += &texts::comment(say("needs.again"));
    let _ = write!(text, "#Requires -Modules {modules}\n\n& {{\n$ErrorActionPreference = 'Stop'\n\n");
    for (name, literal) in values(id, registration) {
        if texts::mentions(&parts, &format!("${name}")) {
            let _ = writeln!(text, "${name} = {literal}");
        }
    }
    text.push_str("$say = @{\n");
    for (key, message) in texts::said(locale, &parts, "$say.") {
        let _ = writeln!(text, "    {key} = {}", quote(message));
    }
    text.push_str("}\n\n");
    text + &parts.join("\n") + "}\n"
}

fn values(id: ScriptId, r: &Registration) -> Vec<(&'static str, String)> {
    let optional = |value: &Option<String>| quote(value.as_deref().unwrap_or_default());
    let certificate = r.certificate.as_ref();
    let secret = r.secret.as_ref();
    let scope = r.scope.as_ref();
    let scopes: Vec<String> = id.graph_scopes().iter().map(|scope| (*scope).to_owned()).collect();
    let roles: Vec<String> = r.scoped().filter_map(|needed| needed.exchange_role.clone()).collect();
    vec![
        ("applicationName", quote(&r.name)),
        ("nameFilter", quote(&format!("displayName eq {}", odata(&r.name)))),
        ("clientId", optional(&r.client_id)),
        ("enterpriseObjectId", optional(&r.enterprise_object_id)),
        ("directoryId", optional(&r.directory_id)),
        ("graphEnvironment", quote(&r.cloud.graph_environment)),
        ("graphScopes", list(&scopes)),
        ("exchangeEnvironment", quote(&r.cloud.exchange_environment)),
        ("audience", quote(r.audience.code())),
        ("redirectsWeb", list(&r.redirects_of(Platform::Web))),
        ("redirectsPublic", list(&r.redirects_of(Platform::Public))),
        ("publicFlows", boolean(r.public_flows)),
        ("permissions", table(r.permissions.iter())),
        ("scopedPermissions", table(r.scoped())),
        ("certificateName", quote(certificate.map_or("", |certificate| &certificate.name))),
        ("certificateKey", quote(certificate.map_or("", |certificate| &certificate.der_base64))),
        ("secretName", quote(secret.map_or("", |secret| &secret.name))),
        ("secretUntil", quote(secret.map_or("", |secret| &secret.until))),
        ("mailboxes", list(&r.mailboxes)),
        ("needsReading", boolean(r.as_itself(&["IMAP.", "POP."]))),
        ("needsSending", boolean(r.as_itself(&["SMTP."]))),
        ("needsImap", boolean(r.asks_for("IMAP."))),
        ("needsPop", boolean(r.asks_for("POP."))),
        ("needsSmtp", boolean(r.asks_for("SMTP."))),
        ("needsEws", boolean(r.asks_for("EWS.") || r.asks_for("full_access_as_app"))),
        ("scopeName", quote(scope.map_or("", |scope| &scope.name))),
        ("scopeGroup", quote(scope.map_or("", |scope| &scope.group))),
        ("refusedMailbox", quote(scope.and_then(|scope| scope.refused.as_deref()).unwrap_or_default())),
        ("exchangeRoles", list(&roles)),
        ("ewsClients", list(&r.ews_clients())),
    ]
}

fn boolean(value: bool) -> String {
    if value { "$true".to_owned() } else { "$false".to_owned() }
}

fn list(values: &[String]) -> String {
    format!("@({})", values.iter().map(|value| quote(value)).collect::<Vec<_>>().join(", "))
}

fn table<'a>(permissions: impl Iterator<Item = &'a super::NeededPermission>) -> String {
    let rows: Vec<String> = permissions
        .map(|needed| {
            format!(
                "    @{{ Api = {}; ApiName = {}; Name = {}; Kind = {}; Id = {} }}",
                quote(&needed.api),
                quote(&needed.api_name),
                quote(&needed.name),
                quote(needed.kind_code()),
                quote(needed.id.as_deref().unwrap_or_default()),
            )
        })
        .collect();
    if rows.is_empty() { "@()".to_owned() } else { format!("@(\n{}\n)", rows.join("\n")) }
}
