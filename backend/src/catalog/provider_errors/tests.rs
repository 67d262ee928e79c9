//! The data files against the list of codes that have to be explained.

use std::collections::BTreeSet;

use super::*;

/// Every code that Microsoft, the protocols and the mail servers are known to answer with, one a line.
const CODES: &str = include_str!("codes.txt");

fn all() -> ProviderErrors {
    load().expect("the data files are sound")
}

fn listed() -> impl Iterator<Item = &'static str> {
    CODES.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn every_listed_code_is_explained() {
    let all = all();
    let missing: Vec<&str> = listed()
        .filter(|code| match code.strip_prefix("reply ") {
            Some(reply) => all.phrase_in(reply).is_none(),
            None => all.find(code).is_none(),
        })
        .collect();
    assert!(missing.is_empty(), "no explanation of {missing:?}");
    assert!(listed().count() > 190 && listed().collect::<BTreeSet<_>>().len() == listed().count());
}

#[test]
fn every_entry_says_cause_and_remedy_in_both_languages() {
    for (code, entry) in all().entries {
        for text in [&entry.cause, &entry.remedy] {
            assert!(text.en.len() > 20 && text.nl.len() > 20, "{code}: {text:?}");
            assert_ne!(text.en, text.nl, "{code} is not translated");
            for text in [&text.en, &text.nl] {
                assert!(!text.contains("  ") && text.trim() == text, "{code}: {text}");
                assert!(text.chars().next().is_some_and(char::is_uppercase), "{code}: {text}");
            }
        }
        assert!(entry.cause.en.ends_with('.') && entry.cause.nl.ends_with('.'), "{code}");
        for phrase in &entry.contains {
            assert_eq!(*phrase, phrase.to_lowercase(), "{code} is looked for in lower case");
        }
    }
}

fn codes(reported: &Reported<'_>) -> Vec<String> {
    all().recognise(reported).into_iter().map(|found| found.code).collect()
}

#[test]
fn the_most_telling_comes_first_and_nothing_twice() {
    let reported = Reported {
        numbers: vec![50076, 999_999_999],
        words: vec!["invalid_grant", "basic_action", "bad_token", "nonsense"],
        prose: "535 5.7.139  Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    };
    assert_eq!(codes(&reported), ["AADSTS50076", "SMTP_5_7_139_TENANT", "bad_token", "invalid_grant", "basic_action"]);
    let range = Reported { numbers: vec![80_007, 80_011, 81_004], ..Reported::default() };
    assert_eq!(codes(&range), ["AADSTS80007", "AADSTS81004"]);
    assert!(codes(&Reported { prose: "all is well", ..Reported::default() }).is_empty());
}

#[test]
fn a_number_may_name_another_problem_than_the_protocol() {
    let problem = |code: &str| all().find(code).expect("known").problem_code();
    assert_eq!(problem("AADSTS90033"), Some(ProblemCode::ProviderUnavailable));
    assert_eq!(problem("AADSTS50076"), Some(ProblemCode::InteractionRequired));
    assert_eq!(problem("AADSTS65001"), Some(ProblemCode::ConsentRequired));
    assert_eq!(problem("AADSTS70008"), Some(ProblemCode::InvalidGrant));
    assert_eq!(problem("invalid_grant"), None);
}
