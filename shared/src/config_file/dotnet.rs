//! The sections that every .NET program knows: connection strings, settings, and sections that are encrypted.

use super::{ConfigFile, ElementId, Position};

/// An `<add>` in `connectionStrings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionStringSetting {
    /// The element.
    pub element: ElementId,
    /// Its name.
    pub name: String,
    /// The connection string; empty when there is none.
    pub value: String,
    /// The ADO.NET provider.
    pub provider: Option<String>,
    /// Where it stands.
    pub at: Position,
}

/// An `<add>` in `appSettings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSetting {
    /// The element.
    pub element: ElementId,
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Where it stands.
    pub at: Position,
}

/// A section whose content is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedSection {
    /// The element.
    pub element: ElementId,
    /// Its name, such as `connectionStrings`.
    pub name: String,
    /// Who can decrypt it: the value of `configProtectionProvider`.
    pub provider: String,
    /// Where it stands.
    pub at: Position,
}

impl ConfigFile {
    /// The sections of that name: below `configuration`, in one of its `location`s, or, in a file of its own, the root.
    pub fn sections(&self, name: &str) -> impl Iterator<Item = ElementId> {
        self.elements().map(|(id, _)| id).filter(move |id| {
            let around = self.parent(*id).map(|parent| self.name(parent));
            self.name(*id) == name && matches!(around, None | Some("configuration" | "location"))
        })
    }

    /// The connection strings that can be read, in the order written.
    pub fn connection_strings(&self) -> Vec<ConnectionStringSetting> {
        let entry = |element: ElementId| {
            let attribute = |name| self.attribute(element, name).map(str::to_owned);
            Some(ConnectionStringSetting {
                element,
                name: attribute("name")?,
                value: attribute("connectionString").unwrap_or_default(),
                provider: attribute("providerName"),
                at: self.position(element),
            })
        };
        self.added("connectionStrings").into_iter().filter_map(entry).collect()
    }

    /// The settings that can be read, in the order written.
    pub fn app_settings(&self) -> Vec<AppSetting> {
        let setting = |element: ElementId| {
            let key = self.attribute(element, "key")?.to_owned();
            let value = self.attribute(element, "value").unwrap_or_default().to_owned();
            Some(AppSetting { element, key, value, at: self.position(element) })
        };
        self.added("appSettings").into_iter().filter_map(setting).collect()
    }

    /// The sections that only the machine with the key can read.
    pub fn protected_sections(&self) -> Vec<ProtectedSection> {
        let section = |element: ElementId| {
            let provider = self.attribute(element, "configProtectionProvider")?.to_owned();
            let name = self.name(element).to_owned();
            Some(ProtectedSection { element, name, provider, at: self.position(element) })
        };
        self.elements().filter_map(|(element, _)| section(element)).collect()
    }

    /// Whether an element lies in a section that is encrypted, or is one.
    pub fn is_protected(&self, element: ElementId) -> bool {
        let mut at = Some(element);
        while let Some(id) = at {
            if self.attribute(id, "configProtectionProvider").is_some() {
                return true;
            }
            at = self.parent(id);
        }
        false
    }

    /// The `<add>`s of a section; a section that is encrypted has none that mean anything.
    fn added(&self, section: &str) -> Vec<ElementId> {
        let sections: Vec<ElementId> = self.sections(section).filter(|id| !self.is_protected(*id)).collect();
        let within = |id: &ElementId| self.parent(*id).is_some_and(|parent| sections.contains(&parent));
        self.elements().map(|(id, _)| id).filter(|id| within(id) && self.name(*id) == "add").collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <connectionStrings configProtectionProvider="K2ConfigurationKey">
    <EncryptedData><CipherData><CipherValue>AQAA</CipherValue></CipherData></EncryptedData>
  </connectionStrings>
  <appSettings><clear/><!-- <add key="old" value="x"/> -->
    <add key="One" value="a &amp; b"/><add key='Two'/>
    <other key="Three" value="no"/>
  </appSettings>
  <location path="."><connectionStrings>
    <add name="Db:x" connectionString="Server=s;Pwd=&quot;p&quot;" providerName="System.Data.SqlClient"/>
  </connectionStrings></location>
</configuration>"#;

    #[test]
    fn settings_are_read_and_encrypted_sections_are_named() {
        let file = ConfigFile::parse(FILE.as_bytes()).expect("reads");
        let settings: Vec<_> = file.app_settings().into_iter().map(|s| (s.key, s.value, s.at.line)).collect();
        assert_eq!(settings, [("One".into(), "a & b".into(), 7), ("Two".into(), String::new(), 7)]);
        let strings = file.connection_strings();
        assert_eq!((strings.len(), strings[0].value.as_str()), (1, r#"Server=s;Pwd="p""#));
        assert_eq!(strings[0].provider.as_deref(), Some("System.Data.SqlClient"));
        let protected = file.protected_sections();
        assert_eq!(
            (protected.len(), protected[0].provider.as_str(), protected[0].at.line),
            (1, "K2ConfigurationKey", 3)
        );
        assert_eq!(file.path(strings[0].element), "configuration/location/connectionStrings/add[@name='Db:x']");
        assert!(file.is_protected(file.children(protected[0].element).next().expect("a child")));
    }
}
