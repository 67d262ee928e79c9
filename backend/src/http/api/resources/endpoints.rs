//! Endpoints, judged before they are stored.

use shared::{api::resource::Endpoints, problem::ProblemCode};
use url::Url;

use crate::{app::App, http::AppError};

/// Empty texts are no endpoints.
pub(super) fn tidied(endpoints: Endpoints) -> Endpoints {
    let tidy = |endpoint: Option<String>| endpoint.filter(|text| !text.is_empty());
    Endpoints {
        authorization: tidy(endpoints.authorization),
        token: tidy(endpoints.token),
        refresh: tidy(endpoints.refresh),
        device_authorization: tidy(endpoints.device_authorization),
        metadata: tidy(endpoints.metadata),
    }
}

/// Refuses what this server may not call, as far as that shows without asking a name server. The authorization
/// endpoint is called by browsers, which may be inside a network that the server must not reach.
pub(super) fn judge(app: &App, endpoints: &Endpoints) -> Result<(), AppError> {
    for (_, address) in endpoints.iter().filter(|(name, _)| *name != "authorization") {
        let Some(address) = address else { continue };
        let verdict = Url::parse(address).map(|url| app.outbound.judge(&url));
        if !matches!(verdict, Ok(Ok(()))) {
            return Err(AppError::new(ProblemCode::AddressRefused).arg("address", address));
        }
    }
    Ok(())
}
