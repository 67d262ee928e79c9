//! What scripts are filled from, and what no script can carry.

use crate::{
    field::is_guid,
    resource::{NationalCloud, PermissionKind},
};

use super::ScriptId;

/// The names by which the tools know a national cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Its host of Microsoft Graph.
    pub graph_host: String,
    /// What `Connect-MgGraph -Environment` takes.
    pub graph_environment: String,
    /// What `Connect-ExchangeOnline -ExchangeEnvironmentName` takes.
    pub exchange_environment: String,
    /// What `az cloud` calls it; `None`: the Azure CLI does not know it.
    pub az: Option<String>,
}

impl Cloud {
    /// As the catalogue describes it; `None`: the tools have no name for it.
    pub fn of(cloud: &NationalCloud) -> Option<Self> {
        let tool = |name: &str| cloud.tools.get(name).cloned();
        Some(Self {
            graph_host: cloud.hosts.get("graph")?.clone(),
            graph_environment: tool("graph")?,
            exchange_environment: tool("exchange")?,
            az: tool("az"),
        })
    }
}

/// Who can sign in to the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignInAudience {
    /// Accounts of the directory.
    #[default]
    MyOrganization,
    /// Accounts of any directory.
    MultipleOrganizations,
}

impl SignInAudience {
    /// Its name in the directory.
    pub fn code(self) -> &'static str {
        match self {
            Self::MyOrganization => "AzureADMyOrg",
            Self::MultipleOrganizations => "AzureADMultipleOrgs",
        }
    }
}

/// As what an address for answers is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// A server that keeps a secret.
    Web,
    /// A program on somebody's machine.
    Public,
}

/// An address to which answers may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// As what.
    pub platform: Platform,
    /// The address, byte for byte.
    pub uri: String,
}

/// A permission that the application asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededPermission {
    /// The API's application id.
    pub api: String,
    /// The API's name.
    pub api_name: String,
    /// The permission's name.
    pub name: String,
    /// Whose right it is.
    pub kind: PermissionKind,
    /// Its id, where that is known for sure.
    pub id: Option<String>,
    /// The role of Exchange that allows the same, limited to some mailboxes.
    pub exchange_role: Option<String>,
}

impl NeededPermission {
    /// What the directory calls the kind.
    pub fn kind_code(&self) -> &'static str {
        match self.kind {
            PermissionKind::Application => "Role",
            PermissionKind::Delegated => "Scope",
        }
    }
}

/// The public part of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicCertificate {
    /// What it will be called in the registration.
    pub name: String,
    /// DER in Base64.
    pub der_base64: String,
    /// SHA-1 of the DER in hexadecimal: how a directory names it.
    pub thumbprint: String,
}

/// A secret that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretWish {
    /// What it will be called in the registration.
    pub name: String,
    /// Its last day, as `2027-05-31`.
    pub until: String,
}

/// The mailboxes to which Exchange limits the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxScope {
    /// What the scope is called.
    pub name: String,
    /// The mail-enabled security group whose members' mailboxes are reached: its address or name.
    pub group: String,
    /// A mailbox that must be refused.
    pub refused: Option<String>,
}

/// What scripts are filled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The application's name.
    pub name: String,
    /// The cloud.
    pub cloud: Cloud,
    /// The directory; scripts refuse to run in another one.
    pub directory_id: Option<String>,
    /// The application's id, once it is registered.
    pub client_id: Option<String>,
    /// The object id of the application's registration.
    pub application_object_id: Option<String>,
    /// The object id of the enterprise application.
    pub enterprise_object_id: Option<String>,
    /// Who can sign in to it.
    pub audience: SignInAudience,
    /// Where answers may go.
    pub redirects: Vec<Redirect>,
    /// Whether it signs people in without a secret of its own (device code, password).
    pub public_flows: bool,
    /// What it asks for.
    pub permissions: Vec<NeededPermission>,
    /// Its certificate.
    pub certificate: Option<PublicCertificate>,
    /// The secret that is wanted.
    pub secret: Option<SecretWish>,
    /// Further applications of the same product that call EWS, by client id.
    pub also_ews: Vec<String>,
    /// The mailboxes that it opens.
    pub mailboxes: Vec<String>,
    /// The limit.
    pub scope: Option<MailboxScope>,
}

/// Why a script cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptFault {
    /// The language cannot do it.
    Language,
    /// The Azure CLI does not know the national cloud.
    Cloud,
    /// Something must be known first; its name.
    Missing(&'static str),
    /// A value has signs that no script or directory can carry; its name.
    Unusable(&'static str),
}

impl Registration {
    /// The permissions that Exchange can limit to mailboxes.
    pub fn scoped(&self) -> impl Iterator<Item = &NeededPermission> {
        self.permissions
            .iter()
            .filter(|needed| needed.kind == PermissionKind::Application && needed.exchange_role.is_some())
    }

    /// Whether it asks for a permission whose name begins so.
    pub(super) fn asks_for(&self, protocol: &str) -> bool {
        self.permissions.iter().any(|needed| needed.name.starts_with(protocol))
    }

    /// Whether it opens mailboxes, or sends, as itself over an old protocol: then Exchange wants the permission on each.
    pub(super) fn as_itself(&self, protocols: &[&str]) -> bool {
        self.permissions.iter().any(|needed| {
            needed.kind == PermissionKind::Application
                && protocols.iter().any(|protocol| needed.name.starts_with(protocol))
        })
    }

    /// The applications that call EWS, each once.
    pub(super) fn ews_clients(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for id in self.client_id.iter().chain(&self.also_ews) {
            if !all.iter().any(|known| known.eq_ignore_ascii_case(id)) {
                all.push(id.clone());
            }
        }
        all
    }

    /// The addresses of one platform.
    pub(super) fn redirects_of(&self, platform: Platform) -> Vec<String> {
        self.redirects.iter().filter(|r| r.platform == platform).map(|r| r.uri.clone()).collect()
    }

    pub(super) fn check(&self, id: ScriptId) -> Result<(), ScriptFault> {
        self.check_values()?;
        let missing = match id {
            ScriptId::Certificate if self.certificate.is_none() => "certificate",
            ScriptId::Secret if self.secret.is_none() => "secret",
            ScriptId::Permissions | ScriptId::Consent if self.permissions.is_empty() => "permissions",
            ScriptId::RemoveGrant | ScriptId::Rbac if self.scoped().next().is_none() => "permissions",
            ScriptId::Rbac if self.scope.is_none() => "scope",
            ScriptId::MailboxPermissions | ScriptId::SmtpAuth | ScriptId::Rbac if self.mailboxes.is_empty() => {
                "mailboxes"
            }
            ScriptId::ExchangePrincipal | ScriptId::MailboxPermissions | ScriptId::Rbac if self.client_id.is_none() => {
                "client_id"
            }
            ScriptId::EwsAllowList if self.ews_clients().is_empty() => "client_id",
            _ => return Ok(()),
        };
        Err(ScriptFault::Missing(missing))
    }

    fn check_values(&self) -> Result<(), ScriptFault> {
        require(is_name(&self.name), "name")?;
        for (name, id) in [
            ("directory_id", &self.directory_id),
            ("client_id", &self.client_id),
            ("application_object_id", &self.application_object_id),
            ("enterprise_object_id", &self.enterprise_object_id),
        ] {
            require(id.as_deref().is_none_or(is_guid), name)?;
        }
        require(self.also_ews.iter().all(|id| is_guid(id)), "client_id")?;
        // Exchange takes any id for the enterprise application's and fails only when somebody signs in.
        let mistaken = [&self.application_object_id, &self.client_id].into_iter().flatten();
        let enterprise = self.enterprise_object_id.as_ref();
        require(
            !mistaken.into_iter().any(|id| enterprise.is_some_and(|own| own.eq_ignore_ascii_case(id))),
            "enterprise_object_id",
        )?;
        require(self.redirects.iter().all(|redirect| is_redirect(&redirect.uri)), "redirects")?;
        require(self.permissions.iter().all(is_permission), "permissions")?;
        require(self.mailboxes.iter().all(|mailbox| is_recipient(mailbox)), "mailboxes")?;
        let certificate = self.certificate.as_ref();
        require(certificate.is_none_or(|c| is_name(&c.name) && is_thumbprint(&c.thumbprint)), "certificate")?;
        require(certificate.is_none_or(|c| is_base64(&c.der_base64)), "certificate")?;
        require(self.secret.as_ref().is_none_or(|secret| is_name(&secret.name) && is_date(&secret.until)), "secret")?;
        let scope = self.scope.as_ref();
        require(scope.is_none_or(|s| is_name(&s.name) && is_recipient(&s.group)), "scope")?;
        require(scope.and_then(|s| s.refused.as_deref()).is_none_or(is_recipient), "scope")
    }
}

fn require(holds: bool, name: &'static str) -> Result<(), ScriptFault> {
    if holds { Ok(()) } else { Err(ScriptFault::Unusable(name)) }
}

/// A name that every tool takes as it is. The Azure CLI reads a file for a word that begins with `@`, or that has one
/// right after its first `=`.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.trim() == name
        && name.chars().count() <= 120
        && !name.chars().any(char::is_control)
        && !name.starts_with(['@', '-'])
        && !name.contains("=@")
}

fn is_recipient(name: &str) -> bool {
    is_name(name) && !name.contains(['*', '?'])
}

/// What a directory registers: `https`, `http` of the machine itself, or a scheme of the program's own; at most 256
/// characters, and none of those that it refuses.
fn is_redirect(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once("://") else { return false };
    let machine = rest.split(['/', ':', '?']).next().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"));
    let scheme_holds = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    scheme_holds
        && (scheme != "http" || machine)
        && !rest.is_empty()
        && uri.len() <= 256
        && uri.is_ascii()
        && !uri.contains(|c: char| c.is_ascii_control() || " !$'(),;\"<>\\^`{|}#*".contains(c))
        && !uri.contains("=@")
}

fn is_permission(needed: &NeededPermission) -> bool {
    let name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    is_guid(&needed.api)
        && is_name(&needed.api_name)
        && !needed.api_name.contains('|')
        && name(&needed.name)
        && needed.id.as_deref().is_none_or(is_guid)
        && needed.exchange_role.as_deref().is_none_or(is_name)
}

fn is_thumbprint(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_base64(text: &str) -> bool {
    use base64::Engine as _;
    !text.is_empty() && base64::engine::general_purpose::STANDARD.decode(text).is_ok()
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}
