//! Endpoints: from the type's templates, and judged before they are stored.

use shared::{api::resource::Endpoints, problem::ProblemCode, resource::EndpointTemplates};
use url::Url;

use crate::{app::App, http::AppError};

const DIRECTORY: &str = "{directory_id}";

/// The templates with the tenant's directory filled in; without one, those that need it stay empty.
pub(in crate::http::api) fn from_templates(templates: &EndpointTemplates, directory_id: Option<&str>) -> Endpoints {
    let filled = |template: &Option<String>| {
        let template = template.as_deref()?;
        match directory_id {
            Some(id) => Some(template.replace(DIRECTORY, id)),
            None => (!template.contains(DIRECTORY)).then(|| template.to_owned()),
        }
    };
    Endpoints {
        authorization: filled(&templates.authorization),
        token: filled(&templates.token),
        refresh: filled(&templates.refresh),
        device_authorization: filled(&templates.device_authorization),
        metadata: filled(&templates.metadata),
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_needs_its_directory() {
        let templates = EndpointTemplates {
            token: Some("https://login.example.com/{directory_id}/token".to_owned()),
            authorization: Some("https://login.example.com/authorize".to_owned()),
            ..EndpointTemplates::default()
        };
        let without = from_templates(&templates, None);
        assert_eq!((without.token, without.authorization.is_some()), (None, true));
        let with = from_templates(&templates, Some("d1"));
        assert_eq!(with.token.as_deref(), Some("https://login.example.com/d1/token"));
    }
}
