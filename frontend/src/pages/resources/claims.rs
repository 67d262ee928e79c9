//! What stands in an access token, explained: for whom it is, what it allows, and where it differs from what the
//! resource asked for. Read, never verified, and said so.

use leptos::prelude::*;
use shared::api::{
    claims::{ClaimFinding, ClaimFindingCode as Code, Severity, TokenClaims, TokenForm},
    token::TokenMetadata,
};

use super::detail::CurrentResource;
use crate::{
    api::Api,
    components::{badge::Tone, icon::Icon, relative_time::RelativeTime, states::loaded},
    i18n::{Language, Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
    state::claims::{Shown, rows},
};

/// What a claim is about, for those that somebody meets.
fn meaning(name: &str) -> Option<Text> {
    Some(match name {
        "aud" => txt::CLAIM_AUD,
        "iss" => txt::CLAIM_ISS,
        "tid" => txt::CLAIM_TID,
        "appid" | "azp" | "client_id" | "cid" => txt::CLAIM_CLIENT,
        "app_displayname" => txt::CLAIM_APP_NAME,
        "roles" => txt::CLAIM_ROLES,
        "scp" | "scope" => txt::CLAIM_SCP,
        "idtyp" => txt::CLAIM_IDTYP,
        "upn" | "preferred_username" | "unique_name" | "email" => txt::CLAIM_USER,
        "name" => txt::CLAIM_NAME,
        "oid" => txt::CLAIM_OID,
        "sub" => txt::CLAIM_SUB,
        "iat" => txt::CLAIM_IAT,
        "nbf" => txt::CLAIM_NBF,
        "exp" => txt::CLAIM_EXP,
        "ver" => txt::CLAIM_VER,
        "amr" | "acr" | "appidacr" | "azpacr" => txt::CLAIM_HOW,
        "ipaddr" => txt::CLAIM_IPADDR,
        "wids" => txt::CLAIM_WIDS,
        "jti" | "uti" => txt::CLAIM_JTI,
        _ => return None,
    })
}

/// A finding in words.
fn words(finding: &ClaimFinding) -> Text {
    match finding.code {
        Code::Fits => txt::CLAIM_FITS,
        Code::AudienceDiffers => txt::CLAIM_AUDIENCE_DIFFERS,
        Code::DirectoryDiffers => txt::CLAIM_DIRECTORY_DIFFERS,
        Code::IssuerDiffers => txt::CLAIM_ISSUER_DIFFERS,
        Code::ClientDiffers => txt::CLAIM_CLIENT_DIFFERS,
        Code::RolesMissing => txt::CLAIM_ROLES_MISSING,
        Code::PermissionMissing => txt::CLAIM_PERMISSION_MISSING,
        Code::ScopeMissing => txt::CLAIM_SCOPE_MISSING,
        Code::UserDiffers => txt::CLAIM_USER_DIFFERS,
        Code::Expired => txt::CLAIM_EXPIRED,
        Code::NotYet => txt::CLAIM_NOT_YET,
    }
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Good => Tone::Good,
        Severity::Note => Tone::Warning,
        Severity::Problem => Tone::Bad,
    }
}

/// The panel; looked at again whenever the token was renewed.
#[component]
pub(crate) fn Claims(token: Memo<TokenMetadata>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let obtained = Memo::new(move |_| token.with(|token| (token.id.to_string(), token.obtained_at)));
    let claims = Remote::new(move || {
        let (token, _) = obtained.get();
        let (slug, resource) = (current.slug(), here.id());
        async move { api.token_claims(&slug, &resource, &token).await }
    });
    view! {
        <section class="claims" data-testid="claims">
            <h3>{t(txt::CLAIMS_TITLE)}</h3>
            {loaded(claims, 5, move |claims| view! { {move || view! { <Inside token=claims.get() /> }} }.into_any())}
        </section>
    }
}

#[component]
fn Inside(token: TokenClaims) -> impl IntoView {
    let note = match token.form {
        TokenForm::Jwt => txt::CLAIMS_NOTE,
        TokenForm::Encrypted => txt::CLAIMS_ENCRYPTED,
        TokenForm::Opaque => txt::CLAIMS_OPAQUE,
        TokenForm::Absent => txt::CLAIMS_ABSENT,
    };
    let (telling, others) = rows(&token);
    let wrong = token.findings.iter().filter(|finding| finding.severity == Severity::Problem).count();
    let verdict = match (token.form, wrong) {
        (TokenForm::Jwt, 0) if !token.findings.is_empty() => Some((txt::CLAIMS_SOUND, Tone::Good)),
        (TokenForm::Jwt, 1..) => Some((txt::CLAIMS_WRONG, Tone::Bad)),
        _ => None,
    };
    view! {
        <p class="muted">{t(note)}</p>
        {verdict.map(|(text, tone)| view! {
            <div class=format!("note {}", tone.class()) data-testid="claims-verdict">
                <Icon icon=tone.icon() />
                <p>{t(text)}</p>
            </div>
        })}
        {(!telling.is_empty()).then(|| view! { <ClaimList rows=telling /> })}
        {(!others.is_empty()).then(|| view! {
            <details class="claims-more">
                <summary>{t(txt::CLAIMS_MORE)}</summary>
                <ClaimList rows=others />
            </details>
        })}
    }
}

#[component]
fn ClaimList(rows: Vec<Shown>) -> impl IntoView {
    view! { <dl class="claim-list">{rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</dl> }
}

#[component]
fn Row(row: Shown) -> impl IntoView {
    let about = meaning(&row.name);
    let (missing, name) = (row.value.is_empty(), row.name.clone());
    view! {
        <div class="claim" data-claim=name>
            <dt>
                <code>{row.name}</code>
                {about.map(|text| view! { <span class="claim-about">{t(text)}</span> })}
            </dt>
            <dd>
                {match row.at {
                    Some(at) => view! { <span class="claim-value"><RelativeTime at /></span> }.into_any(),
                    None if missing => view! { <span class="muted">{t(txt::CLAIM_ABSENT)}</span> }.into_any(),
                    None => view! { <code class="claim-value">{row.value}</code> }.into_any(),
                }}
                {row.finding.map(|finding| view! { <Verdict finding /> })}
            </dd>
        </div>
    }
}

#[component]
fn Verdict(finding: ClaimFinding) -> impl IntoView {
    let language = Language::of_page();
    let tone = tone(finding.severity);
    let text = words(&finding);
    let (expected, found) = (finding.expected.join(", "), finding.found.join(", "));
    view! {
        <p class=format!("claim-verdict {}", tone.class())>
            <Icon icon=tone.icon() />
            <span>{move || text.fill(language.get(), &[("expected", &expected), ("found", &found)])}</span>
        </p>
    }
}
