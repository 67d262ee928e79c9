//! Configuration files, linked settings and variable sets.

use shared::{
    api::{
        config_file::{
            ConfigFileDetail, ConfigFilePatch, ConfigFileSummary, ConfigFileVersion, CreateConfigFile, PatchConfigFile,
            PutConfigFile,
        },
        linked_setting::{LinkedSettingState, PutLinkedSetting},
        page::Page,
        variable_set::{VariableSetState, VariableSetSummary},
    },
    routes,
};

use super::{
    super::{Answer, Api, Once, all, with_query},
    variables::Empty,
};
use crate::state::{
    pages::{Whole, whole},
    version::{Seen, Version},
};

impl Api {
    /// The configuration files of an environment.
    pub(crate) async fn config_files(self, tenant: &str, environment: &str) -> Answer<Vec<ConfigFileSummary>> {
        let page: Page<ConfigFileSummary> = self.get(&all(&routes::config_files(tenant, environment), None)).await?;
        Ok(page.items)
    }

    /// One configuration file.
    pub(crate) async fn config_file(self, tenant: &str, environment: &str, id: &str) -> Answer<Seen<ConfigFileDetail>> {
        self.see(&routes::config_file(tenant, environment, id)).await
    }

    /// Uploads a new configuration file.
    pub(crate) async fn create_config_file(
        self,
        tenant: &str,
        environment: &str,
        request: &CreateConfigFile,
        once: Once,
    ) -> Answer<ConfigFileDetail> {
        self.create(&routes::config_files(tenant, environment), request, once).await
    }

    /// Uploads a newer version of a configuration file that was seen as `version`.
    pub(crate) async fn put_config_file(
        self,
        (tenant, environment, id): (&str, &str, &str),
        request: &PutConfigFile,
        version: Option<&Version>,
    ) -> Answer<Seen<ConfigFileDetail>> {
        self.put(&routes::config_file(tenant, environment, id), request, version).await
    }

    /// Deletes a configuration file with its versions.
    pub(crate) async fn delete_config_file(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        version: Option<&Version>,
    ) -> Answer<()> {
        self.delete_seen(&routes::config_file(tenant, environment, id), version).await
    }

    /// A version of a configuration file, byte for byte; `None`: the newest.
    pub(crate) async fn config_file_content(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        version: Option<i64>,
    ) -> Answer<Vec<u8>> {
        let pairs = [("version", version.map(|version| version.to_string()))];
        self.file(&with_query(&routes::config_file_content(tenant, environment, id), &pairs)).await
    }

    /// What the environment's settings would change in a configuration file, or that it is done.
    pub(crate) async fn patch_config_file(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        request: &PatchConfigFile,
    ) -> Answer<ConfigFilePatch> {
        self.post(&routes::config_file_patch(tenant, environment, id), request).await
    }

    /// A copy of a configuration file with the environment's settings in it.
    pub(crate) async fn patched_config_file(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        add_missing: bool,
    ) -> Answer<Vec<u8>> {
        let pairs = [("add_missing", add_missing.then(|| "true".to_owned()))];
        self.file(&with_query(&routes::config_file_patched(tenant, environment, id), &pairs)).await
    }

    /// What a configuration file was before.
    pub(crate) async fn config_file_versions(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
    ) -> Answer<Whole<ConfigFileVersion>> {
        let path = routes::config_file_versions(tenant, environment, id);
        whole(|cursor| async { self.get(&all(&path, cursor)).await }).await
    }

    /// Makes an earlier version the newest again.
    pub(crate) async fn restore_config_file(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        version: i64,
    ) -> Answer<ConfigFileDetail> {
        let path = routes::config_file_version_restore(tenant, environment, id, &version.to_string());
        self.post(&path, &Empty {}).await
    }

    /// Values that live in several places.
    pub(crate) async fn linked_settings(self, tenant: &str, environment: &str) -> Answer<Vec<LinkedSettingState>> {
        let page: Page<LinkedSettingState> = self.get(&routes::linked_settings(tenant, environment)).await?;
        Ok(page.items)
    }

    /// Sets a value in all variables that hold it.
    pub(crate) async fn put_linked_setting(
        self,
        tenant: &str,
        environment: &str,
        id: &str,
        value: String,
    ) -> Answer<LinkedSettingState> {
        let path = routes::linked_setting(tenant, environment, id);
        Ok(self.put(&path, &PutLinkedSetting { value }, None).await?.value)
    }

    /// Variables that belong together.
    pub(crate) async fn variable_sets(self, tenant: &str, environment: &str) -> Answer<Vec<VariableSetSummary>> {
        let page: Page<VariableSetSummary> = self.get(&routes::variable_sets(tenant, environment)).await?;
        Ok(page.items)
    }

    /// One set with its rules and its variables.
    pub(crate) async fn variable_set(self, tenant: &str, environment: &str, id: &str) -> Answer<VariableSetState> {
        self.get(&routes::variable_set(tenant, environment, id)).await
    }
}
