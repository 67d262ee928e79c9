//! Checks: each looks at one thing for real and says what it looked at, what it expected, what it found, what to do and
//! who does it. One file a check, one line in [`ALL`], and one data file with every word (`catalog/checks/`).
//!
//! A check never answers with an error because something is wrong out there: that is what it is for. What cannot be
//! looked at is [`CheckState::Impossible`](shared::check::CheckState::Impossible), and says why.

mod context;
mod doors;
mod notices;
mod run;
mod token_of;

mod claims;
mod config_file;
mod connection_string;
mod credential;
mod deadline;
mod discovery;
mod endpoints;
mod ews_get_folder;
mod graph_inbox;
mod imap_sign_in;
mod linked_setting;
mod mailbox_refused;
mod permissions;
mod pop_sign_in;
mod reach;
mod redirect_uri;
mod smtp_sign_in;
mod token;
mod variable_set;

use std::{future::Future, pin::Pin};

use shared::check::Finding;

pub use context::{Context, Say};
pub use notices::view as notice;
pub use run::{CheckFault, Origin, forget, judge, run, stored, tells_where_a_token_goes};

use crate::vault::VaultError;

/// What a check is doing.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Vec<Finding>, VaultError>> + Send + 'a>>;

/// One check.
pub struct Check {
    /// Its stable name; its words are in the data file of that name.
    pub id: &'static str,
    /// Looks.
    pub run: for<'a> fn(&'a Context<'a>) -> Running<'a>,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// Every check, sorted.
pub const ALL: &[&Check] = &[
    &claims::CHECK,
    &config_file::CHECK,
    &connection_string::CHECK,
    &credential::CHECK,
    &deadline::CHECK,
    &discovery::CHECK,
    &endpoints::CHECK,
    &ews_get_folder::CHECK,
    &graph_inbox::CHECK,
    &imap_sign_in::CHECK,
    &linked_setting::CHECK,
    &mailbox_refused::CHECK,
    &permissions::CHECK,
    &pop_sign_in::CHECK,
    &reach::CHECK,
    &redirect_uri::CHECK,
    &smtp_sign_in::CHECK,
    &token::CHECK,
    &variable_set::CHECK,
];

/// The check of that id.
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_check_has_a_data_file_and_every_data_file_a_check() {
        let catalog = Catalog::load().expect("the data files are sound");
        let worded: Vec<&str> = catalog.checks().all().iter().map(|words| words.descriptor.id.as_str()).collect();
        let checks: Vec<&str> = ALL.iter().map(|check| check.id).collect();
        assert_eq!(worded, checks);
        assert!(checks.is_sorted());
    }
}
