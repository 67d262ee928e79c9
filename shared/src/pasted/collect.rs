//! Values out of whole outputs: of the product's own scripts, of `az`, of the Microsoft Graph modules. What a value is
//! follows from the object that it stands in, because every one of them is called `id` somewhere.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    PasteKind,
    documents::{documents, listed},
    ids::{is_id, is_vendors},
    thumbprint,
};
use crate::secret::SecretText;

/// A value that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: PasteKind,
    /// The value; it may be a secret.
    pub value: SecretText,
}

/// Every value that the text tells, in its order, each once.
pub fn collect(text: &str) -> Vec<Found> {
    let text: String = text.chars().filter(|c| !matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')).collect();
    let (documents, around) = documents(&text);
    let mut found = Finds::default();
    for document in &documents {
        found.visit(document, "");
    }
    found.visit(&listed(&around), "");
    found.0
}

/// Subtrees whose ids are other things' ids.
const FOREIGN: [&str; 9] = [
    "requiredresourceaccess",
    "resourceaccess",
    "approles",
    "oauth2permissionscopes",
    "grants",
    "info",
    "owners",
    "user",
    "managedbytenants",
];

#[derive(Default)]
struct Finds(Vec<Found>);

/// The plain members of an object under names without case and underscores.
type Members<'a> = BTreeMap<String, &'a Value>;

impl Finds {
    fn add(&mut self, kind: PasteKind, value: &str) {
        let known = |found: &Found| found.kind == kind && found.value.expose().eq_ignore_ascii_case(value);
        let case_matters = matches!(kind, PasteKind::ClientSecret | PasteKind::RedirectUri);
        let exactly = |found: &Found| found.kind == kind && found.value.expose() == value;
        if !value.is_empty() && !self.0.iter().any(|found| if case_matters { exactly(found) } else { known(found) }) {
            self.0.push(Found { kind, value: SecretText::new(value) });
        }
    }

    fn add_id(&mut self, kind: PasteKind, value: Option<&str>) {
        if let Some(id) = value.filter(|id| is_id(id) && !is_vendors(id)) {
            self.add(kind, id);
        }
    }

    fn visit(&mut self, value: &Value, name: &str) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.visit(item, name)),
            Value::Object(object) => {
                let members: Members<'_> = object.iter().map(|(key, value)| (plain(key), value)).collect();
                // A service principal of the vendor's: an API, not the application.
                if text(&members, "appid").is_some_and(is_vendors) {
                    return;
                }
                self.object(&members, name);
                for (key, inner) in &members {
                    if !FOREIGN.contains(&key.as_str()) {
                        self.visit(inner, key);
                    }
                }
            }
            Value::String(address) if matches!(name, "redirecturis" | "replyurls") => {
                self.add(PasteKind::RedirectUri, address);
            }
            _ => {}
        }
    }

    fn object(&mut self, members: &Members<'_>, name: &str) {
        let get = |key: &str| text(members, key);
        for key in ["directoryid", "tenantid", "tenant"] {
            self.add_id(PasteKind::DirectoryId, get(key));
        }
        for key in ["applicationid", "appid", "clientid"] {
            self.add_id(PasteKind::ClientId, get(key));
        }
        self.add_id(PasteKind::ApplicationObjectId, get("applicationobjectid"));
        self.add_id(PasteKind::EnterpriseObjectId, get("serviceprincipalobjectid"));
        if let Some(kind) = object_of(members, name) {
            self.add_id(kind, get("id").or_else(|| get("objectid")));
            if kind == PasteKind::ApplicationObjectId {
                self.add(PasteKind::ApplicationName, get("displayname").unwrap_or_default());
            }
        }
        self.credential(members, name);
    }

    fn credential(&mut self, members: &Members<'_>, name: &str) {
        let get = |key: &str| text(members, key);
        let ends = get("enddatetime").or_else(|| get("enddate")).unwrap_or_default();
        let is_certificate = name == "keycredentials" || members.contains_key("thumbprint");
        if is_certificate {
            let named = get("thumbprint").or_else(|| get("customkeyidentifier"));
            if let Some(normal) = named.and_then(thumbprint::normal) {
                self.add(PasteKind::Thumbprint, &normal);
            }
            self.add(PasteKind::CertificateEnds, ends);
            return;
        }
        // `az ad app credential reset` calls it a password, and only beside the application's id.
        let of_az = get("password").filter(|_| members.contains_key("appid"));
        let secret = get("secrettext").or(of_az);
        self.add(PasteKind::ClientSecret, secret.unwrap_or_default());
        if secret.is_some() || name == "passwordcredentials" {
            self.add_id(PasteKind::SecretId, get("keyid"));
            self.add(PasteKind::SecretEnds, ends);
        }
    }
}

/// Whose id the member `id` of an object is.
fn object_of(members: &Members<'_>, name: &str) -> Option<PasteKind> {
    let has = |keys: &[&str]| keys.iter().any(|key| members.contains_key(*key));
    if !has(&["appid"]) {
        return None;
    }
    let principal = ["serviceprincipaltype", "serviceprincipalnames", "approleassignmentrequired", "accountenabled"];
    if name == "serviceprincipal" || has(&principal) {
        return Some(PasteKind::EnterpriseObjectId);
    }
    let application =
        ["signinaudience", "identifieruris", "requiredresourceaccess", "publisherdomain", "isfallbackpublicclient"];
    (name == "application" || has(&application)).then_some(PasteKind::ApplicationObjectId)
}

fn text<'a>(members: &Members<'a>, key: &str) -> Option<&'a str> {
    members.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A member's name without case and underscores: `client_id`, `clientId` and `ClientId` are one.
fn plain(key: &str) -> String {
    key.chars().filter(|c| *c != '_' && *c != '-').map(|c| c.to_ascii_lowercase()).collect()
}
