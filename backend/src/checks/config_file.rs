//! Configuration files of one kind, judged by their rules with the environment's settings.

use shared::{check::Finding, resource::LintLevel};

use super::{Check, Context, Running};
use crate::{
    config_files::{self as files, Opened, Values},
    vault::VaultError,
};

pub(super) const CHECK: Check = Check { id: "config_file", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let wanted = context.argument("kind").unwrap_or_default();
    let known = &context.app.catalog.settings().config_files;
    let Some(kind) = known.iter().find(|kind| kind.id == wanted) else {
        let names: Vec<&str> = known.iter().map(|kind| kind.id.as_str()).collect();
        return Ok(vec![context.say("unknown_kind").with("known", names.join(", ")).done()]);
    };
    let mut tx = context.app.store.read().await?;
    let place = context.place;
    let opened = files::all(&mut tx, context.app, &place.tenant, &place.environment).await?;
    let values = Values::load(&mut tx, context.app, place).await?;
    drop(tx);
    let is_one = |file: &&Opened| file.kinds(context.app).iter().any(|known| known.id == kind.id);
    let mut findings = Vec::new();
    for file in opened.iter().filter(is_one) {
        let before = findings.len();
        for found in file.findings(context.app, &values) {
            let say = match found.level {
                LintLevel::Error => context.say("error"),
                LintLevel::Warning => context.say("warning"),
                LintLevel::Note => continue,
            };
            let line = found.place.as_ref().map_or(0, |at| at.line);
            findings.push(
                say.with("file", &file.row.name)
                    .with("line", line)
                    .text("wrong", found.what)
                    .text("wanted", found.expected)
                    .text("cure", found.remedy)
                    .done(),
            );
        }
        if findings.len() == before {
            findings.push(context.say("right").with("file", &file.row.name).done());
        }
    }
    if findings.is_empty() {
        findings.push(context.say("not_opened").text("name", kind.name.clone()).done());
    }
    Ok(findings)
}
