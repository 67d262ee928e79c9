//! Secrets as a type that cannot be printed or serialised by accident, and the shape in which their existence is shown.

use serde::{Deserialize, Serialize, Serializer};
use zeroize::Zeroize;

use crate::timestamp::Timestamp;

/// A secret in memory: wiped when dropped, silent in `Debug`, without `Display` and without `Serialize`.
///
/// The two places where one is meant to leave the process as JSON name [`hand_out`] on the field.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Takes ownership of a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself. Every caller is a place to review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText")
    }
}

/// `serialize_with` for the few fields that hand a secret over on purpose: a request body on its way to the
/// server, the broker's access token, a new API key.
///
/// # Errors
/// Only what the serializer itself reports.
pub fn hand_out<S: Serializer>(secret: &SecretText, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// The same for a field of which absent and `null` mean different things.
///
/// # Errors
/// Only what the serializer itself reports.
pub fn hand_out_double<S: Serializer>(value: &Option<Option<SecretText>>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(Some(secret)) => serializer.serialize_str(secret.expose()),
        _ => serializer.serialize_none(),
    }
}

/// Hands over named secrets, for requests that fill several at once.
///
/// # Errors
/// Those of the serializer.
pub fn hand_out_map<S: Serializer>(
    values: &std::collections::BTreeMap<String, Option<SecretText>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().map(|(name, value)| (name, value.as_ref().map(SecretText::expose))))
}

/// What may be shown of a secret: that it is set, how it ends, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SecretState {
    /// Whether a value is stored.
    pub set: bool,
    /// The last four characters, where the secret is long enough that they give nothing away.
    pub last4: Option<String>,
    /// When it was last written.
    pub updated_at: Option<Timestamp>,
}

/// The last four characters of a secret of at least twelve; of a shorter one, nothing.
pub fn last4(secret: &str) -> Option<String> {
    let length = secret.chars().count();
    (length >= 12).then(|| secret.chars().skip(length - 4).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(format!("{:?}", SecretText::new("hunter2hunter2")), "SecretText");
    }

    #[test]
    fn short_secrets_show_nothing() {
        assert_eq!(last4("hunter2"), None);
        assert_eq!(last4("correct horse x7Qf").as_deref(), Some("x7Qf"));
        assert_eq!(last4("éééééééééééé").as_deref(), Some("éééé"));
    }
}
