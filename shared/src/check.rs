//! Checks: what can be asked about a resource or an environment, what each asks for, and what was found. Which checks
//! there are and every word of theirs are data of the server (`backend/catalog/checks/`).

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldFault, FieldKind, FieldSpec},
    text::LocalizedText,
};

/// What can be checked, and what has to be said for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckDescriptor {
    /// Its stable name, such as `imap_sign_in`.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it looks at, and what that proves.
    pub what: LocalizedText,
    /// What has to be there for it to be run at all.
    pub needs: Vec<CheckNeed>,
    /// What has to be said, in the order in which to ask.
    pub arguments: Vec<CheckArgument>,
}

/// What a check works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckNeed {
    /// A resource of the tenant: the request names one.
    Resource,
    /// A token of the resource: the provider is asked for one.
    Token,
    /// A mailbox: the argument of that name.
    Mailbox,
    /// A configuration file that was opened in the environment.
    ConfigFile,
    /// A value that has several places in the environment.
    LinkedSetting,
    /// Variables that belong together.
    VariableSet,
    /// A connection string of the environment.
    ConnectionString,
    /// A date by which something must be done.
    Deadline,
    /// What is recorded about whom an application permission reaches.
    Reach,
}

/// One thing that has to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckArgument {
    /// Its name in the request, such as `mailbox`.
    pub name: String,
    /// What it is called.
    pub label: LocalizedText,
    /// What it is for.
    pub help: LocalizedText,
    /// What it accepts.
    pub kind: ArgumentKind,
    /// Whether it must be said. One with a default need not be.
    #[serde(default)]
    pub required: bool,
    /// What holds when nothing is said; the check may know better, and then its help says so.
    #[serde(default)]
    pub default: Option<String>,
    /// The values on offer, where only they are accepted.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// What an argument accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ArgumentKind {
    /// One line.
    Text,
    /// The address of a mailbox.
    Mailbox,
    /// A host's name or its IP address, without scheme and port.
    Host,
    /// A TCP port.
    Port,
    /// An absolute URL.
    Url,
    /// The name of something else that this server knows.
    Name,
    /// One of several values.
    Choice,
}

/// The most characters of an argument.
pub const MOST_CHARACTERS: usize = 2000;

impl CheckArgument {
    /// Judges what was said.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn judge(&self, value: Option<&str>) -> Result<(), FieldFault> {
        let value = value.unwrap_or_default();
        if value.is_empty() {
            return if self.required && self.default.is_none() { Err(FieldFault::Required) } else { Ok(()) };
        }
        if !self.choices.is_empty() {
            return if self.choices.iter().any(|choice| choice == value) { Ok(()) } else { Err(FieldFault::Choice) };
        }
        let spec = FieldSpec { max: MOST_CHARACTERS, ..FieldSpec::required("value", self.kind.field()) };
        spec.check(value)?;
        match self.kind {
            ArgumentKind::Port => match value.parse::<u16>() {
                Ok(1..) => Ok(()),
                _ => Err(FieldFault::OutOfRange(usize::from(u16::MAX))),
            },
            ArgumentKind::Host if !is_host(value) => Err(FieldFault::Domain),
            _ => Ok(()),
        }
    }
}

impl ArgumentKind {
    fn field(self) -> FieldKind {
        match self {
            Self::Mailbox => FieldKind::Email,
            Self::Url => FieldKind::Url,
            Self::Text | Self::Host | Self::Port | Self::Name | Self::Choice => FieldKind::Text,
        }
    }
}

/// A name or an IP address; brackets around IPv6 are not part of it.
pub(crate) fn is_host(value: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    value.len() <= 253
        && (value.parse::<core::net::IpAddr>().is_ok() || value.trim_end_matches('.').split('.').all(label))
}

/// How a check came out; the order is that of severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// It is as it should be.
    Passed,
    /// It works, but not for long, or not as it should.
    Warning,
    /// It could not be looked at, and the finding says why. Not a proof of anything.
    Impossible,
    /// It is not as it should be.
    Failed,
}

impl CheckState {
    /// Every state, the best first.
    pub const ALL: [Self; 4] = [Self::Passed, Self::Warning, Self::Impossible, Self::Failed];

    /// The name in storage and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning => "warning",
            Self::Impossible => "impossible",
            Self::Failed => "failed",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether it closes a step: what works does, with or without a warning.
    pub fn is_green(self) -> bool {
        matches!(self, Self::Passed | Self::Warning)
    }

    /// How several findings came out together; nothing found is nothing looked at.
    pub fn overall(findings: &[Finding]) -> Self {
        findings.iter().map(|finding| finding.state).max().unwrap_or(Self::Impossible)
    }
}

/// Whose work it is: of a step, or after a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The customer: whoever keeps the tenant here.
    Customer,
    /// An administrator of the customer's directory or of its Exchange organisation.
    DirectoryAdministrator,
    /// The product's vendor, or whoever supports it.
    Support,
    /// Something to do on the server on which the product runs.
    ProductServer,
}

impl Owner {
    /// Everybody.
    pub const ALL: [Self; 4] = [Self::Customer, Self::DirectoryAdministrator, Self::Support, Self::ProductServer];

    /// The name in storage and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::DirectoryAdministrator => "directory_administrator",
            Self::Support => "support",
            Self::ProductServer => "product_server",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.as_str() == name)
    }
}

/// One thing that was looked at. No text holds a secret, a token or anything of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// How it came out.
    pub state: CheckState,
    /// What was looked at.
    pub looked_at: LocalizedText,
    /// What should have been there.
    pub expected: LocalizedText,
    /// What was there, and what that means.
    pub found: LocalizedText,
    /// What to do about it; absent where nothing is to be done.
    pub remedy: Option<LocalizedText>,
    /// Who does it.
    pub who: Option<Owner>,
    /// The code under which others know it: `AADSTS…`, an HTTP status, a reply of a mail server, a reason of Exchange.
    pub code: Option<String>,
    /// The provider's correlation id: its support asks for it.
    pub correlation_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use CheckState::{Failed, Impossible, Passed, Warning};

    fn argument(kind: ArgumentKind, required: bool) -> CheckArgument {
        CheckArgument {
            name: "a".into(),
            label: LocalizedText::default(),
            help: LocalizedText::default(),
            kind,
            required,
            default: None,
            choices: Vec::new(),
        }
    }

    #[test]
    fn arguments_are_judged_by_their_kind() {
        let host = argument(ArgumentKind::Host, true);
        for good in ["outlook.office365.com", "127.0.0.1", "::1", "mail", "example.com."] {
            assert_eq!(host.judge(Some(good)), Ok(()), "{good}");
        }
        for bad in ["https://example.com", "example.com:993", "a..b", "-a.b", "a b"] {
            assert_eq!(host.judge(Some(bad)), Err(FieldFault::Domain), "{bad}");
        }
        assert_eq!(host.judge(None), Err(FieldFault::Required));
        let port = argument(ArgumentKind::Port, false);
        assert_eq!(port.judge(Some("993")), Ok(()));
        for bad in ["0", "65536", "-1", "imaps"] {
            assert_eq!(port.judge(Some(bad)), Err(FieldFault::OutOfRange(65535)), "{bad}");
        }
        assert_eq!(argument(ArgumentKind::Mailbox, true).judge(Some("a@b@c")), Err(FieldFault::Email));
        let choice = CheckArgument { choices: vec!["imap".into()], ..argument(ArgumentKind::Choice, false) };
        assert_eq!(choice.judge(Some("pop")), Err(FieldFault::Choice));
        assert_eq!(choice.judge(None), Ok(()));
    }

    #[test]
    fn a_default_stands_in_for_what_was_not_said() {
        let argument = CheckArgument { default: Some("inbox".into()), ..argument(ArgumentKind::Text, true) };
        assert_eq!(argument.judge(None), Ok(()));
    }

    #[test]
    fn names_in_storage_are_those_of_the_api() {
        for state in CheckState::ALL {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
            assert_eq!(CheckState::parse(state.as_str()), Some(state));
        }
        for owner in Owner::ALL {
            assert_eq!(serde_json::to_value(owner).expect("a name"), owner.as_str());
            assert_eq!(Owner::parse(owner.as_str()), Some(owner));
        }
    }

    #[test]
    fn the_worst_finding_tells_and_nothing_found_proves_nothing() {
        let finding = |state| Finding {
            state,
            looked_at: LocalizedText::default(),
            expected: LocalizedText::default(),
            found: LocalizedText::default(),
            remedy: None,
            who: None,
            code: None,
            correlation_id: None,
        };
        let overall =
            |states: &[CheckState]| CheckState::overall(&states.iter().copied().map(finding).collect::<Vec<_>>());
        assert_eq!(overall(&[Passed, Warning, Passed]), Warning);
        assert_eq!(overall(&[Impossible, Failed, Passed]), Failed);
        assert_eq!(overall(&[]), Impossible);
        assert!(Warning.is_green() && !Impossible.is_green());
    }
}
