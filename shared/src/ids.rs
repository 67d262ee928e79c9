//! Identifiers as types, so that a tenant's id can never be handed in where a resource's is meant.
//!
//! All are opaque strings to callers. The server makes them from its clock and randomness (UUID version 7, RFC 9562).

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps an id that came from storage, a path or an answer.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(/** A person with a local account. */ UserId);
id!(/** A customer organisation. */ TenantId);
id!(/** Development, test, production … of a tenant. */ EnvironmentId);
id!(/** A configuration file of an environment. */ ConfigFileId);
id!(/** A connection string of an environment. */ ConnectionEntryId);
id!(/** A resource type: a readable slug for the built-in ones (`microsoft-online`). */ ResourceTypeId);
id!(/** A tenant's instance of a resource type. */ ResourceId);
id!(/** A secret or certificate of a resource. */ CredentialId);
id!(/** A cached token. */ TokenId);
id!(/** A password that somebody asked to keep. */ KeptPasswordId);
id!(/** One attempt to obtain a token by authorization code. */ AuthorizationId);
id!(/** One attempt to obtain a token by device code. */ DeviceAuthorizationId);
id!(/** One attempt to have a directory's administrator grant consent. */ AdminConsentId);
id!(/** A link by which a directory's administrator without an account is asked for consent. */ ConsentRequestId);
id!(/** An address at which a calendar program reads a tenant's deadlines. */ CalendarFeedId);
id!(/** One comparison of what a token carries with what is needed. */ PermissionCheckId);
id!(/** The public part of an API key: names it, opens nothing. */ ApiKeyId);
id!(/** A check that was run. */ CheckRunId);
id!(/** Something that used to work and does not any more. */ NoticeId);
id!(/** A row of the audit trail. */ AuditId);
id!(/** A variable of an environment, under whatever name. */ VariableId);
id!(/** A playbook that runs for an environment. */ MigrationId);
