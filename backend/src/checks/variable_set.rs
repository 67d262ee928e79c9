//! Variables that belong together, judged by the rules of their set.

use std::collections::BTreeMap;

use shared::{check::Finding, resource::LintLevel, variable_set::judge};

use super::{Check, Context, Running};
use crate::{config_files::Values, vault::VaultError};

pub(super) const CHECK: Check = Check { id: "variable_set", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let wanted = context.argument("set").unwrap_or_default();
    let known = &context.app.catalog.settings().variable_sets;
    let Some(set) = known.iter().find(|set| set.id == wanted) else {
        let names: Vec<&str> = known.iter().map(|set| set.id.as_str()).collect();
        return Ok(vec![context.say("unknown_set").with("known", names.join(", ")).done()]);
    };
    let mut tx = context.app.store.read().await?;
    // Secrets too are judged: no finding shows a value.
    let values = Values::load(&mut tx, context.app, context.place).await?.judged();
    drop(tx);
    let pairs = context.argument("choices").unwrap_or_default().split(',').filter_map(|pair| pair.split_once(':'));
    let choices: BTreeMap<String, String> =
        pairs.map(|(choice, option)| (choice.trim().to_owned(), option.trim().to_owned())).collect();
    let verdict = judge(set, &values, &choices);
    let there = verdict.parameters.iter().filter(|state| state.variable.is_some()).count();
    if there == 0 {
        // Nobody has begun yet; everything that is missing need not be told one by one.
        return Ok(vec![context.say("nothing_there").text("name", set.name.clone()).done()]);
    }
    let mut findings = Vec::new();
    for found in verdict.findings {
        let say = match found.level {
            LintLevel::Error => context.say("error"),
            LintLevel::Warning => context.say("warning"),
            LintLevel::Note => continue,
        };
        let say = say.with("parameter", found.parameter).text("wrong", found.what).text("reason", found.why);
        findings.push(say.text("cure", found.remedy).code(Some(found.rule)).done());
    }
    if findings.is_empty() {
        findings.push(context.say("right").text("name", set.name.clone()).with("count", there).done());
    }
    Ok(findings)
}
