//! What people paste.

use proptest::prelude::*;

use super::*;

const CLIENT: &str = "11111111-2222-4333-8444-555555555555";
const DIRECTORY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const REGISTRATION: &str = "77777777-2222-4333-8444-555555555555";
const ENTERPRISE: &str = "99999999-2222-4333-8444-555555555555";
const REDIRECT: &str = "https://k2.example.com/identity/token/oauth/2";

fn known() -> KnownValues {
    KnownValues::new([
        (PasteKind::ClientId, CLIENT.to_owned()),
        (PasteKind::DirectoryId, DIRECTORY.to_owned()),
        (PasteKind::ApplicationObjectId, REGISTRATION.to_owned()),
        (PasteKind::EnterpriseObjectId, ENTERPRISE.to_owned()),
        (PasteKind::RedirectUri, REDIRECT.to_owned()),
    ])
}

/// The verdict, the codes and the cleaned value.
fn of(kind: PasteKind, text: &str) -> (Verdict, Vec<&'static str>, Option<String>) {
    let pasted = judge(kind, text, &known());
    (pasted.verdict, pasted.what.iter().map(|fault| fault.code()).collect(), pasted.cleaned)
}

fn is_right(kind: PasteKind, text: &str) {
    assert_eq!(of(kind, text), (Verdict::Right, vec![], Some(text.to_owned())), "{text}");
}

fn is_cleaned(kind: PasteKind, text: &str, codes: &[&str], value: &str) {
    assert_eq!(of(kind, text), (Verdict::Cleaned, codes.to_vec(), Some(value.to_owned())), "{text}");
}

fn is_wrong(kind: PasteKind, text: &str, code: &str) {
    let (verdict, codes, value) = of(kind, text);
    assert_eq!((verdict, codes.first().copied(), value), (Verdict::Wrong, Some(code), None), "{text}");
}

fn is_suspicious(kind: PasteKind, text: &str, code: &str) {
    let (verdict, codes, value) = of(kind, text);
    assert_eq!((verdict, codes.first().copied()), (Verdict::Suspicious, Some(code)), "{text}");
    assert!(value.is_some());
}

#[test]
fn an_id_in_the_field_of_another_is_told_by_what_is_known() {
    is_right(PasteKind::ClientId, CLIENT);
    is_right(PasteKind::ClientId, "22222222-2222-4333-8444-555555555555");
    is_wrong(PasteKind::ClientId, DIRECTORY, "is_directory_id");
    is_wrong(PasteKind::ClientId, &REGISTRATION.to_uppercase(), "is_application_object_id");
    is_wrong(PasteKind::DirectoryId, CLIENT, "is_client_id");
    is_wrong(PasteKind::EnterpriseObjectId, REGISTRATION, "is_application_object_id");
    is_wrong(PasteKind::ApplicationObjectId, ENTERPRISE, "is_enterprise_object_id");
    for vendors in ["00000002-0000-0ff1-ce00-000000000000", "14d82eec-204b-4c2f-b7e8-296a70dab67e"] {
        is_wrong(PasteKind::ClientId, vendors, "is_vendors_id");
    }
    is_wrong(PasteKind::DirectoryId, "9188040d-6c67-4c5b-b112-36a304b66dad", "is_personal_directory");
    is_wrong(PasteKind::ClientId, "contoso.onmicrosoft.com", "not_id");
}

#[test]
fn what_clings_to_an_id_is_removed_and_told() {
    is_cleaned(PasteKind::ClientId, &format!(" {CLIENT}\r\n"), &["surrounded"], CLIENT);
    is_cleaned(PasteKind::ClientId, &format!("\"{CLIENT}\","), &["surrounded"], CLIENT);
    is_cleaned(PasteKind::ClientId, &format!("{{{CLIENT}}}"), &["surrounded"], CLIENT);
    is_cleaned(PasteKind::ClientId, &format!("\u{200e}{CLIENT}\u{200b}"), &["invisible"], CLIENT);
    is_cleaned(PasteKind::ClientId, &format!("\u{201c}{CLIENT}\u{201d}"), &["surrounded"], CLIENT);
}

#[test]
fn an_address_of_the_portal_gives_the_id_that_it_holds() {
    let app = format!(
        "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/{CLIENT}/isMSAApp~/false"
    );
    is_cleaned(PasteKind::ClientId, &app, &["id_from_address"], CLIENT);
    let managed = format!(
        "https://portal.azure.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/{ENTERPRISE}/appId/{CLIENT}"
    );
    is_cleaned(PasteKind::EnterpriseObjectId, &managed, &["id_from_address"], ENTERPRISE);
    is_wrong(PasteKind::ApplicationObjectId, &managed, "is_address");
    let endpoint = format!("https://login.microsoftonline.com/{DIRECTORY}/oauth2/v2.0/token");
    is_cleaned(PasteKind::DirectoryId, &endpoint, &["id_from_address"], DIRECTORY);
    let sign_in = format!("https://login.microsoftonline.com/common/oauth2/authorize?client_id={CLIENT}&state=x");
    is_cleaned(PasteKind::ClientId, &sign_in, &["id_from_address"], CLIENT);
    is_wrong(PasteKind::ClientId, "https://entra.microsoft.com/", "is_address");
}

#[test]
fn the_id_of_a_secret_is_not_its_value() {
    is_right(PasteKind::ClientSecret, "abc8Q~0123456789.abcdefghijklmnopqrstuvw");
    is_wrong(PasteKind::ClientSecret, "33333333-2222-4333-8444-555555555555", "secret_id");
    is_wrong(PasteKind::ClientSecret, CLIENT, "is_client_id");
    is_wrong(PasteKind::ClientSecret, "abc******************************", "masked");
    is_wrong(PasteKind::ClientSecret, "", "nothing");
    is_wrong(PasteKind::ClientSecret, "-----BEGIN RSA PRIVATE KEY-----\nx", "private_key");
    is_wrong(PasteKind::ClientSecret, "eyJhbGciOi.eyJhdWQiOi.c2lnbmF0dXJl", "token");
    is_wrong(PasteKind::ClientSecret, r#"{"secretText": "x"}"#, "output");
    is_suspicious(PasteKind::ClientSecret, "abc8Q~0123456789 abcdefghijklm", "inner_space");
    is_suspicious(PasteKind::ClientSecret, "abc8Q~", "short_secret");
    is_cleaned(
        PasteKind::ClientSecret,
        " abc8Q~0123456789.abcdefghijk,\n",
        &["surrounded"],
        "abc8Q~0123456789.abcdefghijk,",
    );
}

#[test]
fn thumbprints_lose_what_a_dialogue_put_into_them() {
    let sha1 = "00112233445566778899AABBCCDDEEFF00112233";
    is_right(PasteKind::Thumbprint, sha1);
    is_cleaned(PasteKind::Thumbprint, &format!("\u{200e}{sha1}"), &["invisible"], sha1);
    let spaced = "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 11 22 33";
    is_cleaned(PasteKind::Thumbprint, spaced, &["separators"], sha1);
    is_cleaned(PasteKind::Thumbprint, &spaced.replace(' ', ":"), &["separators"], sha1);
    is_cleaned(PasteKind::Thumbprint, "ABEiM0RVZneImaq7zN3u_wARIjM", &["base64_thumbprint"], sha1);
    is_cleaned(PasteKind::Thumbprint, "ABEiM0RVZneImaq7zN3u/wARIjM=", &["base64_thumbprint"], sha1);
    is_right(PasteKind::ThumbprintSha256, &"0123456789ABCDEF".repeat(4));
    is_wrong(PasteKind::Thumbprint, &"0123456789ABCDEF".repeat(4), "other_thumbprint");
    is_wrong(PasteKind::Thumbprint, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "certificate");
    is_wrong(PasteKind::Thumbprint, "0011", "not_thumbprint");
}

#[test]
fn endpoints_in_the_wrong_field_of_the_wrong_version_or_directory_are_told() {
    let at = |rest: &str| format!("https://login.microsoftonline.com/{DIRECTORY}/{rest}");
    is_right(PasteKind::TokenEndpoint, &at("oauth2/v2.0/token"));
    is_right(PasteKind::AuthorizationEndpoint, &at("oauth2/authorize"));
    is_wrong(PasteKind::TokenEndpoint, &at("oauth2/authorize"), "is_authorization_endpoint");
    is_wrong(PasteKind::AuthorizationEndpoint, &at("oauth2/token"), "is_token_endpoint");
    is_wrong(PasteKind::TokenEndpoint, &at("v2.0/.well-known/openid-configuration"), "is_metadata");
    let query = at("oauth2/authorize?client_id=x#y");
    is_cleaned(PasteKind::AuthorizationEndpoint, &query, &["query_removed"], &at("oauth2/authorize"));
    is_wrong(PasteKind::TokenEndpoint, &at("oauth2/token").replace(DIRECTORY, ENTERPRISE), "other_directory");
    is_suspicious(PasteKind::TokenEndpoint, &at("oauth2/token").replace(DIRECTORY, "contoso.com"), "directory_by_name");
    is_suspicious(PasteKind::TokenEndpoint, &at("oauth2/token").replace(DIRECTORY, "common"), "directory_open");
    is_wrong(PasteKind::TokenEndpoint, "https://login.microsoftonline.com/{YourTenantID}/oauth2/token", "placeholder");
    is_suspicious(PasteKind::TokenEndpoint, &at("oauth2/token").replace("https", "http"), "plain_http");
    // What is refused is said before what may be accepted.
    let both = at("oauth2/token").replace("https", "http").replace(DIRECTORY, ENTERPRISE);
    is_wrong(PasteKind::TokenEndpoint, &both, "other_directory");
    let words = PasteFault::OtherDirectory.words_about(crate::text::Locale::En, &both, &known());
    assert!(words.contains(DIRECTORY) && words.contains(ENTERPRISE), "both ids are said: {words}");
    is_wrong(PasteKind::TokenEndpoint, "contoso.com", "not_address");
    is_right(PasteKind::TokenEndpoint, "https://id.example.com/realms/x/protocol/openid-connect/token");
    let beside = KnownValues::new([(PasteKind::AuthorizationEndpoint, at("oauth2/v2.0/authorize"))]);
    let mixed = judge(PasteKind::TokenEndpoint, &at("oauth2/token"), &beside);
    assert_eq!(mixed.what, [PasteFault::OtherVersion]);
}

#[test]
fn an_address_for_answers_is_never_changed_in_silence() {
    is_right(PasteKind::RedirectUri, REDIRECT);
    is_right(PasteKind::RedirectUri, "http://localhost:8080/x");
    is_suspicious(PasteKind::RedirectUri, &format!("{REDIRECT}/"), "nearly_same");
    is_suspicious(PasteKind::RedirectUri, &REDIRECT.replace("identity", "Identity"), "nearly_same");
    is_wrong(PasteKind::RedirectUri, &format!("{REDIRECT}?x=1"), "query");
    is_wrong(PasteKind::RedirectUri, &REDIRECT.replace("https", "http"), "not_https");
    is_wrong(PasteKind::RedirectUri, "https://k2.example.com/(x)", "redirect_refused");
    is_wrong(PasteKind::RedirectUri, "https://{YourK2Server}/identity/token/oauth/2", "placeholder");
    is_wrong(PasteKind::RedirectUri, "k2.example.com", "not_address");
    is_wrong(PasteKind::RedirectUri, "https://https://k2.example.com/identity/token/oauth/2", "not_address");
}

#[test]
fn mailboxes_and_domains_are_taken_out_of_what_is_around_them() {
    is_right(PasteKind::Mailbox, "k2service@contoso.com");
    is_cleaned(PasteKind::Mailbox, "K2 Service <k2service@contoso.com>", &["display_name"], "k2service@contoso.com");
    is_cleaned(
        PasteKind::Mailbox,
        "mailto:k2service@contoso.com?subject=x",
        &["display_name"],
        "k2service@contoso.com",
    );
    is_wrong(PasteKind::Mailbox, "a@contoso.com; b@contoso.com", "several");
    is_wrong(PasteKind::Mailbox, "contoso.com", "not_mailbox");
    is_right(PasteKind::Domain, "contoso.com");
    is_cleaned(PasteKind::Domain, "https://www.contoso.com/x?y", &["domain_from_address"], "www.contoso.com");
    is_cleaned(PasteKind::Domain, "someone@contoso.com", &["domain_from_address"], "contoso.com");
    is_wrong(PasteKind::Domain, "contoso", "not_domain");
}

#[test]
fn the_name_of_a_server_loses_what_makes_it_an_address() {
    for name in ["k2.contoso.com", "k2", "127.0.0.1"] {
        is_right(PasteKind::HostPort, name);
        is_right(PasteKind::Host, name);
    }
    for address in
        ["https://k2.contoso.com", "https://k2.contoso.com/identity/", "k2.contoso.com/x?y", "k2.contoso.com:443"]
    {
        is_cleaned(PasteKind::HostPort, address, &["host_from_address"], "k2.contoso.com");
    }
    is_right(PasteKind::HostPort, "k2.contoso.com:8443");
    is_cleaned(PasteKind::Host, "smtp.contoso.com:587", &["host_from_address"], "smtp.contoso.com");
    for wrong in ["https://", "the K2 server", "k2..contoso.com", "k2.contoso.com:port", "K2 = k2"] {
        is_wrong(PasteKind::HostPort, wrong, "not_host");
    }
}

#[test]
fn another_directory_than_the_known_one_is_said_with_its_id() {
    is_right(PasteKind::DirectoryId, DIRECTORY);
    is_suspicious(PasteKind::DirectoryId, "22222222-2222-4333-8444-555555555555", "another_directory");
    is_wrong(PasteKind::DirectoryId, CLIENT, "is_client_id");
    let words = PasteFault::AnotherDirectory.words_about(crate::text::Locale::Nl, CLIENT, &known());
    assert!(words.ends_with(DIRECTORY), "{words}");
    let first = judge(PasteKind::DirectoryId, CLIENT, &KnownValues::default());
    assert_eq!(first.verdict, Verdict::Right);
}

#[test]
fn an_address_of_a_service_loses_its_query_like_an_endpoint() {
    let ews = "https://outlook.office365.com/EWS/Exchange.asmx";
    is_right(PasteKind::Address, ews);
    is_cleaned(PasteKind::Address, &format!("{ews}?wsdl=1"), &["query_removed"], ews);
    is_suspicious(PasteKind::Address, &ews.replace("https", "http"), "plain_http");
    is_wrong(PasteKind::Address, "https://https://outlook.office365.com/EWS/Exchange.asmx", "not_address");
}

#[test]
fn nothing_that_was_judged_or_found_shows_in_debugging_output() {
    let secret = "abc8Q~0123456789.abcdefghijklmnopqrstuvw";
    let judged = format!("{:?}", judge(PasteKind::ClientSecret, secret, &known()));
    let found = format!("{:?}", collect(&format!(r#"{{"secretText":"{secret}"}}"#)));
    assert!(!judged.contains("abc8") && !found.contains("abc8"), "{judged} {found}");
    assert!(found.contains("ClientSecret"));
}

/// What was found, as text.
fn found(text: &str) -> Vec<(&'static str, String)> {
    collect(text).into_iter().map(|found| (found.kind.code(), found.value.expose().to_owned())).collect()
}

fn pairs(expected: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    expected.iter().map(|(code, value)| (*code, (*value).to_owned())).collect()
}

#[test]
fn outputs_of_the_azure_cli_are_understood() {
    let created = format!(
        r#"WARNING: Found an existing application instance: (id) {REGISTRATION}. We will patch it.
        {{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity", "appId": "{CLIENT}",
        "id": "{REGISTRATION}", "displayName": "Contoso", "signInAudience": "AzureADMyOrg",
        "requiredResourceAccess": [{{"resourceAppId": "00000003-0000-0000-c000-000000000000", "resourceAccess":
            [{{"id": "570282fd-fa5c-430d-a7fd-fc8dc98a9dca", "type": "Scope"}}]}}],
        "web": {{"redirectUris": ["{REDIRECT}"]}}, "passwordCredentials": [], "keyCredentials": []}}
        PS C:\> "#
    );
    assert_eq!(
        found(&created),
        pairs(&[
            ("client_id", CLIENT),
            ("application_object_id", REGISTRATION),
            ("application_name", "Contoso"),
            ("redirect_uri", REDIRECT),
        ])
    );
    let principal = format!(
        r#"{{"accountEnabled": true, "appId": "{CLIENT}", "id": "{ENTERPRISE}", "servicePrincipalType": "Application",
        "appOwnerOrganizationId": "{DIRECTORY}", "replyUrls": ["{REDIRECT}"]}}"#
    );
    assert_eq!(
        found(&principal),
        pairs(&[("client_id", CLIENT), ("enterprise_object_id", ENTERPRISE), ("redirect_uri", REDIRECT)])
    );
    let account = format!(
        r#"{{"environmentName": "AzureCloud", "homeTenantId": "{DIRECTORY}", "id": "{ENTERPRISE}", "isDefault": true,
        "name": "Subscription", "state": "Enabled", "tenantId": "{DIRECTORY}", "user": {{"name": "a@contoso.com"}}}}"#
    );
    assert_eq!(found(&account), pairs(&[("directory_id", DIRECTORY)]));
    let reset = format!(
        "The output includes credentials that you must protect.\n{{\n  \"appId\": \"{CLIENT}\",\n  \"password\": \"abc8Q~x\",\n  \"tenant\": \"{DIRECTORY}\"\n}}\n"
    );
    assert_eq!(
        found(&reset),
        pairs(&[("directory_id", DIRECTORY), ("client_id", CLIENT), ("client_secret", "abc8Q~x")])
    );
    let api = r#"{"appId": "00000003-0000-0000-c000-000000000000", "id": "88888888-2222-4333-8444-555555555555", "servicePrincipalType": "Application"}"#;
    assert_eq!(found(api), []);
}

#[test]
fn outputs_of_the_graph_modules_are_understood() {
    let created = format!(
        r#"{{"AppId": "{CLIENT}", "Id": "{REGISTRATION}", "DisplayName": "Contoso", "SignInAudience": "AzureADMyOrg",
        "IdentifierUris": [], "PublicClient": {{"RedirectUris": ["http://localhost"]}},
        "KeyCredentials": [{{"CustomKeyIdentifier": "ABEiM0RVZneImaq7zN3u/wARIjM=", "EndDateTime": "2027-05-31T00:00:00Z",
            "KeyId": "44444444-2222-4333-8444-555555555555"}}]}}"#
    );
    assert_eq!(
        found(&created),
        pairs(&[
            ("client_id", CLIENT),
            ("application_object_id", REGISTRATION),
            ("application_name", "Contoso"),
            ("thumbprint", "00112233445566778899AABBCCDDEEFF00112233"),
            ("certificate_ends", "2027-05-31T00:00:00Z"),
            ("redirect_uri", "http://localhost"),
        ])
    );
    let secret = r#"{"DisplayName": "x", "EndDateTime": "2027-05-31T00:00:00Z", "Hint": "abc",
        "KeyId": "44444444-2222-4333-8444-555555555555", "SecretText": "abc8Q~x"}"#;
    let expected = pairs(&[
        ("client_secret", "abc8Q~x"),
        ("secret_id", "44444444-2222-4333-8444-555555555555"),
        ("secret_ends", "2027-05-31T00:00:00Z"),
    ]);
    assert_eq!(found(secret), expected);
    let listed = "\r\nDisplayName : x\r\nEndDateTime : 2027-05-31T00:00:00Z\r\nKeyId       : 44444444-2222-4333-8444-555555555555\r\nSecretText  : abc8Q~x\r\n";
    assert_eq!(found(listed), expected);
    let context = format!(r#"{{"ClientId": "14d82eec-204b-4c2f-b7e8-296a70dab67e", "TenantId": "{DIRECTORY}"}}"#);
    assert_eq!(found(&context), pairs(&[("directory_id", DIRECTORY)]));
}

#[test]
fn outputs_of_the_scripts_are_understood() {
    let collected = format!(
        r#"Found Contoso.
        {{"consentry":"collected","directory_id":"{DIRECTORY}","application":{{"appId":"{CLIENT}","id":"{REGISTRATION}",
        "displayName":"Contoso","web":{{"redirectUris":["{REDIRECT}"]}},"publicClient":{{"redirectUris":null}},
        "keyCredentials":[{{"displayName":"n","keyId":"44444444-2222-4333-8444-555555555555",
            "endDateTime":"2027-05-31T00:00:00Z","thumbprint":"00112233445566778899AABBCCDDEEFF00112233"}}],
        "passwordCredentials":[{{"displayName":"n","keyId":"55555555-2222-4333-8444-555555555555",
            "endDateTime":"2027-01-31T00:00:00Z"}}]}},
        "service_principal":{{"id":"{ENTERPRISE}","appId":"{CLIENT}"}},
        "app_roles":[{{"appRoleId":"66666666-2222-4333-8444-555555555555"}}],"grants":[{{"scope":"Mail.Read"}}]}}"#
    );
    let mut all = found(&collected);
    all.sort();
    assert_eq!(
        all,
        pairs(&[
            ("application_name", "Contoso"),
            ("application_object_id", REGISTRATION),
            ("certificate_ends", "2027-05-31T00:00:00Z"),
            ("client_id", CLIENT),
            ("directory_id", DIRECTORY),
            ("enterprise_object_id", ENTERPRISE),
            ("redirect_uri", REDIRECT),
            ("secret_ends", "2027-01-31T00:00:00Z"),
            ("secret_id", "55555555-2222-4333-8444-555555555555"),
            ("thumbprint", "00112233445566778899AABBCCDDEEFF00112233"),
        ])
    );
    let two = format!(
        r#"{{"consentry":"registration","directory_id":"{DIRECTORY}","application_id":"{CLIENT}"}}
        {{"consentry":"service_principal","service_principal_object_id":"{ENTERPRISE}"}}"#
    );
    assert_eq!(found(&two).len(), 3);
}

#[test]
fn brackets_without_end_do_not_keep_anybody_busy() {
    assert_eq!(found(&"[".repeat(200_000)), []);
    assert_eq!(found(&r#"["[","#.repeat(50_000)), []);
}

proptest! {
    #[test]
    fn judging_never_fails_and_never_takes_a_value_that_it_calls_wrong(text in "\\PC{0,80}") {
        for kind in PasteKind::ALL {
            let pasted = judge(kind, &text, &known());
            prop_assert!(pasted.verdict != Verdict::Wrong || pasted.cleaned.is_none());
        }
    }

    #[test]
    fn what_was_cleaned_is_right(text in "[ \"'{}<>@:/.a-f0-9\u{200e}\u{a0}-]{0,60}") {
        for kind in PasteKind::ALL {
            let pasted = judge(kind, &text, &known());
            if let (Verdict::Cleaned, Some(cleaned)) = (pasted.verdict, pasted.cleaned) {
                prop_assert_eq!(judge(kind, &cleaned, &known()).verdict, Verdict::Right, "{:?} {:?}", kind, cleaned);
            }
        }
    }

    #[test]
    fn collecting_never_fails(text in "[\\[\\]{}\":, a-z0-9\n]{0,200}") {
        let _ = collect(&text);
    }
}
