//! Which properties of a connection string are secrets, by the names that providers give them.

/// Names of secret properties, lower case, without spaces.
const SECRET_KEYS: [&str; 14] = [
    "accesskey",
    "accesstoken",
    "accountkey",
    "apikey",
    "authtoken",
    "clientsecret",
    "jetoledb:databasepassword",
    "newpassword",
    "passphrase",
    "password",
    "pwd",
    "refreshtoken",
    "secret",
    "sharedaccesskey",
];

/// Whether the value under `key` is to be masked. `EncryptedPassword`, a K2 flag, is not a secret.
pub fn is_secret_key(key: &str) -> bool {
    let folded: String = key.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect::<String>().to_lowercase();
    SECRET_KEYS.contains(&folded.as_str())
}
