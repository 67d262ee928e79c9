//! Who has which role on a tenant.

use serde::{Deserialize, Serialize};

use crate::{
    api::session::EMAIL,
    field::{Report, Validate},
    ids::UserId,
    permission::Role,
    timestamp::Timestamp,
};

/// A person with a role on the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// The account.
    pub user_id: UserId,
    /// Its e-mail address.
    pub email: String,
    /// Its name.
    pub name: String,
    /// Its role here.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
}

/// Gives an existing account a role, or changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddMember {
    /// The account's e-mail address.
    pub email: String,
    /// The role to give.
    pub role: Role,
}

impl Validate for AddMember {
    fn validate(&self, report: &mut Report) {
        report.check(&EMAIL, &self.email);
    }
}
