//! Where a value of a playbook is kept. Nothing is kept twice: what a resource or a variable holds is read from there and
//! written there.

use serde::{Deserialize, Serialize};

use crate::resource::Phase;

/// A text that names no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not known here")]
pub struct PlaceFault(pub String);

/// Where a value is kept.
///
/// | in files | is |
/// |---|---|
/// | `migration` | the migration itself |
/// | `computed` | nowhere: its default, filled |
/// | `tenant.directory_id`, `tenant.name`, `tenant.domain` | the tenant's; only the first can be written |
/// | `resource.ROLE.name` | the resource's name |
/// | `resource.ROLE.callback_url` | the redirect URI of sign-ins begun in the portal; only read |
/// | `resource.ROLE.parameter.NAME` | a parameter, in every request that carries it |
/// | `resource.ROLE.endpoint.PHASE` | an endpoint |
/// | `credential.ROLE.secret` | the newest client secret; written as a new one, read as its state |
/// | `credential.ROLE.thumbprint` | the SHA-1 thumbprint of the newest certificate; only read |
/// | `credential.ROLE.certificate` | its public part as PEM; only read |
/// | `variable.NAME` | a variable of the environment |
/// | `connection_string.ID.PROPERTY` | a property of a connection string that the playbook needs; only read |
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ValuePlace {
    /// The migration itself.
    #[default]
    Migration,
    /// Nowhere: its default, filled.
    Computed,
    /// The tenant's `directory_id`, `name` or first `domain`.
    Tenant(String),
    /// A resource's name, by role.
    ResourceName(String),
    /// The redirect URI of sign-ins begun in the portal, by role.
    CallbackUrl(String),
    /// A parameter of a resource, by role and name.
    Parameter(String, String),
    /// An endpoint of a resource, by role.
    Endpoint(String, Phase),
    /// The newest client secret of a resource, by role.
    Secret(String),
    /// The SHA-1 thumbprint of the newest certificate, by role.
    Thumbprint(String),
    /// The public part of the newest certificate as PEM, by role.
    Certificate(String),
    /// A variable of the environment, by name.
    Variable(String),
    /// A property of a connection string, by the need's id and the property.
    ConnectionString(String, String),
}

impl ValuePlace {
    /// The role of the resource that it is in.
    pub fn role(&self) -> Option<&str> {
        match self {
            Self::ResourceName(role)
            | Self::CallbackUrl(role)
            | Self::Parameter(role, _)
            | Self::Endpoint(role, _)
            | Self::Secret(role)
            | Self::Thumbprint(role)
            | Self::Certificate(role) => Some(role),
            _ => None,
        }
    }

    /// Whether somebody can fill it.
    pub fn is_writable(&self) -> bool {
        match self {
            Self::Tenant(what) => what == "directory_id",
            Self::Computed
            | Self::CallbackUrl(_)
            | Self::Thumbprint(_)
            | Self::Certificate(_)
            | Self::ConnectionString(..) => false,
            _ => true,
        }
    }

    /// Whether it is never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Secret(_))
    }
}

impl TryFrom<String> for ValuePlace {
    type Error = PlaceFault;

    fn try_from(text: String) -> Result<Self, PlaceFault> {
        let parts: Vec<&str> = text.splitn(4, '.').collect();
        let own = |text: &&str| (*text).to_owned();
        let place = match parts.as_slice() {
            ["migration"] => Some(Self::Migration),
            ["computed"] => Some(Self::Computed),
            ["tenant", what @ ("directory_id" | "name" | "domain")] => Some(Self::Tenant(own(what))),
            ["resource", role, "name"] => Some(Self::ResourceName(own(role))),
            ["resource", role, "callback_url"] => Some(Self::CallbackUrl(own(role))),
            ["resource", role, "parameter", name] => Some(Self::Parameter(own(role), own(name))),
            ["resource", role, "endpoint", phase] => phase_of(phase).map(|phase| Self::Endpoint(own(role), phase)),
            ["credential", role, "secret"] => Some(Self::Secret(own(role))),
            ["credential", role, "thumbprint"] => Some(Self::Thumbprint(own(role))),
            ["credential", role, "certificate"] => Some(Self::Certificate(own(role))),
            ["variable", ..] => text.strip_prefix("variable.").map(|name| Self::Variable(name.to_owned())),
            ["connection_string", id, rest @ ..] if !rest.is_empty() => {
                Some(Self::ConnectionString(own(id), rest.join(".")))
            }
            _ => None,
        };
        place.filter(|_| parts.iter().all(|part| !part.is_empty())).ok_or(PlaceFault(text))
    }
}

impl From<ValuePlace> for String {
    fn from(place: ValuePlace) -> Self {
        match place {
            ValuePlace::Migration => "migration".to_owned(),
            ValuePlace::Computed => "computed".to_owned(),
            ValuePlace::Tenant(what) => format!("tenant.{what}"),
            ValuePlace::ResourceName(role) => format!("resource.{role}.name"),
            ValuePlace::CallbackUrl(role) => format!("resource.{role}.callback_url"),
            ValuePlace::Parameter(role, name) => format!("resource.{role}.parameter.{name}"),
            ValuePlace::Endpoint(role, phase) => format!("resource.{role}.endpoint.{}", phase_name(phase)),
            ValuePlace::Secret(role) => format!("credential.{role}.secret"),
            ValuePlace::Thumbprint(role) => format!("credential.{role}.thumbprint"),
            ValuePlace::Certificate(role) => format!("credential.{role}.certificate"),
            ValuePlace::Variable(name) => format!("variable.{name}"),
            ValuePlace::ConnectionString(id, property) => format!("connection_string.{id}.{property}"),
        }
    }
}

fn phase_of(text: &str) -> Option<Phase> {
    [Phase::Authorization, Phase::Token, Phase::Refresh].into_iter().find(|phase| phase_name(*phase) == text)
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Authorization => "authorization",
        Phase::Token => "token",
        Phase::Refresh => "refresh",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_it_is_read() {
        for text in [
            "migration",
            "computed",
            "tenant.directory_id",
            "resource.exchange.name",
            "resource.exchange.callback_url",
            "resource.exchange.parameter.client_id",
            "resource.exchange.endpoint.token",
            "credential.exchange.secret",
            "credential.exchange.thumbprint",
            "credential.exchange.certificate",
            "variable.From Address",
            "variable.a.b.c.d.e",
            "connection_string.ews.User ID",
        ] {
            let place = ValuePlace::try_from(text.to_owned()).expect(text);
            assert_eq!(String::from(place), text);
        }
        for text in ["", "tenant.slug", "resource.x", "resource..name", "variable.", "resource.x.endpoint.logout"] {
            assert!(ValuePlace::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
