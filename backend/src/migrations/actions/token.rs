//! `acquire:ROLE`: a token without anybody signing in.

use shared::api::token::AcquireToken;

use super::super::Run;

impl Run {
    /// The request that obtains it; nothing is missing any more when it is made.
    pub fn token_request(&self, role: &str) -> AcquireToken {
        let need = self.need(role);
        let subject = need.and_then(|need| need.subject.as_deref()).map(|text| self.fill_plain(text).text);
        let subject = subject.map(|text| text.expose().to_owned()).filter(|text| !text.is_empty());
        let password = need.and_then(|need| need.password.as_deref()).and_then(|id| self.values.get(id));
        let Some(password) = password else { return AcquireToken { subject, ..AcquireToken::default() } };
        AcquireToken { username: subject, password: Some(password.text.clone()), ..AcquireToken::default() }
    }

    pub(super) fn token_missing(&self, role: &str) -> Vec<String> {
        if !self.resources.contains_key(role) {
            return vec![role.to_owned()];
        }
        let Some(need) = self.need(role) else { return Vec::new() };
        let mut missing = need.subject.as_deref().map(|text| self.fill_plain(text).missing).unwrap_or_default();
        missing.extend(need.password.iter().filter(|id| !self.values.contains_key(*id)).cloned());
        missing
    }
}
