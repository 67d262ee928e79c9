//! Every path of the API, once: the server mounts the pattern, the browser calls the function.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand unencoded in a path segment (RFC 3986 §3.3, the unreserved characters).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn fill(pattern: &str, values: &[&str]) -> String {
    let mut path = String::with_capacity(pattern.len() + 32);
    let mut values = values.iter();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let value = values.next().copied().unwrap_or_default();
        path.extend(utf8_percent_encode(value, SEGMENT));
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    path.push_str(rest);
    path
}

macro_rules! routes {
    ($($constant:ident $function:ident($($argument:ident),*) = $pattern:literal;)*) => {
        $(
            #[doc = concat!("`", $pattern, "`")]
            pub const $constant: &str = $pattern;

            #[doc = concat!("The path `", $pattern, "` with its places filled and percent-encoded.")]
            pub fn $function($($argument: &str),*) -> String {
                fill($constant, &[$($argument),*])
            }
        )*

        /// Every pattern, so that tests can see that each is mounted.
        pub const ALL: &[&str] = &[$($constant),*];
    };
}

routes! {
    HEALTH_LIVE health_live() = "/health/live";
    HEALTH_READY health_ready() = "/health/ready";
    METRICS metrics() = "/metrics";
    OPENAPI openapi() = "/api/openapi.json";
    SETUP setup() = "/api/v1/setup";
    SESSION session() = "/api/v1/session";
    SESSION_REAUTHENTICATION session_reauthentication() = "/api/v1/session/reauthentication";
    CATALOG catalog() = "/api/v1/catalog";
    USERS users() = "/api/v1/users";
    API_KEYS api_keys() = "/api/v1/api-keys";
    API_KEY api_key(key) = "/api/v1/api-keys/{key}";
    AUDIT audit() = "/api/v1/audit";
    TENANTS tenants() = "/api/v1/tenants";
    TENANT tenant(tenant) = "/api/v1/tenants/{tenant}";
    MEMBERS members(tenant) = "/api/v1/tenants/{tenant}/members";
    MEMBER member(tenant, user) = "/api/v1/tenants/{tenant}/members/{user}";
    ENVIRONMENTS environments(tenant) = "/api/v1/tenants/{tenant}/environments";
    ENVIRONMENT environment(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}";
    RESOURCE_TYPES resource_types() = "/api/v1/resource-types";
    TENANT_RESOURCE_TYPES tenant_resource_types(tenant) = "/api/v1/tenants/{tenant}/resource-types";
    RESOURCE_TYPE resource_type(kind) = "/api/v1/resource-types/{type}";
    RESOURCE_TYPE_IMPORT resource_type_import() = "/api/v1/resource-types/import";
    RESOURCE_TYPE_EXPORT resource_type_export(kind) = "/api/v1/resource-types/{type}/export";
    RESOURCE_TYPE_DUPLICATE resource_type_duplicate(kind) = "/api/v1/resource-types/{type}/duplicate";
    RESOURCE_TYPE_DEPENDENTS resource_type_dependents(kind) = "/api/v1/resource-types/{type}/dependents";
    TENANT_RESOURCE_TYPE tenant_resource_type(tenant, kind) = "/api/v1/tenants/{tenant}/resource-types/{type}";
    TENANT_RESOURCE_TYPE_IMPORT tenant_resource_type_import(tenant) = "/api/v1/tenants/{tenant}/resource-types/import";
    TENANT_RESOURCE_TYPE_EXPORT tenant_resource_type_export(tenant, kind) = "/api/v1/tenants/{tenant}/resource-types/{type}/export";
    TENANT_RESOURCE_TYPE_DUPLICATE tenant_resource_type_duplicate(tenant, kind) = "/api/v1/tenants/{tenant}/resource-types/{type}/duplicate";
    TENANT_RESOURCE_TYPE_DEPENDENTS tenant_resource_type_dependents(tenant, kind) = "/api/v1/tenants/{tenant}/resource-types/{type}/dependents";
    RESOURCES resources(tenant) = "/api/v1/tenants/{tenant}/resources";
    RESOURCE resource(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}";
    RESOURCE_PARAMETER resource_parameter(tenant, resource, name) = "/api/v1/tenants/{tenant}/resources/{resource}/parameters/{name}";
    RESOURCE_DUPLICATE resource_duplicate(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/duplicate";
    RESOURCE_DEPENDENTS resource_dependents(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/dependents";
    RESOURCE_DISCOVER resource_discover(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/discover";
    CREDENTIALS credentials(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/credentials";
    CREDENTIAL credential(tenant, resource, credential) = "/api/v1/tenants/{tenant}/resources/{resource}/credentials/{credential}";
    CREDENTIAL_CERTIFICATE credential_certificate(tenant, resource, credential) = "/api/v1/tenants/{tenant}/resources/{resource}/credentials/{credential}/certificate";
    RESOURCE_AUTHORIZATIONS resource_authorizations(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/authorizations";
    DEVICE_AUTHORIZATIONS device_authorizations(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/device-authorizations";
    DEVICE_AUTHORIZATION device_authorization(tenant, resource, device_authorization) = "/api/v1/tenants/{tenant}/resources/{resource}/device-authorizations/{device_authorization}";
    AUTHORIZATION_COMPLETE authorization_complete(authorization) = "/api/v1/authorizations/{authorization}/complete";
    RESOURCE_PERMISSIONS resource_permissions(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/permissions";
    RESOURCE_REACH resource_reach(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/reach";
    PERMISSION_CHECK permission_check(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/permissions/check";
    ADMIN_CONSENTS admin_consents(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/admin-consents";
    ADMIN_CONSENT_COMPLETE admin_consent_complete(admin_consent) = "/api/v1/admin-consents/{admin_consent}/complete";
    CONSENT_REQUESTS consent_requests(tenant) = "/api/v1/tenants/{tenant}/consent-requests";
    CONSENT_REQUEST consent_request(tenant, consent_request) = "/api/v1/tenants/{tenant}/consent-requests/{consent_request}";
    CONSENT_REQUEST_CONFIRM consent_request_confirm(tenant, consent_request) = "/api/v1/tenants/{tenant}/consent-requests/{consent_request}/confirm";
    CONSENT_REQUEST_REJECT consent_request_reject(tenant, consent_request) = "/api/v1/tenants/{tenant}/consent-requests/{consent_request}/reject";
    DEADLINES deadlines() = "/api/v1/deadlines";
    TENANT_DEADLINES tenant_deadlines(tenant) = "/api/v1/tenants/{tenant}/deadlines";
    CALENDAR_FEEDS calendar_feeds(tenant) = "/api/v1/tenants/{tenant}/calendar-feeds";
    CALENDAR_FEED calendar_feed(tenant, calendar_feed) = "/api/v1/tenants/{tenant}/calendar-feeds/{calendar_feed}";
    CALENDAR calendar(feed) = "/api/v1/calendar/{feed}";
    CONSENT_LINK consent_link(link) = "/api/v1/consent/{link}";
    CONSENT_LINK_START consent_link_start(link) = "/api/v1/consent/{link}/start";
    CONSENT_LINK_REFUSED consent_link_refused() = "/api/v1/consent-refusals";
    CONSENT_LINK_COMPLETE consent_link_complete(consent_request) = "/api/v1/consent-requests/{consent_request}/complete";
    TOKENS tokens(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/tokens";
    TOKEN token(tenant, resource, token) = "/api/v1/tenants/{tenant}/resources/{resource}/tokens/{token}";
    TOKEN_EVENTS token_events(tenant, resource, token) = "/api/v1/tenants/{tenant}/resources/{resource}/tokens/{token}/events";
    TOKEN_REFRESH token_refresh(tenant, resource, token) = "/api/v1/tenants/{tenant}/resources/{resource}/tokens/{token}/refresh";
    KEPT_PASSWORDS kept_passwords(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/kept-passwords";
    KEPT_PASSWORD kept_password(tenant, resource, kept_password) = "/api/v1/tenants/{tenant}/resources/{resource}/kept-passwords/{kept_password}";
    TOKEN_CLAIMS token_claims(tenant, resource, token) = "/api/v1/tenants/{tenant}/resources/{resource}/tokens/{token}/claims";
    BROKER broker(tenant, resource) = "/api/v1/tenants/{tenant}/resources/{resource}/token";
    TENANT_VARIABLES tenant_variables(tenant) = "/api/v1/tenants/{tenant}/variables";
    VARIABLES variables(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/variables";
    VARIABLE variable(tenant, environment, name) = "/api/v1/tenants/{tenant}/environments/{environment}/variables/{name}";
    VARIABLE_CHANGES variable_changes(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/variables/changes";
    VARIABLE_REVEAL variable_reveal(tenant, environment, name) = "/api/v1/tenants/{tenant}/environments/{environment}/variables/{name}/reveal";
    VARIABLE_VERSIONS variable_versions(tenant, environment, name) = "/api/v1/tenants/{tenant}/environments/{environment}/variables/{name}/versions";
    VARIABLE_VERSION_RESTORE variable_version_restore(tenant, environment, name, version) = "/api/v1/tenants/{tenant}/environments/{environment}/variables/{name}/versions/{version}/restore";
    REFERENCES references(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/references";
    SETTING_CHANGES setting_changes(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/changes";
    SETTING_CHANGE setting_change(tenant, environment, number) = "/api/v1/tenants/{tenant}/environments/{environment}/changes/{number}";
    SETTINGS_DIFF settings_diff(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/diff";
    SETTINGS_RESTORE settings_restore(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/restore";
    SETTINGS_IMPORT settings_import(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/import";
    SETTINGS_RENDERED settings_rendered(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/rendered";
    SETTINGS_COPY settings_copy(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/copy";
    CONNECTION_KINDS connection_kinds() = "/api/v1/connection-kinds";
    CONNECTION_ENTRIES connection_entries(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/connection-strings";
    CONNECTION_ENTRY connection_entry(tenant, environment, entry) = "/api/v1/tenants/{tenant}/environments/{environment}/connection-strings/{entry}";
    CONNECTION_ENTRY_REVEAL connection_entry_reveal(tenant, environment, entry) = "/api/v1/tenants/{tenant}/environments/{environment}/connection-strings/{entry}/reveal";
    CONNECTION_ENTRY_VERSIONS connection_entry_versions(tenant, environment, entry) = "/api/v1/tenants/{tenant}/environments/{environment}/connection-strings/{entry}/versions";
    CONNECTION_ENTRY_VERSION_RESTORE connection_entry_version_restore(tenant, environment, entry, version) = "/api/v1/tenants/{tenant}/environments/{environment}/connection-strings/{entry}/versions/{version}/restore";
    CONFIG_FILES config_files(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/config-files";
    CONFIG_FILE config_file(tenant, environment, config_file) = "/api/v1/tenants/{tenant}/environments/{environment}/config-files/{config_file}";
    CONFIG_FILE_CONTENT config_file_content(tenant, environment, config_file) = "/api/v1/tenants/{tenant}/environments/{environment}/config-files/{config_file}/content";
    CONFIG_FILE_PATCH config_file_patch(tenant, environment, config_file) = "/api/v1/tenants/{tenant}/environments/{environment}/config-files/{config_file}/patch";
    CONFIG_FILE_PATCHED config_file_patched(tenant, environment, config_file) = "/api/v1/tenants/{tenant}/environments/{environment}/config-files/{config_file}/patched";
    CONFIG_FILE_VERSIONS config_file_versions(tenant, environment, config_file) = "/api/v1/tenants/{tenant}/environments/{environment}/config-files/{config_file}/versions";
    CONFIG_FILE_VERSION_RESTORE config_file_version_restore(tenant, environment, config_file, version) = "/api/v1/tenants/{tenant}/environments/{environment}/config-files/{config_file}/versions/{version}/restore";
    LINKED_SETTINGS linked_settings(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/linked-settings";
    LINKED_SETTING linked_setting(tenant, environment, linked_setting) = "/api/v1/tenants/{tenant}/environments/{environment}/linked-settings/{linked_setting}";
    VARIABLE_SETS variable_sets(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/variable-sets";
    VARIABLE_SET variable_set(tenant, environment, variable_set) = "/api/v1/tenants/{tenant}/environments/{environment}/variable-sets/{variable_set}";
    CHECK_KINDS check_kinds() = "/api/v1/checks";
    CHECKS checks(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/checks";
    TENANT_CHECKS tenant_checks(tenant) = "/api/v1/tenants/{tenant}/checks";
    CHECK_HISTORY check_history(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/checks/history";
    CHECK_RUN check_run(tenant, environment, check_run) = "/api/v1/tenants/{tenant}/environments/{environment}/checks/{check_run}";
    CHECK_SCHEDULE check_schedule(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/check-schedule";
    NOTICES notices(tenant) = "/api/v1/tenants/{tenant}/notices";
    NOTICE_READ notice_read(tenant, notice) = "/api/v1/tenants/{tenant}/notices/{notice}/read";
    CONNECTION_STRING_PARSE connection_string_parse() = "/api/v1/connection-strings/parse";
    CONNECTION_STRING_BUILD connection_string_build() = "/api/v1/connection-strings/build";
    PLAYBOOKS playbooks() = "/api/v1/playbooks";
    PLAYBOOK playbook(playbook) = "/api/v1/playbooks/{playbook}";
    PLAYBOOK_FILES playbook_files(playbook) = "/api/v1/playbooks/{playbook}/files";
    PLAYBOOK_ASSESSMENT playbook_assessment(playbook) = "/api/v1/playbooks/{playbook}/assessment";
    ASSESSMENTS assessments() = "/api/v1/assessments";
    MIGRATIONS migrations(tenant, environment) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations";
    MIGRATION migration(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}";
    MIGRATION_VALUES migration_values(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/values";
    MIGRATION_STEP migration_step(tenant, environment, migration, step) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/steps/{step}";
    MIGRATION_ACTIONS migration_actions(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/actions";
    MIGRATION_CHECKS migration_checks(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/checks";
    MIGRATION_CUTOVER migration_cutover(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/cutover";
    MIGRATION_EVENTS migration_events(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/events";
    MIGRATION_EVENT_UNDO migration_event_undo(tenant, environment, migration, event) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/events/{event}/undo";
    MIGRATION_REPORT migration_report(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/report";
    MIGRATION_SCRIPT migration_script(tenant, environment, migration, script) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/scripts/{script}";
    MIGRATION_PASTE migration_paste(tenant, environment, migration) = "/api/v1/tenants/{tenant}/environments/{environment}/migrations/{migration}/paste";
    EXPLANATIONS explanations() = "/api/v1/explanations";
    CONSENT_PAGE consent_page(link) = "/consent/{link}";
    OAUTH_CALLBACK oauth_callback(callback) = "/oauth/callback/{callback}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_encoded() {
        assert_eq!(member("contoso", "u1"), "/api/v1/tenants/contoso/members/u1");
        assert_eq!(resource_parameter("t", "r", "a/b c"), "/api/v1/tenants/t/resources/r/parameters/a%2Fb%20c");
        assert_eq!(tenants(), "/api/v1/tenants");
    }
}
