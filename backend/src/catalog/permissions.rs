//! The APIs whose permissions the product knows, who can grant them, and where admin consent is granted.

use serde::Deserialize;
use shared::resource::{ApiDescriptor, DirectoryRole};

use super::{CatalogError, read};

const FILE: &str = "permissions.toml";

/// Everything about permissions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionCatalog {
    /// Where consent is granted, by the end of the token endpoint's path; the more telling ends first.
    pub consent_pages: Vec<ConsentPage>,
    /// The directory roles that grantors are named by.
    pub roles: Vec<DirectoryRole>,
    /// The APIs.
    pub apis: Vec<ApiDescriptor>,
}

/// A page on which a directory's administrator grants consent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentPage {
    /// How the path of the token endpoint beside it ends, after the directory.
    pub endpoint: String,
    /// How its own path ends, after the directory.
    pub page: String,
    /// Whether it must be told what is asked for.
    pub scope: bool,
}

impl PermissionCatalog {
    /// The API of that id.
    pub fn api(&self, id: &str) -> Option<&ApiDescriptor> {
        self.apis.iter().find(|api| api.id == id)
    }

    /// The roles of those ids, in their order.
    pub fn roles<'a>(&'a self, ids: &'a [String]) -> impl Iterator<Item = &'a DirectoryRole> {
        ids.iter().filter_map(|id| self.roles.iter().find(|role| role.id == *id))
    }
}

pub(super) fn load() -> Result<PermissionCatalog, CatalogError> {
    let catalog: PermissionCatalog = read(FILE)?;
    for api in &catalog.apis {
        let grantors = || api.application_grantors.iter().chain(&api.delegated_grantors);
        if catalog.roles(&grantors().cloned().collect::<Vec<_>>()).count() != grantors().count() {
            return Err(CatalogError::new(FILE, format!("{} names a role that is not described", api.id)));
        }
    }
    Ok(catalog)
}

#[cfg(test)]
mod tests {
    use shared::resource::PermissionKind;

    use crate::catalog::Catalog;

    #[test]
    fn every_permission_has_words_and_every_api_its_grantors() {
        let catalog = Catalog::load().expect("the data files are sound");
        for api in &catalog.permissions().apis {
            assert!(!api.application_grantors.is_empty() && !api.delegated_grantors.is_empty(), "{}", api.id);
            assert!(api.audiences.iter().all(|audience| !audience.ends_with('/')), "{}", api.id);
            assert!(api.audiences.contains(&api.scope) && api.audiences.contains(&api.app_id), "{}", api.id);
            for permission in &api.permissions {
                let texts = [Some(&permission.why), permission.note.as_ref()];
                for text in texts.into_iter().flatten().flat_map(|text| [&text.en, &text.nl]) {
                    assert!(text.len() > 10 && text.ends_with('.'), "{}: {text}", permission.name);
                }
            }
        }
    }

    #[test]
    fn whatever_a_type_needs_has_words() {
        let catalog = Catalog::load().expect("the data files are sound");
        for kind in catalog.resource_types() {
            for needed in &kind.permissions {
                let api =
                    catalog.permissions().api(&needed.api).unwrap_or_else(|| panic!("{}: {}", kind.id, needed.api));
                for of in [PermissionKind::Application, PermissionKind::Delegated] {
                    for name in needed.of(of) {
                        let known = api.permissions.iter().any(|known| known.name == *name && known.kind == of);
                        assert!(known, "{}: {name}", kind.id);
                    }
                }
            }
        }
    }

    #[test]
    fn the_page_of_v2_is_found_before_that_of_v1() {
        let catalog = Catalog::load().expect("the data files are sound");
        let pages = &catalog.permissions().consent_pages;
        let page_of = |path: &str| pages.iter().find(|page| path.ends_with(&page.endpoint)).map(|page| page.scope);
        assert_eq!(page_of("/d1/oauth2/v2.0/token"), Some(true));
        assert_eq!(page_of("/d1/oauth2/token"), Some(false));
    }
}
