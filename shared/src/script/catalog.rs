//! Which scripts there are, in which languages, and of which parts they consist.

use serde::{Deserialize, Serialize};

/// How a script is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// PowerShell, with the modules of Microsoft Graph and Exchange Online.
    PowerShell,
    /// A POSIX shell that calls the Azure CLI.
    Az,
    /// A manifest to paste into the registration.
    Json,
}

impl Language {
    /// Its name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::PowerShell => "powershell",
            Self::Az => "az",
            Self::Json => "json",
        }
    }

    /// How its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::PowerShell => "ps1",
            Self::Az => "sh",
            Self::Json => "json",
        }
    }
}

/// The scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScriptId {
    /// The application with its addresses and the permissions that it asks for.
    Registration,
    /// Only the permissions that it asks for.
    Permissions,
    /// The public part of its certificate.
    Certificate,
    /// A new secret.
    Secret,
    /// The enterprise application.
    ServicePrincipal,
    /// Consent for the whole directory.
    Consent,
    /// The application made known to Exchange.
    ExchangePrincipal,
    /// The mailboxes that it may open and send as.
    MailboxPermissions,
    /// RBAC for Applications: its roles in Exchange, limited to a group's mailboxes.
    Rbac,
    /// The tenant-wide grants that a limit in Exchange replaces, taken away.
    RemoveGrant,
    /// The protocols of the mailboxes.
    SmtpAuth,
    /// The list of applications that may use EWS.
    EwsAllowList,
    /// What is there, read and told as JSON.
    Collect,
}

/// What connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Graph,
    Exchange,
}

const ALL_THREE: &[Language] = &[Language::PowerShell, Language::Az, Language::Json];
const BOTH_SHELLS: &[Language] = &[Language::PowerShell, Language::Az];
const POWERSHELL: &[Language] = &[Language::PowerShell];

impl ScriptId {
    /// Every script, in the order in which they are run.
    pub const ALL: [Self; 13] = [
        Self::Registration,
        Self::Permissions,
        Self::Certificate,
        Self::Secret,
        Self::ServicePrincipal,
        Self::Consent,
        Self::ExchangePrincipal,
        Self::MailboxPermissions,
        Self::Rbac,
        Self::RemoveGrant,
        Self::SmtpAuth,
        Self::EwsAllowList,
        Self::Collect,
    ];

    /// The stable name in the API and in playbooks.
    pub fn code(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Permissions => "permissions",
            Self::Certificate => "certificate",
            Self::Secret => "secret",
            Self::ServicePrincipal => "service_principal",
            Self::Consent => "consent",
            Self::ExchangePrincipal => "exchange_principal",
            Self::MailboxPermissions => "mailbox_permissions",
            Self::Rbac => "rbac",
            Self::RemoveGrant => "remove_grant",
            Self::SmtpAuth => "smtp_auth",
            Self::EwsAllowList => "ews_allow_list",
            Self::Collect => "collect",
        }
    }

    /// The script of that name.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.code() == code)
    }

    /// The languages that can do it. Exchange is administered in PowerShell only.
    pub fn languages(self) -> &'static [Language] {
        match self {
            Self::Registration => ALL_THREE,
            _ if self.service() == Service::Exchange => POWERSHELL,
            Self::RemoveGrant => POWERSHELL,
            _ => BOTH_SHELLS,
        }
    }

    pub(super) fn service(self) -> Service {
        match self {
            Self::ExchangePrincipal | Self::MailboxPermissions | Self::Rbac | Self::SmtpAuth | Self::EwsAllowList => {
                Service::Exchange
            }
            _ => Service::Graph,
        }
    }

    /// Key of the text that names the role that is needed.
    pub(super) fn role(self) -> &'static str {
        match self {
            Self::Consent | Self::RemoveGrant => "role.consent",
            Self::Collect => "role.reader",
            _ if self.service() == Service::Exchange => "role.exchange",
            _ => "role.application",
        }
    }

    /// Whether it names the enterprise application to Exchange.
    pub(super) fn needs_enterprise(self) -> bool {
        matches!(self, Self::ExchangePrincipal | Self::MailboxPermissions | Self::Rbac)
    }

    /// The PowerShell modules that it calls. `asks`: it has to ask the directory for the enterprise application first.
    pub(super) fn modules(self, asks: bool) -> &'static [&'static str] {
        const AUTHENTICATION: &str = "Microsoft.Graph.Authentication";
        const APPLICATIONS: &str = "Microsoft.Graph.Applications";
        const SIGN_INS: &str = "Microsoft.Graph.Identity.SignIns";
        match self {
            _ if asks => &["ExchangeOnlineManagement", AUTHENTICATION, APPLICATIONS],
            _ if self.service() == Service::Exchange => &["ExchangeOnlineManagement"],
            Self::Consent | Self::Collect => &[AUTHENTICATION, APPLICATIONS, SIGN_INS],
            _ => &[AUTHENTICATION, APPLICATIONS],
        }
    }

    /// The rights for which PowerShell asks when it signs in.
    pub(super) fn graph_scopes(self) -> &'static [&'static str] {
        match self {
            Self::Consent => {
                &["Application.Read.All", "AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"]
            }
            Self::RemoveGrant => &["Application.Read.All", "AppRoleAssignment.ReadWrite.All"],
            Self::Collect => &["Application.Read.All", "DelegatedPermissionGrant.Read.All"],
            _ if self.service() == Service::Exchange => &["Application.Read.All"],
            _ => &["Application.ReadWrite.All"],
        }
    }

    pub(super) fn powershell_parts(self, asks: bool) -> Vec<&'static str> {
        const GRAPH: &str = include_str!("parts/connect_graph.ps1");
        const EXCHANGE: &str = include_str!("parts/connect_exchange.ps1");
        const FIND: &str = include_str!("parts/find_application.ps1");
        const NEED: &str = include_str!("parts/need_application.ps1");
        const PRINCIPAL: &str = include_str!("parts/need_principal.ps1");
        const RESOLVE: &str = include_str!("parts/resolve_permission.ps1");
        const ADD: &str = include_str!("parts/add_permissions.ps1");
        const KNOWN: &str = include_str!("parts/need_exchange_principal.ps1");
        let body: &[&str] = match self {
            Self::Registration => &[FIND, RESOLVE, ADD, include_str!("parts/registration.ps1")],
            Self::Permissions => &[FIND, NEED, RESOLVE, ADD, include_str!("parts/permissions.ps1")],
            Self::Certificate => &[FIND, NEED, include_str!("parts/certificate.ps1")],
            Self::Secret => &[FIND, NEED, include_str!("parts/secret.ps1")],
            Self::ServicePrincipal => &[FIND, NEED, include_str!("parts/service_principal.ps1")],
            Self::Consent => &[FIND, NEED, PRINCIPAL, RESOLVE, include_str!("parts/consent.ps1")],
            Self::RemoveGrant => &[FIND, NEED, PRINCIPAL, RESOLVE, include_str!("parts/remove_grant.ps1")],
            Self::Collect => &[FIND, NEED, include_str!("parts/collect.ps1")],
            Self::ExchangePrincipal => &[include_str!("parts/exchange_principal.ps1")],
            Self::MailboxPermissions => &[KNOWN, include_str!("parts/mailbox_permissions.ps1")],
            Self::Rbac => &[KNOWN, include_str!("parts/rbac.ps1")],
            Self::SmtpAuth => &[include_str!("parts/smtp_auth.ps1")],
            Self::EwsAllowList => &[include_str!("parts/ews_allow_list.ps1")],
        };
        let connect: &[&str] = match self.service() {
            Service::Graph => &[GRAPH],
            Service::Exchange if asks => &[GRAPH, include_str!("parts/find_enterprise.ps1"), EXCHANGE],
            Service::Exchange => &[EXCHANGE],
        };
        [connect, body].concat()
    }

    pub(super) fn az_parts(self) -> Vec<&'static str> {
        const NEED: &str = include_str!("parts/need_application.sh");
        const PRINCIPAL: &str = include_str!("parts/need_principal.sh");
        const RESOLVE: &str = include_str!("parts/resolve_permission.sh");
        const ADD: &str = include_str!("parts/add_permissions.sh");
        let body: &[&str] = match self {
            Self::Registration => {
                &[include_str!("parts/registration.sh"), RESOLVE, ADD, include_str!("parts/registration_told.sh")]
            }
            Self::Permissions => &[NEED, RESOLVE, ADD, include_str!("parts/permissions.sh")],
            Self::Certificate => &[NEED, include_str!("parts/certificate.sh")],
            Self::Secret => &[NEED, include_str!("parts/secret.sh")],
            Self::ServicePrincipal => &[NEED, include_str!("parts/service_principal.sh")],
            Self::Consent => &[NEED, PRINCIPAL, RESOLVE, include_str!("parts/consent.sh")],
            Self::Collect => &[NEED, include_str!("parts/collect.sh")],
            _ => &[],
        };
        [&[include_str!("parts/common.sh"), include_str!("parts/find_application.sh")], body].concat()
    }
}
