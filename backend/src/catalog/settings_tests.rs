//! Every rule and check finds what it is there for, and sound settings pass.

use std::collections::BTreeSet;

use shared::{
    config_check::{CheckFacts, check, recognise},
    config_file::{ConfigFile, FaultKind},
    resource::{LintLevel, Value},
    variable_set::{SetVerdict, judge},
};

use super::*;

const GUID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const CLIENT: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
/// What every way of signing in has.
const COMMON: [(&str, &str); 7] = [
    ("WICBOXMethod", "OAuth2"),
    ("WICBOX_MAILCLIENT_SCOPE", "Mail.ReadWrite"),
    ("WICBOX_MAILCLIENT_CLIENTID", CLIENT),
    ("WICBOX_MAILCLIENT_TENANTID", GUID),
    ("WICBOX_MAILCLIENT_USERNAME", "wicbox@example.com"),
    ("WICBOXUsername", "wicbox@example.com"),
    ("WICBOX_MAILS_PER_RUN", "100"),
];
const DELEGATED: [(&str, &str); 2] = [("WICBOX_MAILCLIENT_PASSWORD", "pass"), ("WICBOXPassword", "pass")];
const APPLICATION: [(&str, &str); 1] = [("WICBOX_MAILCLIENT_CLIENTSECRET", "abc8Q~secret")];
const PROJECTS: [(&str, &str); 1] = [("WICBOX_PROJECT_MAILBOX:Antwerp", "antwerp@example.com")];
const PROJECT_PASSWORDS: [(&str, &str); 1] = [("WICBOX_PROJECT_PASSWORD:Antwerp", "pass")];

type Values<'v> = Vec<(&'v str, &'v str)>;

fn wicbox(mode: &'static str, parts: &[&[(&'static str, &'static str)]]) -> Values<'static> {
    [&COMMON[..], &[("WICBOXACCOUNTMODE", mode)], &parts.concat()].concat()
}

fn verdict(values: &Values<'_>) -> SetVerdict {
    let catalog = load().expect("the data files are sound");
    let set = catalog.variable_sets.iter().find(|set| set.id == "wicbox").expect("wicbox");
    let value = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::Known((*value).to_owned()));
    judge(set, &values.iter().map(value).collect::<Vec<_>>(), &BTreeMap::new())
}

/// The rules beyond notes that find something.
fn wrong(values: &Values<'_>) -> Vec<String> {
    let findings = verdict(values).findings.into_iter();
    findings.filter(|finding| finding.level != LintLevel::Note).map(|finding| finding.rule).collect()
}

fn sound() -> Vec<Values<'static>> {
    vec![
        wicbox("SINGLE", &[&DELEGATED]),
        wicbox("SINGLE", &[&APPLICATION]),
        wicbox("MULTIPLE", &[&DELEGATED, &PROJECTS, &PROJECT_PASSWORDS]),
        wicbox("MULTIPLE", &[&APPLICATION, &PROJECTS]),
        wicbox("MIX", &[&DELEGATED, &PROJECTS, &PROJECT_PASSWORDS]),
        wicbox("MIX", &[&APPLICATION, &PROJECTS]),
    ]
}

#[test]
fn each_way_of_signing_in_has_values_that_pass() {
    for values in sound() {
        assert_eq!(wrong(&values), Vec::<String>::new(), "{values:?}");
    }
}

#[test]
fn both_ids_are_asked_for_whatever_the_vendors_table_says() {
    for values in sound() {
        for (name, rule) in
            [("WICBOX_MAILCLIENT_CLIENTID", "client_id_missing"), ("WICBOX_MAILCLIENT_TENANTID", "tenant_id_missing")]
        {
            let without: Values<'_> = values.iter().filter(|(known, _)| *known != name).copied().collect();
            assert_eq!(wrong(&without), [rule], "{values:?}");
        }
    }
    let table = verdict(&wicbox("SINGLE", &[&APPLICATION, &[("WICBOX_MAILCLIENT_CLIENTID", "")]]));
    assert!(table.findings.iter().all(|finding| !finding.why.en.is_empty()));
}

/// A change to sound values and the rules that then find something, in their order, notes included.
#[test]
fn every_rule_finds_what_it_is_there_for() {
    let (delegated, application) = (wicbox("SINGLE", &[&DELEGATED]), wicbox("SINGLE", &[&APPLICATION]));
    let multiple = wicbox("MULTIPLE", &[&DELEGATED, &PROJECTS, &PROJECT_PASSWORDS]);
    let without_secret: Values<'_> = COMMON.into_iter().chain([("WICBOXACCOUNTMODE", "SINGLE")]).collect();
    let cases: [(&Values<'_>, (&str, &str), &str); 29] = [
        (&without_secret, ("WICBOX_MAILCLIENT_PASSWORD", ""), "permission_model_unknown"),
        (&delegated, ("WICBOXACCOUNTMODE", ""), "account_mode_missing"),
        (&delegated, ("WICBOXACCOUNTMODE", "single"), "account_mode_invalid"),
        (&delegated, ("WICBOXMethod", "MULTIPLE"), "method_not_oauth2"),
        (&delegated, ("WICBOXMethod", ""), "method_missing"),
        (&application, ("WICBOX_MAILCLIENT_CLIENTID", ""), "client_id_missing"),
        (&application, ("WICBOX_MAILCLIENT_CLIENTID", "WicBox"), "client_id_invalid"),
        (&application, ("WICBOX_MAILCLIENT_CLIENTID", GUID), "client_id_is_tenant_id"),
        (&application, ("WICBOX_MAILCLIENT_TENANTID", ""), "tenant_id_missing"),
        (&application, ("WICBOX_MAILCLIENT_TENANTID", "contoso.com"), "tenant_id_invalid"),
        (&application, ("WICBOX_MAILCLIENT_SCOPE", ""), "scope_missing"),
        (&delegated, ("WICBOX_MAILCLIENT_SCOPE", "https://graph.microsoft.com/.default"), "scope_delegated_default"),
        (&application, ("WICBOX_MAILCLIENT_SCOPE", "Mail.ReadWrite"), "scope_application"),
        (&delegated, ("WICBOX_MAILCLIENT_PASSWORD", " pass"), "delegated_password_spaced"),
        (&delegated, ("WICBOXPassword", "other"), "delegated_password_differs"),
        (&multiple, ("WICBOXMethod", "OAuth2"), "delegated_multiple_credentials_unused"),
        (&application, ("WICBOX_MAILCLIENT_CLIENTSECRET", CLIENT), "application_secret_is_id"),
        (&application, ("WICBOX_MAILCLIENT_PASSWORD", "pass"), "application_password_filled"),
        (&application, ("WICBOXMethod", "OAuth2"), "application_reads_all_mailboxes"),
        (&delegated, ("WICBOX_MAILCLIENT_USERNAME", ""), "username_missing"),
        (&delegated, ("WICBOX_MAILCLIENT_USERNAME", "CONTOSO\\wicbox"), "username_invalid"),
        (&delegated, ("WICBOXUsername", "other@example.com"), "username_differs"),
        (&multiple, ("WICBOX_PROJECT_MAILBOX:Antwerp", ""), "projects_missing"),
        (&delegated, ("WICBOX_PROJECT_MAILBOX:Ghent", "ghent@example.com"), "projects_unused"),
        (&multiple, ("WICBOX_PROJECT_MAILBOX:Antwerp", "antwerp"), "project_mailbox_invalid"),
        (&multiple, ("WICBOX_PROJECT_PASSWORD:Antwerp", ""), "project_password_missing"),
        (&multiple, ("WICBOXMethod", "OAuth2"), "delegated_several_mailboxes"),
        (&delegated, ("WICBOX_MAILS_PER_RUN", "1001"), "mails_per_run_invalid"),
        (&delegated, ("WICBOX_MAILS_PER_RUN", "0"), "mails_per_run_invalid"),
    ];
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (base, (name, value), rule) in cases {
        let changed: Values<'_> =
            base.iter().filter(|(known, _)| *known != name).copied().chain([(name, value)]).collect();
        let found = verdict(&changed).findings;
        assert!(found.iter().any(|finding| finding.rule == rule), "{rule}: {found:?}");
        seen.insert(rule);
    }
    let catalog = load().expect("sound");
    let said = |model: &str, values: &Values<'_>| {
        let given: Vec<(String, Value)> =
            values.iter().map(|(n, v)| ((*n).to_owned(), Value::Known((*v).to_owned()))).collect();
        let said = BTreeMap::from([("permission_model".to_owned(), model.to_owned())]);
        let found = judge(&catalog.variable_sets[0], &given, &said).findings;
        found.into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    // These need somebody to say which model is meant.
    assert!(said("delegated", &application).contains(&"delegated_secret_filled".to_owned()));
    assert!(said("delegated", &without_secret).contains(&"delegated_password_missing".to_owned()));
    assert!(said("application", &without_secret).contains(&"application_secret_missing".to_owned()));
    seen.extend(["delegated_secret_filled", "delegated_password_missing", "application_secret_missing"]);
    let rules: BTreeSet<&str> = catalog.variable_sets[0].rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(seen, rules);
}

#[test]
fn the_old_account_mode_is_known_by_its_old_name() {
    let catalog = load().expect("sound");
    assert_eq!(catalog.variable_sets[0].renamed("AccountMode"), Some("WICBOXACCOUNTMODE"));
    for set in &catalog.variable_sets {
        for parameter in &set.parameters {
            assert!(parameter.options.faults(parameter.kind).is_empty(), "{}", parameter.name);
        }
    }
}

#[test]
fn every_fault_of_a_file_has_words_in_both_languages() {
    let catalog = load().expect("sound");
    for kind in FaultKind::ALL {
        let words = catalog.config_fault(kind.code()).unwrap_or_else(|| panic!("{} has no words", kind.code()));
        for text in [&words.detail.en, &words.detail.nl, &words.remedy.en, &words.remedy.nl] {
            assert!(text.len() > 10, "{}", kind.code());
        }
    }
}

/// What the checks find in a file of that name.
fn found(name: &str, text: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let catalog = load().expect("sound");
    let file = ConfigFile::parse_text(text).expect("well-formed");
    let variables = variables.iter().map(|(n, v)| (n.to_lowercase(), Value::Known((*v).to_owned()))).collect();
    let facts = CheckFacts { file: &file, variables: &variables, connection_names: &[] };
    let findings = check(&recognise(&catalog.config_files, name, &file), &facts);
    for finding in &findings {
        for text in [&finding.what, &finding.expected, &finding.remedy] {
            assert!(!text.en.is_empty() && !text.nl.is_empty(), "{}", finding.check);
        }
    }
    findings.into_iter().map(|finding| finding.check).collect()
}

fn host_server(system: &str, provider: &str, from: &str, strings: &str) -> String {
    format!(
        "<configuration><connectionStrings>{strings}</connectionStrings><messageBus><system {system}/><smartActions/></messageBus>\
         <sourceCode.smartactions.directoryCatalog><add path='{provider}'/></sourceCode.smartactions.directoryCatalog>\
         <appSettings>{from}</appSettings></configuration>"
    )
}

#[test]
fn every_check_finds_what_it_is_there_for() {
    let system = r"self='K2:CONTOSO\K2Service' enableListeners='true'";
    let ews = r"SmartActions\EWS";
    let from = "<add key='sendmailfrom' value='k2@example.com'/>";
    let entry = "<add name='SourceCode.MessageBus.Ews.ExchangeWebServicesConnection:k2@example.com' connectionString='User ID=k2'/>";
    let known = [("From Address", "k2@example.com"), ("K2 Version", "5.6")];
    let k2 = |system: &str, provider: &str, from: &str, strings: &str, variables: &[(&str, &str)]| {
        found("K2HostServer.exe.config", &host_server(system, provider, from, strings), variables)
    };
    assert_eq!(k2(system, ews, from, entry, &known), Vec::<String>::new());
    let other = "<add key='sendmailfrom' value='admin@example.com'/>";
    let second = "<add name='X.ExchangeWebServicesConnection:b@example.com' connectionString='User ID=b'/>";
    let older = [known[0], ("K2 Version", "4.7")];
    let cases: Vec<(&str, Vec<String>)> = vec![
        ("system_self_missing", k2("enableListeners='true'", ews, from, entry, &known)),
        ("system_self_form", k2(r"self='CONTOSO\K2Service' enableListeners='true'", ews, from, entry, &known)),
        ("system_self_form", k2("self='K2:k2@example.com' enableListeners='true'", ews, from, entry, &known)),
        (
            "enable_listeners_not_boolean",
            k2(r"self='K2:C\k' enableListeners='[SMARTACTIONSENABLED]'", ews, from, entry, &known),
        ),
        ("enable_listeners_off", k2(r"self='K2:C\k' enableListeners='False'", ews, from, entry, &known)),
        ("enable_listeners_missing", k2(r"self='K2:C\k'", ews, from, entry, &known)),
        ("smart_actions_provider", k2(system, r"SmartActions\SMTP", from, entry, &known)),
        ("smart_actions_provider_missing", k2(system, "", from, entry, &known)),
        ("send_mail_from_form", k2(system, ews, "<add key='SendMailFrom' value='[FROM]'/>", entry, &known)),
        ("send_mail_from_missing", k2(system, ews, "", entry, &known)),
        ("send_mail_from_differs", k2(system, ews, other, entry, &known)),
        ("send_mail_from_version_unknown", k2(system, ews, other, entry, &known[..1])),
        ("send_mail_from_is_from_address", k2(system, ews, from, entry, &older)),
        ("ews_without_mailbox", k2(system, ews, from, &entry.replace(":k2@example.com", ""), &known)),
        ("ews_several", k2(system, ews, from, &format!("{entry}{second}"), &known)),
        ("connection_string_empty", k2(system, ews, from, "<add name='Db' connectionString=''/>", &known)),
        ("connection_string_malformed", k2(system, ews, from, "<add name='Db' connectionString='Pwd=\"x'/>", &known)),
        ("connection_string_twice", k2(system, ews, from, &format!("{entry}{entry}"), &known)),
        (
            "section_encrypted",
            found(
                "a.config",
                "<configuration><connectionStrings configProtectionProvider='K2ConfigurationKey'/></configuration>",
                &[],
            ),
        ),
        ("mails_per_run_range", found("WicGlobal.config", "<c><add key='MaxMailsPerRun' value='2000'/></c>", &[])),
        (
            "mails_per_run_differs",
            found(
                "WicGlobal.config",
                "<c><add key='MaxMailsPerRun' value='500'/></c>",
                &[("WICBOX_MAILS_PER_RUN", "100")],
            ),
        ),
        ("mails_per_run_missing", found("WicGlobal.config", "<c/>", &[])),
    ];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (wanted, found) in cases {
        assert!(found.iter().any(|check| check == wanted), "{wanted}: {found:?}");
        seen.insert(wanted.to_owned());
    }
    assert_eq!(k2(system, ews, other, entry, &older), Vec::<String>::new());
    let catalog = load().expect("sound");
    let all: BTreeSet<String> =
        catalog.config_files.iter().flat_map(|kind| &kind.checks).map(|check| check.id.clone()).collect();
    assert_eq!(seen, all);
}

#[test]
fn the_mails_of_one_run_pass_from_1_to_1000() {
    for value in ["1", "100", "1000"] {
        let text = format!("<c><add key='MaxMailsPerRun' value='{value}'/></c>");
        assert_eq!(found("WicGlobal.config", &text, &[("WICBOX_MAILS_PER_RUN", value)]), Vec::<String>::new());
    }
}
