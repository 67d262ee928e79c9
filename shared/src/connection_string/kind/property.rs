//! Properties: what they are called, and what values they take.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldKind, FieldSpec},
    text::LocalizedText,
};

const URL: FieldSpec = FieldSpec::optional("value", FieldKind::Url);
const EMAIL: FieldSpec = FieldSpec::optional("value", FieldKind::Email);

/// Properties that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PropertyGroup {
    /// Its stable id: `connection`.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// Its properties.
    pub properties: Vec<Property>,
}

/// What a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// A .NET Boolean: `True` or `False`.
    Bool,
    /// A whole number.
    Int,
    /// One of `choices`.
    Enum,
    /// An absolute http or https address.
    Url,
    /// An e-mail address.
    Email,
    /// A number with `S`, `M`, `H` or `D` behind it, or seconds without.
    Duration,
    /// Anything.
    Text,
    /// Something that is masked.
    Secret,
    /// The name of a resource.
    Resource,
    /// What a resource's tokens are asked for.
    Audience,
}

/// One property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// Its key, as the product writes it.
    pub key: String,
    /// Other keys that the product takes for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: PropertyType,
    /// What it is for.
    pub help: LocalizedText,
    /// What the product takes when it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What a new entry begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<String>,
    /// What it may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The least, of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The most, of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// Whether nothing works without it.
    #[serde(default)]
    pub required: bool,
}

impl Property {
    /// The code of what is wrong with `value`, if anything is.
    pub fn fault(&self, value: &str) -> Option<&'static str> {
        let sound = |sound: bool, code: &'static str| (!sound).then_some(code);
        match self.kind {
            PropertyType::Bool => {
                sound(["true", "false"].iter().any(|word| word.eq_ignore_ascii_case(value)), "not_boolean")
            }
            PropertyType::Enum => sound(self.choice(value).is_some(), "not_choice"),
            PropertyType::Url => sound(URL.check(value).is_ok(), "not_url"),
            PropertyType::Email => sound(EMAIL.check(value).is_ok(), "not_email"),
            PropertyType::Duration => sound(is_duration(value), "not_duration"),
            PropertyType::Int => match value.parse::<i64>() {
                Err(_) => Some("not_integer"),
                Ok(number) => {
                    let below = self.minimum.is_some_and(|minimum| number < minimum);
                    sound(!below && self.maximum.is_none_or(|maximum| number <= maximum), "out_of_range")
                }
            },
            PropertyType::Text | PropertyType::Secret | PropertyType::Resource | PropertyType::Audience => None,
        }
    }

    /// `value` as its data file spells it, so that rules need not mind capitals.
    pub(super) fn canonical<'v>(&'v self, value: &'v str) -> &'v str {
        match self.kind {
            PropertyType::Bool if value.eq_ignore_ascii_case("true") => "true",
            PropertyType::Bool if value.eq_ignore_ascii_case("false") => "false",
            PropertyType::Enum => self.choice(value).unwrap_or(value),
            _ => value,
        }
    }

    fn choice(&self, value: &str) -> Option<&str> {
        self.choices.iter().map(String::as_str).find(|choice| choice.eq_ignore_ascii_case(value))
    }
}

/// `30S`, `5M`, `1H`, `1D` or `30`: capitals only.
fn is_duration(value: &str) -> bool {
    let number = value.strip_suffix(['S', 'M', 'H', 'D']).unwrap_or(value);
    !number.is_empty() && number.len() <= 9 && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: PropertyType, value: &str) -> Option<&'static str> {
        let property = Property {
            key: "k".to_owned(),
            synonyms: Vec::new(),
            kind,
            help: LocalizedText::default(),
            default: None,
            suggested: None,
            choices: vec!["BootTls".to_owned(), "None".to_owned()],
            minimum: Some(1),
            maximum: Some(65_535),
            required: false,
        };
        property.fault(value)
    }

    #[test]
    fn values_are_judged_by_their_type() {
        for (kind, good, bad, code) in [
            (PropertyType::Bool, "TRUE", "1", "not_boolean"),
            (PropertyType::Int, "25", "25a", "not_integer"),
            (PropertyType::Int, "65535", "0", "out_of_range"),
            (PropertyType::Enum, "boottls", "StartTLS2", "not_choice"),
            (PropertyType::Url, "https://example.com/EWS", "example.com", "not_url"),
            (PropertyType::Email, "a@example.com", "a", "not_email"),
            (PropertyType::Duration, "30S", "30s", "not_duration"),
            (PropertyType::Duration, "30", "S", "not_duration"),
            (PropertyType::Duration, "1D", "1 D", "not_duration"),
        ] {
            assert_eq!((fault(kind, good), fault(kind, bad)), (None, Some(code)), "{kind:?}");
        }
        assert_eq!(fault(PropertyType::Text, "anything"), None);
    }
}
