//! Every route on one screen: method, path, what it needs, what it is, and its handler.

use shared::{
    api::{
        admin_consent::{AdminConsent, AdminConsentStarted, CompleteAdminConsent, StartAdminConsent},
        api_key::{ApiKey, ApiKeyCreated, CreateApiKey},
        audit::AuditEntry,
        authorization::{AuthorizationStarted, CompleteAuthorization, StartAuthorization},
        catalog::Catalog,
        check::{AllCheckRuns, CheckRun, CheckRuns, CheckSchedule, Notice, PutCheckSchedule, RunAllChecks, RunChecks},
        claims::TokenClaims,
        config_file::{
            ConfigFileDetail, ConfigFilePatch, ConfigFileSummary, ConfigFileVersion, CreateConfigFile, PatchConfigFile,
            PutConfigFile,
        },
        connection_entry::{
            ConnectionEntry, ConnectionEntryVersion, CreateConnectionEntry, PutConnectionEntry, RestoreConnectionEntry,
            RevealedConnectionEntry,
        },
        connection_string::{
            BuildConnectionString, BuiltConnectionString, ParseConnectionString, ParsedConnectionString,
        },
        consent_request::{
            ConsentLink, ConsentLinkStarted, ConsentRequest, ConsentRequestCreated, CreateConsentRequest,
            RefusedConsent, RefusedConsentLink, StartConsentLink,
        },
        credential::{CreateCredential, Credential},
        deadline::{CalendarFeed, CalendarFeedCreated, CreateCalendarFeed, TenantDeadline},
        dependents::Dependents,
        device_authorization::{DeviceAuthorization, DeviceAuthorizationStarted, StartDeviceAuthorization},
        environment::{CreateEnvironment, Environment, PatchEnvironment},
        explanation::{ExplainError, Explanation},
        import::{ImportSettings, ImportedSettings},
        kept_password::KeptPassword,
        linked_setting::{LinkedSettingState, PutLinkedSetting},
        member::{AddMember, Member},
        migration::{
            ActionDone, CreateMigration, DoAction, Migration, MigrationChecked, MigrationEvent, MigrationReport,
            MigrationStep, MigrationSummary, PatchMigration, PatchStep, PutMigrationValues, RunMigrationChecks,
            SwitchOver,
        },
        paste::{PasteAnswer, PasteText},
        permission::{CheckPermissions, PermissionCheck, PutPermissions, ResourcePermissions},
        playbook::{
            Assess, Assessment, PlaybookDetail, PlaybookFiles, PlaybookSummary, UploadPlaybook, UploadedPlaybook,
        },
        reach::{PutReach, Reach},
        resource::{
            CreateResource, Discover, DiscoveryProposal, DuplicateResource, DuplicatedResource, PatchResource,
            PutParameter, Resource,
        },
        resource_type::{
            DuplicateResourceType, ImportResourceType, ImportedResourceType, PatchResourceType, ResourceTypeEntry,
            TypeDefinition,
        },
        script::ScriptText,
        session::{Reauthentication, SessionInfo, SignIn, User},
        setting_change::{
            ChangeVariables, CopySettings, RestoreSettings, SettingChange, SettingChangeDetail, SettingsChanged,
        },
        settings_diff::SettingsDiff,
        setup::{SetupRequest, SetupState},
        tenant::{CreateTenant, PatchTenant, Tenant},
        token::{AcquireToken, BrokerRequest, BrokerToken, RefreshToken, TokenEvent, TokenMetadata},
        user::CreateUser,
        variable::{PutVariable, ReferenceSuggestion, RevealedVariable, Variable, VariableMatrix, VariableVersion},
        variable_set::{VariableSetState, VariableSetSummary},
    },
    check::CheckDescriptor,
    connection_string::kind::ConnectionKinds,
    deadline::Deadline,
    permission::Permission::{
        AuditRead, MigrationRead, MigrationWrite, PeopleManage, PlaybookWrite, ResourceRead, ResourceTypeWrite,
        ResourceWrite, SettingsRead, SettingsReveal, SettingsWrite, TenantDelete, TenantRead, TenantWrite, TokenIssue,
        TokenRead,
    },
    routes,
};

use super::{
    api::{
        admin_consents, api_keys, audit, authorizations, calendar_feeds, catalog, check_schedules, checks,
        config_files, connection_entries, connection_strings, consent_links, consent_requests, credentials, deadlines,
        device_authorizations, environments, explanations, health, import, kept_passwords, linked_settings, members,
        migrations, notices, openapi, permissions, playbooks, reach, rendered, resource_types, resources, session,
        settings, setup, tenants, tokens, users, variable_sets, variables,
    },
    auth::Access::{Either, Person, Portal, Public, SignedIn, Tenant as On},
    openapi::Docs,
    router::{Route, delete, get, patch, post, put},
};

/// The table. Mounting, authorization and the API's description all come from these rows.
pub fn table() -> Vec<Route> {
    [
        process(),
        identity(),
        tenancy(),
        types(),
        oauth(),
        consent_links(),
        deadlines(),
        of_settings(),
        config_files(),
        of_checks(),
        of_migrations(),
        of_playbooks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn process() -> Vec<Route> {
    vec![
        get(routes::HEALTH_LIVE, Public, Docs::new("Says that the process runs").text(), health::live),
        get(routes::HEALTH_READY, Public, Docs::new("Says whether requests are welcome").text(), health::ready),
        get(routes::METRICS, Public, Docs::new("Numbers for Prometheus").text(), health::metrics),
        get(routes::OPENAPI, Public, Docs::new("Describes this API").text(), openapi::document),
    ]
}

#[rustfmt::skip]
fn identity() -> Vec<Route> {
    let doc = Docs::new;
    vec![
        get(routes::SETUP, Public, doc("Whether the first administrator is missing").answers::<SetupState>(), setup::state),
        post(routes::SETUP, Public, doc("Creates the first administrator").takes::<SetupRequest>().creates::<User>(), setup::finish),
        post(routes::SESSION, Public, doc("Signs in").takes::<SignIn>(), session::begin),
        get(routes::SESSION, Person, doc("Who is signed in").answers::<SessionInfo>(), session::get),
        delete(routes::SESSION, Person, doc("Signs out"), session::end),
        post(routes::SESSION_REAUTHENTICATION, Person, doc("Takes the password once more").takes::<Reauthentication>(), session::reauthenticate),
        get(routes::USERS, Portal(PeopleManage), doc("Lists accounts").lists::<User>().query(&["limit", "cursor", "q"]), users::list),
        post(routes::USERS, Portal(PeopleManage), doc("Creates an account").takes::<CreateUser>().creates::<User>(), users::create).once(),
        get(routes::API_KEYS, SignedIn(PeopleManage), doc("Lists API keys").lists::<ApiKey>().query(&["tenant", "limit", "cursor"]), api_keys::list),
        post(routes::API_KEYS, SignedIn(PeopleManage), doc("Makes an API key").takes::<CreateApiKey>().creates::<ApiKeyCreated>(), api_keys::create).once(),
        delete(routes::API_KEY, SignedIn(PeopleManage), doc("Revokes an API key"), api_keys::revoke),
        get(routes::AUDIT, SignedIn(AuditRead), doc("Lists what happened").lists::<AuditEntry>().query(&["tenant", "actor", "action", "since", "limit", "cursor"]), audit::list),
    ]
}

#[rustfmt::skip]
fn tenancy() -> Vec<Route> {
    let doc = Docs::new;
    vec![
        get(routes::TENANTS, SignedIn(TenantRead), doc("Lists tenants").lists::<Tenant>().query(&["limit", "cursor", "q"]), tenants::list),
        post(routes::TENANTS, Portal(TenantWrite), doc("Creates a tenant").takes::<CreateTenant>().creates::<Tenant>(), tenants::create).once(),
        get(routes::TENANT, On(TenantRead), doc("One tenant").answers::<Tenant>(), tenants::get),
        patch(routes::TENANT, On(TenantWrite), doc("Changes a tenant").takes::<PatchTenant>().answers::<Tenant>(), tenants::change),
        delete(routes::TENANT, On(TenantDelete), doc("Deletes a tenant").query(&["confirm"]), tenants::remove),
        get(routes::MEMBERS, On(PeopleManage), doc("Lists members").lists::<Member>().query(&[]), members::list),
        post(routes::MEMBERS, On(PeopleManage), doc("Gives a role, or changes it").takes::<AddMember>().creates::<Member>(), members::put).once(),
        delete(routes::MEMBER, On(PeopleManage), doc("Takes a role away"), members::remove),
        get(routes::ENVIRONMENTS, On(TenantRead), doc("Lists environments").lists::<Environment>().query(&[]), environments::list),
        post(routes::ENVIRONMENTS, On(TenantWrite), doc("Adds an environment").takes::<CreateEnvironment>().creates::<Environment>(), environments::create).once(),
        get(routes::ENVIRONMENT, On(TenantRead), doc("One environment").answers::<Environment>(), environments::get),
        patch(routes::ENVIRONMENT, On(TenantWrite), doc("Changes an environment").takes::<PatchEnvironment>().answers::<Environment>(), environments::change),
        delete(routes::ENVIRONMENT, On(TenantWrite), doc("Deletes an environment"), environments::remove),
    ]
}

#[rustfmt::skip]
fn types() -> Vec<Route> {
    let doc = Docs::new;
    let portal = Portal(ResourceTypeWrite);
    let own = On(ResourceTypeWrite);
    vec![
        get(routes::RESOURCE_TYPES, SignedIn(ResourceRead), doc("Lists the built-in resource types and the portal's").lists::<ResourceTypeEntry>().query(&[]), resource_types::list),
        post(routes::RESOURCE_TYPES, portal, doc("Makes a resource type for all tenants").takes::<TypeDefinition>().creates::<ResourceTypeEntry>(), resource_types::create).once(),
        post(routes::RESOURCE_TYPE_IMPORT, portal, doc("Makes a resource type for all tenants from a file, or tells what it would be").takes::<ImportResourceType>().creates::<ImportedResourceType>(), resource_types::import).once(),
        get(routes::RESOURCE_TYPE, SignedIn(ResourceRead), doc("One resource type").answers::<ResourceTypeEntry>(), resource_types::get),
        patch(routes::RESOURCE_TYPE, portal, doc("Changes a resource type and every resource of it").takes::<PatchResourceType>().answers::<ResourceTypeEntry>().query(&["confirm"]), resource_types::change),
        delete(routes::RESOURCE_TYPE, portal, doc("Deletes a resource type that no resource is of").query(&["confirm"]), resource_types::remove),
        get(routes::RESOURCE_TYPE_EXPORT, SignedIn(ResourceRead), doc("A resource type as a file").text().query(&["format"]), resource_types::export),
        post(routes::RESOURCE_TYPE_DUPLICATE, portal, doc("Makes a resource type for all tenants of another").takes::<DuplicateResourceType>().creates::<ResourceTypeEntry>(), resource_types::duplicate).once(),
        get(routes::RESOURCE_TYPE_DEPENDENTS, portal, doc("What depends on a resource type, in all tenants").answers::<Dependents>(), resource_types::dependents),
        get(routes::TENANT_RESOURCE_TYPES, On(ResourceRead), doc("Lists the resource types that a tenant can use").lists::<ResourceTypeEntry>().query(&[]), resource_types::list),
        post(routes::TENANT_RESOURCE_TYPES, own, doc("Makes a resource type of the tenant's own").takes::<TypeDefinition>().creates::<ResourceTypeEntry>(), resource_types::create).once(),
        post(routes::TENANT_RESOURCE_TYPE_IMPORT, own, doc("Makes a resource type of the tenant's own from a file, or tells what it would be").takes::<ImportResourceType>().creates::<ImportedResourceType>(), resource_types::import).once(),
        get(routes::TENANT_RESOURCE_TYPE, On(ResourceRead), doc("One resource type that the tenant can use").answers::<ResourceTypeEntry>(), resource_types::get),
        patch(routes::TENANT_RESOURCE_TYPE, own, doc("Changes a resource type of the tenant's own and every resource of it").takes::<PatchResourceType>().answers::<ResourceTypeEntry>().query(&["confirm"]), resource_types::change),
        delete(routes::TENANT_RESOURCE_TYPE, own, doc("Deletes a resource type of the tenant's own that no resource is of").query(&["confirm"]), resource_types::remove),
        get(routes::TENANT_RESOURCE_TYPE_EXPORT, On(ResourceRead), doc("A resource type as a file").text().query(&["format"]), resource_types::export),
        post(routes::TENANT_RESOURCE_TYPE_DUPLICATE, own, doc("Makes a resource type of the tenant's own of another").takes::<DuplicateResourceType>().creates::<ResourceTypeEntry>(), resource_types::duplicate).once(),
        get(routes::TENANT_RESOURCE_TYPE_DEPENDENTS, On(ResourceRead), doc("What depends on a resource type, in the tenant").answers::<Dependents>(), resource_types::dependents),
    ]
}

#[rustfmt::skip]
fn oauth() -> Vec<Route> {
    let doc = Docs::new;
    vec![
        get(routes::CATALOG, SignedIn(ResourceRead), doc("Resource types, grants and ways of client authentication").answers::<Catalog>().query(&["tenant"]), catalog::get),
        post(routes::EXPLANATIONS, SignedIn(ResourceRead), doc("Explains a provider's error that was pasted; keeps nothing of it").takes::<ExplainError>().answers::<Explanation>(), explanations::explain),
        get(routes::RESOURCES, On(ResourceRead), doc("Lists resources").lists::<Resource>().query(&["limit", "cursor", "q"]), resources::list),
        post(routes::RESOURCES, On(ResourceWrite), doc("Creates a resource").takes::<CreateResource>().creates::<Resource>(), resources::create).once(),
        get(routes::RESOURCE, On(ResourceRead), doc("One resource").answers::<Resource>(), resources::get),
        patch(routes::RESOURCE, On(ResourceWrite), doc("Changes a resource").takes::<PatchResource>().answers::<Resource>().query(&["confirm"]), resources::change),
        delete(routes::RESOURCE, On(ResourceWrite), doc("Deletes a resource with its tokens").query(&["confirm"]), resources::remove),
        post(routes::RESOURCE_DUPLICATE, On(ResourceWrite), doc("Makes a second resource like this one, without its secrets and tokens").takes::<DuplicateResource>().creates::<DuplicatedResource>(), resources::duplicate).once(),
        get(routes::RESOURCE_DEPENDENTS, On(ResourceRead), doc("What depends on a resource").answers::<Dependents>(), resources::dependents),
        put(routes::RESOURCE_PARAMETER, On(ResourceWrite), doc("Writes the values of a parameter").takes::<PutParameter>().answers::<Resource>(), resources::put_parameter),
        post(routes::RESOURCE_DISCOVER, On(ResourceWrite), doc("Proposes endpoints").takes::<Discover>().answers::<DiscoveryProposal>(), resources::discover),
        get(routes::CREDENTIALS, On(ResourceRead), doc("Lists the secrets and certificates of a resource").lists::<Credential>().query(&[]), credentials::list),
        post(routes::CREDENTIALS, On(ResourceWrite), doc("Adds a secret or a certificate").takes::<CreateCredential>().creates::<Credential>(), credentials::create).once(),
        delete(routes::CREDENTIAL, On(ResourceWrite), doc("Removes a secret or a certificate"), credentials::remove),
        get(routes::CREDENTIAL_CERTIFICATE, On(ResourceRead), doc("The public part of a certificate, as a file").text().query(&["format"]), credentials::certificate),
        post(routes::RESOURCE_AUTHORIZATIONS, On(TokenIssue), doc("Begins an authorization in the browser").takes::<StartAuthorization>().creates::<AuthorizationStarted>(), authorizations::start),
        post(routes::DEVICE_AUTHORIZATIONS, On(TokenIssue), doc("Begins a device authorization: tells the code to enter at the provider").takes::<StartDeviceAuthorization>().creates::<DeviceAuthorizationStarted>(), device_authorizations::start),
        get(routes::DEVICE_AUTHORIZATION, On(TokenIssue), doc("How far a device authorization has come, to whoever began it").answers::<DeviceAuthorization>(), device_authorizations::get),
        post(routes::AUTHORIZATION_COMPLETE, SignedIn(TokenIssue), doc("Finishes an authorization with what the browser brought back").takes::<CompleteAuthorization>().answers::<TokenMetadata>(), authorizations::complete),
        get(routes::RESOURCE_PERMISSIONS, On(ResourceRead), doc("What a resource's tokens must carry, and what the last check found").answers::<ResourcePermissions>(), permissions::get),
        put(routes::RESOURCE_PERMISSIONS, On(ResourceWrite), doc("Says what a resource's tokens must carry, instead of its type").takes::<PutPermissions>().answers::<ResourcePermissions>(), permissions::put),
        get(routes::RESOURCE_REACH, On(ResourceRead), doc("What a resource's application permissions reach, and what is recorded and proved about their limits").answers::<Reach>(), reach::get),
        put(routes::RESOURCE_REACH, On(ResourceWrite), doc("Records how a resource's application permissions are limited where they were granted").takes::<PutReach>().answers::<Reach>(), reach::put),
        post(routes::PERMISSION_CHECK, On(TokenIssue), doc("Compares what a new token carries with what is needed").takes::<CheckPermissions>().creates::<PermissionCheck>(), permissions::check),
        get(routes::ADMIN_CONSENTS, On(ResourceRead), doc("Lists the admin consents that were asked for").lists::<AdminConsent>(), admin_consents::list),
        post(routes::ADMIN_CONSENTS, On(TokenIssue), doc("Begins an admin consent: tells the address where an administrator of the directory says yes").takes::<StartAdminConsent>().creates::<AdminConsentStarted>(), admin_consents::start),
        post(routes::ADMIN_CONSENT_COMPLETE, SignedIn(TokenIssue), doc("Finishes an admin consent with what the browser brought back, and proves it with a new token").takes::<CompleteAdminConsent>().answers::<AdminConsent>(), admin_consents::complete),
        get(routes::TOKENS, On(TokenRead), doc("Lists cached tokens").lists::<TokenMetadata>(), tokens::list),
        post(routes::TOKENS, On(TokenIssue), doc("Obtains a token now, without a browser").takes::<AcquireToken>().creates::<TokenMetadata>(), tokens::acquire),
        get(routes::TOKEN, On(TokenRead), doc("One cached token").answers::<TokenMetadata>(), tokens::get),
        delete(routes::TOKEN, On(TokenIssue), doc("Deletes a cached token"), tokens::remove),
        get(routes::TOKEN_EVENTS, On(TokenRead), doc("Lists what happened to a token").lists::<TokenEvent>(), tokens::events),
        post(routes::TOKEN_REFRESH, On(TokenIssue), doc("Refreshes a token now").takes::<RefreshToken>().answers::<TokenMetadata>(), tokens::refresh),
        get(routes::TOKEN_CLAIMS, On(TokenRead), doc("What stands in an access token, for diagnosis; nothing is verified").answers::<TokenClaims>(), tokens::claims),
        get(routes::KEPT_PASSWORDS, On(TokenRead), doc("Lists the kept passwords of a resource, without the passwords").lists::<KeptPassword>().query(&[]), kept_passwords::list),
        delete(routes::KEPT_PASSWORD, On(TokenIssue), doc("Forgets a kept password"), kept_passwords::remove),
        post(routes::BROKER, On(TokenIssue), doc("Hands out an access token").takes::<BrokerRequest>().answers::<BrokerToken>(), tokens::broker),
    ]
}

#[rustfmt::skip]
fn consent_links() -> Vec<Route> {
    let doc = Docs::new;
    vec![
        get(routes::CONSENT_REQUESTS, On(ResourceRead), doc("Lists the links by which a directory's administrator was asked for consent").lists::<ConsentRequest>().query(&["resource", "limit", "cursor"]), consent_requests::list),
        post(routes::CONSENT_REQUESTS, On(TokenIssue), doc("Makes a one-time link by which a directory's administrator without an account grants consent").takes::<CreateConsentRequest>().creates::<ConsentRequestCreated>(), consent_requests::create),
        delete(routes::CONSENT_REQUEST, On(TokenIssue), doc("Takes a consent link back before anybody has answered"), consent_requests::revoke),
        post(routes::CONSENT_REQUEST_CONFIRM, On(TokenIssue), doc("Accepts the answer to a consent link, and proves it with a new token").answers::<ConsentRequest>(), consent_requests::confirm),
        post(routes::CONSENT_REQUEST_REJECT, On(TokenIssue), doc("Does not accept the answer to a consent link").answers::<ConsentRequest>(), consent_requests::reject),
        get(routes::CONSENT_LINK, Public, doc("What a consent link asks for, to whoever holds it").answers::<ConsentLink>(), consent_links::show),
        post(routes::CONSENT_LINK_START, Public, doc("Goes on from a consent link: binds it to this browser and tells the address of the provider's page").takes::<StartConsentLink>().answers::<ConsentLinkStarted>(), consent_links::start),
        post(routes::CONSENT_LINK_COMPLETE, Public, doc("Brings the provider's answer back from a consent link, in the browser that began it").takes::<CompleteAdminConsent>().answers::<ConsentLink>(), consent_links::complete),
        post(routes::CONSENT_LINK_REFUSED, Public, doc("What a refusal without state belongs to, by the requests that this browser began; nothing is changed").takes::<RefusedConsentLink>().answers::<RefusedConsent>(), consent_links::refused),
    ]
}

#[rustfmt::skip]
fn deadlines() -> Vec<Route> {
    let doc = Docs::new;
    vec![
        get(routes::DEADLINES, SignedIn(ResourceRead), doc("Services that end, with their sources").lists::<Deadline>().query(&[]), deadlines::catalogue),
        get(routes::TENANT_DEADLINES, On(ResourceRead), doc("What ends and concerns a tenant: services by what it uses, its secrets, certificates and sign-ins").lists::<TenantDeadline>().query(&[]), deadlines::of_tenant),
        get(routes::CALENDAR_FEEDS, On(TenantRead), doc("Lists the addresses of a tenant's calendar of deadlines").lists::<CalendarFeed>().query(&[]), calendar_feeds::list),
        post(routes::CALENDAR_FEEDS, On(TenantWrite), doc("Makes an address at which a calendar program reads a tenant's deadlines").takes::<CreateCalendarFeed>().creates::<CalendarFeedCreated>(), calendar_feeds::create),
        delete(routes::CALENDAR_FEED, On(TenantWrite), doc("Takes an address of a tenant's calendar back"), calendar_feeds::remove),
        get(routes::CALENDAR, Public, doc("A tenant's deadlines as a calendar (RFC 5545), to whoever knows the address").text(), calendar_feeds::read),
    ]
}

#[rustfmt::skip]
fn of_settings() -> Vec<Route> {
    let doc = Docs::new;
    vec![
        get(routes::TENANT_VARIABLES, On(SettingsRead), doc("Every variable of a tenant: a row for each name, a cell for each environment").answers::<VariableMatrix>().query(&["q"]), variables::matrix),
        get(routes::VARIABLES, On(SettingsRead), doc("Lists the variables of an environment").lists::<Variable>().query(&["limit", "cursor", "q"]), variables::list),
        post(routes::VARIABLE_CHANGES, On(SettingsWrite), doc("Saves several edits of variables together or not at all, or tells what they would do").takes::<ChangeVariables>().answers::<SettingsChanged>(), variables::bulk),
        get(routes::VARIABLE, On(SettingsRead), doc("One variable").answers::<Variable>(), variables::get),
        put(routes::VARIABLE, On(SettingsWrite), doc("Creates a variable or changes it").takes::<PutVariable>().answers::<Variable>(), variables::put),
        delete(routes::VARIABLE, On(SettingsWrite), doc("Deletes a variable; its history stays"), variables::remove),
        post(routes::VARIABLE_REVEAL, On(SettingsReveal), doc("A variable's value in clear, and what it resolves to").answers::<RevealedVariable>(), variables::reveal),
        get(routes::VARIABLE_VERSIONS, On(SettingsRead), doc("What a variable was before").lists::<VariableVersion>(), variables::versions),
        post(routes::VARIABLE_VERSION_RESTORE, On(SettingsWrite), doc("Makes a variable what it was in one of its versions").answers::<Variable>(), variables::restore),
        get(routes::REFERENCES, On(SettingsRead), doc("What a value can refer to").lists::<ReferenceSuggestion>().query(&["q"]), settings::references),
        post(routes::SETTINGS_IMPORT, On(SettingsWrite), doc("Takes settings over from a file or a list, or tells what that would change").takes::<ImportSettings>().answers::<ImportedSettings>(), import::import),
        get(routes::SETTINGS_RENDERED, Either(SettingsRead, SettingsReveal), doc("The settings of an environment as a file, references resolved; without secrets for who may only read").text().query(&["format", "playbook", "dialect", "table", "name_column", "value_column", "secrets"]), rendered::rendered),
        get(routes::SETTING_CHANGES, On(SettingsRead), doc("Lists the changes of an environment's settings").lists::<SettingChange>(), settings::changes),
        get(routes::SETTING_CHANGE, On(SettingsRead), doc("One change with everything it did").answers::<SettingChangeDetail>(), settings::change),
        get(routes::SETTINGS_DIFF, On(SettingsRead), doc("What differs between an environment and another, or itself at another time").answers::<SettingsDiff>().query(&["against", "at", "same"]), settings::diff),
        post(routes::SETTINGS_RESTORE, On(SettingsWrite), doc("Puts settings back as they were, or tells what that would do").takes::<RestoreSettings>().answers::<SettingsChanged>(), settings::restore),
        post(routes::SETTINGS_COPY, On(SettingsWrite), doc("Copies settings from another environment, or tells what that would do").takes::<CopySettings>().answers::<SettingsChanged>(), settings::copy),
        get(routes::CONNECTION_KINDS, SignedIn(SettingsRead), doc("The kinds of connection strings: their properties, and what is warned about").answers::<ConnectionKinds>(), connection_entries::kinds),
        get(routes::CONNECTION_ENTRIES, On(SettingsRead), doc("Lists the connection strings of an environment").lists::<ConnectionEntry>().query(&["kind", "limit", "cursor", "q"]), connection_entries::list),
        post(routes::CONNECTION_ENTRIES, On(SettingsWrite), doc("Makes a connection string of a text or of properties").takes::<CreateConnectionEntry>().creates::<ConnectionEntry>(), connection_entries::create).once(),
        get(routes::CONNECTION_ENTRY, On(SettingsRead), doc("One connection string, its secrets masked").answers::<ConnectionEntry>(), connection_entries::get),
        put(routes::CONNECTION_ENTRY, On(SettingsWrite), doc("Changes a connection string; a masked secret keeps what is stored").takes::<PutConnectionEntry>().answers::<ConnectionEntry>(), connection_entries::put),
        delete(routes::CONNECTION_ENTRY, On(SettingsWrite), doc("Deletes a connection string; its history stays"), connection_entries::remove),
        post(routes::CONNECTION_ENTRY_REVEAL, On(SettingsReveal), doc("A connection string with its secrets, and with its references resolved").answers::<RevealedConnectionEntry>(), connection_entries::reveal),
        get(routes::CONNECTION_ENTRY_VERSIONS, On(SettingsRead), doc("What a connection string was before").lists::<ConnectionEntryVersion>(), connection_entries::versions),
        post(routes::CONNECTION_ENTRY_VERSION_RESTORE, On(SettingsWrite), doc("Makes a connection string what it was in one of its versions").takes::<RestoreConnectionEntry>().answers::<ConnectionEntry>(), connection_entries::restore),
        post(routes::CONNECTION_STRING_PARSE, SignedIn(SettingsRead), doc("Takes a connection string apart").takes::<ParseConnectionString>().answers::<ParsedConnectionString>(), connection_strings::parse),
        post(routes::CONNECTION_STRING_BUILD, SignedIn(SettingsRead), doc("Puts a connection string together").takes::<BuildConnectionString>().answers::<BuiltConnectionString>(), connection_strings::build),
    ]
}

#[rustfmt::skip]
fn config_files() -> Vec<Route> {
    let doc = Docs::new;
    vec![
        get(routes::CONFIG_FILES, On(SettingsRead), doc("Lists the configuration files of an environment").lists::<ConfigFileSummary>(), config_files::list),
        post(routes::CONFIG_FILES, On(SettingsWrite), doc("Uploads a configuration file").takes::<CreateConfigFile>().creates::<ConfigFileDetail>(), config_files::create).once(),
        get(routes::CONFIG_FILE, On(SettingsRead), doc("One configuration file and what the checks find").answers::<ConfigFileDetail>(), config_files::get),
        put(routes::CONFIG_FILE, On(SettingsWrite), doc("Uploads a new version of a configuration file").takes::<PutConfigFile>().answers::<ConfigFileDetail>(), config_files::put),
        delete(routes::CONFIG_FILE, On(SettingsWrite), doc("Removes a configuration file"), config_files::remove),
        get(routes::CONFIG_FILE_CONTENT, On(SettingsReveal), doc("A configuration file as it was uploaded").text().query(&["version"]), config_files::content),
        post(routes::CONFIG_FILE_PATCH, On(SettingsWrite), doc("Puts the environment's settings into a configuration file, or tells what would change").takes::<PatchConfigFile>().answers::<ConfigFilePatch>(), config_files::patch),
        get(routes::CONFIG_FILE_PATCHED, On(SettingsReveal), doc("A copy of a configuration file with the environment's settings in it").text().query(&["add_missing"]), config_files::patched),
        get(routes::CONFIG_FILE_VERSIONS, On(SettingsRead), doc("Lists the versions of a configuration file").lists::<ConfigFileVersion>(), config_files::versions),
        post(routes::CONFIG_FILE_VERSION_RESTORE, On(SettingsWrite), doc("Makes an earlier version of a configuration file the newest").answers::<ConfigFileDetail>(), config_files::restore),
        get(routes::LINKED_SETTINGS, On(SettingsRead), doc("Lists values that live in several places, and whether they differ").lists::<LinkedSettingState>().query(&[]), linked_settings::list),
        put(routes::LINKED_SETTING, On(SettingsWrite), doc("Sets a value in all variables that hold it").takes::<PutLinkedSetting>().answers::<LinkedSettingState>(), linked_settings::put),
        get(routes::VARIABLE_SETS, On(SettingsRead), doc("Lists variables that belong together").lists::<VariableSetSummary>().query(&[]), variable_sets::list),
        get(routes::VARIABLE_SET, On(SettingsRead), doc("Variables that belong together, and what the rules say of their values").answers::<VariableSetState>().query(&["choose"]), variable_sets::get),
    ]
}

#[rustfmt::skip]
fn of_checks() -> Vec<Route> {
    let doc = Docs::new;
    let (read, write) = (On(MigrationRead), On(MigrationWrite));
    vec![
        get(routes::CHECK_KINDS, SignedIn(MigrationRead), doc("What can be checked").lists::<CheckDescriptor>().query(&[]), checks::kinds),
        post(routes::CHECKS, write, doc("Runs checks; each tells what it looked at, expected and found").takes::<RunChecks>().creates::<CheckRuns>(), checks::run).once(),
        get(routes::CHECKS, read, doc("What every check found last").lists::<CheckRun>().query(&[]), checks::latest),
        get(routes::CHECK_HISTORY, read, doc("What checks found before, the newest first").lists::<CheckRun>().query(&["check", "resource", "of", "limit", "cursor"]), checks::history),
        get(routes::TENANT_CHECKS, read, doc("What every check found last, in every environment").lists::<CheckRun>().query(&[]), checks::latest_of_tenant),
        post(routes::TENANT_CHECKS, write, doc("Runs once more what was asked in every environment: some at a time, until none is left").takes::<RunAllChecks>().answers::<AllCheckRuns>(), checks::run_all),
        delete(routes::CHECK_RUN, write, doc("Forgets the question that a run asked: it is listed and asked no more; what was found stays in the history"), checks::forget),
        get(routes::CHECK_SCHEDULE, read, doc("When the checks of an environment run by themselves").answers::<CheckSchedule>(), check_schedules::get),
        put(routes::CHECK_SCHEDULE, write, doc("Says when the checks of an environment run by themselves").takes::<PutCheckSchedule>().answers::<CheckSchedule>(), check_schedules::put),
        get(routes::NOTICES, read, doc("Lists notices about what used to work, the newest first").lists::<Notice>().query(&["unread", "limit", "cursor"]), notices::list),
        post(routes::NOTICE_READ, write, doc("Says that a notice was seen").answers::<Notice>(), notices::read),
    ]
}

#[rustfmt::skip]
fn of_migrations() -> Vec<Route> {
    let doc = Docs::new;
    let (read, write) = (On(MigrationRead), On(MigrationWrite));
    vec![
        get(routes::MIGRATIONS, read, doc("Lists the migrations of an environment").lists::<MigrationSummary>(), migrations::list),
        post(routes::MIGRATIONS, write, doc("Begins a migration").takes::<CreateMigration>().creates::<Migration>(), migrations::create).once(),
        get(routes::MIGRATION, read, doc("One migration with its steps and values, every text filled").answers::<Migration>(), migrations::get),
        patch(routes::MIGRATION, write, doc("Changes what was chosen, gives a migration up, or takes it up again").takes::<PatchMigration>().answers::<Migration>(), migrations::change),
        delete(routes::MIGRATION, write, doc("Removes a migration; what it has written stays"), migrations::remove),
        put(routes::MIGRATION_VALUES, write, doc("Fills values of a migration; each goes where it is kept").takes::<PutMigrationValues>().answers::<Migration>(), migrations::values),
        get(routes::MIGRATION_SCRIPT, read, doc("A script that does what a step says, filled from the migration; no secret is in it").answers::<ScriptText>().query(&["language", "resource"]), migrations::script),
        post(routes::MIGRATION_PASTE, write, doc("Takes a pasted output or value apart and fills what it tells, or only tells it").takes::<PasteText>().answers::<PasteAnswer>(), migrations::paste),
        patch(routes::MIGRATION_STEP, write, doc("Changes a step of a migration").takes::<PatchStep>().answers::<MigrationStep>(), migrations::step),
        post(routes::MIGRATION_ACTIONS, write, doc("Does what an action of a step says, or tells what that would change").takes::<DoAction>().answers::<ActionDone>(), migrations::actions),
        post(routes::MIGRATION_CHECKS, write, doc("Runs the checks of steps and closes those that they prove done").takes::<RunMigrationChecks>().answers::<MigrationChecked>(), migrations::checks),
        post(routes::MIGRATION_CUTOVER, write, doc("Switches production to the new way or back, or tells what that would change").takes::<SwitchOver>().answers::<Migration>(), migrations::cutover),
        get(routes::MIGRATION_REPORT, read, doc("What a migration came to: a page for print, or with `format=json` as here").answers::<MigrationReport>().query(&["format"]), migrations::report),
        get(routes::MIGRATION_EVENTS, read, doc("What happened in a migration").lists::<MigrationEvent>(), migrations::events),
        post(routes::MIGRATION_EVENT_UNDO, write, doc("Takes back what happened, of each step the newest first").answers::<Migration>(), migrations::undo),
    ]
}

#[rustfmt::skip]
fn of_playbooks() -> Vec<Route> {
    let doc = Docs::new;
    let read = SignedIn(MigrationRead);
    vec![
        get(routes::PLAYBOOKS, read, doc("Lists the playbooks in their newest versions").lists::<PlaybookSummary>().query(&[]), playbooks::list),
        post(routes::PLAYBOOKS, Portal(PlaybookWrite), doc("Uploads a playbook of one's own or a newer version of it, or tells what is wrong with it").takes::<UploadPlaybook>().creates::<UploadedPlaybook>(), playbooks::upload).once(),
        get(routes::PLAYBOOK, read, doc("One playbook with its words").answers::<PlaybookDetail>().query(&["version"]), playbooks::get),
        delete(routes::PLAYBOOK, Portal(PlaybookWrite), doc("Deletes an uploaded playbook that no migration runs"), playbooks::remove),
        get(routes::PLAYBOOK_FILES, read, doc("The three files of a playbook").answers::<PlaybookFiles>(), playbooks::files),
        post(routes::PLAYBOOK_ASSESSMENT, read, doc("What stops working, when, and what mends it, as far as a playbook's product goes").takes::<Assess>().answers::<Assessment>(), playbooks::assess),
        post(routes::ASSESSMENTS, read, doc("What stops working, when, and what mends it, whatever the product").takes::<Assess>().answers::<Assessment>(), playbooks::assess_all),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_says_what_it_is() {
        for route in table() {
            assert!(route.docs.summary().len() > 5, "{route:?}");
        }
    }

    #[test]
    fn a_row_that_needs_a_tenant_has_one_in_its_path_and_no_row_stands_twice() {
        let mut seen = BTreeSet::new();
        for route in table() {
            assert_eq!(matches!(route.access, On(_) | Either(..)), route.path.contains("{tenant}"), "{route:?}");
            assert!(seen.insert(format!("{:?} {}", route.method, route.path)), "{route:?} stands twice");
        }
    }

    #[test]
    fn every_path_of_the_api_is_mounted() {
        let mounted: BTreeSet<&str> = table().iter().map(|route| route.path).collect();
        let missing: Vec<&&str> = routes::ALL.iter().filter(|path| !mounted.contains(**path)).collect();
        // The page of a consent link and the one that providers send the browser back to are pages, not rows.
        assert_eq!(missing, [&routes::CONSENT_PAGE, &routes::OAUTH_CALLBACK]);
    }
}
