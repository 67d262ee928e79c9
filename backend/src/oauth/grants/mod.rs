//! The grants that the server speaks: one file each, one sorted list, one dispatch.

mod authorization_code;
mod client_credentials;
mod device_code;
mod exchange;
mod password;
mod refresh;
mod refresh_only;

use std::{future::Future, pin::Pin};

use shared::{
    api::catalog::{Acquisition, GrantDescriptor},
    text::LocalizedText,
};

pub use authorization_code::{CodeAnswer, authorize_url, redeem};
pub use device_code::{DeviceCode, Polled, begin_device, judge_poll, poll_device};
pub use exchange::Exchange;
pub use password::{Login, is_refusal, present_password};
pub use refresh::refresh;
pub use refresh_only::try_handed_in;

use super::{error::ProviderFault, token_response::TokenAnswer};

/// Every grant, sorted by id.
pub const ALL: [&Grant; 5] = [
    &authorization_code::GRANT,
    &client_credentials::GRANT,
    &device_code::GRANT,
    &password::GRANT,
    &refresh_only::GRANT,
];

/// A way to obtain a token.
#[derive(Debug)]
pub struct Grant {
    /// Its id in the API and in storage.
    pub id: &'static str,
    /// Its name in English and Dutch.
    name: [&'static str; 2],
    /// When to choose it, likewise.
    description: [&'static str; 2],
    /// Why not to choose it, and what to choose instead, likewise.
    warning: Option<[&'static str; 2]>,
    /// What obtaining a token takes.
    pub acquisition: Acquisition,
    /// Whether tokens belong to a mailbox or user.
    pub delegated: bool,
    /// Obtains a token without anybody at a browser, where the grant can.
    pub acquire: Option<Acquire>,
}

/// Obtains a token.
pub type Acquire = for<'a> fn(&'a Exchange<'a>) -> Acquiring<'a>;
/// A token on its way.
pub type Acquiring<'a> = Pin<Box<dyn Future<Output = Result<TokenAnswer, ProviderFault>> + Send + 'a>>;

impl Grant {
    /// What a page needs to know.
    pub fn descriptor(&self) -> GrantDescriptor {
        let text = |[en, nl]: [&str; 2]| LocalizedText { en: en.to_owned(), nl: nl.to_owned() };
        GrantDescriptor {
            id: self.id.to_owned(),
            name: text(self.name),
            description: text(self.description),
            warning: self.warning.map(text),
            acquisition: self.acquisition,
            delegated: self.delegated,
        }
    }
}

/// The grant of that id.
pub fn find(id: &str) -> Option<&'static Grant> {
    ALL.into_iter().find(|grant| grant.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_every_grant_can_be_found() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
        for grant in ALL {
            assert!(find(grant.id).is_some_and(|found| found.id == grant.id));
            assert_eq!(grant.acquire.is_some(), grant.acquisition == Acquisition::Server, "{}", grant.id);
        }
        assert!(find("implicit").is_none());
    }
}
