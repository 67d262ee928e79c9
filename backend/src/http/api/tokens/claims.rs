//! What stands in an access token, for diagnosis. The token itself stays here, and so does its signature; that somebody
//! looked is in the audit trail.

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Map, Value};
use shared::{
    api::claims::{Claim, TokenClaims, TokenForm},
    claims::{Decoded, Expected, decode, judge},
    ids::{ResourceId, TokenId},
    problem::ProblemCode,
    secret::SecretText,
    timestamp::Timestamp,
};

use crate::{
    app::AppState,
    audit::record,
    domain::{
        claims::{Knowledge, expected},
        resource::Target,
    },
    http::{AppError, TenantContext, token_problem},
    permissions::need,
    resources::open,
    store::{tenants, tokens},
    token_cache::access_token,
};

/// The claims that decide whether a service takes a token, in the order in which they are read.
const FIRST: [&str; 20] = [
    "aud",
    "iss",
    "tid",
    "appid",
    "azp",
    "app_displayname",
    "roles",
    "scp",
    "scope",
    "idtyp",
    "upn",
    "preferred_username",
    "unique_name",
    "name",
    "oid",
    "sub",
    "iat",
    "nbf",
    "exp",
    "ver",
];

/// `GET /tenants/{tenant}/resources/{resource}/tokens/{token}/claims`.
pub async fn claims(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource, token)): Path<(String, ResourceId, TokenId)>,
) -> Result<Json<TokenClaims>, AppError> {
    let mut tx = app.store.write().await?;
    let settings = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?.settings;
    let row = tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    let (tenant, _) = tenants::get(&mut tx, &context.tenant).await?.ok_or(ProblemCode::NotFound)?;
    let need = need(&mut tx, &app, &settings).await?;
    let opened = access_token(&mut tx, &app, &context.tenant, &row).await;
    let opened = opened.map_err(|fault| token_problem(&app.catalog, fault))?;
    let entry = context.entry("token.claims").target("token", token.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "resource": resource }))).await?;
    tx.commit().await?;
    let target = Target::new(Some(&row.audience), Some(&row.scope));
    let knowledge = Knowledge {
        apis: &app.catalog.permissions().apis,
        needed: &need.apis,
        kind: need.kind,
        directory_id: need.directory_id().or(tenant.directory_id.as_deref()),
    };
    let measure = expected(&settings, &knowledge, &target, &row.subject);
    Ok(Json(shown(opened.as_ref(), &measure, app.clock.now())))
}

fn shown(token: Option<&SecretText>, expected: &Expected, now: Timestamp) -> TokenClaims {
    let (form, header, claims) = match token.map(|token| decode(token.expose())) {
        None => (TokenForm::Absent, Map::new(), Map::new()),
        Some(Decoded::Opaque) => (TokenForm::Opaque, Map::new(), Map::new()),
        Some(Decoded::Encrypted { header }) => (TokenForm::Encrypted, header, Map::new()),
        Some(Decoded::Jwt { header, claims }) => (TokenForm::Jwt, header, claims),
    };
    // Of a token that cannot be read nothing is missing.
    let findings = if form == TokenForm::Jwt { judge(&claims, expected, now) } else { Vec::new() };
    TokenClaims { form, verified: false, header: sorted(header), claims: sorted(claims), findings }
}

fn sorted(object: Map<String, Value>) -> Vec<Claim> {
    let mut claims: Vec<Claim> = object.into_iter().map(|(name, value)| Claim { name, value }).collect();
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    claims.sort_by(|a, b| rank(&a.name).cmp(&rank(&b.name)).then_with(|| a.name.cmp(&b.name)));
    claims
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_matters_comes_first_and_no_signature_is_shown() {
        let object = json!({ "zz": 1, "exp": 2, "aud": "a", "aio": "x" });
        let names: Vec<String> =
            sorted(object.as_object().expect("claims").clone()).into_iter().map(|claim| claim.name).collect();
        assert_eq!(names, ["aud", "exp", "aio", "zz"]);
        let opaque = shown(Some(&SecretText::new("opaque")), &Expected::default(), Timestamp::from_millis(0));
        assert_eq!((opaque.form, opaque.verified, opaque.claims.len()), (TokenForm::Opaque, false, 0));
        assert_eq!(shown(None, &Expected::default(), Timestamp::from_millis(0)).form, TokenForm::Absent);
    }
}
