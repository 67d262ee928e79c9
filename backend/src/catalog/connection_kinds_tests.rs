//! Every warning against its own samples, and what must hold of every kind.

use shared::{
    connection_string::{
        ConnectionString,
        kind::{COMMON_CODES, EntryFinding, KnownResource, PropertyType, Surroundings, judge},
    },
    resource::LintLevel,
    timestamp::Timestamp,
};

use super::*;

/// An entry in a few words; what is left out is nothing, and the day that of the vendor's last word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    text: String,
    target: Option<String>,
    today: Option<String>,
    /// What the resource `Exchange`, of which the text may speak, is for.
    #[serde(default)]
    audiences: Vec<String>,
}

fn found(kinds: &ConnectionKinds, id: &str, sample: &Sample) -> Vec<EntryFinding> {
    let kind = kinds.find(id).expect("a kind");
    let string = ConnectionString::parse(&sample.text, kind.grammar).expect("well formed");
    let today = sample.today.as_deref().unwrap_or("2026-09-01");
    let resource = KnownResource {
        name: "Exchange".to_owned(),
        kind: "microsoft-online".to_owned(),
        grant: "authorization_code".to_owned(),
        audiences: sample.audiences.clone(),
    };
    let around = Surroundings {
        resources: Some(&[resource]),
        now: Timestamp::parse_rfc3339(&format!("{today}T12:00:00Z")).expect("a day"),
    };
    judge(kinds, kind, &string, sample.target.as_deref(), around)
}

#[test]
fn every_warning_finds_its_sample_and_passes_the_other() {
    let (kinds, samples) = rows().expect("the data files are sound");
    assert!(samples.len() > 15);
    for (kind, code, [finds, passes]) in samples {
        let says = |sample: &toml::Value| {
            let sample: Sample = sample.clone().try_into().expect("a sample");
            found(&kinds, &kind, &sample).iter().any(|finding| finding.code == code)
        };
        assert!(says(&finds), "{kind}: {code} does not find its sample");
        assert!(!says(&passes), "{kind}: {code} finds what it should pass");
    }
}

#[test]
fn what_can_be_odd_in_any_kind_is_found_and_has_words() {
    let (kinds, _) = rows().expect("the data files are sound");
    let known: Vec<&str> = kinds.common.keys().map(String::as_str).collect();
    let mut codes = COMMON_CODES.to_vec();
    codes.sort_unstable();
    assert_eq!(known, codes);
    let unresolved = shared::connection_string::kind::unresolved(&kinds, "Port", "${variable:port}");
    assert!(unresolved.is_some_and(|finding| finding.detail.en.contains("${variable:port}")));
    for (kind, text, code, property) in [
        ("k2-smtp", "Host Name=mail.example.com;host name=other", "duplicate_key", "host name"),
        ("odbc", "DSN=a;dsn=b", "duplicate_key_odbc", "dsn"),
        ("odbc", "DSN= a;UID=b", "odbc_outer_space", "DSN"),
        ("odbc", "DSN=a ;UID=b", "odbc_outer_space", "DSN"),
        ("k2-ews-connection", "Autodiscover=yes", "not_boolean", "Autodiscover"),
        ("k2-ews-connection", "Poll Interval=30s", "not_duration", "Poll Interval"),
        ("k2-ews-connection", "URL=outlook.office365.com", "not_url", "URL"),
        ("k2-ews-connection", "OAuth Resource=Echange", "unknown_resource", "OAuth Resource"),
        ("k2-smtp", "Host Name=a;Port=25a", "not_integer", "Port"),
        ("k2-smtp", "Host Name=a;Port=99999", "out_of_range", "Port"),
        ("k2-smtp", "Host Name=a;TLS=Yes", "not_choice", "TLS"),
        ("k2-smtp", "Port=25", "required_missing", "Host Name"),
        ("k2-smtp", "Host Name=a;Hots=b", "unknown_property", "Hots"),
        ("k2-smtp", "Host Name=a;Port=", "value_vanishes", "Port"),
        ("k2-host-server-database", "Data Source=a;Server=b", "synonym_beside", "Server"),
        ("k2-host-server-database", "Data Source=a;Sever=b", "unsupported_property", "Sever"),
        ("imap-account", "Address=nobody", "not_email", "Address"),
    ] {
        let sample = Sample { text: text.to_owned(), target: None, today: None, audiences: Vec::new() };
        let told = found(&kinds, kind, &sample);
        let finding = told.iter().find(|finding| finding.code == code);
        let finding = finding.unwrap_or_else(|| panic!("{kind}: {text} has nothing of {code}: {told:?}"));
        assert_eq!(finding.property.as_deref(), Some(property), "{code}");
        for words in [&finding.detail, &finding.remedy] {
            assert!(
                words.en.len() > 10 && words.nl.len() > 10 && !words.en.contains("{p") && !words.en.contains("{v"),
                "{code}: {words:?}"
            );
        }
    }
}

#[test]
fn what_the_vendors_suggest_is_sound_but_for_what_only_the_customer_knows() {
    let (kinds, _) = rows().expect("the data files are sound");
    for kind in &kinds.kinds {
        let sample = Sample { text: kind.suggested(), target: None, today: None, audiences: Vec::new() };
        for finding in found(&kinds, &kind.id, &sample) {
            let open = finding.level == LintLevel::Note || finding.code.ends_with("missing");
            assert!(open || finding.code == "unknown_resource", "{}: {finding:?}", kind.id);
        }
    }
}

#[test]
fn texts_are_in_both_languages_and_values_fit_their_types() {
    let (kinds, _) = rows().expect("the data files are sound");
    assert_eq!(kinds.kinds.len(), 11);
    for kind in &kinds.kinds {
        let groups = kind.groups.iter().map(|group| &group.name);
        let texts = kind.properties().map(|property| &property.help).chain(groups);
        let warnings = kind.warnings.iter().flat_map(|rule| [&rule.detail, &rule.remedy]);
        for text in texts.chain(warnings).chain([&kind.name, &kind.description]) {
            assert!(text.en.len() > 2 && text.nl.len() > 2, "{}: {text:?}", kind.id);
        }
        for property in kind.properties() {
            for value in [&property.default, &property.suggested].into_iter().flatten() {
                assert_eq!(property.fault(value), None, "{}: {} = {value}", kind.id, property.key);
            }
            assert_eq!(property.kind == PropertyType::Enum, !property.choices.is_empty(), "{}", property.key);
            let named: Vec<&str> =
                kind.properties().filter(|other| other.is_named(&property.key)).map(|p| p.key.as_str()).collect();
            assert_eq!(named, [property.key.as_str()], "{}: one key, two properties", kind.id);
        }
        for rule in &kind.warnings {
            let known = rule.property.as_deref().is_none_or(|key| kind.property(key).is_some());
            let looked_at = rule.when.iter().chain(&rule.unless).flat_map(|condition| condition.of.split('|'));
            let of_property =
                |of: &str| of.strip_prefix("property.").or(of.strip_prefix("effective.")).map(str::to_owned);
            let all_known = looked_at.filter_map(of_property).all(|key| kind.property(&key).is_some());
            assert!(known && all_known, "{}: {} looks at what the kind does not have", kind.id, rule.code);
        }
    }
}
