//! How a request proves who the client is. A resource may have several secrets or certificates while one takes the
//! other's place: they are tried in order, and what the provider said of each is kept for the next time.

use std::sync::{Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, header::AUTHORIZATION};
use oauth2::HttpRequest;
use shared::{
    api::credential::CredentialKind,
    ids::CredentialId,
    problem::ProblemCode,
    resource::{ClientAuth, Phase},
    secret::SecretText,
};
use url::form_urlencoded;

use super::{assertion, error::ProviderFault};
use crate::{
    clock::Clock,
    domain::{
        credential::{KeyedCertificate, Proof, in_order},
        resource::ResourceSettings,
    },
    outbound::Answer,
    rng::Rng,
};

/// Most credentials that one request tries: a provider locks out who guesses.
const MOST_TRIES: usize = 4;

/// What a provider said of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The credential.
    pub credential: CredentialId,
    /// Whether it was accepted.
    pub accepted: bool,
}

/// Proves who the client is, and keeps what came of it.
#[derive(Debug)]
pub struct Prover {
    rng: Rng,
    verdicts: Mutex<Vec<Verdict>>,
}

impl Prover {
    /// One that has tried nothing yet.
    pub fn new(rng: &Rng) -> Self {
        Self { rng: rng.clone(), verdicts: Mutex::default() }
    }

    /// What the provider said, in order; asked twice, it is empty.
    pub fn take_verdicts(&self) -> Vec<Verdict> {
        std::mem::take(&mut *self.verdicts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn note(&self, attempt: &Attempt<'_>, accepted: bool) {
        let Some(credential) = attempt.credential.cloned() else { return };
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner).push(Verdict { credential, accepted });
    }
}

/// One way of proving it.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    credential: Option<&'a CredentialId>,
    way: Way<'a>,
}

#[derive(Debug)]
enum Way<'a> {
    Nothing,
    Post(SecretText),
    Basic(SecretText),
    Assertion(&'a KeyedCertificate),
}

/// The ways that a request of `phase` tries, in order: what the provider has not refused, newest first; the
/// `client_secret` among the parameters; what was refused last.
///
/// # Errors
/// There is nothing to prove it with.
pub(super) fn attempts<'a>(
    settings: &'a ResourceSettings,
    phase: Phase,
    clock: &Clock,
) -> Result<Vec<Attempt<'a>>, ProviderFault> {
    let (kind, parameter) = match settings.client_auth {
        ClientAuth::None => return Ok(vec![Attempt { credential: None, way: Way::Nothing }]),
        ClientAuth::PrivateKeyJwt => (CredentialKind::Certificate, None),
        ClientAuth::ClientSecretBasic | ClientAuth::ClientSecretPost => {
            (CredentialKind::ClientSecret, settings.client_secret(phase))
        }
    };
    let basic = settings.client_auth == ClientAuth::ClientSecretBasic;
    let secret = |secret: SecretText| if basic { Way::Basic(secret) } else { Way::Post(secret) };
    let (good, refused) = in_order(&settings.credentials, kind, clock.now());
    let of = |credential: &'a crate::domain::credential::ClientCredential| Attempt {
        credential: Some(&credential.id),
        way: match &credential.proof {
            Proof::Secret(text) => secret(text.clone()),
            Proof::Certificate(certificate) => Way::Assertion(certificate),
        },
    };
    let configured = parameter.map(|text| Attempt { credential: None, way: secret(text) });
    let all = good.into_iter().map(of).chain(configured).chain(refused.into_iter().map(of));
    let attempts: Vec<_> = all.take(MOST_TRIES).collect();
    if !attempts.is_empty() {
        return Ok(attempts);
    }
    let ended = settings.credentials.iter().any(|credential| credential.proof.kind() == kind);
    Err(if ended {
        ProviderFault::of(ProblemCode::CredentialExpired)
    } else {
        ProviderFault::of(ProblemCode::ResourceIncomplete).arg("missing", missing(kind))
    })
}

fn missing(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::ClientSecret => "client_secret",
        CredentialKind::Certificate => "certificate",
    }
}

/// Every secret that a request may carry, so that no description repeats one.
pub(super) fn secrets(settings: &ResourceSettings, phase: Phase) -> Vec<SecretText> {
    let stored = settings.credentials.iter().filter_map(|credential| match &credential.proof {
        Proof::Secret(secret) => Some(secret.clone()),
        Proof::Certificate(_) => None,
    });
    stored.chain(settings.client_secret(phase)).collect()
}

impl Attempt<'_> {
    /// The request with the proof in it. The `oauth2` crate has put the client's id into the body.
    pub(super) fn apply(
        &self,
        request: &HttpRequest,
        settings: &ResourceSettings,
        clock: &Clock,
        prover: &Prover,
    ) -> Result<HttpRequest, ProviderFault> {
        let mut request = request.clone();
        let mut form: Vec<(String, String)> = form_urlencoded::parse(request.body()).into_owned().collect();
        match &self.way {
            Way::Nothing => return Ok(request),
            Way::Post(secret) => form.push(("client_secret".to_owned(), secret.expose().to_owned())),
            Way::Basic(secret) => {
                let at = form.iter().position(|(name, _)| name == "client_id");
                let (_, id) = at.map(|at| form.remove(at)).unwrap_or_default();
                request.headers_mut().insert(AUTHORIZATION, basic(&id, secret)?);
            }
            Way::Assertion(certificate) => {
                let id = form.iter().find(|(name, _)| name == "client_id").map(|(_, id)| id.as_str());
                let endpoint = request.uri().to_string();
                let audience = settings.endpoints.of(Phase::Token).unwrap_or(&endpoint);
                let signed = assertion::assertion(certificate, id.unwrap_or_default(), audience, clock, &prover.rng)
                    .map_err(|_| ProviderFault::of(ProblemCode::ResourceIncomplete).arg("missing", "certificate"))?;
                form.push(("client_assertion_type".to_owned(), assertion::TYPE.to_owned()));
                form.push(("client_assertion".to_owned(), signed.expose().to_owned()));
            }
        }
        *request.body_mut() = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish().into_bytes();
        Ok(request)
    }
}

/// RFC 6749 §2.3.1: each half is form-encoded before the two are joined.
fn basic(id: &str, secret: &SecretText) -> Result<HeaderValue, ProviderFault> {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let joined = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret.expose())));
    let mut value = HeaderValue::from_str(&format!("Basic {joined}"))
        .map_err(|_| ProviderFault::of(ProblemCode::ResourceIncomplete).arg("missing", "client_secret"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether the provider refuses the client itself, so that another credential may help.
pub(super) fn refuses_client(answer: &Answer) -> bool {
    match answer.json() {
        Ok(body) => body.get("error").and_then(|error| error.as_str()) == Some("invalid_client"),
        Err(_) => answer.status.as_u16() == 401,
    }
}

#[cfg(test)]
mod tests {
    use shared::timestamp::Timestamp;

    use super::*;
    use crate::domain::{
        credential::{ClientCredential, CredentialLife},
        resource::tests::settings,
    };

    fn with(life: &[(&str, CredentialLife)], values: &[(&str, &str)]) -> ResourceSettings {
        let credentials = life.iter().map(|(id, life)| ClientCredential {
            id: CredentialId::new(*id),
            proof: Proof::Secret(SecretText::new(*id)),
            life: *life,
        });
        ResourceSettings { credentials: credentials.collect(), ..settings("oidc", values) }
    }

    fn tried(settings: &ResourceSettings) -> Result<Vec<String>, ProblemCode> {
        let clock = Clock::manual(Timestamp::from_millis(1000));
        let name = |attempt: Attempt<'_>| match attempt.way {
            Way::Post(secret) => secret.expose().to_owned(),
            other => format!("{other:?}"),
        };
        let attempts = attempts(settings, Phase::Token, &clock).map_err(|fault| fault.code)?;
        Ok(attempts.into_iter().map(name).collect())
    }

    #[test]
    fn newest_first_then_the_parameter_then_what_was_refused() {
        let (fresh, refused) =
            (CredentialLife::default(), CredentialLife { refused_at: Some(5), ..Default::default() });
        let given = [("1", fresh), ("2", refused), ("3", fresh)];
        let all = with(&given, &[("client_secret", "parameter")]);
        assert_eq!(tried(&all), Ok(vec!["3".into(), "1".into(), "parameter".into(), "2".into()]));
        let many: Vec<_> = ["1", "2", "3", "4", "5", "6"].map(|id| (id, fresh)).to_vec();
        assert_eq!(tried(&with(&many, &[])).map(|tried| tried.len()), Ok(MOST_TRIES));
    }

    #[test]
    fn without_anything_that_holds_the_reason_is_named() {
        let ended = CredentialLife { expires_at: Some(1000), ..Default::default() };
        assert_eq!(tried(&with(&[("1", ended)], &[])), Err(ProblemCode::CredentialExpired));
        assert_eq!(tried(&with(&[("1", ended)], &[("client_secret", "p")])), Ok(vec!["p".into()]));
        assert_eq!(tried(&with(&[], &[])), Err(ProblemCode::ResourceIncomplete));
        // A secret does not help a client that signs.
        let mut signing = with(&[("1", CredentialLife::default())], &[("client_secret", "p")]);
        signing.client_auth = ClientAuth::PrivateKeyJwt;
        assert_eq!(tried(&signing), Err(ProblemCode::ResourceIncomplete));
    }
}
