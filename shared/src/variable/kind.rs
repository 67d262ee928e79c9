//! Kinds of values, and what each accepts.

use serde::{Deserialize, Serialize};

use super::reference::{Part, parse};
use crate::field::{FieldFault, FieldKind, FieldSpec};

/// A value of any kind.
pub const VALUE: FieldSpec = FieldSpec { max: 16_000, ..FieldSpec::optional("value", FieldKind::MultiLine) };

/// What a variable's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VariableKind {
    /// Any text.
    #[default]
    String,
    /// A whole number, within `minimum` and `maximum` where they are given.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of `choices`.
    Enum,
    /// An absolute `https` or `http` address.
    Url,
    /// An e-mail address.
    Email,
    /// A GUID.
    Guid,
    /// Hours, minutes and seconds (`hh:mm:ss`, `d.hh:mm:ss`) as .NET writes them, or a whole number of seconds.
    /// `minimum` and `maximum` count seconds.
    Duration,
    /// Any text, never shown.
    Secret,
}

impl VariableKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::String,
        Self::Integer,
        Self::Boolean,
        Self::Enum,
        Self::Url,
        Self::Email,
        Self::Guid,
        Self::Duration,
        Self::Secret,
    ];

    /// The kind's name in the API and in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Enum => "enum",
            Self::Url => "url",
            Self::Email => "email",
            Self::Guid => "guid",
            Self::Duration => "duration",
            Self::Secret => "secret",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What narrows a kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct VariableOptions {
    /// The least, of an integer or of a duration in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The most, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// The values that an enum may have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

impl VariableOptions {
    /// The most choices.
    pub const MOST_CHOICES: usize = 200;

    /// Whether nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Judges what is narrowed, for a variable of this kind; pointers are below `/options`.
    pub fn faults(&self, kind: VariableKind) -> Vec<(&'static str, FieldFault)> {
        let mut faults = Vec::new();
        let numeric = matches!(kind, VariableKind::Integer | VariableKind::Duration);
        if !numeric && self.minimum.is_some() {
            faults.push(("/minimum", FieldFault::Unknown));
        }
        if !numeric && self.maximum.is_some() {
            faults.push(("/maximum", FieldFault::Unknown));
        }
        if matches!((self.minimum, self.maximum), (Some(least), Some(most)) if least > most) {
            faults.push(("/maximum", FieldFault::NotWithin));
        }
        faults.extend(self.fault_of_choices(kind).map(|fault| ("/choices", fault)));
        faults
    }

    fn fault_of_choices(&self, kind: VariableKind) -> Option<FieldFault> {
        let twice = |(at, choice): (usize, &String)| self.choices[..at].contains(choice);
        match (kind, self.choices.len()) {
            (VariableKind::Enum, 0) => Some(FieldFault::Required),
            (VariableKind::Enum, many) if many > Self::MOST_CHOICES => Some(FieldFault::TooLong(Self::MOST_CHOICES)),
            (VariableKind::Enum, _) if self.choices.iter().enumerate().any(twice) => Some(FieldFault::Twice),
            (VariableKind::Enum, _) => self.choices.iter().find_map(|choice| VALUE.check(choice).err()),
            (_, 0) => None,
            _ => Some(FieldFault::Unknown),
        }
    }
}

/// Judges a value. What holds a reference is judged once the reference is resolved. An empty value is no value: every
/// kind accepts it.
///
/// # Errors
/// The first reason not to accept it.
pub fn judge(kind: VariableKind, options: &VariableOptions, value: &str) -> Result<(), FieldFault> {
    VALUE.check(value)?;
    if value.is_empty() || parse(value).iter().any(|part| matches!(part, Part::Reference(_))) {
        return Ok(());
    }
    let within = |number: i64| {
        let fits =
            options.minimum.is_none_or(|least| number >= least) && options.maximum.is_none_or(|most| number <= most);
        if fits { Ok(()) } else { Err(FieldFault::NotWithin) }
    };
    let field = |kind| FieldSpec { min: 1, max: VALUE.max, ..FieldSpec::required("value", kind) }.check(value);
    match kind {
        VariableKind::String | VariableKind::Secret => Ok(()),
        VariableKind::Integer => within(value.parse().map_err(|_| FieldFault::Integer)?),
        VariableKind::Boolean => {
            let known = ["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word));
            if known { Ok(()) } else { Err(FieldFault::Boolean) }
        }
        VariableKind::Enum => {
            if options.choices.iter().any(|choice| choice == value) {
                Ok(())
            } else {
                Err(FieldFault::Choice)
            }
        }
        VariableKind::Url => field(FieldKind::Url),
        VariableKind::Email => field(FieldKind::Email),
        VariableKind::Guid => field(FieldKind::Guid),
        VariableKind::Duration => within(seconds(value).ok_or(FieldFault::Duration)?),
    }
}

/// The whole seconds of a duration; `None`: not one.
fn seconds(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(i64::from(seconds));
    }
    let number = |text: &str, most: i64| -> Option<i64> {
        let digits = !text.is_empty() && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && *number <= most)
    };
    let (days, clock) = match text.split_once('.') {
        Some((days, clock)) if clock.contains(':') => (number(days, 10_000_000)?, clock),
        _ => (0, text),
    };
    let mut parts = clock.split(':');
    let (hours, minutes) = (number(parts.next()?, 23)?, number(parts.next()?, 59)?);
    let second = parts.next()?;
    let (whole, fraction) = second.split_once('.').unwrap_or((second, "0"));
    number(fraction, 9_999_999)?;
    let whole = number(whole, 59)?;
    if parts.next().is_some() { None } else { Some(((days * 24 + hours) * 60 + minutes) * 60 + whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(kind: VariableKind, value: &str) -> Result<(), FieldFault> {
        let options = VariableOptions {
            choices: if kind == VariableKind::Enum { vec!["SINGLE".into(), "MIX".into()] } else { Vec::new() },
            ..VariableOptions::default()
        };
        judge(kind, &options, value)
    }

    #[test]
    fn every_kind_takes_its_own_and_refuses_the_rest() {
        use VariableKind::{Boolean, Duration, Email, Enum, Guid, Integer, Secret, String, Url};
        for (kind, good, bad, fault) in [
            (Integer, "-5", "5.0", FieldFault::Integer),
            (Boolean, "True", "yes", FieldFault::Boolean),
            (Enum, "MIX", "mix", FieldFault::Choice),
            (Url, "https://outlook.office365.com/EWS/Exchange.asmx", "outlook.office365.com", FieldFault::Url),
            (Email, "a@example.com", "a@example", FieldFault::Email),
            (Guid, "0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b", FieldFault::Guid),
            (Duration, "00:05:00", "5 minutes", FieldFault::Duration),
        ] {
            assert_eq!(verdict(kind, good), Ok(()), "{kind:?}");
            assert_eq!(verdict(kind, bad), Err(fault), "{kind:?}");
            assert_eq!(verdict(kind, ""), Ok(()), "{kind:?}: no value yet");
            assert_eq!(verdict(kind, "${variable:Other}"), Ok(()), "{kind:?}: judged when resolved");
        }
        assert_eq!(verdict(String, "several\nlines"), Ok(()));
        assert_eq!(verdict(Secret, &"x".repeat(16_001)), Err(FieldFault::TooLong(16_000)));
    }

    #[test]
    fn durations_are_written_as_dotnet_does() {
        for (text, expected) in [
            ("90", Some(90)),
            ("00:05:00", Some(300)),
            ("1.02:03:04", Some(93_784)),
            ("00:00:01.5", Some(1)),
            ("24:00:00", None),
            ("00:60:00", None),
            ("-1", None),
            ("1:2:3:4", None),
            (":::", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_range_holds_at_both_ends() {
        let options = VariableOptions { minimum: Some(1), maximum: Some(1000), ..VariableOptions::default() };
        for (value, fits) in [("1", true), ("1000", true), ("0", false), ("1001", false)] {
            assert_eq!(judge(VariableKind::Integer, &options, value).is_ok(), fits, "{value}");
        }
        assert_eq!(options.faults(VariableKind::Integer), []);
        assert_eq!(options.faults(VariableKind::String).len(), 2);
        let backwards = VariableOptions { minimum: Some(2), maximum: Some(1), ..VariableOptions::default() };
        assert_eq!(backwards.faults(VariableKind::Integer), [("/maximum", FieldFault::NotWithin)]);
        let twice = VariableOptions { choices: vec!["a".into(), "a".into()], ..VariableOptions::default() };
        assert_eq!(twice.faults(VariableKind::Enum), [("/choices", FieldFault::Twice)]);
        assert_eq!(VariableOptions::default().faults(VariableKind::Enum), [("/choices", FieldFault::Required)]);
    }

    #[test]
    fn names_of_kinds_read_back() {
        for kind in VariableKind::ALL {
            assert_eq!(VariableKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).expect("serialises"), kind.as_str());
        }
    }
}
