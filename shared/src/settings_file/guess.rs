//! What a name and a value give away.

use crate::variable::{VariableKind, VariableOptions, judge, references};

/// Parts of names, lower case without separators, whose values are secrets.
const SECRET_PARTS: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "wachtwoord",
    "secret",
    "apikey",
    "accesskey",
    "accountkey",
    "privatekey",
    "accesstoken",
    "refreshtoken",
    "connectionstring",
];

/// Ends of names that speak about a secret without being one: `PASSWORD_LENGTH`, `ClientSecretExpires`.
const ABOUT: [&str; 10] = ["length", "age", "days", "policy", "expires", "expiry", "url", "name", "id", "mode"];

/// Whether the value under `name` is probably a secret. A wrong yes costs a click; a wrong no shows one.
pub fn is_secret_name(name: &str) -> bool {
    let folded: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let speaks_of_one = SECRET_PARTS.iter().any(|part| folded.contains(part)) || folded.ends_with("pwd");
    speaks_of_one && !ABOUT.iter().any(|end| folded.ends_with(end))
}

/// The narrowest kind that the value fits; a name that speaks of a secret counts first.
pub fn guess_kind(name: &str, value: &str) -> VariableKind {
    use VariableKind::{Boolean, Email, Guid, Integer, Secret, String, Url};
    let fits = |kind: &VariableKind| judge(*kind, &VariableOptions::default(), value).is_ok();
    let number = value.strip_prefix('-').unwrap_or(value);
    // A code with zeros in front is no number, and a boolean says nothing about being secret.
    let is_code = number.len() > 1 && number.starts_with('0') || value.starts_with('+');
    if fits(&Boolean) && !value.is_empty() && references(value).is_empty() {
        return Boolean;
    }
    if is_secret_name(name) {
        return Secret;
    }
    if value.is_empty() || !references(value).is_empty() {
        return String;
    }
    [Guid, Integer, Url, Email].into_iter().find(|kind| fits(kind) && !(is_code && *kind == Integer)).unwrap_or(String)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_values() {
        for (name, value, kind) in [
            ("Port", "5555", VariableKind::Integer),
            ("Code", "0042", VariableKind::String),
            ("Tls", "True", VariableKind::Boolean),
            ("Tenant", "0f8fad5b-d9cb-469f-a165-70867728950e", VariableKind::Guid),
            ("Url", "https://outlook.office365.com/EWS/Exchange.asmx", VariableKind::Url),
            ("From Address", "k2@example.com", VariableKind::Email),
            ("WICBOXPassword", "12345", VariableKind::Secret),
            ("Password", "", VariableKind::Secret),
            ("Host", "${resource:Exchange.name}", VariableKind::String),
            ("Empty", "", VariableKind::String),
        ] {
            assert_eq!(guess_kind(name, value), kind, "{name}");
        }
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in ["WICBOX_MAILCLIENT_CLIENTSECRET", "WICBOXPassword", "Smtp:Pwd", "api-key", "SQL Wachtwoord"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["WICBOX_MAILCLIENT_CLIENTID", "WICBOXUsername", "PASSWORD_MAX_LENGTH", "From Address", "Secret Id"]
        {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
