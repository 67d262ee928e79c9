//! Connection strings and their kinds.

use gloo_net::http::Method;
use shared::{
    api::connection_entry::{
        ConnectionEntry, ConnectionEntryVersion, CreateConnectionEntry, PutConnectionEntry, RestoreConnectionEntry,
        RevealedConnectionEntry,
    },
    connection_string::kind::ConnectionKinds,
    routes,
};

use super::super::{Answer, Api, Call, Once, all};
use crate::state::{
    pages::{Whole, whole},
    version::{Seen, Version},
};

impl Api {
    /// Every kind, with the words about what can be odd.
    pub(crate) async fn connection_kinds(self) -> Answer<ConnectionKinds> {
        self.get(&routes::connection_kinds()).await
    }

    /// The connection strings of an environment, by name.
    pub(crate) async fn connection_entries(self, tenant: &str, environment: &str) -> Answer<Whole<ConnectionEntry>> {
        whole(|cursor| async { self.get(&all(&routes::connection_entries(tenant, environment), cursor)).await }).await
    }

    /// One connection string.
    pub(crate) async fn connection_entry(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
    ) -> Answer<Seen<ConnectionEntry>> {
        self.see(&routes::connection_entry(tenant, environment, id)).await
    }

    /// Creates a connection string.
    pub(crate) async fn create_connection_entry(
        self,
        tenant: &str,
        environment: &str,
        request: &CreateConnectionEntry,
        once: Once,
    ) -> Answer<ConnectionEntry> {
        self.create(&routes::connection_entries(tenant, environment), request, once).await
    }

    /// Changes a connection string.
    pub(crate) async fn change_connection_entry(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        request: &PutConnectionEntry,
        version: Option<&Version>,
    ) -> Answer<Seen<ConnectionEntry>> {
        self.put(&routes::connection_entry(tenant, environment, id), request, version).await
    }

    /// Deletes a connection string.
    pub(crate) async fn delete_connection_entry(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        version: Option<&Version>,
    ) -> Answer<()> {
        self.delete_seen(&routes::connection_entry(tenant, environment, id), version).await
    }

    /// What a connection string was before, the newest first.
    pub(crate) async fn connection_entry_versions(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
    ) -> Answer<Whole<ConnectionEntryVersion>> {
        let path = routes::connection_entry_versions(tenant, environment, id);
        whole(|cursor| async { self.get(&all(&path, cursor)).await }).await
    }

    /// Puts a connection string back as it was.
    pub(crate) async fn restore_connection_entry(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        then: i64,
        version: Option<&Version>,
    ) -> Answer<Seen<ConnectionEntry>> {
        let path = routes::connection_entry_version_restore(tenant, environment, id, &then.to_string());
        let call = Call::new(Method::POST, &path).with(&RestoreConnectionEntry::default()).only(version);
        self.send(call).await?.seen()
    }

    /// A connection string with its secrets.
    pub(crate) async fn reveal_connection_entry(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
    ) -> Answer<RevealedConnectionEntry> {
        let path = routes::connection_entry_reveal(tenant, environment, id);
        self.post(&path, &serde_json::json!({})).await
    }
}
