//! What the identity server remembers: codes, families of refresh tokens, and its script.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Mutex,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Endpoint, client::Registration, log::Log, misbehaviour::Misbehaviour, password::Account};

/// What happens to the refresh token at a refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It stays.
    None,
    /// A new one is given, and the old one stays valid (Microsoft).
    Reusable,
    /// A new one is given; the old one stays valid until a newer one is used, and using it after that revokes the
    /// whole family (FAPI 2.0).
    RetrySafe,
    /// A new one is given; using the old one again revokes the whole family.
    Strict,
    /// A new one is given; the old one may be used once more.
    Grace,
}

/// A code waiting to be exchanged.
pub(super) struct Code {
    pub(super) challenge: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) used: bool,
}

/// What somebody did with a user code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entered {
    Not,
    Approved,
    Declined,
    /// Approved, and the token was handed out.
    Used,
}

/// A device code that was given out.
pub(super) struct Device {
    pub(super) user_code: String,
    pub(super) scope: String,
    pub(super) entered: Entered,
}

/// A refresh token that was given out.
pub(super) struct RefreshToken {
    pub(super) family: u32,
    pub(super) scope: String,
    pub(super) uses: u32,
    /// The one that was presented for it.
    pub(super) parent: Option<String>,
    /// A newer one was used.
    pub(super) superseded: bool,
}

pub(super) struct State {
    pub(super) life: i64,
    pub(super) rotation: Rotation,
    pub(super) callback_issuer: Option<String>,
    pub(super) refusal: Option<(String, String)>,
    pub(super) once: HashMap<Endpoint, VecDeque<Misbehaviour>>,
    pub(super) always: HashMap<Endpoint, Misbehaviour>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) devices: HashMap<String, Device>,
    pub(super) refresh_tokens: HashMap<String, RefreshToken>,
    pub(super) revoked: HashSet<u32>,
    pub(super) newest: Option<String>,
    /// Who signs in from now on.
    pub(super) holder: Option<String>,
    /// Who began each family of tokens.
    pub(super) holders: HashMap<u32, String>,
    /// The family of each access token.
    pub(super) access_tokens: HashMap<String, u32>,
    /// Whether every sign-in so far is refused, and under which code.
    pub(super) refused_sign_ins: Option<&'static str>,
    pub(super) secrets: Vec<String>,
    pub(super) client: Registration,
    pub(super) claims: Option<Value>,
    pub(super) accounts: HashMap<String, Account>,
    made: u32,
}

impl State {
    /// A number that was not used before.
    pub(super) fn number(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    /// Somebody enters a user code.
    pub(super) fn enter(&mut self, user_code: &str, entered: Entered) {
        let device = self.devices.values_mut().find(|device| device.user_code == user_code);
        device.expect("a user code that was given out").entered = entered;
    }

    /// A new access token: one that can be read where claims were set, else one that names itself.
    pub(super) fn access_token(&mut self) -> String {
        let secret = self.secret("access");
        let Some(claims) = &self.claims else { return secret };
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": "k1" });
        format!("{}.{}.{}", part(&header), part(claims), URL_SAFE_NO_PAD.encode(secret))
    }

    /// A new secret that names what it is.
    pub(super) fn secret(&mut self, kind: &str) -> String {
        let secret = format!("{kind}-{:05}-canary-{}", self.number(), "x9Zq".repeat(6));
        self.secrets.push(secret.clone());
        secret
    }
}

pub(super) struct Shared {
    pub(super) url: String,
    pub(super) log: Log,
    state: Mutex<State>,
}

impl Shared {
    pub(super) fn new(url: String) -> Self {
        let state = State {
            life: 3600,
            rotation: Rotation::Strict,
            callback_issuer: Some(url.clone()),
            refusal: None,
            once: HashMap::new(),
            always: HashMap::new(),
            codes: HashMap::new(),
            devices: HashMap::new(),
            refresh_tokens: HashMap::new(),
            revoked: HashSet::new(),
            newest: None,
            holder: None,
            holders: HashMap::new(),
            access_tokens: HashMap::new(),
            refused_sign_ins: None,
            secrets: Vec::new(),
            client: Registration::default(),
            claims: None,
            accounts: HashMap::new(),
            made: 0,
        };
        Self { url, log: Log::new(), state: Mutex::new(state) }
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    pub(super) fn script(&self, endpoint: Endpoint) -> Option<Misbehaviour> {
        self.change(|state| {
            let next = state.once.get_mut(&endpoint).and_then(VecDeque::pop_front);
            next.or_else(|| state.always.get(&endpoint).cloned())
        })
    }

    pub(super) fn secrets(&self) -> Vec<String> {
        self.change(|state| state.secrets.clone())
    }
}
