//! What rules about entries can look at.
//!
//! | name | values |
//! |---|---|
//! | `property.KEY` | the value, in the spelling of the data file for booleans and choices |
//! | `effective.KEY` | the same, or what the product takes when it is not there |
//! | `target` | the target |
//! | `resources` | the names of the tenant's resources |
//! | `resource.type`, `resource.grant`, `resource.audiences` | of the resource that the entry names |
//! | `today` | the date |
//! | `a\|b` | the values of both |

use super::{ConnectionKind, PropertyType};
use crate::{
    connection_string::{ConnectionString, MASK},
    resource::{Phase, Value, ValueOf},
    timestamp::Timestamp,
};

/// A resource, as far as entries that name it are concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownResource {
    /// Its name.
    pub name: String,
    /// Its type's id.
    pub kind: String,
    /// Its grant's id.
    pub grant: String,
    /// What its tokens are asked for: the `resource` parameter, and what stands before the last `/` of each scope.
    pub audiences: Vec<String>,
}

impl KnownResource {
    /// A resource with the values that hold in its requests.
    pub fn new(name: &str, kind: &str, grant: &str, value: ValueOf<'_>) -> Self {
        let mut audiences: Vec<String> = Vec::new();
        let texts = |parameter: &str| -> Vec<String> {
            let known = |value| match value {
                Value::Known(text) => Some(text),
                Value::Hidden => None,
            };
            Phase::ALL.into_iter().filter_map(|phase| value(parameter, phase).and_then(known)).collect()
        };
        let scopes = texts("scope");
        let of_scopes = scopes.iter().flat_map(|scope| scope.split_whitespace()).filter_map(|word| {
            let (service, _) = word.rsplit_once('/').filter(|(service, _)| service.contains("://"))?;
            Some(service.to_owned())
        });
        for audience in texts("resource").into_iter().chain(of_scopes).filter(|audience| !audience.is_empty()) {
            if !audiences.contains(&audience) {
                audiences.push(audience);
            }
        }
        Self { name: name.to_owned(), kind: kind.to_owned(), grant: grant.to_owned(), audiences }
    }
}

/// What is known around an entry.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The tenant's resources; `None`: not known here, and nothing is said about them.
    pub resources: Option<&'a [KnownResource]>,
    /// Now.
    pub now: Timestamp,
}

/// An entry, as rules look at it.
pub(super) struct Facts<'a> {
    pub(super) kind: &'a ConnectionKind,
    pub(super) string: &'a ConnectionString,
    pub(super) target: Option<&'a str>,
    pub(super) around: Surroundings<'a>,
}

impl Facts<'_> {
    /// The values under a name; `None`: not known here.
    pub(super) fn values(&self, of: &str) -> Option<Vec<Value>> {
        if let Some((first, rest)) = of.split_once('|') {
            let mut values = self.values(first)?;
            values.extend(self.values(rest)?);
            return Some(values);
        }
        let known = |text: &str| Value::Known(text.to_owned());
        Some(match of.split_once('.') {
            Some(("property", key)) => self.property(key).into_iter().collect(),
            Some(("effective", key)) => {
                let property = self.kind.property(key)?;
                let default = || property.default.as_deref().map(|value| known(property.canonical(value)));
                self.property(key).or_else(default).into_iter().collect()
            }
            Some(("resource", what)) => {
                let Some(resource) = self.resource()? else { return Some(Vec::new()) };
                match what {
                    "type" => vec![known(&resource.kind)],
                    "grant" => vec![known(&resource.grant)],
                    "audiences" => resource.audiences.iter().map(|audience| known(audience)).collect(),
                    _ => return None,
                }
            }
            _ => match of {
                "target" => self.target.filter(|target| !target.is_empty()).map(known).into_iter().collect(),
                "resources" => self.around.resources?.iter().map(|resource| known(&resource.name)).collect(),
                "today" => vec![known(self.around.now.to_rfc3339().split('T').next().unwrap_or_default())],
                _ => return None,
            },
        })
    }

    fn property(&self, key: &str) -> Option<Value> {
        let property = self.kind.property(key)?;
        let value = self.kind.value(self.string, property).filter(|value| !value.is_empty())?;
        let hidden = value == MASK && self.kind.is_secret(&property.key);
        Some(if hidden || value.contains("${") {
            Value::Hidden
        } else {
            Value::Known(property.canonical(value).to_owned())
        })
    }

    /// The resource that the entry names: `None`: not known here; `Some(None)`: there is none.
    fn resource(&self) -> Option<Option<&KnownResource>> {
        let named = self.kind.properties().filter(|property| property.kind == PropertyType::Resource);
        let mut values = named.filter_map(|property| self.property(&property.key));
        match values.next() {
            None => Some(None),
            Some(Value::Hidden) => None,
            Some(Value::Known(name)) => {
                let resources = self.around.resources?;
                Some(resources.iter().find(|resource| resource.name.eq_ignore_ascii_case(&name)))
            }
        }
    }
}
