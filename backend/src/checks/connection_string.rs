//! Whether a connection string of a kind is there, says what it must, and refers to nothing that is gone.

use shared::{
    api::setting_change::SettingKind,
    check::Finding,
    connection_string::kind::{Surroundings, judge},
    resource::LintLevel,
};

use super::{Check, Context, Running};
use crate::{
    settings::{self, Setting, connection_strings::parsed, source},
    vault::VaultError,
};

pub(super) const CHECK: Check = Check { id: "connection_string", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let kinds = context.app.catalog.connection_kinds();
    let wanted = context.argument("kind").unwrap_or_default();
    let Some(kind) = kinds.find(wanted) else { return Ok(vec![context.say("unknown_kind").done()]) };
    let target = context.argument("target");
    let mut tx = context.app.store.read().await?;
    let entries = match source(SettingKind::ConnectionString) {
        Some(source) => source.load(&mut tx, context.app, context.place, None).await?,
        None => Vec::new(),
    };
    let is_it = |entry: &&Setting| {
        let same = |target: &str| entry.state.target.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(target));
        entry.state.kind == kind.id && target.is_none_or(same)
    };
    let entries: Vec<&Setting> = entries.iter().filter(is_it).collect();
    if entries.is_empty() {
        let say = if target.is_some() { context.say("missing_for_target") } else { context.say("missing") };
        return Ok(vec![say.text("name", kind.name.clone()).done()]);
    }
    let variables = settings::variables(&mut tx, context.app, context.place).await?;
    let texts: Vec<(&str, bool)> = entries.iter().map(|entry| (entry.state.value.expose(), true)).collect();
    let resolution = settings::resolve(&mut tx, context.app, context.place, &variables, &texts).await?;
    drop(tx);
    let mut findings = Vec::new();
    for (entry, resolved) in entries.iter().zip(&resolution.texts) {
        let before = findings.len();
        let dangling: Vec<&str> = resolved.problems.iter().map(|(_, reference)| reference.as_str()).collect();
        if !dangling.is_empty() {
            let say = context.say("dangling").with("entry", &entry.name);
            findings.push(say.with("references", dangling.join(", ")).done());
        }
        let Some((kind, string)) = parsed(&entry.state) else {
            findings.push(context.say("unreadable").with("entry", &entry.name).done());
            continue;
        };
        let around = Surroundings { resources: None, now: context.now() };
        for found in judge(kinds, kind, &string, entry.state.target.as_deref(), around) {
            let say = match found.level {
                LintLevel::Error => context.say("error"),
                LintLevel::Warning => context.say("warning"),
                LintLevel::Note => continue,
            };
            findings.push(say.with("entry", &entry.name).text("wrong", found.detail).text("cure", found.remedy).done());
        }
        if findings.len() == before {
            findings.push(context.say("right").with("entry", &entry.name).done());
        }
    }
    Ok(findings)
}
