//! What a field accepts, said once: the server refuses by it, the browser judges by it while one types.

mod fault;
mod format;
mod report;

pub use fault::FieldFault;
pub(crate) use format::{is_domain, is_email, is_guid};
pub use report::{Report, Validate};

use serde::{Deserialize, Serialize};

use format::{is_absolute_url, is_slug};

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
