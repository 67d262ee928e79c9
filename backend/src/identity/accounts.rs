//! Making an account: the one way for the set-up page, administrators and the command line.

use shared::{api::session::User, ids::UserId, text::Locale};

use super::PasswordFault;
use crate::{
    app::AppState,
    audit::{Author, Entry, record},
    store::{OnConstraint, StoreError, Tx, users},
};

/// An account to be made; its fields were judged before.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// E-mail address, in any case.
    pub email: &'a str,
    /// How others see it.
    pub name: &'a str,
    /// Language of the pages.
    pub locale: Locale,
    /// Whether it administers the whole portal.
    pub administrator: bool,
}

/// Why an account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AccountFault {
    /// The address has an account.
    #[error("there is an account for this e-mail address already")]
    EmailTaken,
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NewAccount<'_> {
    /// Makes it, in the caller's transaction; hash the password before, so that the transaction stays short.
    pub async fn insert(
        &self,
        tx: &mut Tx,
        app: &AppState,
        password_hash: &str,
        author: Option<Author>,
    ) -> Result<User, AccountFault> {
        let user = User {
            id: UserId::new(app.new_id()),
            email: self.email.trim().to_lowercase(),
            name: self.name.to_owned(),
            locale: self.locale,
            administrator: self.administrator,
            created_at: app.clock.now(),
        };
        users::insert(tx, &user, password_hash).await.on_constraint("users_email_key", || AccountFault::EmailTaken)?;
        // The first administrator makes their own account.
        let author = author.unwrap_or_else(|| Author {
            kind: "user",
            id: Some(user.id.to_string()),
            name: user.name.clone(),
            request_id: None,
        });
        let entry = Entry::new(author, "user.create")
            .target("user", user.id.as_str())
            .detail(serde_json::json!({ "administrator": user.administrator }));
        record(tx, app, entry).await?;
        Ok(user)
    }
}
