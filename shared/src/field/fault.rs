//! Why a value was not accepted, as a stable code.

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
    /// Not Base64.
    Base64,
    /// A name that no file can have.
    FileName,
    /// A key that no connection string can have.
    ConnectionStringKey,
    /// Entries of this kind have no target.
    NoTarget,
    /// A name in a config file that entries of this kind do not have.
    EntryName,
    /// Text that is no connection string.
    ConnectionString,
    /// A masked value for which nothing is kept.
    MaskWithoutSecret,
    /// Secret values do not travel in this place.
    SecretNotAllowed,
    /// A moment that is over.
    Past,
    /// No private key with its certificate in PEM.
    Pem,
    /// A private key in PEM that is encrypted.
    PemEncrypted,
    /// Not a PFX file.
    Pfx,
    /// The password does not open the PFX file.
    PfxPassword,
    /// The private key is not the certificate's.
    KeyMismatch,
    /// Not an RSA key of 2048 bits or more.
    KeyNotRsa,
    /// Stands in the list already.
    Twice,
    /// Not a whole number from 1 to so many.
    OutOfRange(usize),
    /// A parameter's name with spaces or letters that no request can carry plainly.
    ParameterName,
    /// A secret that would pass through the browser.
    SecretInBrowser,
    /// Braces around anything but `directory_id`.
    Placeholder,
    /// Not an address of metadata at a login host for a directory.
    DirectoryTemplate,
    /// A time of grace for a server that gives none.
    OnlyWithGrace,
    /// A variable's name with signs that no file or reference can carry.
    VariableName,
    /// Not a whole number.
    Integer,
    /// Neither `true` nor `false`.
    Boolean,
    /// Not a duration.
    Duration,
    /// Outside the range that was set.
    NotWithin,
    /// A reference to something that is not there.
    ReferenceDangling,
    /// A reference that leads back to where it stands.
    ReferenceCycle,
    /// `${` without a reference after it.
    ReferenceMalformed,
    /// References that make too long a text.
    ReferenceTooLong,
    /// A secret that would be shown without being given anew.
    SecretNeedsValue,
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
            Self::Base64 => "base64",
            Self::FileName => "file_name",
            Self::ConnectionStringKey => "connection_string_key",
            Self::NoTarget => "no_target",
            Self::EntryName => "entry_name",
            Self::ConnectionString => "connection_string",
            Self::MaskWithoutSecret => "mask_without_secret",
            Self::SecretNotAllowed => "secret_not_allowed",
            Self::Past => "past",
            Self::Pem => "pem",
            Self::PemEncrypted => "pem_encrypted",
            Self::Pfx => "pfx",
            Self::PfxPassword => "pfx_password",
            Self::KeyMismatch => "key_mismatch",
            Self::KeyNotRsa => "key_not_rsa",
            Self::Twice => "twice",
            Self::OutOfRange(_) => "out_of_range",
            Self::ParameterName => "parameter_name",
            Self::SecretInBrowser => "secret_in_browser",
            Self::Placeholder => "placeholder",
            Self::DirectoryTemplate => "directory_template",
            Self::OnlyWithGrace => "only_with_grace",
            Self::VariableName => "variable_name",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Duration => "duration",
            Self::NotWithin => "not_within",
            Self::ReferenceDangling => "reference_dangling",
            Self::ReferenceCycle => "reference_cycle",
            Self::ReferenceMalformed => "reference_malformed",
            Self::ReferenceTooLong => "reference_too_long",
            Self::SecretNeedsValue => "secret_needs_value",
        }
    }

    /// Every code, with sample numbers: what the message catalogues must know.
    pub const ALL: [Self; 48] = [
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
        Self::Base64,
        Self::FileName,
        Self::ConnectionStringKey,
        Self::NoTarget,
        Self::EntryName,
        Self::ConnectionString,
        Self::MaskWithoutSecret,
        Self::SecretNotAllowed,
        Self::Past,
        Self::Pem,
        Self::PemEncrypted,
        Self::Pfx,
        Self::PfxPassword,
        Self::KeyMismatch,
        Self::KeyNotRsa,
        Self::Twice,
        Self::OutOfRange(0),
        Self::ParameterName,
        Self::SecretInBrowser,
        Self::Placeholder,
        Self::DirectoryTemplate,
        Self::OnlyWithGrace,
        Self::VariableName,
        Self::Integer,
        Self::Boolean,
        Self::Duration,
        Self::NotWithin,
        Self::ReferenceDangling,
        Self::ReferenceCycle,
        Self::ReferenceMalformed,
        Self::ReferenceTooLong,
        Self::SecretNeedsValue,
    ];

    /// The number that the message names, if it names one.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::TooShort(n) | Self::TooLong(n) | Self::OutOfRange(n) => Some(n),
            _ => None,
        }
    }
}
