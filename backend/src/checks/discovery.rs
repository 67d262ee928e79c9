//! Whether the directory behind the tenant's domain is the one that everything here names, and whether the endpoints are
//! those that the provider publishes. Microsoft is asked at its pinned login hosts only.

use shared::{
    api::resource::DiscoveryProposal,
    check::Finding,
    field::{FieldKind, FieldSpec},
    problem::ProblemCode,
};

use super::{Check, Context, Running, token_of::explain};
use crate::{
    domain::resource::ResourceSettings,
    oauth::{discovery, error::ProviderFault},
    store::tenants,
    vault::VaultError,
};

pub(super) const CHECK: Check = Check { id: "discovery", run: begin };

const GUID: FieldSpec = FieldSpec::required("directory", FieldKind::Guid);

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let mut tx = context.app.store.read().await?;
    let tenant = tenants::get(&mut tx, &settings.tenant).await?.map(|(tenant, _)| tenant);
    drop(tx);
    let Some(address) = &settings.kind.directory else { return Ok(by_issuer(context, settings).await) };
    let directory_id = tenant.as_ref().and_then(|tenant| tenant.directory_id.clone());
    let domain = context.argument("domain").map(str::to_owned);
    let domain = domain.or_else(|| tenant.as_ref().and_then(|tenant| tenant.domains.first().cloned()));
    let Some(asked) = domain.clone().or_else(|| directory_id.clone()) else {
        return Ok(vec![context.say("nothing_to_ask").done()]);
    };
    let found = match discovery::from_directory(&context.app.outbound, address, &asked.to_ascii_lowercase()).await {
        Ok(found) => found,
        Err(fault) => return Ok(vec![unanswered(context, &asked, &fault)]),
    };
    let told = found.directory_id.clone().unwrap_or_default();
    let mut findings = vec![match &directory_id {
        None => context.say("directory_unknown").with("asked", &asked).with("there", &told).done(),
        Some(own) if own.eq_ignore_ascii_case(&told) => {
            context.say("directory_matches").with("asked", &asked).with("there", &told).done()
        }
        Some(own) => {
            context.say("directory_differs").with("asked", &asked).with("there", &told).with("wanted", own).done()
        }
    }];
    findings.extend(
        named_in_endpoints(settings)
            .into_iter()
            .filter(|named| !named.eq_ignore_ascii_case(&told))
            .map(|named| context.say("endpoint_of_another").with("named", named).with("there", &told).done()),
    );
    Ok(findings)
}

/// The directories that the endpoints name by their ids, each once.
fn named_in_endpoints(settings: &ResourceSettings) -> Vec<String> {
    let ends = &settings.endpoints;
    let all = [&ends.authorization, &ends.token, &ends.refresh, &ends.device_authorization];
    let mut named: Vec<String> = Vec::new();
    for endpoint in all.into_iter().flatten() {
        let guid = endpoint.split('/').find(|part| GUID.check(part).is_ok());
        if let Some(guid) = guid.filter(|guid| !named.iter().any(|known| known.eq_ignore_ascii_case(guid))) {
            named.push(guid.to_owned());
        }
    }
    named
}

async fn by_issuer(context: &Context<'_>, settings: &ResourceSettings) -> Vec<Finding> {
    let Some(issuer) = settings.issuer.as_deref().filter(|issuer| !issuer.is_empty()) else {
        return vec![context.say("no_issuer").done()];
    };
    match discovery::from_issuer(&context.app.outbound, issuer).await {
        Err(fault) => vec![unanswered(context, issuer, &fault)],
        Ok(found) => vec![compare(context, settings, &found, issuer)],
    }
}

fn compare(context: &Context<'_>, settings: &ResourceSettings, found: &DiscoveryProposal, issuer: &str) -> Finding {
    let (own, published) = (&settings.endpoints, &found.endpoints);
    let pairs = [(&own.authorization, &published.authorization), (&own.token, &published.token)];
    let differing = pairs.iter().find_map(|(own, published)| match (own, published) {
        (Some(own), Some(published)) if own != published => Some((own, published)),
        _ => None,
    });
    match differing {
        None => context.say("endpoints_match").with("asked", issuer).done(),
        Some((own, published)) => context.say("endpoint_differs").with("there", own).with("wanted", published).done(),
    }
}

/// What cannot be reached proves nothing; a provider that answers and does not know the name does.
fn unanswered(context: &Context<'_>, asked: &str, fault: &ProviderFault) -> Finding {
    let told = explain(context.app, fault);
    let silent = matches!(fault.code, ProblemCode::ProviderUnavailable | ProblemCode::AddressRefused);
    let say = if silent { context.say("unreachable") } else { context.say("not_found") };
    say.with("asked", asked).text("cause", told.cause).text("cure", told.remedy).done()
}
