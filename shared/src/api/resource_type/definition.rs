//! Everything that a type of one's own says about itself, and what is accepted of it.

use serde::{Deserialize, Serialize};

use crate::{
    api::permission::judge_needed,
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::ResourceTypeId,
    resource::{
        AudienceForm, ClientAuth, DirectoryAddress, EndpointTemplates, NeededPermissions, Phase, PhaseFlag,
        RecoveryClass, ResourceType, TypeParameter,
    },
    text::LocalizedText,
};

/// The type's name.
pub const NAME: FieldSpec = FieldSpec { max: 100, ..FieldSpec::required("name", FieldKind::Text) };
/// What the type is used for; K2 knows `Authorization`.
pub const USAGE: FieldSpec = FieldSpec { max: 100, ..FieldSpec::optional("usage", FieldKind::Text) };
/// What a type or a parameter is for, in one language.
pub const DESCRIPTION: FieldSpec = FieldSpec { max: 1000, ..FieldSpec::optional("description", FieldKind::MultiLine) };
/// A parameter's name on the wire (RFC 6749 §8.2, but lenient: anything printable without spaces).
pub const PARAMETER: FieldSpec = FieldSpec { max: 100, ..FieldSpec::required("name", FieldKind::Text) };
/// A default value of a parameter.
pub const DEFAULT: FieldSpec = FieldSpec { max: 2000, ..FieldSpec::optional("default", FieldKind::Text) };
/// A field of a token response.
pub const FIELD: FieldSpec = FieldSpec { max: 100, ..FieldSpec::required("expected_response_fields", FieldKind::Text) };
/// A scope to ask consent with.
pub const CONSENT_SCOPE: FieldSpec = FieldSpec { max: 2000, ..FieldSpec::optional("consent_scope", FieldKind::Text) };
/// The most parameters, expected fields or grants of a type.
pub const MOST_ENTRIES: usize = 50;
/// The longest life of a refresh token, in days.
pub const MOST_DAYS: u32 = 3650;
/// The longest time of grace, in seconds.
pub const MOST_GRACE_SECONDS: u32 = 86_400;

const DIRECTORY_ID: &str = "{directory_id}";
const SOME_DIRECTORY_ID: &str = "00000000-0000-0000-0000-000000000000";
const DIRECTORY: &str = "{directory}";
const LOGIN: &str = "{login}";

/// A type without its id; the body that creates one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TypeDefinition {
    /// The name that people know it by.
    pub name: String,
    /// What it is for; one language is enough.
    #[serde(default)]
    pub description: LocalizedText,
    /// What it is used for, in the words of the product that asks for it (K2: `Authorization`).
    #[serde(default)]
    pub usage: Option<String>,
    /// Grants that make sense for it, the usual one first; ids of the grant registry.
    pub grants: Vec<String>,
    /// How the client proves who it is, the usual way first.
    pub client_auth: Vec<ClientAuth>,
    /// Endpoints to start from; `{directory_id}` stands for the tenant's directory (tenant) ID.
    #[serde(default)]
    pub endpoints: EndpointTemplates,
    /// How endpoints are found from a domain or a directory id; `null`: only from an issuer.
    #[serde(default)]
    pub directory: Option<DirectoryAddress>,
    /// How a request says which service the token is for.
    #[serde(default)]
    pub audience: AudienceForm,
    /// The parameters, in the order of the grid.
    #[serde(default)]
    pub parameters: Vec<TypeParameter>,
    /// Fields that a token response must have beyond `access_token`.
    #[serde(default)]
    pub expected_response_fields: Vec<String>,
    /// Days after which an unused refresh token dies; `null`: not known, or there is none.
    #[serde(default)]
    pub refresh_token_days: Option<u32>,
    /// Days before that end at which to warn.
    #[serde(default)]
    pub warning_days: Option<u32>,
    /// What a refresh token is worth after a lost answer.
    #[serde(default)]
    pub recovery: RecoveryClass,
    /// With `grace`: for how many seconds the previous refresh token still works; `null`: as this server assumes.
    #[serde(default)]
    pub grace_seconds: Option<u32>,
    /// What its tokens must carry, API by API.
    #[serde(default)]
    pub permissions: Vec<NeededPermissions>,
    /// The scope with which consent to application permissions is asked for, where that is not the token request's.
    #[serde(default)]
    pub consent_scope: Option<String>,
}

impl TypeDefinition {
    /// The type with this id.
    #[must_use]
    pub fn with_id(self, id: ResourceTypeId) -> ResourceType {
        ResourceType {
            id,
            name: self.name,
            description: self.description,
            usage: self.usage,
            grants: self.grants,
            client_auth: self.client_auth,
            endpoints: self.endpoints,
            directory: self.directory,
            audience: self.audience,
            parameters: self.parameters,
            expected_response_fields: self.expected_response_fields,
            refresh_token_days: self.refresh_token_days,
            warning_days: self.warning_days,
            recovery: self.recovery,
            grace_seconds: self.grace_seconds,
            permissions: self.permissions,
            consent_scope: self.consent_scope,
        }
    }
}

impl From<ResourceType> for TypeDefinition {
    fn from(kind: ResourceType) -> Self {
        Self {
            name: kind.name,
            description: kind.description,
            usage: kind.usage,
            grants: kind.grants,
            client_auth: kind.client_auth,
            endpoints: kind.endpoints,
            directory: kind.directory,
            audience: kind.audience,
            parameters: kind.parameters,
            expected_response_fields: kind.expected_response_fields,
            refresh_token_days: kind.refresh_token_days,
            warning_days: kind.warning_days,
            recovery: kind.recovery,
            grace_seconds: kind.grace_seconds,
            permissions: kind.permissions,
            consent_scope: kind.consent_scope,
        }
    }
}

impl Validate for TypeDefinition {
    fn validate(&self, report: &mut Report) {
        report.check(&NAME, &self.name);
        check_text(report, "/description", &self.description);
        report.check_opt(&USAGE, self.usage.as_deref());
        check_list(report, "/grants", &self.grants, true);
        check_list(report, "/client_auth", &self.client_auth, true);
        check_endpoints(report, &self.endpoints);
        if let Some(directory) = &self.directory {
            check_directory(report, directory);
        }
        let names: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        too_many(report, "/parameters", names.len());
        for (index, parameter) in self.parameters.iter().enumerate() {
            let pointer = format!("/parameters/{index}");
            check_parameter(report, &pointer, parameter);
            if names[..index].contains(&parameter.name.as_str()) {
                report.add(format!("{pointer}/name"), FieldFault::Twice);
            }
        }
        check_list(report, "/expected_response_fields", &self.expected_response_fields, false);
        for (index, field) in self.expected_response_fields.iter().enumerate() {
            report.check_at(format!("/expected_response_fields/{index}"), &FIELD, field);
        }
        check_lives(report, self);
        judge_needed(report, "/permissions", &self.permissions);
        report.check_opt(&CONSENT_SCOPE, self.consent_scope.as_deref());
    }
}

fn check_text(report: &mut Report, pointer: &str, text: &LocalizedText) {
    report.check_at(format!("{pointer}/en"), &DESCRIPTION, &text.en);
    report.check_at(format!("{pointer}/nl"), &DESCRIPTION, &text.nl);
}

fn too_many(report: &mut Report, pointer: &str, count: usize) {
    if count > MOST_ENTRIES {
        report.add(pointer, FieldFault::TooLong(MOST_ENTRIES));
    }
}

fn check_list<T: PartialEq>(report: &mut Report, pointer: &str, entries: &[T], needed: bool) {
    if needed && entries.is_empty() {
        report.add(pointer, FieldFault::Required);
    }
    too_many(report, pointer, entries.len());
    for (index, entry) in entries.iter().enumerate() {
        if entries[..index].contains(entry) {
            report.add(format!("{pointer}/{index}"), FieldFault::Twice);
        }
    }
}

fn check_endpoints(report: &mut Report, endpoints: &EndpointTemplates) {
    let url = FieldSpec::optional("endpoint", FieldKind::Url);
    for (name, template) in endpoints.iter() {
        let filled = template.unwrap_or_default().replace(DIRECTORY_ID, SOME_DIRECTORY_ID);
        let pointer = format!("/endpoints/{name}");
        if filled.contains(['{', '}']) {
            report.add(pointer, FieldFault::Placeholder);
        } else {
            report.check_at(pointer, &url, &filled);
        }
    }
}

/// The host of the metadata document comes from the list of clouds, never from what was typed.
fn check_directory(report: &mut Report, directory: &DirectoryAddress) {
    let metadata = &directory.metadata;
    let path = metadata.strip_prefix("https://").and_then(|rest| rest.strip_prefix(LOGIN));
    let sound = path.is_some_and(|path| {
        path.starts_with('/') && path.contains(DIRECTORY) && !path.replacen(DIRECTORY, "", 1).contains(['{', '}'])
    });
    if metadata.chars().count() > 2000 {
        report.add("/directory/metadata", FieldFault::TooLong(2000));
    } else if !sound {
        report.add("/directory/metadata", FieldFault::DirectoryTemplate);
    }
    check_list(report, "/directory/clouds", &directory.clouds, true);
}

fn check_parameter(report: &mut Report, pointer: &str, parameter: &TypeParameter) {
    let name = format!("{pointer}/name");
    if parameter.name.is_empty() || parameter.name.chars().all(|c| c.is_ascii_graphic()) {
        report.check_at(name, &PARAMETER, &parameter.name);
    } else {
        report.add(name, FieldFault::ParameterName);
    }
    check_text(report, &format!("{pointer}/description"), &parameter.description);
    check_list(report, &format!("{pointer}/phases"), &parameter.phases, false);
    if parameter.secret && parameter.phases.contains(&PhaseFlag::AuthorizationRequest) {
        report.add(format!("{pointer}/phases"), FieldFault::SecretInBrowser);
    }
    let defaults = Phase::ALL.map(|phase| {
        (format!("{pointer}/defaults/{}", phase.as_str()), parameter.defaults.get(phase).map(String::as_str))
    });
    let application = (format!("{pointer}/application_default"), parameter.application_default.as_deref());
    for (pointer, value) in defaults.into_iter().chain([application]) {
        let Some(value) = value else { continue };
        if parameter.secret && !value.is_empty() {
            report.add(pointer, FieldFault::SecretNotAllowed);
        } else {
            report.check_at(pointer, &DEFAULT, value);
        }
    }
}

fn check_lives(report: &mut Report, definition: &TypeDefinition) {
    let within = |value: u32, most: u32| (1..=most).contains(&value);
    let limit = |most: u32| FieldFault::OutOfRange(usize::try_from(most).unwrap_or(usize::MAX));
    if definition.refresh_token_days.is_some_and(|days| !within(days, MOST_DAYS)) {
        report.add("/refresh_token_days", limit(MOST_DAYS));
    }
    match (definition.warning_days, definition.refresh_token_days) {
        (Some(_), None) => report.add("/refresh_token_days", FieldFault::Required),
        (Some(warning), Some(days)) if !within(warning, days.saturating_sub(1)) => {
            report.add("/warning_days", limit(days.saturating_sub(1).max(1)));
        }
        _ => {}
    }
    match definition.grace_seconds {
        Some(_) if definition.recovery != RecoveryClass::Grace => {
            report.add("/grace_seconds", FieldFault::OnlyWithGrace);
        }
        Some(seconds) if !within(seconds, MOST_GRACE_SECONDS) => {
            report.add("/grace_seconds", limit(MOST_GRACE_SECONDS));
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "definition_tests.rs"]
mod tests;
