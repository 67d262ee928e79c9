//! What every token request has in common: the client, the resource's own parameters, our HTTP client under the
//! `oauth2` crate's request builders, and one reading of what comes back.

use std::{fmt, future::Future, pin::Pin};

use http::header::{ACCEPT, CONTENT_TYPE};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, RequestTokenError,
    TokenUrl,
    basic::{BasicClient, BasicErrorResponse, BasicTokenResponse},
};
use serde_json::Value;
use shared::{problem::ProblemCode, resource::Phase, secret::SecretText, timestamp::Timestamp};
use url::form_urlencoded;

use crate::{
    catalog::Catalog,
    clock::Clock,
    domain::resource::{ResourceSettings, Target},
    oauth::{
        client_auth::{self, Prover},
        error::{ProviderFault, explain},
        token_response::{self, TokenAnswer},
    },
    outbound::{Answer, Outbound, OutboundError},
};

/// A client that knows its token endpoint.
pub(super) type Client = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// One exchange with a resource's server.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'a> {
    /// The resource.
    pub settings: &'a ResourceSettings,
    /// What is asked for beyond what is configured.
    pub target: &'a Target,
    /// The way out.
    pub outbound: &'a Outbound,
    /// What the provider's codes mean.
    pub catalog: &'a Catalog,
    /// The time.
    pub clock: &'a Clock,
    /// What proves who the client is.
    pub prover: &'a Prover,
}

/// What the call brought, whether good or bad. It travels as the crate's transport error, because the crate's own
/// reading of answers is stricter than servers are; see `docs/decisions/0010-own-token-response-parser.md`.
pub(super) enum Brought {
    Answer(Answer),
    Failure(OutboundError),
    /// The client could not prove who it is; nothing was sent.
    Unproven(Box<ProviderFault>),
}

impl fmt::Debug for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Brought")
    }
}

impl fmt::Display for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the call brought")
    }
}

impl std::error::Error for Brought {}

/// Our HTTP client as the crate wants it, with the client's proof put into what it sends. A type of its own, because the future of a closure could not be moved
/// between threads for every lifetime.
pub(super) struct Way<'a> {
    exchange: &'a Exchange<'a>,
    phase: Phase,
}

impl<'c> AsyncHttpClient<'c> for Way<'_> {
    type Error = Brought;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Brought>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { Err(self.prove_and_send(&request).await) })
    }
}

impl Way<'_> {
    /// Tries one credential after the other, as long as the provider refuses the client itself.
    async fn prove_and_send(&self, request: &HttpRequest) -> Brought {
        let Exchange { settings, clock, prover, outbound, .. } = self.exchange;
        let mut refusal = None;
        let attempts = match client_auth::attempts(settings, self.phase, clock) {
            Ok(attempts) => attempts,
            Err(fault) => return Brought::Unproven(Box::new(fault)),
        };
        for attempt in attempts {
            let proven = match attempt.apply(request, settings, clock, prover) {
                Ok(proven) => proven,
                Err(fault) => return Brought::Unproven(Box::new(fault)),
            };
            match outbound.call(proven).await {
                Ok(answer) if client_auth::refuses_client(&answer) => {
                    prover.note(&attempt, false);
                    // The first refusal is about the credential that was meant to work.
                    refusal.get_or_insert(answer);
                }
                Ok(answer) => {
                    if answer.status.is_success() {
                        prover.note(&attempt, true);
                    }
                    return Brought::Answer(answer);
                }
                Err(failure) => return Brought::Failure(failure),
            }
        }
        refusal.map_or_else(|| Brought::Unproven(Box::new(incomplete("client_secret"))), Brought::Answer)
    }
}

/// The resource lacks something that the request needs.
pub(super) fn incomplete(missing: &str) -> ProviderFault {
    ProviderFault::of(ProblemCode::ResourceIncomplete).arg("missing", missing)
}

/// How a request of the crate's ends.
pub(super) type Ended = Result<BasicTokenResponse, RequestTokenError<Brought, BasicErrorResponse>>;

impl Exchange<'_> {
    /// The client of a request of `phase`. The way puts the proof of who it is into the request.
    pub(super) fn client(&self, phase: Phase) -> Result<Client, ProviderFault> {
        let id = self.settings.client_id(phase).ok_or_else(|| incomplete("client_id"))?;
        let endpoint = self.settings.endpoints.of(phase).ok_or_else(|| incomplete("token endpoint"))?;
        let endpoint = TokenUrl::new(endpoint.to_owned()).map_err(|_| incomplete("token endpoint"))?;
        client_auth::attempts(self.settings, phase, self.clock)?;
        let client = BasicClient::new(ClientId::new(id.to_owned())).set_auth_type(AuthType::RequestBody);
        Ok(client.set_token_uri(endpoint))
    }

    /// The resource's own parameters of a request of `phase`.
    pub(super) fn extra(&self, phase: Phase) -> impl Iterator<Item = (String, String)> {
        let parameters = self.settings.request_parameters(phase, self.target);
        parameters.into_iter().map(|(name, value)| (name, value.expose().to_owned()))
    }

    /// What sends a request of `phase` that the crate builds.
    pub(super) fn way(&self, phase: Phase) -> Way<'_> {
        Way { exchange: self, phase }
    }

    /// Reads what came back of a request of `phase` made at `asked_at` with `secrets` in it, besides those of the client.
    pub(super) fn read(
        &self,
        phase: Phase,
        ended: Ended,
        asked_at: Timestamp,
        secrets: &[&SecretText],
    ) -> Result<TokenAnswer, ProviderFault> {
        self.body(ended, secrets)
            .and_then(|body| self.token(&body, asked_at))
            .map_err(|fault| at_host(fault, self.settings.endpoints.of(phase)))
    }

    /// Sends a form to `endpoint` that the crate has no request for; the client proves who it is as in a token
    /// request.
    pub(super) async fn post(&self, endpoint: &str, mut form: Vec<(String, String)>) -> Result<Ended, ProviderFault> {
        let client = self.client(Phase::Token)?;
        form.push(("client_id".to_owned(), client.client_id().to_string()));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = http::Request::post(endpoint)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .map_err(|_| incomplete("endpoint"))?;
        Ok(Err(RequestTokenError::Request(self.way(Phase::Token).prove_and_send(&request).await)))
    }

    /// What came back of a request with `secrets` in it, besides those of the client, if it is no refusal.
    pub(super) fn body(&self, ended: Ended, secrets: &[&SecretText]) -> Result<Value, ProviderFault> {
        let client: Vec<SecretText> = [Phase::Token, Phase::Refresh]
            .into_iter()
            .flat_map(|phase| client_auth::secrets(self.settings, phase))
            .collect();
        let secrets: Vec<&SecretText> = secrets.iter().copied().chain(&client).collect();
        let answer = match ended {
            Err(RequestTokenError::Request(Brought::Answer(answer))) => answer,
            Err(RequestTokenError::Request(Brought::Failure(failure))) => return Err(failure.into()),
            Err(RequestTokenError::Request(Brought::Unproven(fault))) => return Err(*fault),
            // The crate could not even build the request.
            _ => return Err(incomplete("token endpoint")),
        };
        // Some servers report an error under 200.
        let body = answer.json();
        let refused = body.as_ref().is_ok_and(|body| body.get("error").is_some_and(Value::is_string));
        if !answer.status.is_success() || refused {
            return Err(explain(&answer, self.catalog, &secrets, self.clock.now()));
        }
        Ok(body?)
    }

    fn token(&self, body: &Value, asked_at: Timestamp) -> Result<TokenAnswer, ProviderFault> {
        let expected = &self.settings.kind.expected_response_fields;
        token_response::parse(body, asked_at, &self.settings.token_replacements, expected).map_err(|unusable| {
            ProviderFault {
                description: Some(unusable.to_string()),
                // It said yes, and what it gave is lost.
                unanswered: true,
                ..ProviderFault::of(ProblemCode::ProviderAnswerInvalid)
            }
        })
    }
}

/// Says which server it was.
pub(super) fn at_host(fault: ProviderFault, endpoint: Option<&str>) -> ProviderFault {
    let url = url::Url::parse(endpoint.unwrap_or_default()).ok();
    let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    fault.arg("host", host).arg("address", host)
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::{Arc, Mutex};

    use axum::{Router, extract::State, http::HeaderMap, response::IntoResponse, routing::post};
    use shared::api::resource::Endpoints;

    use super::*;
    use crate::outbound::{AddressRules, Limits, SystemLookup};

    /// The `Authorization` header and the form of each request.
    type Record = Arc<Mutex<Vec<(Option<String>, String)>>>;

    /// A token endpoint that answers one thing and remembers what it was asked.
    #[derive(Clone)]
    pub(in super::super) struct Provider {
        pub url: String,
        pub asked: Record,
    }

    impl Provider {
        pub(crate) async fn answering(status: u16, content_type: &'static str, body: &'static str) -> Self {
            let asked: Record = Arc::default();
            let answer = async move |State(seen): State<Record>, headers: HeaderMap, form: String| {
                let basic = headers.get("authorization").map(|value| value.to_str().unwrap_or_default().to_owned());
                seen.lock().expect("record").push((basic, form));
                let status = http::StatusCode::from_u16(status).expect("status");
                (status, [("content-type", content_type)], body).into_response()
            };
            let router = Router::new().route("/token", post(answer)).with_state(Arc::clone(&asked));
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
            let url = format!("http://{}/token", listener.local_addr().expect("address"));
            tokio::spawn(async move { axum::serve(listener, router).await });
            Self { url, asked }
        }

        pub(crate) fn endpoints(&self) -> Endpoints {
            Endpoints { token: Some(self.url.clone()), ..Endpoints::default() }
        }

        /// The pairs of the only request, sorted.
        pub(crate) fn form(&self) -> Vec<(String, String)> {
            let asked = self.asked.lock().expect("record");
            assert_eq!(asked.len(), 1);
            let mut pairs: Vec<_> = url::form_urlencoded::parse(asked[0].1.as_bytes()).into_owned().collect();
            pairs.sort();
            pairs
        }
    }

    pub(in super::super) fn outbound() -> Outbound {
        let rules = AddressRules::new(vec!["127.0.0.0/8".parse().expect("network")], true);
        Outbound::new(rules, Limits::default(), SystemLookup).expect("client")
    }
}
