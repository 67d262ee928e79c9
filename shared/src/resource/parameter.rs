//! Phases, the three values of a parameter, and the rule that decides what a request carries.

use serde::{Deserialize, Serialize};

use super::TypeParameter;

/// Parameters that the protocol itself decides about; a resource's values never stand in for them at the token
/// endpoint.
pub const PROTOCOL_PARAMETERS: [&str; 10] = [
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "grant_type",
    "redirect_uri",
    "refresh_token",
];

/// The request that a value is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The browser's redirect to the authorization endpoint.
    Authorization,
    /// The server's call that obtains a token.
    Token,
    /// The server's call that refreshes one.
    Refresh,
}

impl Phase {
    /// All three, in the order of the grid's columns.
    pub const ALL: [Self; 3] = [Self::Authorization, Self::Token, Self::Refresh];

    /// The phase's name in the API and in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Token => "token",
            Self::Refresh => "refresh",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }
}

/// One optional value per phase. Absent means: inherit the type's default; an empty one means: send nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhaseValues<T> {
    /// For the authorization request.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub authorization: Option<T>,
    /// For the token request.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub token: Option<T>,
    /// For the refresh request.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub refresh: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

impl<T> Default for PhaseValues<T> {
    fn default() -> Self {
        Self { authorization: None, token: None, refresh: None }
    }
}

impl<T> PhaseValues<T> {
    /// The value for `phase`.
    pub fn get(&self, phase: Phase) -> Option<&T> {
        match phase {
            Phase::Authorization => self.authorization.as_ref(),
            Phase::Token => self.token.as_ref(),
            Phase::Refresh => self.refresh.as_ref(),
        }
    }

    /// Replaces the value for `phase`.
    pub fn set(&mut self, phase: Phase, value: Option<T>) {
        match phase {
            Phase::Authorization => self.authorization = value,
            Phase::Token => self.token = value,
            Phase::Refresh => self.refresh = value,
        }
    }

    /// The values that are there, with their phases.
    pub fn iter(&self) -> impl Iterator<Item = (Phase, &T)> {
        Phase::ALL.into_iter().filter_map(|phase| Some((phase, self.get(phase)?)))
    }
}

/// The parameters that a request of `phase` carries, in the type's order.
///
/// The type's flag decides whether a parameter is sent, the value alone does not; a parameter without a value is
/// left out; and a secret never goes into an authorization request, whatever the flags say, because that
/// request passes through the browser's address bar and history.
pub fn emitted<T>(
    parameters: &[TypeParameter],
    phase: Phase,
    value: impl Fn(&TypeParameter, Phase) -> Option<T>,
) -> Vec<(&TypeParameter, T)> {
    parameters
        .iter()
        .filter(|parameter| parameter.sent_in(phase))
        .filter(|parameter| !(parameter.secret && phase == Phase::Authorization))
        .filter_map(|parameter| Some((parameter, value(parameter, phase)?)))
        .collect()
}
