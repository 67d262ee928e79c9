//! Passwords that somebody asked to keep for the grant `password`: that there is one, never the password itself.

use serde::{Deserialize, Serialize};

use super::token::TokenError;
use crate::{ids::KeptPasswordId, timestamp::Timestamp};

/// A kept password without the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptPassword {
    /// Its id; a password entered later has another.
    pub id: KeptPasswordId,
    /// The mailbox or user whose tokens it brings.
    pub subject: String,
    /// Whom it signs in.
    pub username: String,
    /// When it was entered.
    pub kept_at: Timestamp,
    /// Why the provider refused it, if it did. The password was destroyed then; somebody has to enter another.
    pub refused: Option<TokenError>,
}
