//! Parameter values: as they are written, and as they may be shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use crate::{
    api::double_option,
    field::{FieldKind, FieldSpec, Report, Validate},
    resource::{Phase, PhaseValues},
    secret::{SecretState, SecretText, hand_out_double},
};

/// One value of a parameter.
pub const PARAMETER_VALUE: FieldSpec = FieldSpec::optional("value", FieldKind::Secret);

/// A value as it may be shown: in clear, or, of a secret, that it is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ShownValue {
    /// Not a secret.
    Plain(String),
    /// A secret.
    Secret(SecretState),
}

/// Three values as they are written.
pub type GivenValues = PhaseValues<SecretText>;
/// Three values as they are shown.
pub type ShownValues = PhaseValues<ShownValue>;
/// Body of `PUT …/parameters/{name}`: a phase that is absent keeps its value, `null` clears it (the type's
/// default holds again), a text, even an empty one, overrides the default.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutParameter {
    /// For the authorization request.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub authorization: Option<Option<SecretText>>,
    /// For the token request.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub token: Option<Option<SecretText>>,
    /// For the refresh request.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub refresh: Option<Option<SecretText>>,
}

impl PutParameter {
    /// What to do about `phase`: nothing, clear, or set.
    pub fn get(&self, phase: Phase) -> Option<Option<&SecretText>> {
        let given = match phase {
            Phase::Authorization => &self.authorization,
            Phase::Token => &self.token,
            Phase::Refresh => &self.refresh,
        };
        given.as_ref().map(Option::as_ref)
    }
}

impl Validate for PutParameter {
    fn validate(&self, report: &mut Report) {
        for phase in Phase::ALL {
            if let Some(Some(value)) = self.get(phase) {
                report.check_at(format!("/{}", phase.as_str()), &PARAMETER_VALUE, value.expose());
            }
        }
    }
}

impl PhaseValues<SecretText> {
    pub(super) fn check(&self, report: &mut Report, pointer: &str) {
        for (phase, value) in self.iter() {
            report.check_at(format!("{pointer}/{}", phase.as_str()), &PARAMETER_VALUE, value.expose());
        }
    }
}

pub(super) fn hand_out_values<S: Serializer>(
    values: &BTreeMap<String, GivenValues>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(values.len()))?;
    for (name, phases) in values {
        let inner: BTreeMap<&str, &str> = phases.iter().map(|(phase, v)| (phase.as_str(), v.expose())).collect();
        map.serialize_entry(name, &inner)?;
    }
    map.end()
}
