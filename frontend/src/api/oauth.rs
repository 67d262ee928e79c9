//! Catalog, resources, authorizations, tokens.

use shared::{
    api::{
        admin_consent::{AdminConsent, AdminConsentStarted, CompleteAdminConsent, StartAdminConsent},
        authorization::{AuthorizationStarted, CompleteAuthorization, StartAuthorization},
        catalog::Catalog,
        claims::TokenClaims,
        credential::{CreateCredential, Credential},
        device_authorization::{DeviceAuthorization, DeviceAuthorizationStarted, StartDeviceAuthorization},
        explanation::{ExplainError, Explanation},
        kept_password::KeptPassword,
        page::Page,
        permission::{CheckPermissions, PermissionCheck, PutPermissions, ResourcePermissions},
        reach::{PutReach, Reach},
        resource::{CreateResource, Discover, DiscoveryProposal, PatchResource, PutParameter, Resource},
        token::{AcquireToken, RefreshToken, TokenEvent, TokenMetadata},
    },
    routes,
};

use super::{Answer, Api, Once, all, confirmed, with_query};
use crate::state::{
    pages::{Whole, whole},
    version::{Seen, Version},
};

impl Api {
    /// Resource types, grants and ways of client authentication.
    /// Of a tenant, by its short name, with its own types.
    pub(crate) async fn catalog(self, tenant: Option<&str>) -> Answer<Catalog> {
        self.get(&with_query(&routes::catalog(), &[("tenant", tenant.map(str::to_owned))])).await
    }

    /// What a pasted error means.
    pub(crate) async fn explain(self, request: &ExplainError) -> Answer<Explanation> {
        self.post(&routes::explanations(), request).await
    }

    /// A tenant's resources.
    pub(crate) async fn resources(self, tenant: &str) -> Answer<Whole<Resource>> {
        whole(|cursor| async { self.get(&all(&routes::resources(tenant), cursor)).await }).await
    }

    /// One resource.
    pub(crate) async fn resource(self, tenant: &str, id: &str) -> Answer<Seen<Resource>> {
        self.see(&routes::resource(tenant, id)).await
    }

    /// Creates a resource.
    pub(crate) async fn create_resource(self, tenant: &str, request: &CreateResource, once: Once) -> Answer<Resource> {
        self.create(&routes::resources(tenant), request, once).await
    }

    /// Changes a resource.
    pub(crate) async fn change_resource(
        self,
        tenant: &str,
        id: &str,
        request: &PatchResource,
        version: Option<&Version>,
        confirm: bool,
    ) -> Answer<Seen<Resource>> {
        self.patch(&confirmed(&routes::resource(tenant, id), id, confirm), request, version).await
    }

    /// Deletes a resource.
    pub(crate) async fn delete_resource(self, tenant: &str, id: &str, version: Option<&Version>) -> Answer<()> {
        self.delete_seen(&routes::resource(tenant, id), version).await
    }

    /// Writes the values of one parameter.
    pub(crate) async fn put_parameter(
        self,
        tenant: &str,
        id: &str,
        name: &str,
        request: &PutParameter,
        version: Option<&Version>,
    ) -> Answer<Seen<Resource>> {
        self.put(&routes::resource_parameter(tenant, id, name), request, version).await
    }

    /// Looks endpoints up.
    pub(crate) async fn discover(self, tenant: &str, id: &str, request: &Discover) -> Answer<DiscoveryProposal> {
        self.post(&routes::resource_discover(tenant, id), request).await
    }

    /// Begins an authorization.
    pub(crate) async fn authorize(
        self,
        tenant: &str,
        id: &str,
        request: &StartAuthorization,
    ) -> Answer<AuthorizationStarted> {
        self.post(&routes::resource_authorizations(tenant, id), request).await
    }

    /// Begins a device authorization.
    pub(crate) async fn begin_device(
        self,
        tenant: &str,
        id: &str,
        request: &StartDeviceAuthorization,
    ) -> Answer<DeviceAuthorizationStarted> {
        self.post(&routes::device_authorizations(tenant, id), request).await
    }

    /// How far a device authorization has come.
    pub(crate) async fn device(self, tenant: &str, id: &str, device: &str) -> Answer<DeviceAuthorization> {
        self.get(&routes::device_authorization(tenant, id, device)).await
    }

    /// Hands the provider's answer over.
    pub(crate) async fn complete(
        self,
        authorization: &str,
        request: &CompleteAuthorization,
    ) -> Answer<serde_json::Value> {
        self.post(&routes::authorization_complete(authorization), request).await
    }

    /// What a resource's tokens must carry, and what the last check found.
    pub(crate) async fn permissions(self, tenant: &str, id: &str) -> Answer<ResourcePermissions> {
        self.get(&routes::resource_permissions(tenant, id)).await
    }

    /// Says what they must carry.
    pub(crate) async fn put_permissions(
        self,
        tenant: &str,
        id: &str,
        request: &PutPermissions,
    ) -> Answer<ResourcePermissions> {
        Ok(self.put(&routes::resource_permissions(tenant, id), request, None).await?.value)
    }

    /// Compares with a new token.
    pub(crate) async fn check_permissions(
        self,
        tenant: &str,
        id: &str,
        request: &CheckPermissions,
    ) -> Answer<PermissionCheck> {
        self.post(&routes::permission_check(tenant, id), request).await
    }

    /// What a resource's application permissions reach.
    pub(crate) async fn reach(self, tenant: &str, id: &str) -> Answer<Reach> {
        self.get(&routes::resource_reach(tenant, id)).await
    }

    /// Records how that is limited.
    pub(crate) async fn put_reach(self, tenant: &str, id: &str, request: &PutReach) -> Answer<Reach> {
        Ok(self.put(&routes::resource_reach(tenant, id), request, None).await?.value)
    }

    /// The admin consents that were asked for, the newest first.
    pub(crate) async fn admin_consents(self, tenant: &str, id: &str) -> Answer<Page<AdminConsent>> {
        self.get(&with_query(&routes::admin_consents(tenant, id), &[("limit", Some("50".into()))])).await
    }

    /// Begins an admin consent: for `api`, where its provider's page takes one at a time and it is not the first's turn.
    pub(crate) async fn begin_consent(
        self,
        tenant: &str,
        id: &str,
        api: Option<String>,
    ) -> Answer<AdminConsentStarted> {
        self.post(&routes::admin_consents(tenant, id), &StartAdminConsent { api }).await
    }

    /// Hands over what came back from a consent page.
    pub(crate) async fn complete_consent(self, id: &str, request: &CompleteAdminConsent) -> Answer<AdminConsent> {
        self.post(&routes::admin_consent_complete(id), request).await
    }

    /// The secrets and certificates of a resource.
    pub(crate) async fn credentials(self, tenant: &str, id: &str) -> Answer<Page<Credential>> {
        self.get(&routes::credentials(tenant, id)).await
    }

    /// Adds a secret or a certificate.
    pub(crate) async fn add_credential(
        self,
        tenant: &str,
        id: &str,
        request: &CreateCredential,
        once: Once,
    ) -> Answer<Credential> {
        self.create(&routes::credentials(tenant, id), request, once).await
    }

    /// Removes a secret or a certificate.
    pub(crate) async fn delete_credential(self, tenant: &str, id: &str, credential: &str) -> Answer<()> {
        self.delete(&routes::credential(tenant, id, credential)).await
    }

    /// The tokens of a resource.
    pub(crate) async fn tokens(self, tenant: &str, id: &str) -> Answer<Whole<TokenMetadata>> {
        whole(|cursor| async { self.get(&all(&routes::tokens(tenant, id), cursor)).await }).await
    }

    /// Obtains a token without a browser.
    pub(crate) async fn acquire(self, tenant: &str, id: &str, request: &AcquireToken) -> Answer<TokenMetadata> {
        self.post(&routes::tokens(tenant, id), request).await
    }

    /// Refreshes a token now.
    pub(crate) async fn refresh_token(
        self,
        tenant: &str,
        id: &str,
        token: &str,
        request: RefreshToken,
    ) -> Answer<TokenMetadata> {
        self.post(&routes::token_refresh(tenant, id, token), &request).await
    }

    /// Deletes a token.
    pub(crate) async fn delete_token(self, tenant: &str, id: &str, token: &str) -> Answer<()> {
        self.delete(&routes::token(tenant, id, token)).await
    }

    /// What stands in a token.
    pub(crate) async fn token_claims(self, tenant: &str, id: &str, token: &str) -> Answer<TokenClaims> {
        self.get(&routes::token_claims(tenant, id, token)).await
    }

    /// The kept passwords of a resource, without the passwords.
    pub(crate) async fn kept_passwords(self, tenant: &str, id: &str) -> Answer<Page<KeptPassword>> {
        self.get(&routes::kept_passwords(tenant, id)).await
    }

    /// Forgets a kept password.
    pub(crate) async fn forget_password(self, tenant: &str, id: &str, kept: &str) -> Answer<()> {
        self.delete(&routes::kept_password(tenant, id, kept)).await
    }

    /// What happened to a token.
    pub(crate) async fn token_events(self, tenant: &str, id: &str, token: &str) -> Answer<Page<TokenEvent>> {
        self.get(&with_query(&routes::token_events(tenant, id, token), &[("limit", Some("50".into()))])).await
    }
}
