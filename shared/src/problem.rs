//! The one error body (RFC 9457) and the list of every code a program can meet in it.

use serde::{Deserialize, Serialize};

use crate::{
    api::{dependents::DependentGroup, migration::MigrationStep, setting_change::SettingConflict},
    provider_error::{ErrorClass, WhoActs},
};

/// `application/problem+json` as every endpoint answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable URI of the kind of problem: `urn:consentry:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What went wrong, in a few words, in the caller's language.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// What happened this time, in the caller's language.
    pub detail: String,
    /// The stable, dotted code that programs branch on.
    pub code: String,
    /// Finds the request in the server's log.
    pub request_id: String,
    /// What to do about it, in the caller's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// One entry per field that was not accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Where in a text the fault begins, in UTF-16 units from 0, for `connection_string.invalid` and
    /// `settings_file.unreadable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// What still refers to the thing, for `dependents.confirm` and `dependents.in_use`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependents: Vec<DependentGroup>,
    /// The settings that are not as expected, for `variable.conflict` and `precondition_failed`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<SettingConflict>,
    /// The step as it is now, for `migration.conflict`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Box<MigrationStep>>,
    /// The identity provider's own code (`AADSTS50126`), where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// The identity provider's correlation id, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// What kind of fault it is, for those that a provider has a part in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ErrorClass>,
    /// Who has to act, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<WhoActs>,
}

/// One field that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) into the request body, such as `/slug`.
    pub pointer: String,
    /// The stable code, such as `too_long`.
    pub code: String,
    /// What to change, in the caller's language.
    pub detail: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $status:literal;)*) => {
        /// Every code in a [`Problem`], with the HTTP status it travels under.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ProblemCode { $($(#[$doc])* $variant,)* }

        impl ProblemCode {
            /// All of them, as listed.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The dotted code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    MalformedJson = "request.malformed_json", 400;
    /// The body is not declared as JSON.
    UnsupportedMediaType = "request.unsupported_media_type", 415;
    /// The body is larger than allowed.
    BodyTooLarge = "request.body_too_large", 413;
    /// Fields were not accepted; see `errors`.
    InvalidFields = "request.invalid", 422;
    /// A query parameter was not accepted.
    InvalidQuery = "request.invalid_query", 422;
    /// The request took too long.
    Timeout = "request.timeout", 408;
    /// No such path.
    NoSuchPath = "request.no_such_path", 404;
    /// The path exists, the method does not.
    MethodNotAllowed = "request.method_not_allowed", 405;
    /// A page of another origin made the request.
    CrossOrigin = "request.cross_origin", 403;
    /// A cookie and a key at once.
    TwoIdentities = "request.two_identities", 400;
    /// The idempotency key was used for another request.
    IdempotencyMismatch = "request.idempotency_mismatch", 422;
    /// Neither session nor key.
    NotSignedIn = "auth.not_signed_in", 401;
    /// E-mail and password do not match an account.
    WrongCredentials = "auth.wrong_credentials", 401;
    /// Too many attempts.
    TooManyAttempts = "auth.too_many_attempts", 429;
    /// The API key is unknown, expired or revoked.
    InvalidApiKey = "auth.invalid_api_key", 401;
    /// Known, but not allowed.
    Forbidden = "auth.forbidden", 403;
    /// The action asks for the password once more.
    ReauthenticationRequired = "auth.reauthentication_required", 403;
    /// Set-up was done already.
    SetupDone = "setup.already_done", 409;
    /// The set-up link is not valid (any more).
    SetupLinkInvalid = "setup.link_invalid", 403;
    /// Not there, or not for this caller to know.
    NotFound = "not_found", 404;
    /// The name or slug is taken.
    Conflict = "conflict", 409;
    /// `If-Match` no longer holds.
    PreconditionFailed = "precondition_failed", 412;
    /// Deleting needs `?confirm=`.
    ConfirmationMissing = "confirmation_missing", 422;
    /// The default environment or the last owner stays.
    StillNeeded = "still_needed", 409;
    /// Something refers to the thing and notices the change; `?confirm=` says that this is meant. See `dependents`.
    DependentsConfirm = "dependents.confirm", 409;
    /// Something refers to the thing and cannot be without it; see `dependents`.
    DependentsInUse = "dependents.in_use", 409;
    /// The resource type is built in, or belongs to the whole portal.
    ResourceTypeReadOnly = "resource_type.read_only", 409;
    /// The file of a resource type cannot be read; `line` and `column` are in the words.
    ResourceTypeFile = "resource_type.file_unreadable", 422;
    /// The file of a resource type is of a version that this program does not know.
    ResourceTypeFileVersion = "resource_type.file_version", 422;
    /// The discovery document names another issuer.
    IssuerMismatch = "oauth.issuer_mismatch", 422;
    /// Discovery found nothing usable.
    DiscoveryFailed = "oauth.discovery_failed", 502;
    /// The address may not be called from here.
    AddressRefused = "oauth.address_refused", 422;
    /// The resource lacks a value that the request needs.
    ResourceIncomplete = "oauth.resource_incomplete", 422;
    /// The grant cannot do what was asked.
    GrantUnsupported = "oauth.grant_unsupported", 422;
    /// The authorization is unknown, used or expired, or `state` does not match.
    StateInvalid = "oauth.state_invalid", 400;
    /// The authorization was begun in another session.
    SessionMismatch = "oauth.session_mismatch", 403;
    /// `iss` of the callback is not the resource's issuer.
    CallbackIssuerMismatch = "oauth.callback_issuer_mismatch", 400;
    /// The refresh token was presented, no answer came, and the provider takes a second use for theft.
    AnswerLost = "oauth.answer_lost", 409;
    /// The person or the provider said no at the consent page.
    AccessDenied = "oauth.access_denied", 403;
    /// The provider does not take the device code, or not any more.
    DeviceCodeRefused = "oauth.device_code_refused", 409;
    /// Nobody entered the code in time.
    DeviceCodeExpired = "oauth.device_code_expired", 409;
    /// A newer code took its place.
    DeviceCodeReplaced = "oauth.device_code_replaced", 409;
    /// Too many codes of the resource wait to be entered.
    TooManyDeviceCodes = "oauth.too_many_device_codes", 429;
    /// An administrator has to grant consent.
    ConsentRequired = "oauth.consent_required", 409;
    /// No page is known on which consent to this resource is granted.
    ConsentUnsupported = "consent.unsupported", 422;
    /// Neither tenant nor endpoints say which directory has to grant consent.
    ConsentDirectoryUnknown = "consent.directory_unknown", 422;
    /// The resource's endpoints belong to another directory than the tenant.
    ConsentDirectoryDiffers = "consent.directory_differs", 422;
    /// The administrator, or the provider, did not grant consent.
    ConsentRefused = "consent.refused", 409;
    /// Another directory answered than the one that was asked.
    ConsentWrongDirectory = "consent.wrong_directory", 409;
    /// No consent link has this address.
    ConsentLinkUnknown = "consent_link.unknown", 404;
    /// The consent link was answered already.
    ConsentLinkUsed = "consent_link.used", 410;
    /// The consent link is past its time.
    ConsentLinkExpired = "consent_link.expired", 410;
    /// Whoever made the consent link took it back.
    ConsentLinkRevoked = "consent_link.revoked", 410;
    /// The consent link was begun in another browser.
    ConsentLinkOtherBrowser = "consent_link.other_browser", 409;
    /// What the consent link asks for is not what was shown.
    ConsentLinkChanged = "consent_link.changed", 409;
    /// The consent request is past the point where this can be done with it.
    ConsentRequestState = "consent_request.state", 409;
    /// Somebody has to sign in (again).
    InteractionRequired = "oauth.interaction_required", 409;
    /// The provider does not accept the client or its secret.
    InvalidClient = "oauth.invalid_client", 409;
    /// Every credential of the resource has ended.
    CredentialExpired = "oauth.credential_expired", 409;
    /// The code or the refresh token is not accepted any more.
    InvalidGrant = "oauth.invalid_grant", 409;
    /// The provider does not accept the user name or the password.
    PasswordRefused = "oauth.password_refused", 409;
    /// The provider does not accept the refresh token that was handed in.
    RefreshTokenRefused = "oauth.refresh_token_refused", 409;
    /// The provider refused the refresh token; it is presented again only when somebody insists.
    Quarantined = "oauth.quarantined", 409;
    /// The provider does not accept the request as configured.
    ProviderRefused = "oauth.provider_refused", 409;
    /// The provider's answer could not be understood.
    ProviderAnswerInvalid = "oauth.provider_answer_invalid", 502;
    /// The provider cannot be reached, is too slow, or is failing.
    ProviderUnavailable = "oauth.provider_unavailable", 503;
    /// The connection string does not follow its grammar; `index` says where.
    ConnectionStringInvalid = "connection_string.invalid", 422;
    /// Only the support team may change the variable.
    VariableProtected = "variable.protected", 403;
    /// A setting is not as it was when the edit began; see `conflicts`.
    VariableConflict = "variable.conflict", 409;
    /// References would lead back to where they stand.
    VariableCycle = "variable.cycle", 422;
    /// The configuration file cannot be read; see `errors` for which fault.
    ConfigFileInvalid = "config_file.invalid", 422;
    /// The environment has as many configuration files as it may have.
    TooManyConfigFiles = "config_file.too_many", 409;
    /// References lead nowhere or in a circle, so that the environment cannot be written out; they are in the words.
    RenderedUnresolved = "rendered.unresolved", 422;
    /// A name or value cannot be said in the format that was asked for.
    RenderedUnwritable = "rendered.unwritable", 422;
    /// The file of settings cannot be read; `line` and `column` are in the words.
    SettingsFileUnreadable = "settings_file.unreadable", 422;
    /// A script cannot be written with what is known.
    ScriptImpossible = "script.impossible", 422;
    /// Steps before this one are open; they are in the words.
    MigrationStepWaiting = "migration.step_waiting", 409;
    /// Values have to be filled before; they are in the words.
    MigrationInputsMissing = "migration.inputs_missing", 409;
    /// The step is done when its checks pass, and they have not.
    MigrationChecksOpen = "migration.checks_open", 409;
    /// Somebody else changed the step meanwhile; see `step`.
    MigrationConflict = "migration.conflict", 409;
    /// The migration was given up.
    MigrationAbandoned = "migration.abandoned", 409;
    /// The migration's playbook is not there any more.
    MigrationPlaybookGone = "migration.playbook_gone", 409;
    /// The playbook has no such action here, or it is done elsewhere.
    MigrationActionUnavailable = "migration.action_unavailable", 409;
    /// The resource that plays the role is of another type.
    MigrationResourceType = "migration.resource_type", 409;
    /// Settings that the switch wrote were changed since; they are in the words.
    MigrationCutoverChanged = "migration.cutover_changed", 409;
    /// Production already goes that way.
    MigrationCutoverDone = "migration.cutover_done", 409;
    /// The event cannot be taken back, or not any more.
    MigrationNotUndoable = "migration.not_undoable", 409;
    /// The database cannot be reached.
    StorageUnavailable = "storage.unavailable", 503;
    /// The playbook came with the program.
    PlaybookBuiltIn = "playbook.built_in", 409;
    /// Migrations run the playbook.
    PlaybookInUse = "playbook.in_use", 409;
    /// A fault of ours.
    Internal = "internal", 500;
}

impl ProblemCode {
    /// Reads a dotted code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_readable_back() {
        for code in ProblemCode::ALL {
            assert_eq!(ProblemCode::parse(code.as_str()), Some(*code));
            assert!((400..600).contains(&code.status()));
        }
    }
}
