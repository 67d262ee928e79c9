//! The scripts for the Azure CLI, run by two shells with a recorder in its place: which calls they make, with which
//! words, in which order.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use serde_json::{Value, json};
use shared::{
    script::{Language, Registration, ScriptId, quote_shell, write},
    text::Locale,
};

use crate::sample::{CLIENT, DIRECTORY, ENTERPRISE, EXCHANGE, FULL_ACCESS, GRAPH, MAIL_READ, full, nasty};

const IMAP: &str = "5e5addcd-3e8d-4e90-baf5-964efab2b20a";
const SMTP: &str = "7146a1f0-8703-45b3-9eae-527a64c00995";

/// What a run left behind.
struct Ran {
    succeeded: bool,
    said: String,
    printed: String,
    calls: Vec<Vec<String>>,
    /// What was in the files that were handed over.
    files: String,
}

impl Ran {
    /// The calls that change something, as text.
    fn changes(&self) -> Vec<String> {
        let reads = |call: &&Vec<String>| {
            let text = call.join(" ");
            [" show ", " list ", "rest --method get"].iter().any(|read| text.contains(read))
        };
        self.calls.iter().filter(|call| !reads(call)).map(|call| call.join(" ")).collect()
    }

    /// What stands after an option in the one call that contains `words`.
    fn option(&self, words: &str, name: &str) -> &str {
        let call = self.calls.iter().find(|call| call.join(" ").contains(words)).expect("the call was made");
        let at = call.iter().position(|word| word == name).expect("the option is there");
        &call[at + 1]
    }
}

/// Answers of the CLI by patterns of a shell's `case`; the first that fits.
type Answers<'a> = &'a [(&'a str, &'a str)];

const SIGNED_IN: Answers<'static> = &[("cloud show *", "AzureCloud"), ("account show *", DIRECTORY)];
/// The permissions that the directory offers. IMAP's and SMTP's ids come from here alone.
const OFFERED: Answers<'static> = &[
    ("ad sp show *full_access_as_app*", FULL_ACCESS),
    ("ad sp show *IMAP.AccessAsApp*", IMAP),
    ("ad sp show *SMTP.SendAsApp*", SMTP),
    ("ad sp show *Mail.Read*", MAIL_READ),
];

/// Runs a script in both shells, which must do the same.
fn run(id: ScriptId, registration: &Registration, answers: &[Answers<'_>]) -> Ran {
    let script = write(id, Language::Az, registration, Locale::En).expect("the script is written");
    let [bash, dash] = ["bash", "dash"].map(|shell| run_in(shell, &script.text, answers));
    // The name of the file with the certificate differs.
    let lasting = |ran: &Ran| ran.calls.concat().into_iter().filter(|word| !word.starts_with('@')).collect::<Vec<_>>();
    assert_eq!(lasting(&bash), lasting(&dash));
    assert_eq!(bash.succeeded, dash.succeeded);
    dash
}

fn run_in(shell: &str, script: &str, answers: &[Answers<'_>]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let known: String = answers.iter().copied().flatten().chain(SIGNED_IN).map(answer).collect();
    let recorder = format!(
        "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\037' \"$word\" >>{log}\n\
         case $word in @*) cat \"${{word#@}}\" >>{files} ;; esac; done\nprintf '\\036' >>{log}\ncase \"$*\" in\n{known}esac\n",
        log = quoted(&place("log")),
        files = quoted(&place("files")),
    );
    fs::write(place("az"), recorder).unwrap();
    fs::set_permissions(place("az"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(place("script"), script).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let work = tempfile::tempdir().unwrap();
    let output = Command::new(shell).arg(place("script")).env("PATH", path).current_dir(&work).output().unwrap();
    assert_eq!(fs::read_dir(&work).unwrap().count(), 0, "no value ran as code");
    let log = fs::read_to_string(place("log")).unwrap_or_default();
    let words = |call: &str| call.trim_end_matches('\u{1f}').split('\u{1f}').map(str::to_owned).collect();
    Ran {
        succeeded: output.status.success(),
        said: String::from_utf8(output.stderr).unwrap(),
        printed: String::from_utf8(output.stdout).unwrap(),
        calls: log.split_terminator('\u{1e}').map(words).collect(),
        files: fs::read_to_string(place("files")).unwrap_or_default(),
    }
}

fn quoted(path: &Path) -> String {
    quote_shell(path.to_str().unwrap())
}

/// `ad sp show *x*` → `'ad sp show '*'x'*) printf …`
fn answer((pattern, answer): &(&str, &str)) -> String {
    let pattern: Vec<String> = pattern.split('*').map(quote_shell).collect();
    // A word that begins with `!` fails.
    let then = match answer.strip_prefix('!') {
        Some(_) => "exit 3".to_owned(),
        None => format!("printf '%s\\n' {}", quote_shell(answer)),
    };
    format!("{}) {then} ;;\n", pattern.join("*"))
}

fn printed(ran: &Ran) -> Value {
    serde_json::from_str(&ran.printed).unwrap_or_else(|error| panic!("{error}: {}", ran.printed))
}

fn unregistered() -> Registration {
    Registration { client_id: None, ..full() }
}

#[test]
fn an_application_that_is_not_there_is_created_and_filled() {
    let answers: Answers<'_> = &[
        ("ad app list *", ""),
        ("ad app create *", CLIENT),
        ("ad app show *length(*", "0"),
        ("ad app show *redirectUris*", ""),
        ("ad app show *--query id*", "\"77777777-2222-4333-8444-555555555555\""),
    ];
    let ran = run(ScriptId::Registration, &unregistered(), &[answers, OFFERED]);
    assert!(ran.succeeded, "{}", ran.said);
    let add = |api, id, kind| {
        format!("ad app permission add --id {CLIENT} --api {api} --api-permissions {id}={kind} --only-show-errors")
    };
    assert_eq!(
        ran.changes(),
        [
            "ad app create --display-name Contoso workflow --sign-in-audience AzureADMyOrg --query appId -o tsv"
                .to_owned(),
            format!(
                "ad app update --id {CLIENT} --web-redirect-uris https://k2.example.com/identity/token/oauth/2 \
                 https://k2.example.com/Identity/token/oauth/2"
            ),
            format!("ad app update --id {CLIENT} --public-client-redirect-uris http://localhost"),
            format!("ad app update --id {CLIENT} --is-fallback-public-client true"),
            add(EXCHANGE, FULL_ACCESS, "Role"),
            add(EXCHANGE, IMAP, "Role"),
            add(EXCHANGE, SMTP, "Role"),
            add(GRAPH, MAIL_READ, "Scope"),
        ]
    );
    assert_eq!(
        printed(&ran),
        json!({
            "consentry": "registration", "directory_id": DIRECTORY, "application_id": CLIENT,
            "application_object_id": "77777777-2222-4333-8444-555555555555",
        })
    );
}

#[test]
fn what_is_registered_already_stays_and_only_what_is_missing_is_added() {
    let answers: Answers<'_> = &[
        ("ad app show *length(*full*", "0"),
        (&format!("ad app show *length(*{IMAP}*"), "0"),
        ("ad app show *length(*", "1"),
        (
            "ad app show *web.redirectUris*",
            "https://old.example.com/?a=b\nhttps://k2.example.com/identity/token/oauth/2",
        ),
        ("ad app show *redirectUris*", "http://localhost"),
        ("ad app show *", CLIENT),
    ];
    let ran = run(ScriptId::Registration, &full(), &[answers, OFFERED]);
    assert!(ran.succeeded, "{}", ran.said);
    let changes = ran.changes();
    assert_eq!(changes.len(), 3, "{changes:#?}");
    assert_eq!(
        changes[0],
        format!(
            "ad app update --id {CLIENT} --web-redirect-uris https://old.example.com/?a=b \
             https://k2.example.com/identity/token/oauth/2 https://k2.example.com/Identity/token/oauth/2"
        )
    );
    assert!(changes[2].contains(&format!("{IMAP}=Role")), "{changes:#?}");
}

#[test]
fn another_directory_another_cloud_or_nobody_signed_in_stops_before_anything_changes() {
    let elsewhere: Answers<'_> = &[("account show *", "99999999-0000-4000-8000-000000000000")];
    for (script, said) in [
        (run_first(elsewhere), "Sign in to the right directory"),
        (run_first(&[("cloud show *", "AzureChinaCloud")]), "az cloud set --name AzureCloud"),
        (run_first(&[("account show *", "!")]), "az login"),
    ] {
        assert!(!script.succeeded && script.said.contains(said), "{}", script.said);
        assert_eq!(script.changes(), Vec::<String>::new());
    }
}

/// The registration, with answers that go before those of a good start.
fn run_first(answers: Answers<'_>) -> Ran {
    let script = write(ScriptId::Registration, Language::Az, &full(), Locale::En).unwrap();
    run_in("dash", &script.text, &[answers])
}

#[test]
fn a_permission_that_the_directory_does_not_offer_stops_and_a_different_id_is_the_directorys() {
    let application: Answers<'_> = &[("ad app show *length(*", "0"), ("ad app show *", CLIENT)];
    let none = run(ScriptId::Permissions, &full(), &[application, &[("ad sp show *", "")]]);
    assert!(!none.succeeded && none.said.contains("full_access_as_app"), "{}", none.said);
    assert!(none.changes().is_empty());
    let other = run(ScriptId::Permissions, &full(), &[application, &[("ad sp show *", SMTP)]]);
    assert!(
        other.succeeded && other.said.contains(&format!("has the ID {SMTP} here; {FULL_ACCESS}")),
        "{}",
        other.said
    );
    assert!(other.changes().iter().all(|call| call.contains(SMTP)));
}

#[test]
fn a_secret_is_always_added_beside_the_others() {
    let answers: Answers<'_> = &[
        ("ad app show *", CLIENT),
        ("ad app credential reset *", r#"{"appId":"x","password":"not a real one","tenant":"t"}"#),
    ];
    let ran = run(ScriptId::Secret, &full(), &[answers]);
    assert_eq!(
        ran.changes(),
        [format!(
            "ad app credential reset --id {CLIENT} --append --display-name Contoso 2026 --end-date 2099-05-31 \
             --only-show-errors -o json"
        )]
    );
    assert_eq!(printed(&ran)["password"], "not a real one");
    let mut past = full();
    past.secret.as_mut().unwrap().until = "2020-01-01".to_owned();
    let refused = run(ScriptId::Secret, &past, &[answers]);
    assert!(!refused.succeeded && refused.changes().is_empty(), "{}", refused.said);
}

#[test]
fn a_certificate_is_added_once_and_only_its_public_part_travels() {
    let application = ("ad app show *", CLIENT);
    let ran = run(ScriptId::Certificate, &full(), &[&[application, ("ad app credential list *", "")]]);
    assert!(ran.succeeded, "{}", ran.said);
    assert_eq!(ran.changes().len(), 1);
    assert!(ran.changes()[0].contains("credential reset") && ran.changes()[0].contains("--append --cert @"));
    let key = full().certificate.unwrap().der_base64;
    assert!(ran.files.starts_with("-----BEGIN CERTIFICATE-----\n"), "{}", ran.files);
    assert!(ran.files.replace('\n', "").contains(&key) && !ran.files.contains("PRIVATE"));
    for present in ["00112233445566778899AABBCCDDEEFF00112233", "ABEiM0RVZneImaq7zN3u/wARIjM="] {
        let again = run(ScriptId::Certificate, &full(), &[&[application, ("ad app credential list *", present)]]);
        assert!(again.succeeded && again.changes().is_empty(), "{:?}", again.changes());
        assert_eq!(printed(&again)["thumbprint"], "00112233445566778899AABBCCDDEEFF00112233");
    }
}

#[test]
fn an_enterprise_application_is_created_once() {
    let application = ("ad app show *", CLIENT);
    let new = run(
        ScriptId::ServicePrincipal,
        &full(),
        &[&[application, ("ad sp list *", ""), ("ad sp create *", ENTERPRISE)]],
    );
    assert_eq!(new.changes(), [format!("ad sp create --id {CLIENT} --query id -o tsv")]);
    assert_eq!(printed(&new)["service_principal_object_id"], ENTERPRISE);
    let there = run(ScriptId::ServicePrincipal, &full(), &[&[application, ("ad sp list *", ENTERPRISE)]]);
    assert!(there.changes().is_empty());
    assert_eq!(printed(&there)["service_principal_object_id"], ENTERPRISE);
}

#[test]
fn consent_adds_to_what_was_granted() {
    let answers: Answers<'_> = &[
        ("ad app show *", CLIENT),
        (&format!("ad sp show --id {CLIENT} *"), ENTERPRISE),
        ("ad sp show *--query id *", "aaaaaaaa-2222-4333-8444-555555555555"),
        (&format!("rest --method get *appRoleAssignments*{IMAP}*"), "1"),
        ("rest --method get *appRoleAssignments*", "0"),
        ("rest --method get *oauth2PermissionGrants*value[0].id*", "grant1"),
        ("rest --method get *oauth2PermissionGrants*value[0].scope*", "User.Read Mail.ReadBasic"),
    ];
    let ran = run(ScriptId::Consent, &full(), &[OFFERED, answers]);
    assert!(ran.succeeded, "{}", ran.said);
    let changes = ran.changes();
    assert_eq!(changes.len(), 3, "{changes:#?}");
    let body: Value = serde_json::from_str(ran.option("--method post", "--body")).unwrap();
    assert_eq!(
        body,
        json!({
            "principalId": ENTERPRISE, "resourceId": "aaaaaaaa-2222-4333-8444-555555555555", "appRoleId": FULL_ACCESS,
        })
    );
    assert!(changes[2].contains("--method patch") && changes[2].contains("oauth2PermissionGrants/grant1"));
    let body: Value = serde_json::from_str(ran.option("--method patch", "--body")).unwrap();
    assert_eq!(body, json!({ "scope": "User.Read Mail.ReadBasic Mail.Read" }));
}

#[test]
fn consent_that_fails_is_not_taken_for_consent() {
    let answers: Answers<'_> = &[
        ("ad app show *", CLIENT),
        ("ad sp show *--query id *", ENTERPRISE),
        ("rest --method get *appRoleAssignments*", "!"),
    ];
    let ran = run(ScriptId::Consent, &full(), &[OFFERED, answers]);
    assert!(!ran.succeeded && !ran.said.contains("Granted"), "{}", ran.said);
}

#[test]
fn collecting_changes_nothing_and_prints_one_json_document() {
    let answers: Answers<'_> = &[
        ("ad app show *--query appId *", CLIENT),
        ("ad app show *", r#"{"appId":"11111111-2222-4333-8444-555555555555","id":"o"}"#),
        ("ad sp list *", ENTERPRISE),
        ("ad sp show *", r#"{"id":"s"}"#),
        ("rest *appRoleAssignments*", "[]"),
        ("rest *oauth2PermissionGrants*", r#"[{"scope":"Mail.Read"}]"#),
    ];
    let ran = run(ScriptId::Collect, &full(), &[answers]);
    assert!(ran.succeeded && ran.changes().is_empty(), "{}", ran.said);
    let document = printed(&ran);
    assert_eq!(document["consentry"], "collected");
    assert_eq!(document["application"]["appId"], CLIENT);
    assert_eq!(document["service_principal"]["id"], "s");
    assert_eq!(document["grants"][0]["scope"], "Mail.Read");
}

#[test]
fn whatever_an_application_is_called_it_arrives_as_one_word() {
    for registration in nasty() {
        let unregistered = Registration { client_id: None, ..registration.clone() };
        let answers: Answers<'_> = &[
            ("ad app list *", ""),
            ("ad app create *", CLIENT),
            ("ad app show *length(*", "1"),
            ("ad app show *", ""),
        ];
        let ran = run(ScriptId::Registration, &unregistered, &[answers, OFFERED]);
        assert!(ran.succeeded, "{}", ran.said);
        assert_eq!(ran.option("ad app create", "--display-name"), registration.name);
        let filter = format!("displayName eq '{}'", registration.name.replace('\'', "''"));
        assert_eq!(ran.option("ad app list", "--filter"), filter);
        assert!(ran.said.contains(&format!("Registered {} ({CLIENT})", registration.name)), "{}", ran.said);
        let secret = run(ScriptId::Secret, &registration, &[&[("ad app show *", CLIENT)]]);
        assert_eq!(secret.option("credential reset", "--display-name"), registration.name);
    }
}
