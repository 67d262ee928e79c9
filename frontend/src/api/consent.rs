//! Consent links: made and judged here, opened by whoever holds one.

use shared::{
    api::{
        admin_consent::CompleteAdminConsent,
        consent_request::{
            ConsentLink, ConsentLinkStarted, ConsentRequest, ConsentRequestCreated, CreateConsentRequest,
            RefusedConsent, RefusedConsentLink, StartConsentLink,
        },
        page::Page,
    },
    routes,
};

use super::{Answer, Api, with_query};

impl Api {
    /// The links that were made for a resource, the newest first.
    pub(crate) async fn consent_requests(self, tenant: &str, resource: &str) -> Answer<Page<ConsentRequest>> {
        let query = [("resource", Some(resource.to_owned())), ("limit", Some("50".into()))];
        self.get(&with_query(&routes::consent_requests(tenant), &query)).await
    }

    /// Makes a link.
    pub(crate) async fn make_consent_link(
        self,
        tenant: &str,
        request: &CreateConsentRequest,
    ) -> Answer<ConsentRequestCreated> {
        self.post(&routes::consent_requests(tenant), request).await
    }

    /// Accepts what came back.
    pub(crate) async fn confirm_consent(self, tenant: &str, id: &str) -> Answer<ConsentRequest> {
        self.post(&routes::consent_request_confirm(tenant, id), &serde_json::json!({})).await
    }

    /// Does not.
    pub(crate) async fn reject_consent(self, tenant: &str, id: &str) -> Answer<ConsentRequest> {
        self.post(&routes::consent_request_reject(tenant, id), &serde_json::json!({})).await
    }

    /// Takes a link back.
    pub(crate) async fn revoke_consent_link(self, tenant: &str, id: &str) -> Answer<()> {
        self.delete(&routes::consent_request(tenant, id)).await
    }

    /// What a link asks for.
    pub(crate) async fn consent_link(self, link: &str) -> Answer<ConsentLink> {
        self.get(&routes::consent_link(link)).await
    }

    /// Goes on from a link.
    pub(crate) async fn start_consent_link(self, link: &str, shown: i64) -> Answer<ConsentLinkStarted> {
        self.post(&routes::consent_link_start(link), &StartConsentLink { shown }).await
    }

    /// What a refusal without `state` belongs to.
    pub(crate) async fn refused_consent_link(self, request: &RefusedConsentLink) -> Answer<RefusedConsent> {
        self.post(&routes::consent_link_refused(), request).await
    }

    /// Hands over what came back from the provider's page.
    pub(crate) async fn complete_consent_link(self, id: &str, request: &CompleteAdminConsent) -> Answer<ConsentLink> {
        self.post(&routes::consent_link_complete(id), request).await
    }
}
