//! The rules of sessions: 30 minutes idle, 12 hours at most, one cookie.

use shared::{secret::SecretText, timestamp::Timestamp};

/// The session cookie. The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub const COOKIE: &str = "__Host-consentry";
const IDLE_SECONDS: i64 = 30 * 60;
const ABSOLUTE_SECONDS: i64 = 12 * 60 * 60;
/// How coarsely activity is noted.
const SEEN_NOTED_EVERY_SECONDS: i64 = 60;

/// When a session that begins now ends whatever happens.
pub fn end(now: Timestamp) -> Timestamp {
    now.plus_seconds(ABSOLUTE_SECONDS)
}

/// A session last seen at or before this moment has ended by idleness.
pub fn idle_since(now: Timestamp) -> Timestamp {
    now.plus_seconds(-IDLE_SECONDS)
}

/// Whether activity is worth noting again.
pub fn worth_noting(last_seen: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(last_seen) >= SEEN_NOTED_EVERY_SECONDS
}

/// `Set-Cookie` for a session that has begun. No `Max-Age`: it leaves with the browser, and the server decides anyway.
pub fn set_cookie(token: &SecretText) -> String {
    format!("{COOKIE}={}; Path=/; HttpOnly; Secure; SameSite=Strict", token.expose())
}

/// `Set-Cookie` that removes it.
pub fn clear_cookie() -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0")
}

/// The token in a `Cookie` header.
pub fn token_in(cookies: &str) -> Option<&str> {
    value_in(cookies, COOKIE)
}

/// The value of the cookie `name` in a `Cookie` header.
pub fn value_in<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(token_in("theme=dark; __Host-consentry=abc; x=y"), Some("abc"));
        assert_eq!(token_in("__Host-consentry2=abc"), None);
        assert_eq!(token_in(""), None);
    }
}
