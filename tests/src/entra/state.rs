//! What the directory remembers: what the registration lists, what was granted, and what happens next.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use super::DIRECTORY;

/// One request.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Its path.
    pub path: String,
    /// The parameters of the query or the form.
    pub parameters: HashMap<String, String>,
}

impl Visit {
    /// One parameter, or nothing.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// What happens at the consent page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An administrator says yes.
    Yes,
    /// An administrator cancels.
    Cancel,
    /// Somebody without the right role comes.
    NotAllowed,
    /// An administrator of another directory says yes there.
    Elsewhere(String),
}

/// The permissions of one API.
#[derive(Debug, Clone, Default)]
pub(super) struct Permissions {
    pub(super) roles: Vec<String>,
    pub(super) scopes: Vec<String>,
}

pub(super) struct State {
    pub(super) reply: Reply,
    pub(super) delay: usize,
    pub(super) token_directory: String,
    pub(super) opaque: bool,
    pub(super) client_known: bool,
    pub(super) visits: Vec<Visit>,
    pub(super) secrets: Vec<String>,
    /// The scope of each code and refresh token that was given out.
    pub(super) sign_ins: HashMap<String, String>,
    registered: BTreeMap<String, Permissions>,
    granted: BTreeMap<String, Permissions>,
    made: u32,
}

impl State {
    /// What the registration lists of `api`.
    pub(super) fn listed(&mut self, api: &str) -> &mut Permissions {
        self.registered.entry(api.to_owned()).or_default()
    }

    /// Grants what the registration lists of `api`; of all of them without one.
    pub(super) fn grant(&mut self, api: Option<&str>) {
        let listed = self.registered.iter().filter(|(name, _)| api.is_none_or(|api| api == *name));
        self.granted.extend(listed.map(|(name, permissions)| (name.clone(), permissions.clone())));
    }

    /// What a token of `api` that is given out now carries.
    pub(super) fn carried(&mut self, api: &str) -> Permissions {
        if self.delay > 0 {
            self.delay -= 1;
            return Permissions::default();
        }
        self.granted.get(api).cloned().unwrap_or_default()
    }

    /// A number that was not used before.
    pub(super) fn number(&mut self) -> u32 {
        self.made += 1;
        self.made
    }
}

pub(super) struct Shared {
    pub(super) url: String,
    state: Mutex<State>,
}

impl Shared {
    pub(super) fn new(url: String) -> Self {
        let state = State {
            reply: Reply::Yes,
            delay: 0,
            token_directory: DIRECTORY.to_owned(),
            opaque: false,
            client_known: true,
            visits: Vec::new(),
            secrets: Vec::new(),
            sign_ins: HashMap::new(),
            registered: BTreeMap::new(),
            granted: BTreeMap::new(),
            made: 0,
        };
        Self { url, state: Mutex::new(state) }
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    pub(super) fn visit(&self, path: String, parameters: HashMap<String, String>) {
        self.change(|state| state.visits.push(Visit { path, parameters }));
    }
}
