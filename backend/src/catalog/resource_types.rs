//! Reads the built-in resource types. A type names its directory by a key, and leaves a parameter's description out
//! where it means what everybody means by it; both are filled in here, so that no text is written twice.

use std::collections::BTreeMap;

use shared::resource::{Cloud, ResourceType};
use toml::{Table, Value};

use super::{CatalogError, files_of, read, stem};

const DIRECTORIES: &str = "directories.toml";
const PARAMETERS: &str = "parameters.toml";

/// What type files leave out because many say the same.
#[derive(Debug, Clone)]
pub struct Shorthand {
    /// Directories by their key.
    directories: BTreeMap<String, Table>,
    /// Descriptions of parameters by name.
    texts: Table,
}

impl Shorthand {
    fn load(clouds: &[Cloud]) -> Result<Self, CatalogError> {
        let mut known: BTreeMap<String, Table> = read(DIRECTORIES)?;
        let value = Value::try_from(clouds).map_err(|error| CatalogError::new(DIRECTORIES, error))?;
        for directory in known.values_mut() {
            directory.insert("clouds".to_owned(), value.clone());
        }
        Ok(Self { directories: known, texts: read(PARAMETERS)? })
    }

    /// Writes out what a type file leaves out. A key that no directory has stays, and is then no directory.
    pub fn write_out(&self, table: &mut Table) {
        let directory = table.get("directory").and_then(Value::as_str).and_then(|key| self.directories.get(key));
        if let Some(directory) = directory.cloned() {
            table.insert("directory".to_owned(), Value::Table(directory));
        }
        let Some(Value::Array(parameters)) = table.get_mut("parameters") else { return };
        for parameter in parameters.iter_mut().filter_map(Value::as_table_mut) {
            let known = parameter.get("name").and_then(Value::as_str).and_then(|name| self.texts.get(name)).cloned();
            if let (Some(text), false) = (known, parameter.contains_key("description")) {
                parameter.insert("description".to_owned(), text);
            }
        }
    }
}

/// The built-in types; those with a directory find it at the login hosts of `clouds`.
pub(super) fn load(clouds: &[Cloud]) -> Result<(Vec<ResourceType>, Shorthand), CatalogError> {
    let shorthand = Shorthand::load(clouds)?;
    let mut types = Vec::new();
    for path in files_of("resource_types/") {
        let mut table: Table = read(&path)?;
        shorthand.write_out(&mut table);
        let kind: ResourceType = table.try_into().map_err(|error| CatalogError::new(&path, error))?;
        if kind.id.as_str() != stem(&path) {
            return Err(CatalogError::new(&path, "its id is not its file's name"));
        }
        types.push(kind);
    }
    Ok((types, shorthand))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::{
        ids::ResourceTypeId,
        resource::{Phase, PhaseFlag, emitted},
    };

    use crate::catalog::Catalog;

    #[test]
    fn every_type_of_the_contract_is_there() {
        let catalog = Catalog::load().expect("the data files are sound");
        let ids: Vec<&str> = catalog.resource_types().iter().map(|kind| kind.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "client-credentials",
                "exchange-online-ews",
                "exchange-online-imap",
                "exchange-online-smtp",
                "google-workspace-mail",
                "microsoft-graph-mail",
                "microsoft-identity-platform",
                "microsoft-online",
                "oauth2",
                "oidc",
            ]
        );
    }

    #[test]
    fn every_type_is_complete_and_consistent() {
        for kind in Catalog::load().expect("the data files are sound").resource_types() {
            let id = &kind.id;
            assert!(!kind.grants.is_empty() && !kind.client_auth.is_empty(), "{id}");
            assert!(!kind.description.en.is_empty() && !kind.description.nl.is_empty(), "{id}");
            assert_ne!(kind.grants[0], "password", "{id}: only a resource may choose it");
            let names: BTreeSet<&str> = kind.parameters.iter().map(|p| p.name.as_str()).collect();
            assert_eq!(names.len(), kind.parameters.len(), "{id} names a parameter twice");
            for grant in &kind.grants {
                assert!(crate::oauth::grants::find(grant).is_some(), "{id}: {grant}");
            }
            for parameter in &kind.parameters {
                let name = &parameter.name;
                assert!(parameter.description.en.len() > 3 && parameter.description.nl.len() > 3, "{id}.{name}");
                assert!(!parameter.phases.is_empty(), "{id}.{name} is never sent");
                for (phase, value) in parameter.defaults.iter() {
                    assert!(parameter.sent_in(phase), "{id}.{name} has a default where it is not sent");
                    assert!(!parameter.secret && !value.is_empty(), "{id}.{name}");
                }
                let in_the_address_bar = parameter.phases.contains(&PhaseFlag::AuthorizationRequest);
                assert!(!(parameter.secret && in_the_address_bar), "{id}.{name}");
            }
        }
    }

    #[test]
    fn microsoft_online_sends_what_the_vendor_lists_and_no_secret_through_the_browser() {
        let catalog = Catalog::load().expect("the data files are sound");
        let kind = catalog.resource_type(&ResourceTypeId::new("microsoft-online")).expect("there");
        let names =
            |phase| emitted(&kind.parameters, phase, |_, _| Some(())).into_iter().map(|(p, ())| p.name.as_str());
        let authorization: Vec<&str> = names(Phase::Authorization).collect();
        assert_eq!(authorization, ["client_id", "api_version", "scope", "resource", "response_type", "redirect_uri"]);
        let token: Vec<&str> = names(Phase::Token).collect();
        assert!(token.contains(&"entity_id") && token.contains(&"client_secret"), "{token:?}");
        assert_eq!(kind.parameters.len(), 9);
        let directory = kind.directory.as_ref().expect("it has a directory");
        assert_eq!(directory.clouds[0].login, "login.microsoftonline.com");
    }
}
