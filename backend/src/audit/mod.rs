//! Who did what to what, when. Written in the transaction of the change itself, so that neither exists without the
//! other; the broker's hot path writes through the [`Journal`] instead.

mod hand_out;
mod journal;

use shared::{ids::TenantId, timestamp::Timestamp};

pub use hand_out::HandOut;
pub use journal::{Journal, JournalUnavailable, keep as keep_journal};

use crate::{
    app::AppState,
    store::{StoreError, Tx, audit},
};

/// Who did it, on which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// `user`, `api_key`, `link` (whoever holds one), `command` or `system`.
    pub kind: &'static str,
    /// The account's or key's id.
    pub id: Option<String>,
    /// Its name at this time.
    pub name: String,
    /// The request, for what came over HTTP.
    pub request_id: Option<String>,
}

impl Author {
    /// A command on the server.
    pub fn command(name: &str) -> Self {
        Self { kind: "command", id: None, name: name.to_owned(), request_id: None }
    }

    /// The server itself.
    pub fn system(name: &str) -> Self {
        Self { kind: "system", id: None, name: name.to_owned(), request_id: None }
    }
}

/// One thing that happened. `detail` holds no secret: it is read by whoever may read the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) author: Author,
    pub(crate) action: &'static str,
    pub(crate) target: Option<(&'static str, String)>,
    pub(crate) detail: serde_json::Value,
}

impl Entry {
    /// Something that concerns the portal; see [`Entry::tenant`].
    pub fn new(author: Author, action: &'static str) -> Self {
        Self { tenant: None, author, action, target: None, detail: serde_json::json!({}) }
    }

    /// It belongs to this tenant.
    #[must_use]
    pub fn tenant(mut self, tenant: &TenantId) -> Self {
        self.tenant = Some(tenant.clone());
        self
    }

    /// What it was done to.
    #[must_use]
    pub fn target(mut self, kind: &'static str, id: impl Into<String>) -> Self {
        self.target = Some((kind, id.into()));
        self
    }

    /// More about it, without secrets.
    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Writes the entry in the transaction of the change.
pub async fn record(tx: &mut Tx, app: &AppState, entry: Entry) -> Result<(), StoreError> {
    audit::insert(tx, &stamped(app, entry)).await
}

fn stamped(app: &AppState, entry: Entry) -> Stamped {
    Stamped { id: app.new_id(), at: app.clock.now(), entry, several: None }
}

/// An entry with its id and time.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamped {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) entry: Entry,
    pub(crate) several: Option<Several>,
}

/// A row that stands for more than one: the same was done again, by the same caller, within a second.
#[derive(Debug, Clone, PartialEq)]
pub struct Several {
    /// How often, the first time included.
    pub(crate) times: u32,
    /// The last time.
    pub(crate) last_at: Timestamp,
    /// Every request, in order, with spaces between.
    pub(crate) request_ids: String,
}
