//! What the token says of itself, compared with what the resource asks for. Read for diagnosis only: nobody here
//! verified its signature, and nothing is allowed because of it.

use shared::{
    api::claims::{ClaimFinding, ClaimFindingCode as Code, Severity},
    check::Finding,
    claims::{Decoded, decode, judge},
};

use super::{Check, Context, Running, token_of::obtain};
use crate::{
    domain::{
        claims::{Knowledge, expected},
        resource::Target,
    },
    permissions::need,
    store::tenants,
    vault::VaultError,
};

pub(super) const CHECK: Check = Check { id: "claims", run: begin };

/// The most of a claim that a finding repeats, in characters.
const SHOWN: usize = 300;

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let subject = context.argument("subject");
    let held = match obtain(context, settings, (subject, None), false).await? {
        Ok(held) => held,
        Err(finding) => return Ok(vec![finding]),
    };
    let Decoded::Jwt { claims, .. } = decode(held.entry.access_token.expose()) else {
        return Ok(vec![context.say("unreadable").done()]);
    };
    let mut tx = context.app.store.read().await?;
    let need = need(&mut tx, context.app, settings).await?;
    let tenant = tenants::get(&mut tx, &settings.tenant).await?;
    drop(tx);
    let directory_id = tenant.and_then(|(tenant, _)| tenant.directory_id);
    let knowledge = Knowledge {
        apis: &context.app.catalog.permissions().apis,
        needed: &need.apis,
        kind: need.kind,
        directory_id: need.directory_id().or(directory_id.as_deref()),
    };
    let measure = expected(settings, &knowledge, &Target::default(), subject.unwrap_or_default());
    let judged = judge(&claims, &measure, context.now());
    let mut findings: Vec<Finding> = judged
        .iter()
        .filter(|finding| finding.severity != Severity::Good)
        .map(|finding| say(context, finding))
        .collect();
    let fitting: Vec<&str> =
        judged.iter().filter(|found| found.severity == Severity::Good).map(|found| found.claim.as_str()).collect();
    if findings.is_empty() {
        let looked = if fitting.is_empty() { "nothing_to_compare" } else { "fits" };
        findings.push(match looked {
            "fits" => context.say("fits").with("claims", fitting.join(", ")).done(),
            _ => context.say("nothing_to_compare").done(),
        });
    }
    Ok(findings)
}

fn say(context: &Context<'_>, finding: &ClaimFinding) -> Finding {
    let say = match finding.code {
        Code::Fits => context.say("fits").with("claims", &finding.claim),
        Code::AudienceDiffers => context.say("audience_differs"),
        Code::DirectoryDiffers => context.say("directory_differs"),
        Code::IssuerDiffers => context.say("issuer_differs"),
        Code::ClientDiffers => context.say("client_differs"),
        Code::RolesMissing => context.say("roles_missing"),
        Code::PermissionMissing => context.say("permission_missing"),
        Code::ScopeMissing => context.say("scope_missing"),
        Code::UserDiffers => context.say("user_differs"),
        Code::Expired => context.say("expired"),
        Code::NotYet => context.say("not_yet"),
    };
    let list = |texts: &[String]| texts.join(", ").chars().take(SHOWN).collect::<String>();
    say.with("claim", &finding.claim).with("wanted", list(&finding.expected)).with("there", list(&finding.found)).done()
}
