//! Reads a refusal (RFC 6749 §4.1.2.1 and §5.2, with Microsoft's additions) and turns it into the problem that the
//! caller sees. What the other side wrote is cleaned, shortened and rid of secrets before anybody sees it.

mod body;
mod pasted;
mod retry_after;
mod words;

use serde_json::Value;
use shared::{
    problem::ProblemCode,
    provider_error::{ErrorClass, usual_meaning},
    secret::SecretText,
    timestamp::Timestamp,
};

use body::read_body;
pub use pasted::explain_pasted;
use retry_after::wait_seconds;
pub use words::clean;

use crate::{
    catalog::Catalog,
    outbound::{Answer, OutboundError},
};

/// When a provider is failing and does not say for how long.
const USUAL_WAIT_SECONDS: u32 = 5;

/// Why a provider gave no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderFault {
    /// The problem it is reported as.
    pub code: ProblemCode,
    /// The protocol's `error`.
    pub error: Option<String>,
    /// The provider's own code, such as `AADSTS7000215`; the most telling one that it gave.
    pub provider_code: Option<String>,
    /// The provider's correlation id.
    pub correlation_id: Option<String>,
    /// The provider's own words, cleaned.
    pub description: Option<String>,
    /// Seconds after which asking again makes sense.
    pub retry_after: Option<u32>,
    /// Whether the provider cannot have acted on the request.
    pub nothing_was_sent: bool,
    /// Whether it is not known if the provider acted on the request: no answer came, or none that says so.
    pub unanswered: bool,
    /// Whether asking again at once may help: a failure that passes, without a request to wait.
    pub again_at_once: bool,
    /// What fills the problem's words.
    pub args: Vec<(&'static str, String)>,
}

impl ProviderFault {
    /// A fault with nothing but its code.
    pub fn of(code: ProblemCode) -> Self {
        Self {
            code,
            error: None,
            provider_code: None,
            correlation_id: None,
            description: None,
            retry_after: None,
            nothing_was_sent: false,
            unanswered: false,
            again_at_once: false,
            args: Vec::new(),
        }
    }

    /// Fills `{name}` in the problem's words, cleaned like everything that may come from the other side.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: &str) -> Self {
        self.args.push((name, clean(value, &[])));
        self
    }

    /// What kind of fault it is; `None` where no provider has a part in it.
    pub fn class(&self) -> Option<ErrorClass> {
        usual_meaning(self.code).map(|(class, _)| class)
    }

    /// Whether it may pass by itself.
    pub fn is_transient(&self) -> bool {
        self.code == ProblemCode::ProviderUnavailable
    }
}

impl From<OutboundError> for ProviderFault {
    fn from(error: OutboundError) -> Self {
        let code = match error {
            OutboundError::AddressRefused(_) => ProblemCode::AddressRefused,
            OutboundError::Unreachable | OutboundError::Interrupted | OutboundError::TimedOut => {
                ProblemCode::ProviderUnavailable
            }
            OutboundError::TooLarge | OutboundError::NotJson | OutboundError::Redirected => {
                ProblemCode::ProviderAnswerInvalid
            }
        };
        let retry_after = (code == ProblemCode::ProviderUnavailable).then_some(USUAL_WAIT_SECONDS);
        Self {
            description: Some(error.to_string()),
            retry_after,
            nothing_was_sent: error.nothing_was_sent(),
            unanswered: !(error.nothing_was_sent() || error == OutboundError::Redirected),
            again_at_once: matches!(error, OutboundError::Unreachable | OutboundError::Interrupted),
            ..Self::of(code)
        }
    }
}

/// Explains an answer that is not a success. `secrets` are those of the request: no description may repeat them.
pub fn explain(answer: &Answer, catalog: &Catalog, secrets: &[&SecretText], now: Timestamp) -> ProviderFault {
    let body = answer.json().ok().filter(Value::is_object);
    let failing = answer.status.is_server_error() || answer.status.as_u16() == 429;
    let mut fault = match &body {
        Some(body) => read_body(body, catalog, secrets),
        None if answer.status.as_u16() == 401 => ProviderFault::of(ProblemCode::InvalidClient),
        None => ProviderFault::of(ProblemCode::ProviderAnswerInvalid),
    };
    // A gateway that gave up, or a server that fell over half-way, may have passed the request on. Too busy (429, 503)
    // and every error of the protocol say that it did not give a token.
    let says_so = body.as_ref().is_some_and(|body| body.get("error").is_some_and(Value::is_string));
    fault.unanswered = answer.status.is_server_error() && answer.status.as_u16() != 503 && !says_so;
    if failing {
        fault.code = ProblemCode::ProviderUnavailable;
    }
    if fault.is_transient() {
        fault.retry_after = Some(wait_seconds(answer.retry_after.as_deref(), now));
        fault.again_at_once = answer.retry_after.is_none() && answer.status.as_u16() != 429;
    }
    fault
}

/// Explains `error` and `error_description` of a callback.
pub fn explain_callback(error: &str, description: Option<&str>, catalog: &Catalog) -> ProviderFault {
    let body = serde_json::json!({ "error": error, "error_description": description });
    let mut fault = read_body(&body, catalog, &[]);
    if fault.is_transient() {
        fault.retry_after = Some(USUAL_WAIT_SECONDS);
    }
    fault
}

#[cfg(test)]
mod tests;
