//! Claims as they are shown: which come first, which are moments, and a value in one line.

use serde_json::Value;
use shared::{
    api::claims::{Claim, ClaimFinding, TokenClaims},
    timestamp::Timestamp,
};

/// Claims that somebody who looks for a fault wants to see; the others stand below, folded.
const TELLING: [&str; 19] = [
    "aud",
    "iss",
    "tid",
    "appid",
    "azp",
    "client_id",
    "app_displayname",
    "roles",
    "scp",
    "scope",
    "idtyp",
    "upn",
    "preferred_username",
    "unique_name",
    "email",
    "iat",
    "nbf",
    "exp",
    "ver",
];

/// One row of the panel.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    /// The claim's name.
    pub name: String,
    /// Its value in one line; nothing where the claim is missing.
    pub value: String,
    /// The same as a moment, where it is one.
    pub at: Option<Timestamp>,
    /// What the server says about it.
    pub finding: Option<ClaimFinding>,
}

/// The telling claims, a missing one that something is said about among them, and the others.
pub(crate) fn rows(token: &TokenClaims) -> (Vec<Shown>, Vec<Shown>) {
    let finding = |name: &str| token.findings.iter().find(|finding| finding.claim == name).cloned();
    let shown = |claim: &Claim| Shown {
        name: claim.name.clone(),
        value: line(&claim.value),
        at: moment(claim),
        finding: finding(&claim.name),
    };
    let is_telling = |claim: &&Claim| TELLING.contains(&claim.name.as_str()) || finding(&claim.name).is_some();
    let (telling, others): (Vec<&Claim>, Vec<&Claim>) = token.claims.iter().partition(is_telling);
    let there = |name: &str| token.claims.iter().any(|claim| claim.name == name);
    let missing = token.findings.iter().filter(|finding| !there(&finding.claim)).map(|finding| Shown {
        name: finding.claim.clone(),
        value: String::new(),
        at: None,
        finding: Some(finding.clone()),
    });
    (missing.chain(telling.into_iter().map(shown)).collect(), others.into_iter().map(shown).collect())
}

fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

fn moment(claim: &Claim) -> Option<Timestamp> {
    if !matches!(claim.name.as_str(), "auth_time" | "exp" | "iat" | "nbf") {
        return None;
    }
    let seconds = claim.value.as_i64().or_else(|| claim.value.as_str()?.parse().ok())?;
    seconds.checked_mul(1000).map(Timestamp::from_millis)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::api::claims::{ClaimFindingCode, Severity, TokenForm};

    use super::*;

    #[test]
    fn what_is_missing_stands_first_and_what_tells_nothing_is_folded() {
        let claim = |name: &str, value: Value| Claim { name: name.to_owned(), value };
        let finding = ClaimFinding {
            claim: "roles".to_owned(),
            code: ClaimFindingCode::RolesMissing,
            severity: Severity::Problem,
            expected: vec!["full_access_as_app".to_owned()],
            found: Vec::new(),
        };
        let token = TokenClaims {
            form: TokenForm::Jwt,
            verified: false,
            header: Vec::new(),
            claims: vec![
                claim("aud", json!(["a", "b"])),
                claim("exp", json!("90")),
                claim("aio", json!("x")),
                claim("nested", json!({ "a": 1 })),
            ],
            findings: vec![finding],
        };
        let (telling, others) = rows(&token);
        assert_eq!(telling.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["roles", "aud", "exp"]);
        assert_eq!((telling[1].value.as_str(), telling[2].at), ("a b", Some(Timestamp::from_millis(90_000))));
        assert_eq!(others.iter().map(|row| row.value.as_str()).collect::<Vec<_>>(), ["x", r#"{"a":1}"#]);
    }
}
