//! The exact requests that follow from a resource, before anybody makes them: the server's rules applied to what a page
//! knows. Secrets, and what is drawn anew every time, are starred.

use super::{ClientAuth, PROTOCOL_PARAMETERS, Pair, Phase, ResourceType, authorization_url, emitted};
use crate::api::{catalog::Acquisition, resource::Endpoints};

/// Stands for a secret, and for what is drawn anew every time.
pub const STARS: &str = "••••••";
/// Stands for whoever will sign in.
pub const SOMEBODY: &str = "…";
/// RFC 8628 §3.4.
pub const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Belongs to a browser that comes back, or to the protocol: never asked for with a device code.
pub const NOT_OF_DEVICES: [&str; 9] = [
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "response_mode",
    "response_type",
    "state",
];
/// What a person would agree to in an authorization request, and is asked for with a password instead.
pub const ASKED_WITH_A_PASSWORD: [&str; 2] = ["resource", "scope"];
/// What the password request says of itself.
pub const OF_THE_PASSWORD: [&str; 2] = ["password", "username"];

/// RFC 7523 §2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// The browser's, to the authorization endpoint.
    Authorization,
    /// The server's, for a device code.
    DeviceAuthorization,
    /// The server's, for a first token.
    Token,
    /// The server's, for the next one.
    Refresh,
}

impl RequestKind {
    /// All of them, in the order in which they are made.
    pub const ALL: [Self; 4] = [Self::Authorization, Self::DeviceAuthorization, Self::Token, Self::Refresh];

    /// The column of the grid whose values it carries.
    fn phase(self) -> Phase {
        match self {
            Self::Authorization | Self::DeviceAuthorization => Phase::Authorization,
            Self::Token => Phase::Token,
            Self::Refresh => Phase::Refresh,
        }
    }
}

/// A request as it will be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPreview {
    /// Where it goes.
    pub endpoint: String,
    /// Whether the browser makes it, with everything in its address.
    pub in_browser: bool,
    /// Whether `Authorization: Basic` carries the client's id and secret.
    pub basic: bool,
    /// What it carries.
    pub pairs: Vec<Pair>,
}

impl RequestPreview {
    /// In words: the address with one pair a line, or method, endpoint, headers and one pair of the body a line.
    pub fn text(&self) -> String {
        if self.in_browser {
            let url = authorization_url(&self.endpoint, &[], &self.pairs);
            return url.replacen('?', "\n  ?", 1).replace('&', "\n  &").replace("%E2%80%A2", "•");
        }
        let basic = if self.basic { format!("\nAuthorization: Basic {STARS}") } else { String::new() };
        let lines: Vec<String> = self.pairs.iter().map(|pair| format!("{}={}", pair.name, pair.value)).collect();
        format!("POST {}{basic}\n\n{}", self.endpoint, lines.join("\n&"))
    }
}

/// What the requests follow from.
#[derive(Clone, Copy)]
pub struct PreviewOf<'a> {
    /// The resource's type.
    pub kind: &'a ResourceType,
    /// The grant's id.
    pub grant: &'a str,
    /// What obtaining a token with it takes.
    pub acquisition: Acquisition,
    /// How the client proves who it is.
    pub client_auth: ClientAuth,
    /// Where its server is.
    pub endpoints: &'a Endpoints,
    /// Where the browser comes back to.
    pub callback_url: &'a str,
    /// The value that holds, the type's default included, and nothing where it is empty. Secrets are starred whatever
    /// it says of them.
    pub value: &'a dyn Fn(&str, Phase) -> Option<String>,
    /// Whether the resource has a value of its own there, and an empty one.
    pub cleared: &'a dyn Fn(&str, Phase) -> bool,
    /// Who will sign in, where that is known.
    pub subject: Option<&'a str>,
}

impl std::fmt::Debug for PreviewOf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreviewOf").field("grant", &self.grant).finish_non_exhaustive()
    }
}

impl PreviewOf<'_> {
    /// The request of that kind; `None` where the grant makes none, or its endpoint is missing.
    pub fn request(&self, which: RequestKind) -> Option<RequestPreview> {
        let protocol = self.protocol(which)?;
        let endpoint = match which {
            RequestKind::DeviceAuthorization => self.endpoints.device_authorization.as_deref(),
            _ => self.endpoints.of(which.phase()),
        }?;
        let in_browser = which == RequestKind::Authorization;
        let mut pairs = self.own(which);
        pairs.retain(|pair| !protocol.iter().any(|stated| stated.name == pair.name));
        pairs.extend(protocol);
        let basic = !in_browser && self.client_auth == ClientAuth::ClientSecretBasic;
        pairs.extend(if in_browser { Vec::new() } else { self.proof(which) });
        Some(RequestPreview { endpoint: endpoint.to_owned(), in_browser, basic, pairs })
    }

    /// What the protocol says in it.
    fn protocol(&self, which: RequestKind) -> Option<Vec<Pair>> {
        let grant_type = |name: &str| Pair::new("grant_type", name);
        Some(match (which, self.acquisition) {
            (RequestKind::Authorization, Acquisition::Browser) => self.of_the_browser(),
            (RequestKind::DeviceAuthorization, Acquisition::Device) => Vec::new(),
            (RequestKind::Token, Acquisition::Browser) => vec![
                grant_type(self.grant),
                Pair::new("code", STARS),
                Pair::new("redirect_uri", self.callback_url),
                Pair::new("code_verifier", STARS),
            ],
            (RequestKind::Token, Acquisition::Device) => {
                vec![grant_type(DEVICE_CODE_GRANT), Pair::new("device_code", STARS)]
            }
            (RequestKind::Token, Acquisition::Password) => vec![
                grant_type(self.grant),
                Pair::new("username", self.subject.unwrap_or(SOMEBODY)),
                Pair::new("password", STARS),
            ],
            (RequestKind::Token, Acquisition::Server) => vec![grant_type(self.grant)],
            // An application simply asks again.
            (RequestKind::Refresh, acquisition) if acquisition != Acquisition::Server => {
                vec![grant_type("refresh_token"), Pair::new("refresh_token", STARS)]
            }
            _ => return None,
        })
    }

    fn of_the_browser(&self) -> Vec<Pair> {
        let drawn = |name: &str| Pair { url_encode: false, ..Pair::new(name, STARS) };
        let mut pairs = vec![Pair::new("response_type", "code")];
        pairs.extend(self.client_id(Phase::Authorization).map(|id| Pair::new("client_id", id)));
        pairs.extend([Pair::new("redirect_uri", self.callback_url), drawn("state"), drawn("code_challenge")]);
        pairs.push(Pair::new("code_challenge_method", "S256"));
        let hint = self.subject.filter(|_| (self.value)("login_hint", Phase::Authorization).is_none());
        pairs.extend(hint.map(|subject| Pair::new("login_hint", subject)));
        pairs
    }

    /// The resource's own parameters in it.
    fn own(&self, which: RequestKind) -> Vec<Pair> {
        let own = emitted(&self.kind.parameters, which.phase(), |parameter, phase| {
            let value = (self.value)(&parameter.name, phase)?;
            Some(if parameter.secret { STARS.to_owned() } else { value })
        });
        let mut pairs: Vec<Pair> = own
            .into_iter()
            .map(|(parameter, value)| Pair { name: parameter.name.clone(), value, url_encode: parameter.url_encode })
            .collect();
        match which {
            RequestKind::Authorization => {}
            RequestKind::DeviceAuthorization => pairs.retain(|pair| !NOT_OF_DEVICES.contains(&pair.name.as_str())),
            RequestKind::Token | RequestKind::Refresh => {
                pairs.retain(|pair| !PROTOCOL_PARAMETERS.contains(&pair.name.as_str()));
            }
        }
        if which == RequestKind::Token && self.acquisition == Acquisition::Password {
            for name in ASKED_WITH_A_PASSWORD {
                let value = (self.value)(name, Phase::Authorization);
                if let Some(value) = value.filter(|_| pairs.iter().all(|known| known.name != name)) {
                    pairs.push(Pair::new(name, value));
                }
            }
        }
        pairs
    }

    /// Who the client is. For a device code it proves that as in a token request.
    fn proof(&self, which: RequestKind) -> Vec<Pair> {
        let phase = if which == RequestKind::Refresh { Phase::Refresh } else { Phase::Token };
        let mut pairs = match self.client_auth {
            // The header carries both.
            ClientAuth::ClientSecretBasic => return Vec::new(),
            ClientAuth::ClientSecretPost => vec![Pair::new("client_secret", STARS)],
            ClientAuth::None => Vec::new(),
            ClientAuth::PrivateKeyJwt => {
                vec![Pair::new("client_assertion_type", ASSERTION_TYPE), Pair::new("client_assertion", STARS)]
            }
        };
        pairs.extend(self.client_id(phase).map(|id| Pair::new("client_id", id)));
        pairs
    }

    /// The client's id in `phase`: an untouched column takes that of the token request.
    fn client_id(&self, phase: Phase) -> Option<String> {
        let value = |phase| (self.value)("client_id", phase);
        let own = if (self.cleared)("client_id", phase) { None } else { value(phase).or_else(|| value(Phase::Token)) };
        own.or_else(|| value(Phase::Authorization))
    }
}

#[cfg(test)]
#[path = "preview_tests.rs"]
mod tests;
