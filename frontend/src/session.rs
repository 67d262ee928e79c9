//! Who is signed in, as far as the browser knows.

use leptos::prelude::*;
use shared::{
    api::session::SessionInfo,
    permission::{Permission, Role},
};

use crate::failure::Failure;

/// What is known about the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// Not asked yet.
    Asking,
    /// Nobody is signed in.
    Nobody,
    /// Somebody is.
    Somebody(Box<SessionInfo>),
    /// The server could not be asked.
    Failed(Failure),
}

/// The reader's session.
#[derive(Clone, Copy)]
pub(crate) struct Session(pub RwSignal<Who>);

impl Session {
    /// The session of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Follows who is signed in.
    pub(crate) fn info(self) -> Option<SessionInfo> {
        self.0.with(|who| match who {
            Who::Somebody(info) => Some((**info).clone()),
            _ => None,
        })
    }

    /// Follows whether the reader administers the whole portal.
    pub(crate) fn administrator(self) -> bool {
        self.0.with(|who| matches!(who, Who::Somebody(info) if info.user.administrator))
    }

    /// Follows whether the reader may do something on a tenant where they have `role`. What is shown depends on
    /// it; what is allowed is the server's decision.
    pub(crate) fn may(self, role: Option<Role>, permission: Permission) -> bool {
        self.administrator() || role.is_some_and(|role| role.allows(permission))
    }

    /// Notes that the session has ended.
    pub(crate) fn ended(self) {
        self.0.set(Who::Nobody);
    }
}
