//! What a name gives away about its value.

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

#[cfg(test)]
mod tests {
    use super::*;

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
