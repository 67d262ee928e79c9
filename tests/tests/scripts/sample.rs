//! Registrations to write scripts for.

use shared::{
    resource::PermissionKind,
    script::{
        Cloud, MailboxScope, NeededPermission, Platform, PublicCertificate, Redirect, Registration, SecretWish,
        SignInAudience,
    },
};

pub(crate) const CLIENT: &str = "11111111-2222-4333-8444-555555555555";
pub(crate) const ENTERPRISE: &str = "99999999-2222-4333-8444-555555555555";
pub(crate) const DIRECTORY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
pub(crate) const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
pub(crate) const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
pub(crate) const FULL_ACCESS: &str = "dc890d15-9560-4a4c-9b7f-a736ec74ec40";
pub(crate) const MAIL_READ: &str = "570282fd-fa5c-430d-a7fd-fc8dc98a9dca";

/// Everything that a script can be filled with.
pub(crate) fn full() -> Registration {
    Registration {
        name: "Contoso workflow".to_owned(),
        cloud: Cloud {
            graph_host: "graph.microsoft.com".to_owned(),
            graph_environment: "Global".to_owned(),
            exchange_environment: "O365Default".to_owned(),
            az: Some("AzureCloud".to_owned()),
        },
        directory_id: Some(DIRECTORY.to_owned()),
        client_id: Some(CLIENT.to_owned()),
        application_object_id: Some("77777777-2222-4333-8444-555555555555".to_owned()),
        enterprise_object_id: Some(ENTERPRISE.to_owned()),
        audience: SignInAudience::MyOrganization,
        redirects: vec![
            redirect(Platform::Web, "https://k2.example.com/identity/token/oauth/2"),
            redirect(Platform::Web, "https://k2.example.com/Identity/token/oauth/2"),
            redirect(Platform::Public, "http://localhost"),
        ],
        public_flows: true,
        permissions: vec![
            permission(EXCHANGE, "full_access_as_app", PermissionKind::Application, Some(FULL_ACCESS)),
            permission(EXCHANGE, "IMAP.AccessAsApp", PermissionKind::Application, None),
            permission(EXCHANGE, "SMTP.SendAsApp", PermissionKind::Application, None),
            permission(GRAPH, "Mail.Read", PermissionKind::Delegated, Some(MAIL_READ)),
        ],
        certificate: Some(PublicCertificate {
            name: "Contoso 2026".to_owned(),
            der_base64: "MIIBCgKCAQEA".repeat(8),
            thumbprint: "00112233445566778899aabbccddeeff00112233".to_owned(),
        }),
        secret: Some(SecretWish { name: "Contoso 2026".to_owned(), until: "2099-05-31".to_owned() }),
        also_ews: vec!["33333333-2222-4333-8444-555555555555".to_owned()],
        mailboxes: vec!["inbox@contoso.com".to_owned(), "o'neil@contoso.com".to_owned()],
        scope: Some(MailboxScope {
            name: "Contoso workflow mailboxes".to_owned(),
            group: "workflow@contoso.com".to_owned(),
            refused: Some("ceo@contoso.com".to_owned()),
        }),
    }
}

/// The same, with names that try to be code in every language at hand.
pub(crate) fn nasty() -> Vec<Registration> {
    let names = [
        "it's; rm -rf ~ #",
        "$(touch pwned) `touch pwned` ${IFS} $env:PATH",
        "\u{2018}); Remove-Item -Recurse / \u{2019}\u{201a}\u{201b}",
        "\u{201c}double\u{201d} \"double\" \\ \\' %s %n {0}",
        "'@\n".trim(),
        "a'b\u{2019}c''d",
        "Ωmega ü 漢字 \u{1f511}",
        "LIST | & > < * ? [x] !",
        "<# comment #> #",
    ];
    names.iter().map(|name| renamed(name)).collect()
}

/// The full registration with that text wherever text may stand.
pub(crate) fn renamed(name: &str) -> Registration {
    let mut registration = full();
    name.clone_into(&mut registration.name);
    registration.mailboxes = vec![name.replace(['*', '?'], "")];
    if let Some(certificate) = &mut registration.certificate {
        name.clone_into(&mut certificate.name);
    }
    if let Some(secret) = &mut registration.secret {
        name.clone_into(&mut secret.name);
    }
    if let Some(scope) = &mut registration.scope {
        name.clone_into(&mut scope.name);
        scope.group = name.replace(['*', '?'], "");
    }
    registration
}

fn redirect(platform: Platform, uri: &str) -> Redirect {
    Redirect { platform, uri: uri.to_owned() }
}

fn permission(api: &str, name: &str, kind: PermissionKind, id: Option<&str>) -> NeededPermission {
    let exchange_role = match name {
        "full_access_as_app" => Some("Application EWS.AccessAsApp"),
        "SMTP.SendAsApp" => Some("Application SMTP.SendAsApp"),
        _ => None,
    };
    NeededPermission {
        api: api.to_owned(),
        api_name: if api == GRAPH { "Microsoft Graph" } else { "Office 365 Exchange Online" }.to_owned(),
        name: name.to_owned(),
        kind,
        id: id.map(str::to_owned),
        exchange_role: exchange_role.map(str::to_owned),
    }
}
