//! An access token, opened.

use shared::{ids::TokenId, secret::SecretText, timestamp::Timestamp};

use super::{
    TokenFault,
    obtained::{ACCESS, open},
};
use crate::{store::tokens::TokenRow, vault::HolderKey};

/// An access token, opened.
#[derive(Debug)]
pub struct Entry {
    /// Its id.
    pub token: TokenId,
    /// The token.
    pub access_token: SecretText,
    /// How it is presented.
    pub token_type: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whom it is for.
    pub subject: Option<String>,
    /// When it was read from the store.
    pub(super) looked_up_at: Timestamp,
}

impl Entry {
    /// Whether it lives for `seconds` from `now` on.
    pub(super) fn lives(&self, seconds: i64, now: Timestamp) -> bool {
        self.expires_at > now && self.expires_at >= now.plus_seconds(seconds)
    }
}

/// The row's access token, if it has one that is still alive.
pub(super) fn living(key: &HolderKey, row: &TokenRow, now: Timestamp) -> Result<Option<Entry>, TokenFault> {
    if row.expires_at <= now.as_millis() { Ok(None) } else { opened(key, row, now) }
}

/// The row's access token, whatever its life.
pub(super) fn opened(key: &HolderKey, row: &TokenRow, now: Timestamp) -> Result<Option<Entry>, TokenFault> {
    Ok(open(key, row, ACCESS)?.map(|access_token| Entry {
        token: TokenId::new(&row.id),
        access_token,
        token_type: row.token_type.clone(),
        expires_at: Timestamp::from_millis(row.expires_at),
        subject: Some(row.subject.clone()).filter(|subject| !subject.is_empty()),
        looked_up_at: now,
    }))
}
