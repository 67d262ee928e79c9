//! Scripts that an administrator runs in a directory and in Exchange: registering an application, granting what it
//! needs, limiting what it reaches, and reading back what is there. Filled from plain values.
//!
//! A script is a head, made here, and fixed text below `parts/`. Every value and every message stands in the head as a
//! quoted literal of the language, so that nothing that was typed is ever read as code; the fixed text holds no places.
//! Scripts can be run again: they look first, and add to what is there. Only what an older script cannot do is left to
//! a person, and then the script says so and stops.

mod az;
mod catalog;
mod manifest;
mod powershell;
mod quote;
mod registration;
mod texts;

pub use catalog::{Language, ScriptId};
pub use quote::{odata, powershell as quote_powershell, shell as quote_shell};
pub use registration::{
    Cloud, MailboxScope, NeededPermission, Platform, PublicCertificate, Redirect, Registration, ScriptFault,
    SecretWish, SignInAudience,
};

use crate::text::{Locale, LocalizedText};

/// A script, ready to be read, copied and run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Which.
    pub id: ScriptId,
    /// In which language.
    pub language: Language,
    /// A name for its file.
    pub file_name: String,
    /// The text, with `\n` at the ends of its lines.
    pub text: String,
    /// What it does, in words.
    pub about: String,
    /// Names of permissions that it had to leave out, because the language cannot look up their ids.
    pub left_out: Vec<String>,
}

impl Script {
    /// The bytes of its file. Windows PowerShell takes a file for ASCII's heirs unless a byte order mark says otherwise.
    pub fn file_bytes(&self) -> Vec<u8> {
        let mark = if self.language == Language::PowerShell { "\u{feff}" } else { "" };
        [mark.as_bytes(), self.text.as_bytes()].concat()
    }
}

impl ScriptFault {
    /// Why, and what to do.
    pub fn words(self) -> LocalizedText {
        let key = match self {
            Self::Language => "fault.language".to_owned(),
            Self::Cloud => "fault.cloud".to_owned(),
            Self::Missing(name) => format!("missing.{name}"),
            Self::Unusable(name) => format!("unusable.{name}"),
        };
        let of = |locale| texts::of(locale, &key).to_owned();
        LocalizedText { en: of(Locale::En), nl: of(Locale::Nl) }
    }
}

/// Writes the script `id`.
///
/// # Errors
/// What keeps it from being written: a language that cannot do it, a value that is missing, or one that no script can
/// carry.
pub fn write(
    id: ScriptId,
    language: Language,
    registration: &Registration,
    locale: Locale,
) -> Result<Script, ScriptFault> {
    if !id.languages().contains(&language) {
        return Err(ScriptFault::Language);
    }
    registration.check(id)?;
    let (text, left_out) = match language {
        Language::PowerShell => (powershell::write(id, registration, locale), Vec::new()),
        Language::Az => (az::write(id, registration, locale)?, Vec::new()),
        Language::Json => manifest::write(registration),
    };
    let file_name = format!("{}.{}", id.code().replace('_', "-"), language.extension());
    let about = texts::of(locale, &format!("about.{}", id.code())).to_owned();
    Ok(Script { id, language, file_name, text, about, left_out })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_words() {
        let missing = ["certificate", "secret", "permissions", "scope", "mailboxes", "client_id"];
        let unusable = [
            "name",
            "directory_id",
            "client_id",
            "application_object_id",
            "enterprise_object_id",
            "redirects",
            "permissions",
            "mailboxes",
            "certificate",
            "secret",
            "scope",
        ];
        let faults = missing.map(ScriptFault::Missing).into_iter().chain(unusable.map(ScriptFault::Unusable));
        for fault in faults.chain([ScriptFault::Language, ScriptFault::Cloud]) {
            let words = fault.words();
            assert!(words.en.ends_with('.') && words.nl.ends_with('.'), "{fault:?}");
        }
    }
}
