//! What a field accepts, said once: the server refuses by it, the browser judges by it while one types.

use serde::{Deserialize, Serialize};

use crate::secret::SecretText;

/// What kind of text a field holds; chooses the check and the input control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of anything printable.
    Text,
    /// Several lines.
    MultiLine,
    /// Lower-case letters, digits and single hyphens; starts with a letter.
    Slug,
    /// An e-mail address.
    Email,
    /// A DNS name such as `contoso.com`.
    Domain,
    /// A GUID such as a directory (tenant) ID.
    Guid,
    /// An absolute `https` or `http` URL without fragment or user info. Whether `http` is allowed is the operator's setting.
    Url,
    /// A secret, shown as dots.
    Secret,
    /// A new password of an account.
    NewPassword,
}

/// One field: its name in JSON, what it accepts, how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// The name in JSON.
    pub name: &'static str,
    /// What it accepts.
    pub kind: FieldKind,
    /// Whether it must be given.
    pub required: bool,
    /// Fewest characters, when not empty.
    pub min: usize,
    /// Most characters.
    pub max: usize,
}

/// Why a value was not accepted. `code` is stable; the numbers fill the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldFault {
    /// Nothing was given.
    Required,
    /// Fewer than so many characters.
    TooShort(usize),
    /// More than so many characters.
    TooLong(usize),
    /// A control character or line break where none belongs.
    ControlCharacter,
    /// Spaces around the value, usually pasted along.
    SurroundingSpace,
    /// Not a slug.
    Slug,
    /// Not an e-mail address.
    Email,
    /// Not a domain name.
    Domain,
    /// Not a GUID.
    Guid,
    /// Not an absolute URL.
    Url,
    /// A URL with a query string or fragment where only the bare endpoint belongs.
    UrlWithQuery,
    /// Not one of the values on offer.
    Choice,
    /// Text where a number belongs, or the like.
    WrongType,
    /// The field is not known here.
    Unknown,
    /// Already taken.
    Taken,
    /// Names something that does not exist.
    NoSuchThing,
    /// Secret values do not travel in this place.
    SecretNotAllowed,
}

impl FieldFault {
    /// The stable code in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooShort(_) => "too_short",
            Self::TooLong(_) => "too_long",
            Self::ControlCharacter => "control_character",
            Self::SurroundingSpace => "surrounding_space",
            Self::Slug => "slug",
            Self::Email => "email",
            Self::Domain => "domain",
            Self::Guid => "guid",
            Self::Url => "url",
            Self::UrlWithQuery => "url_with_query",
            Self::Choice => "choice",
            Self::WrongType => "wrong_type",
            Self::Unknown => "unknown_field",
            Self::Taken => "taken",
            Self::NoSuchThing => "no_such_thing",
            Self::SecretNotAllowed => "secret_not_allowed",
        }
    }

    /// Every code, with sample numbers: what the message catalogues must know.
    pub const ALL: [Self; 17] = [
        Self::Required,
        Self::TooShort(0),
        Self::TooLong(0),
        Self::ControlCharacter,
        Self::SurroundingSpace,
        Self::Slug,
        Self::Email,
        Self::Domain,
        Self::Guid,
        Self::Url,
        Self::UrlWithQuery,
        Self::Choice,
        Self::WrongType,
        Self::Unknown,
        Self::Taken,
        Self::NoSuchThing,
        Self::SecretNotAllowed,
    ];

    /// The number that the message names, if it names one.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::TooShort(n) | Self::TooLong(n) => Some(n),
            _ => None,
        }
    }
}

impl FieldSpec {
    /// A required field of at most 200 characters.
    pub const fn required(name: &'static str, kind: FieldKind) -> Self {
        let (min, max) = match kind {
            FieldKind::Slug => (2, 63),
            FieldKind::Email => (3, 254),
            FieldKind::Domain => (3, 253),
            FieldKind::Guid => (36, 36),
            FieldKind::Url => (8, 2000),
            FieldKind::Secret | FieldKind::MultiLine => (1, 8000),
            FieldKind::NewPassword => (12, 200),
            FieldKind::Text => (1, 200),
        };
        Self { name, kind, required: true, min, max }
    }

    /// The same, but it may stay empty.
    pub const fn optional(name: &'static str, kind: FieldKind) -> Self {
        Self { required: false, ..Self::required(name, kind) }
    }

    /// Judges `value`.
    ///
    /// # Errors
    /// The first reason not to accept it.
    pub fn check(&self, value: &str) -> Result<(), FieldFault> {
        if value.is_empty() {
            return if self.required { Err(FieldFault::Required) } else { Ok(()) };
        }
        let length = value.chars().count();
        if length > self.max {
            return Err(FieldFault::TooLong(self.max));
        }
        let free_form = matches!(self.kind, FieldKind::Secret | FieldKind::NewPassword | FieldKind::MultiLine);
        if !free_form && value.chars().any(char::is_control) {
            return Err(FieldFault::ControlCharacter);
        }
        if !free_form && value.trim() != value {
            return Err(FieldFault::SurroundingSpace);
        }
        if length < self.min && !matches!(self.kind, FieldKind::Guid) {
            return Err(FieldFault::TooShort(self.min));
        }
        self.kind.check(value)
    }
}

impl FieldKind {
    fn check(self, value: &str) -> Result<(), FieldFault> {
        let (ok, fault) = match self {
            Self::Slug => (is_slug(value), FieldFault::Slug),
            Self::Email => (is_email(value), FieldFault::Email),
            Self::Domain => (is_domain(value), FieldFault::Domain),
            Self::Guid => (is_guid(value), FieldFault::Guid),
            Self::Url => (is_absolute_url(value), FieldFault::Url),
            Self::Text | Self::MultiLine | Self::Secret | Self::NewPassword => (true, FieldFault::Required),
        };
        if ok { Ok(()) } else { Err(fault) }
    }
}

fn is_slug(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_lowercase())
        && !value.ends_with('-')
        && !value.contains("--")
        && value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && local.len() <= 64 && !local.contains(char::is_whitespace) && is_domain(domain)
    })
}

fn is_domain(value: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    value.contains('.') && value.split('.').all(label)
}

fn is_guid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

fn is_absolute_url(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        !authority.is_empty()
            && !authority.contains('@')
            && !value.contains(|c: char| c.is_whitespace() || matches!(c, '#' | '\\' | '"' | '<' | '>'))
    })
}

/// Collects what is wrong with a request, one entry per field.
#[derive(Debug, Default)]
pub struct Report {
    faults: Vec<(String, FieldFault)>,
}

impl Report {
    /// Checks `value` against `spec`; the pointer is the spec's name.
    pub fn check(&mut self, spec: &FieldSpec, value: &str) {
        self.check_at(format!("/{}", spec.name), spec, value);
    }

    /// Checks an optional value; absent counts as empty.
    pub fn check_opt(&mut self, spec: &FieldSpec, value: Option<&str>) {
        self.check(spec, value.unwrap_or_default());
    }

    /// Checks a secret.
    pub fn check_secret(&mut self, spec: &FieldSpec, value: &SecretText) {
        self.check(spec, value.expose());
    }

    /// Checks `value` and reports it under `pointer` (RFC 6901).
    pub fn check_at(&mut self, pointer: String, spec: &FieldSpec, value: &str) {
        if let Err(fault) = spec.check(value) {
            self.add(pointer, fault);
        }
    }

    /// Adds a fault found in another way.
    pub fn add(&mut self, pointer: impl Into<String>, fault: FieldFault) {
        self.faults.push((pointer.into(), fault));
    }

    /// All faults, in the order in which they were found.
    pub fn into_faults(self) -> Vec<(String, FieldFault)> {
        self.faults
    }
}

/// A request that can judge itself. The server's JSON extractor calls it before the handler runs.
pub trait Validate {
    /// Adds to `report` whatever is wrong.
    fn validate(&self, report: &mut Report);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(kind: FieldKind, value: &str) -> Result<(), FieldFault> {
        FieldSpec::required("field", kind).check(value)
    }

    #[test]
    fn slugs() {
        assert_eq!(verdict(FieldKind::Slug, "contoso-2"), Ok(()));
        for bad in ["Contoso", "2contoso", "con--toso", "contoso-", "con toso", "cöntoso"] {
            assert_eq!(verdict(FieldKind::Slug, bad), Err(FieldFault::Slug), "{bad}");
        }
        assert_eq!(verdict(FieldKind::Slug, "c"), Err(FieldFault::TooShort(2)));
        assert_eq!(verdict(FieldKind::Slug, &"c".repeat(64)), Err(FieldFault::TooLong(63)));
    }

    #[test]
    fn urls() {
        for good in ["https://login.microsoftonline.com/common/oauth2/authorize", "http://127.0.0.1:3000/token"] {
            assert_eq!(verdict(FieldKind::Url, good), Ok(()), "{good}");
        }
        for bad in
            ["login.microsoftonline.com", "ftp://example.com/x", "https://user@example.com/", "https://ex ample.com"]
        {
            assert_eq!(verdict(FieldKind::Url, bad), Err(FieldFault::Url), "{bad}");
        }
    }

    #[test]
    fn pasted_spaces_are_named_as_such() {
        let guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
        assert_eq!(verdict(FieldKind::Guid, guid), Ok(()));
        assert_eq!(FieldSpec::required("id", FieldKind::Guid).check(&guid[1..]), Err(FieldFault::Guid));
        assert_eq!(verdict(FieldKind::Email, "a@example.com "), Err(FieldFault::SurroundingSpace));
        assert_eq!(verdict(FieldKind::Email, "a@example"), Err(FieldFault::Email));
    }

    #[test]
    fn an_optional_field_may_be_empty_but_not_wrong() {
        let spec = FieldSpec::optional("domain", FieldKind::Domain);
        assert_eq!(spec.check(""), Ok(()));
        assert_eq!(spec.check("contoso..com"), Err(FieldFault::Domain));
    }
}
