//! Endpoints and parameters judged together by the resource's rules: version, directory, cloud, resource against scope.

use shared::{check::Finding, resource::LintLevel};

use super::{Check, Context, Running};

pub(super) const CHECK: Check = Check { id: "endpoints", run: begin };

/// Where the findings show that are about where requests go and what they ask for.
const FIELDS: [&str; 3] = ["endpoints", "parameters/scope", "parameters/resource"];

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(std::future::ready(Ok(look(context))))
}

fn look(context: &Context<'_>) -> Vec<Finding> {
    let Some(settings) = &context.resource else { return Vec::new() };
    let Some(token) = &settings.endpoints.token else { return vec![context.say("no_token_endpoint").done()] };
    let catalog = &context.app.catalog;
    let found = settings.findings(catalog.lint_rules(), catalog.national_clouds(), context.now());
    let about = |field: &str| FIELDS.iter().any(|known| field == *known || field.starts_with(&format!("{known}/")));
    let mut findings = Vec::new();
    for finding in found.into_iter().filter(|finding| about(&finding.field)) {
        let say = match finding.level {
            LintLevel::Error => context.say("error"),
            LintLevel::Warning => context.say("warning"),
            LintLevel::Note => continue,
        };
        findings.push(
            say.text("wrong", finding.what)
                .text("reason", finding.why)
                .text("cure", finding.remedy)
                .code(Some(finding.rule))
                .done(),
        );
    }
    if findings.is_empty() {
        findings.push(context.say("right").with("token", token).done());
    }
    findings
}
