//! Where a resource's server is reached.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldKind, FieldSpec, Report},
    resource::{EndpointTemplates, Phase},
};

/// An endpoint.
pub const ENDPOINT: FieldSpec = FieldSpec::optional("endpoint", FieldKind::Url);

/// Where a resource's server is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Endpoints {
    /// Where the browser is sent.
    pub authorization: Option<String>,
    /// Where tokens are obtained.
    pub token: Option<String>,
    /// Where tokens are refreshed; `null`: at the token endpoint.
    pub refresh: Option<String>,
    /// Where device codes are obtained (RFC 8628).
    pub device_authorization: Option<String>,
    /// The metadata document (RFC 8414).
    pub metadata: Option<String>,
}

impl Endpoints {
    /// Each endpoint with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        [
            ("authorization", self.authorization.as_deref()),
            ("token", self.token.as_deref()),
            ("refresh", self.refresh.as_deref()),
            ("device_authorization", self.device_authorization.as_deref()),
            ("metadata", self.metadata.as_deref()),
        ]
        .into_iter()
    }

    /// Every endpoint changed by `change`.
    #[must_use]
    pub fn map(self, change: impl Fn(&str) -> String) -> Self {
        let change = |endpoint: Option<String>| endpoint.map(|endpoint| change(&endpoint));
        Self {
            authorization: change(self.authorization),
            token: change(self.token),
            refresh: change(self.refresh),
            device_authorization: change(self.device_authorization),
            metadata: change(self.metadata),
        }
    }

    /// The endpoint that a request of `phase` goes to.
    pub fn of(&self, phase: Phase) -> Option<&str> {
        match phase {
            Phase::Authorization => self.authorization.as_deref(),
            Phase::Token => self.token.as_deref(),
            Phase::Refresh => self.refresh.as_deref().or(self.token.as_deref()),
        }
    }

    pub(super) fn validate(&self, report: &mut Report) {
        for (name, value) in self.iter() {
            report.check_at(format!("/endpoints/{name}"), &ENDPOINT, value.unwrap_or_default());
        }
    }
}

impl From<&EndpointTemplates> for Endpoints {
    /// The addresses as they stand there, placeholders included.
    fn from(templates: &EndpointTemplates) -> Self {
        Self {
            authorization: templates.authorization.clone(),
            token: templates.token.clone(),
            refresh: templates.refresh.clone(),
            device_authorization: templates.device_authorization.clone(),
            metadata: templates.metadata.clone(),
        }
    }
}
