//! Set-up, session, accounts, API keys, audit.

use serde_json::Value;
use shared::{
    api::{
        api_key::{ApiKey, ApiKeyCreated, CreateApiKey},
        audit::{AuditEntry, AuditQuery},
        page::Page,
        session::{Reauthentication, SessionInfo, SignIn, User},
        setup::{SetupRequest, SetupState},
        user::CreateUser,
    },
    routes,
};

use super::{Answer, Api, Once, all, with_query};
use crate::state::pages::{Whole, whole};

impl Api {
    /// Whether the first administrator is missing.
    pub(crate) async fn setup_state(self) -> Answer<SetupState> {
        self.get(&routes::setup()).await
    }

    /// Creates the first administrator.
    pub(crate) async fn set_up(self, request: &SetupRequest) -> Answer<Value> {
        self.post(&routes::setup(), request).await
    }

    /// Who is signed in.
    pub(crate) async fn session(self) -> Answer<SessionInfo> {
        self.get(&routes::session()).await
    }

    /// Signs in.
    pub(crate) async fn sign_in(self, request: &SignIn) -> Answer<Value> {
        self.post(&routes::session(), request).await
    }

    /// Signs out.
    pub(crate) async fn sign_out(self) -> Answer<()> {
        self.delete(&routes::session()).await
    }

    /// Gives the password once more.
    pub(crate) async fn reauthenticate(self, request: &Reauthentication) -> Answer<Value> {
        self.post(&routes::session_reauthentication(), request).await
    }

    /// Every account.
    pub(crate) async fn users(self) -> Answer<Whole<User>> {
        whole(|cursor| async { self.get(&all(&routes::users(), cursor)).await }).await
    }

    /// Creates an account.
    pub(crate) async fn create_user(self, request: &CreateUser, once: Once) -> Answer<User> {
        self.create(&routes::users(), request, once).await
    }

    /// Every API key.
    pub(crate) async fn api_keys(self) -> Answer<Whole<ApiKey>> {
        whole(|cursor| async { self.get(&all(&routes::api_keys(), cursor)).await }).await
    }

    /// Makes an API key.
    pub(crate) async fn create_api_key(self, request: &CreateApiKey, once: Once) -> Answer<ApiKeyCreated> {
        self.create(&routes::api_keys(), request, once).await
    }

    /// Revokes an API key.
    pub(crate) async fn revoke_api_key(self, id: &str) -> Answer<()> {
        self.delete(&routes::api_key(id)).await
    }

    /// One page of the audit trail.
    pub(crate) async fn audit(self, query: AuditQuery) -> Answer<Page<AuditEntry>> {
        let path = with_query(
            &routes::audit(),
            &[
                ("tenant", query.tenant),
                ("actor", query.actor),
                ("action", query.action),
                ("since", query.since.map(shared::timestamp::Timestamp::to_rfc3339)),
                ("limit", query.limit.map(|n| n.to_string())),
                ("cursor", query.cursor),
            ],
        );
        self.get(&path).await
    }

    /// The description of the API itself.
    pub(crate) async fn openapi(self) -> Answer<Value> {
        self.get(&routes::openapi()).await
    }
}
