//! The APIs whose permissions the product knows, who can grant them, and where admin consent is granted.

use serde::Deserialize;
use shared::{
    field::{FieldKind, FieldSpec},
    resource::{ApiDescriptor, DirectoryRole, NeededPermissions, PermissionDescriptor, PermissionKind},
    script::NeededPermission,
};

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

    /// The permission of that name and kind.
    fn permission(&self, api: &str, name: &str, kind: PermissionKind) -> Option<&PermissionDescriptor> {
        self.api(api)?.permissions.iter().find(|known| known.name == name && known.kind == kind)
    }

    /// What a registration asks for so that tokens of `kind` carry `needed`. Without permissions of APIs that are not
    /// known here: nobody could say which application they belong to.
    pub fn registered(&self, needed: &NeededPermissions, kind: PermissionKind) -> Vec<NeededPermission> {
        let of = |name: &String| {
            let known = self.permission(&needed.api, name, kind);
            let under = known.and_then(|known| known.registered_under.as_deref()).unwrap_or(&needed.api);
            let listed = self.permission(under, name, kind);
            let api = self.api(under)?;
            Some(NeededPermission {
                api: api.app_id.clone(),
                api_name: api.name.clone(),
                name: name.clone(),
                kind,
                id: listed.and_then(PermissionDescriptor::sure_id).map(str::to_owned),
                exchange_role: known.and_then(|known| known.exchange_role.clone()),
            })
        };
        needed.of(kind).iter().filter_map(of).collect()
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
        let ids = || api.permissions.iter().filter_map(|permission| permission.id.as_deref());
        let spec = FieldSpec::required("id", FieldKind::Guid);
        if let Some(id) = ids().find(|id| spec.check(id).is_err() || ids().filter(|other| other == id).count() > 1) {
            return Err(CatalogError::new(
                FILE,
                format!("{} has the permission id {id} twice, or it is no GUID", api.id),
            ));
        }
        if catalog.roles(&grantors().cloned().collect::<Vec<_>>()).count() != grantors().count() {
            return Err(CatalogError::new(FILE, format!("{} names a role that is not described", api.id)));
        }
    }
    Ok(catalog)
}

#[cfg(test)]
mod tests {
    use shared::resource::{NeededPermissions, PermissionKind};

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
    fn a_registration_lists_old_protocols_under_graph_and_unsure_ids_are_looked_up() {
        let catalog = Catalog::load().expect("the data files are sound");
        let needed = NeededPermissions {
            api: "exchange".to_owned(),
            application: ["full_access_as_app", "SMTP.SendAsApp", "Not.Known"].map(str::to_owned).to_vec(),
            delegated: vec!["IMAP.AccessAsUser.All".to_owned()],
        };
        let imap = catalog.permissions().registered(&needed, PermissionKind::Delegated).remove(0);
        assert_eq!(imap.api_name, "Microsoft Graph");
        assert_eq!(imap.id.as_deref(), Some("652390e4-393a-48de-9484-05f9b1212954"));
        let own = catalog.permissions().registered(&needed, PermissionKind::Application);
        let ids: Vec<_> = own.iter().map(|needed| needed.id.as_deref()).collect();
        assert_eq!(ids, [Some("dc890d15-9560-4a4c-9b7f-a736ec74ec40"), None, None]);
        assert_eq!(own[0].exchange_role.as_deref(), Some("Application EWS.AccessAsApp"));
        let elsewhere = NeededPermissions { api: "https://api.example.com".to_owned(), ..needed };
        assert!(catalog.permissions().registered(&elsewhere, PermissionKind::Application).is_empty());
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
