//! Endpoints of a resource as its type proposes them.

use shared::{api::resource::Endpoints, resource::EndpointTemplates};

const DIRECTORY: &str = "{directory_id}";

/// The templates with the tenant's directory filled in; without one, those that need it stay empty.
pub fn from_templates(templates: &EndpointTemplates, directory_id: Option<&str>) -> Endpoints {
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
