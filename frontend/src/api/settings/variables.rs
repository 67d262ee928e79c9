//! What is set in an environment: variables and the history of all settings.

use serde::Serialize;
use shared::{
    api::{
        import::{ImportSettings, ImportedSettings, RenderQuery},
        page::Page,
        setting_change::{
            ChangeVariables, CopySettings, RestoreSettings, SettingChange, SettingChangeDetail, SettingsChanged,
        },
        settings_diff::{DiffQuery, SettingsDiff},
        variable::{ReferenceSuggestion, RevealedVariable, Variable, VariableMatrix, VariableVersion},
    },
    routes,
};

use super::super::{Answer, Api, all, with_query};
use crate::state::pages::{Whole, whole};

/// Nothing: the body of a request that has none to send.
#[derive(Serialize)]
pub(super) struct Empty {}

impl Api {
    /// Every variable of a tenant, beside each other by environment.
    pub(crate) async fn variable_matrix(self, tenant: &str) -> Answer<VariableMatrix> {
        self.get(&routes::tenant_variables(tenant)).await
    }

    /// One variable, with what it resolves to.
    pub(crate) async fn variable(self, tenant: &str, environment: &str, name: &str) -> Answer<Variable> {
        self.get(&routes::variable(tenant, environment, name)).await
    }

    /// Saves several edits as one change, or says what they would do.
    pub(crate) async fn change_variables(
        self,
        tenant: &str,
        environment: &str,
        request: &ChangeVariables,
    ) -> Answer<SettingsChanged> {
        self.post(&routes::variable_changes(tenant, environment), request).await
    }

    /// A secret in clear.
    pub(crate) async fn reveal_variable(self, tenant: &str, environment: &str, name: &str) -> Answer<RevealedVariable> {
        self.post(&routes::variable_reveal(tenant, environment, name), &Empty {}).await
    }

    /// What a variable was before.
    pub(crate) async fn variable_versions(
        self,
        tenant: &str,
        environment: &str,
        name: &str,
    ) -> Answer<Whole<VariableVersion>> {
        let path = routes::variable_versions(tenant, environment, name);
        whole(|cursor| async { self.get(&all(&path, cursor)).await }).await
    }

    /// Puts a variable back as it was.
    pub(crate) async fn restore_variable(
        self,
        tenant: &str,
        environment: &str,
        name: &str,
        version: i64,
    ) -> Answer<Variable> {
        let path = routes::variable_version_restore(tenant, environment, name, &version.to_string());
        self.post(&path, &Empty {}).await
    }

    /// What a value can refer to.
    pub(crate) async fn references(
        self,
        tenant: &str,
        environment: &str,
        q: String,
    ) -> Answer<Page<ReferenceSuggestion>> {
        let pairs = [("q", Some(q).filter(|q| !q.is_empty())), ("limit", Some("20".into()))];
        self.get(&with_query(&routes::references(tenant, environment), &pairs)).await
    }

    /// The changes of an environment, newest first.
    pub(crate) async fn setting_changes(
        self,
        tenant: &str,
        environment: &str,
        cursor: Option<String>,
    ) -> Answer<Page<SettingChange>> {
        let pairs = [("limit", Some("20".into())), ("cursor", cursor)];
        self.get(&with_query(&routes::setting_changes(tenant, environment), &pairs)).await
    }

    /// One change with everything it did.
    pub(crate) async fn setting_change(
        self,
        tenant: &str,
        environment: &str,
        number: i64,
    ) -> Answer<SettingChangeDetail> {
        self.get(&routes::setting_change(tenant, environment, &number.to_string())).await
    }

    /// What differs between an environment and another, or itself at another time.
    pub(crate) async fn settings_diff(self, tenant: &str, environment: &str, query: DiffQuery) -> Answer<SettingsDiff> {
        let same = query.same.map(|same| same.to_string());
        let pairs = [("against", query.against), ("at", query.at), ("same", same)];
        self.get(&with_query(&routes::settings_diff(tenant, environment), &pairs)).await
    }

    /// Puts settings back as they were, or says what that would do.
    pub(crate) async fn restore_settings(
        self,
        tenant: &str,
        environment: &str,
        request: &RestoreSettings,
    ) -> Answer<SettingsChanged> {
        self.post(&routes::settings_restore(tenant, environment), request).await
    }

    /// Copies settings from another environment, or says what that would do.
    pub(crate) async fn copy_settings(
        self,
        tenant: &str,
        environment: &str,
        request: &CopySettings,
    ) -> Answer<SettingsChanged> {
        self.post(&routes::settings_copy(tenant, environment), request).await
    }

    /// Takes settings over from a file or a list, or says what that would do.
    pub(crate) async fn import_settings(
        self,
        tenant: &str,
        environment: &str,
        request: &ImportSettings,
    ) -> Answer<ImportedSettings> {
        self.post(&routes::settings_import(tenant, environment), request).await
    }

    /// The settings of an environment as a file.
    pub(crate) async fn rendered_settings(
        self,
        tenant: &str,
        environment: &str,
        query: &RenderQuery,
    ) -> Answer<Vec<u8>> {
        let RenderQuery { format, playbook, dialect, table, name_column, value_column, secrets } = query.clone();
        let pairs = [
            ("format", name_of(format)),
            ("playbook", playbook),
            ("dialect", name_of(dialect)),
            ("table", table),
            ("name_column", name_column),
            ("value_column", value_column),
            ("secrets", name_of(secrets)),
        ];
        self.file(&with_query(&routes::settings_rendered(tenant, environment), &pairs)).await
    }
}

/// What the API calls one of several.
fn name_of(choice: impl Serialize) -> Option<String> {
    serde_json::to_value(choice).ok()?.as_str().map(str::to_owned)
}
