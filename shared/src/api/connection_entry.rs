//! Connection entries of an environment: connection strings with a kind, a target and versions. Secrets in them are
//! masked in every answer but one; a mask that comes back stands for the secret that is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use crate::{
    api::{connection_string::MOST_PAIRS, resource::ShownValue},
    connection_string::MASK,
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::ConnectionEntryId,
    resource::LintLevel,
    secret::{SecretState, SecretText, hand_out},
    timestamp::Timestamp,
};

/// The whole string.
pub const TEXT: FieldSpec = FieldSpec { max: MOST_IN_TEXT, ..FieldSpec::optional("text", FieldKind::Secret) };
const VALUE: FieldSpec = FieldSpec::optional("value", FieldKind::Secret);
/// The most characters of a string.
pub const MOST_IN_TEXT: usize = 16_000;

/// An entry as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionEntry {
    /// Its id.
    pub id: ConnectionEntryId,
    /// Its kind's id: `k2-smtp`.
    pub kind: String,
    /// What it is about, such as a mailbox; `null`: nothing in particular.
    pub target: Option<String>,
    /// What it is called in a config file: `SourceCode.Net.Mail.SmtpConnection:k2@contoso.com`.
    pub name: String,
    /// What a program sees under each key. Of a secret, that it is set.
    pub properties: BTreeMap<String, ShownValue>,
    /// The string as typed, with a mask in the place of each secret.
    pub text: String,
    /// What is odd about it, the worst first.
    pub warnings: Vec<EntryWarning>,
    /// Counts changes; the number in the `ETag`.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: String,
}

/// Something odd about an entry, in the caller's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryWarning {
    /// Its stable name.
    pub code: String,
    /// How bad it is.
    pub level: LintLevel,
    /// The property that it is about; `null`: the entry.
    pub property: Option<String>,
    /// What is odd, and why that matters.
    pub detail: String,
    /// What to do about it.
    pub remedy: String,
}

/// A value as it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum GivenProperty {
    /// A value.
    Text(SecretText),
    /// What an answer showed in the place of a secret: the one that is kept stays.
    Kept(SecretState),
}

impl GivenProperty {
    /// The value to write; a kept secret as its mask.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text.expose(),
            Self::Kept(state) if state.set => MASK,
            Self::Kept(_) => "",
        }
    }
}

impl From<&str> for GivenProperty {
    fn from(text: &str) -> Self {
        Self::Text(SecretText::new(text))
    }
}

/// Properties as they come in: `null` is the same as leaving one out.
pub type GivenProperties = BTreeMap<String, Option<GivenProperty>>;

/// Makes an entry of a text or of properties; of one of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateConnectionEntry {
    /// Its kind's id.
    pub kind: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The string as typed.
    #[serde(default, serialize_with = "hand_out_some", skip_serializing_if = "Option::is_none")]
    pub text: Option<SecretText>,
    /// Its properties; written in the order of the kind.
    #[serde(default, serialize_with = "hand_out_properties", skip_serializing_if = "Option::is_none")]
    pub properties: Option<GivenProperties>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Changes an entry. What is left out stays; its kind always does.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutConnectionEntry {
    /// Its kind's id, if it is to be confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What it is about; `null`: nothing in particular.
    #[serde(default, deserialize_with = "crate::api::double_option", skip_serializing_if = "Option::is_none")]
    pub target: Option<Option<String>>,
    /// The string as typed; masks stand for what is kept.
    #[serde(default, serialize_with = "hand_out_some", skip_serializing_if = "Option::is_none")]
    pub text: Option<SecretText>,
    /// All its properties: one that is left out goes, one that is the same keeps the very bytes it was written with.
    #[serde(default, serialize_with = "hand_out_properties", skip_serializing_if = "Option::is_none")]
    pub properties: Option<GivenProperties>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Body of a restore: why, for the history.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RestoreConnectionEntry {
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionEntryVersion {
    /// Counts from 1.
    pub version: i64,
    /// The environment's numbered change that made it.
    pub change: i64,
    /// What the entry was about then.
    pub target: Option<String>,
    /// The string as typed then, masked; `null`: with this version it was deleted.
    pub text: Option<String>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// An entry with its secrets. Every one that is asked for stands in the audit trail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevealedConnectionEntry {
    /// The string as typed.
    #[serde(serialize_with = "hand_out")]
    pub text: SecretText,
    /// The same with what its references stand for in their place; `null` where one of them does not resolve.
    #[serde(serialize_with = "hand_out_some")]
    pub resolved: Option<SecretText>,
}

impl Validate for CreateConnectionEntry {
    fn validate(&self, report: &mut Report) {
        judge(report, self.text.as_ref(), self.properties.as_ref(), self.note.as_deref());
        if self.text.is_none() && self.properties.is_none() {
            report.add("/text", FieldFault::Required);
        }
    }
}

impl Validate for PutConnectionEntry {
    fn validate(&self, report: &mut Report) {
        judge(report, self.text.as_ref(), self.properties.as_ref(), self.note.as_deref());
    }
}

impl Validate for RestoreConnectionEntry {
    fn validate(&self, report: &mut Report) {
        judge(report, None, None, self.note.as_deref());
    }
}

fn judge(report: &mut Report, text: Option<&SecretText>, properties: Option<&GivenProperties>, note: Option<&str>) {
    report.check_opt(&TEXT, text.map(SecretText::expose));
    report.check_opt(&FieldSpec { max: 500, ..FieldSpec::optional("note", FieldKind::MultiLine) }, note);
    if text.is_some() && properties.is_some() {
        report.add("/properties", FieldFault::Choice);
    }
    let Some(properties) = properties else { return };
    if properties.len() > MOST_PAIRS {
        report.add("/properties", FieldFault::TooLong(MOST_PAIRS));
    }
    for (key, value) in properties {
        if let Some(value) = value {
            report.check_at(pointer(key), &VALUE, value.as_text());
        }
    }
}

/// Where a property stands in a body (RFC 6901).
pub fn pointer(key: &str) -> String {
    format!("/properties/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn hand_out_some<S: Serializer>(secret: &Option<SecretText>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => hand_out(secret, serializer),
        None => serializer.serialize_none(),
    }
}

fn hand_out_properties<S: Serializer>(properties: &Option<GivenProperties>, serializer: S) -> Result<S::Ok, S::Error> {
    let Some(properties) = properties else { return serializer.serialize_none() };
    let mut map = serializer.serialize_map(Some(properties.len()))?;
    for (key, value) in properties {
        match value {
            Some(GivenProperty::Text(text)) => map.serialize_entry(key, text.expose())?,
            Some(GivenProperty::Kept(state)) => map.serialize_entry(key, state)?,
            None => map.serialize_entry(key, &None::<()>)?,
        }
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<(String, FieldFault)> {
        let request: CreateConnectionEntry = serde_json::from_str(json).expect("well-formed");
        let mut report = Report::default();
        request.validate(&mut report);
        report.into_faults()
    }

    #[test]
    fn an_entry_is_made_of_one_thing() {
        assert_eq!(faults(r#"{"kind":"dotnet","target":"a","text":"A=1"}"#), []);
        assert_eq!(faults(r#"{"kind":"dotnet","properties":{"A":"1","B":null}}"#), []);
        assert_eq!(faults(r#"{"kind":"dotnet"}"#), [("/text".to_owned(), FieldFault::Required)]);
        assert_eq!(
            faults(r#"{"kind":"dotnet","text":"","properties":{}}"#),
            [("/properties".to_owned(), FieldFault::Choice)]
        );
        let long = format!(r#"{{"kind":"dotnet","properties":{{"a/b":"{}"}}}}"#, "x".repeat(8001));
        assert_eq!(faults(&long), [("/properties/a~1b".to_owned(), FieldFault::TooLong(8000))]);
    }

    #[test]
    fn what_an_answer_shows_of_a_secret_stands_for_it() {
        let json =
            r#"{"properties":{"Password":{"set":true,"last4":null,"updated_at":null},"URL":null,"User ID":"a"}}"#;
        let request: PutConnectionEntry = serde_json::from_str(json).expect("a change");
        let properties = request.properties.clone().expect("properties");
        assert_eq!(properties["Password"].as_ref().map(GivenProperty::as_text), Some(MASK));
        assert_eq!(properties["URL"], None);
        assert_eq!(serde_json::to_string(&request).expect("written"), json);
    }
}
