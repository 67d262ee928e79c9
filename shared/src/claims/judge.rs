//! Compares a token's claims with what the resource asked for: the differences that otherwise show only as a 401 or 403
//! of the service, without a reason.

use serde_json::{Map, Value};

use crate::{
    api::claims::{ClaimFinding, ClaimFindingCode as Code, Severity},
    timestamp::Timestamp,
};

/// Scopes that are asked for on behalf of the sign-in itself and never come back as permissions.
const SIGN_IN_SCOPES: [&str; 5] = [".default", "email", "offline_access", "openid", "profile"];
/// Where providers put the name somebody signed in with, the most telling first.
const USER_CLAIMS: [&str; 4] = ["upn", "preferred_username", "unique_name", "email"];

/// What the resource asked for, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Every name of the service that the token is to be for; empty: not known.
    pub audiences: Vec<String>,
    /// The tenant's directory.
    pub directory_id: Option<String>,
    /// The issuer, where it is one fixed text.
    pub issuer: Option<String>,
    /// The client.
    pub client_id: Option<String>,
    /// Whether it is the application's own token, rather than somebody's.
    pub application: bool,
    /// Permissions of which an application needs at least one.
    pub application_permissions: Vec<String>,
    /// The scopes asked for.
    pub scopes: Vec<String>,
    /// The mailbox or user.
    pub subject: Option<String>,
}

/// What there is to say about `claims` at `now`, at most one finding a claim.
pub fn judge(claims: &Map<String, Value>, expected: &Expected, now: Timestamp) -> Vec<ClaimFinding> {
    let mut found = vec![audience(claims, expected), directory(claims, expected), issuer(claims, expected)];
    found.push(client(claims, expected));
    found.push(if expected.application { roles(claims, expected) } else { scopes(claims, expected) });
    found.push(user(claims, expected));
    found.push(life(claims, now));
    found.into_iter().flatten().collect()
}

fn finding(claim: &str, code: Code, expected: &[String], found: Vec<String>) -> ClaimFinding {
    let severity = match code {
        Code::Fits => Severity::Good,
        Code::UserDiffers | Code::IssuerDiffers => Severity::Note,
        _ => Severity::Problem,
    };
    ClaimFinding { claim: claim.to_owned(), code, severity, expected: expected.to_vec(), found }
}

fn fits(claim: &str) -> ClaimFinding {
    finding(claim, Code::Fits, &[], Vec::new())
}

/// The texts of a claim that may be one or a list.
fn texts(claims: &Map<String, Value>, name: &str) -> Vec<String> {
    match claims.get(name) {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn same(left: &str, right: &str) -> bool {
    left.trim_end_matches('/').eq_ignore_ascii_case(right.trim_end_matches('/'))
}

fn audience(claims: &Map<String, Value>, expected: &Expected) -> Option<ClaimFinding> {
    let found = texts(claims, "aud");
    if expected.audiences.is_empty() || found.is_empty() {
        return None;
    }
    let known = |found: &String| expected.audiences.iter().any(|audience| same(audience, found));
    let first = &expected.audiences[..1];
    Some(if found.iter().any(known) { fits("aud") } else { finding("aud", Code::AudienceDiffers, first, found) })
}

fn directory(claims: &Map<String, Value>, expected: &Expected) -> Option<ClaimFinding> {
    let found = texts(claims, "tid").pop()?;
    let wanted = expected.directory_id.clone()?;
    let equal = same(&wanted, &found);
    Some(if equal { fits("tid") } else { finding("tid", Code::DirectoryDiffers, &[wanted], vec![found]) })
}

fn issuer(claims: &Map<String, Value>, expected: &Expected) -> Option<ClaimFinding> {
    let found = texts(claims, "iss").pop()?;
    let wanted = expected.issuer.clone()?;
    Some(if wanted == found { fits("iss") } else { finding("iss", Code::IssuerDiffers, &[wanted], vec![found]) })
}

fn client(claims: &Map<String, Value>, expected: &Expected) -> Option<ClaimFinding> {
    let name = ["azp", "appid", "client_id", "cid"].into_iter().find(|name| claims.contains_key(*name))?;
    let found = texts(claims, name).pop()?;
    let wanted = expected.client_id.clone()?;
    let equal = same(&wanted, &found);
    Some(if equal { fits(name) } else { finding(name, Code::ClientDiffers, &[wanted], vec![found]) })
}

/// An application without the permission it needs gets a token all the same.
fn roles(claims: &Map<String, Value>, expected: &Expected) -> Option<ClaimFinding> {
    let (found, wanted) = (texts(claims, "roles"), &expected.application_permissions);
    if wanted.is_empty() {
        return None;
    }
    Some(match found {
        found if found.iter().any(|role| wanted.contains(role)) => fits("roles"),
        found if found.is_empty() => finding("roles", Code::RolesMissing, wanted, found),
        found => finding("roles", Code::PermissionMissing, wanted, found),
    })
}

fn scopes(claims: &Map<String, Value>, expected: &Expected) -> Option<ClaimFinding> {
    let name = if claims.contains_key("scp") { "scp" } else { "scope" };
    let given: Vec<String> =
        texts(claims, name).iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
    if given.is_empty() {
        return None;
    }
    // `https://graph.microsoft.com/Mail.Read` comes back as `Mail.Read`.
    let short = |scope: &String| scope.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted: Vec<String> = expected.scopes.iter().map(short).collect();
    let wanted = wanted.into_iter().filter(|scope| !scope.is_empty() && !SIGN_IN_SCOPES.contains(&scope.as_str()));
    let has = |scope: &String| {
        given.iter().any(|given| given.rsplit('/').next().is_some_and(|g| g.eq_ignore_ascii_case(scope)))
    };
    let (there, missing): (Vec<String>, Vec<String>) = wanted.partition(has);
    match (there.is_empty(), missing.is_empty()) {
        (true, true) => None,
        (_, true) => Some(fits(name)),
        (_, false) => Some(finding(name, Code::ScopeMissing, &missing, given)),
    }
}

fn user(claims: &Map<String, Value>, expected: &Expected) -> Option<ClaimFinding> {
    let name = USER_CLAIMS.into_iter().find(|name| claims.contains_key(*name))?;
    let found = texts(claims, name).pop()?;
    let wanted = expected.subject.clone()?;
    let equal = same(&wanted, &found);
    Some(if equal { fits(name) } else { finding(name, Code::UserDiffers, &[wanted], vec![found]) })
}

fn life(claims: &Map<String, Value>, now: Timestamp) -> Option<ClaimFinding> {
    let seconds = |name: &str| {
        let number = claims.get(name)?;
        number.as_i64().or_else(|| number.as_str()?.parse().ok())
    };
    let now = now.as_millis() / 1000;
    if seconds("nbf").is_some_and(|begin| begin > now) {
        return Some(finding("nbf", Code::NotYet, &[], Vec::new()));
    }
    let end = seconds("exp")?;
    Some(if end > now { fits("exp") } else { finding("exp", Code::Expired, &[], Vec::new()) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const EXCHANGE: [&str; 2] = ["https://outlook.office365.com", "00000002-0000-0ff1-ce00-000000000000"];

    fn application() -> Expected {
        Expected {
            audiences: EXCHANGE.map(str::to_owned).to_vec(),
            directory_id: Some("0f3c2d1e-0000-4000-8000-00000000000a".to_owned()),
            client_id: Some("c1".to_owned()),
            application: true,
            application_permissions: vec!["full_access_as_app".to_owned()],
            ..Expected::default()
        }
    }

    fn said(claims: &Value, expected: &Expected) -> Vec<(String, Code)> {
        let claims = claims.as_object().expect("claims");
        let now = Timestamp::from_millis(1_000_000);
        judge(claims, expected, now).into_iter().map(|found| (found.claim, found.code)).collect()
    }

    fn one(claims: &Value, expected: &Expected) -> (String, Code) {
        let mut all = said(claims, expected);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    #[test]
    fn a_token_as_it_should_be() {
        let claims = json!({
            "aud": "https://outlook.office365.com/", "tid": "0F3C2D1E-0000-4000-8000-00000000000A", "appid": "c1",
            "roles": ["full_access_as_app"], "exp": 2_000, "nbf": 900, "iss": "https://sts.windows.net/x/", "ver": "1.0",
        });
        let all = said(&claims, &application());
        assert!(all.iter().all(|(_, code)| *code == Code::Fits), "{all:?}");
        assert_eq!(
            all.iter().map(|(claim, _)| claim.as_str()).collect::<Vec<_>>(),
            ["aud", "tid", "appid", "roles", "exp"]
        );
        assert_eq!(
            one(
                &json!({ "aud": ["x", "00000002-0000-0FF1-ce00-000000000000"], "roles": ["full_access_as_app"] }),
                &Expected { application: false, ..application() }
            )
            .1,
            Code::Fits
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_what_was_expected() {
        let wrong = |claims: Value, expected: &Expected| {
            let all = said(&claims, expected);
            all.into_iter().find(|(_, code)| *code != Code::Fits).expect("something is wrong")
        };
        let app = application();
        let roles = json!(["full_access_as_app"]);
        assert_eq!(
            wrong(json!({ "aud": "https://graph.microsoft.com", "roles": roles }), &app).1,
            Code::AudienceDiffers
        );
        assert_eq!(wrong(json!({ "tid": "other", "roles": roles }), &app).1, Code::DirectoryDiffers);
        assert_eq!(wrong(json!({ "azp": "c2", "roles": roles }), &app), ("azp".to_owned(), Code::ClientDiffers));
        assert_eq!(wrong(json!({ "aud": EXCHANGE[0] }), &app), ("roles".to_owned(), Code::RolesMissing));
        assert_eq!(wrong(json!({ "roles": ["Mail.Read"] }), &app).1, Code::PermissionMissing);
        assert_eq!(wrong(json!({ "roles": roles, "exp": 1_000 }), &app).1, Code::Expired);
        assert_eq!(wrong(json!({ "roles": roles, "exp": "9000", "nbf": 1_001 }), &app).1, Code::NotYet);
    }

    #[test]
    fn scopes_and_users_of_delegated_tokens() {
        let expected = Expected {
            scopes: vec![
                "offline_access".into(),
                "https://graph.microsoft.com/Mail.ReadWrite".into(),
                "Mail.Send".into(),
            ],
            subject: Some("intake@contoso.com".to_owned()),
            ..Expected::default()
        };
        assert_eq!(
            one(&json!({ "scp": "mail.readwrite Mail.Send User.Read" }), &expected),
            ("scp".to_owned(), Code::Fits)
        );
        let findings =
            judge(json!({ "scp": "Mail.Send" }).as_object().expect("claims"), &expected, Timestamp::from_millis(0));
        assert_eq!(
            (findings[0].code, findings[0].expected.as_slice()),
            (Code::ScopeMissing, ["Mail.ReadWrite".to_owned()].as_slice())
        );
        assert_eq!(one(&json!({ "upn": "Intake@Contoso.com" }), &expected).1, Code::Fits);
        let other = judge(
            json!({ "upn": "service@contoso.com" }).as_object().expect("claims"),
            &expected,
            Timestamp::from_millis(0),
        );
        assert_eq!((other[0].code, other[0].severity), (Code::UserDiffers, Severity::Note));
        // Nothing known to compare with: nothing said.
        assert!(said(&json!({ "aud": 5, "tid": null, "scp": "", "exp": "soon" }), &expected).is_empty());
    }
}
