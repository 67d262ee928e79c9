//! One value that stands in several places: whether they agree.

use shared::{
    api::linked_setting::LinkedPlaceState,
    check::Finding,
    text::{Locale, LocalizedText},
};

use super::{Check, Context, Running};
use crate::{
    config_files::{self as files, Values, linked},
    vault::VaultError,
};

pub(super) const CHECK: Check = Check { id: "linked_setting", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let wanted = context.argument("linked_setting").unwrap_or_default();
    let known = &context.app.catalog.settings().linked_settings;
    let Some(setting) = known.iter().find(|known| known.id == wanted) else {
        let names: Vec<&str> = known.iter().map(|known| known.id.as_str()).collect();
        return Ok(vec![context.say("unknown_setting").with("known", names.join(", ")).done()]);
    };
    let mut tx = context.app.store.read().await?;
    let place = context.place;
    let values = Values::load(&mut tx, context.app, place).await?;
    let opened = files::all(&mut tx, context.app, &place.tenant, &place.environment).await?;
    drop(tx);
    let state = linked::state(context.app, setting, &values, &opened);
    let name = state.name.clone();
    let Some(value) = &state.wanted else { return Ok(vec![context.say("nobody_said").text("name", name).done()]) };
    let mut findings = Vec::new();
    for place in state.places.iter().filter(|place| place.right == Some(false)) {
        let say = context.say("differs").text("name", name.clone()).text("where", place.label.clone());
        let there = place.value.as_deref().unwrap_or_default();
        findings.push(say.with("there", there).with("wanted", value).text("cure", place.todo.clone()).done());
    }
    let (compared, others): (Vec<_>, Vec<_>) = state.places.iter().partition(|place| place.right == Some(true));
    if findings.is_empty() {
        let say = match (compared.len(), others.is_empty()) {
            (0 | 1, _) => context.say("one_place"),
            (_, true) => context.say("agree"),
            (_, false) => context.say("agree_so_far"),
        };
        let say = say.text("name", name).with("wanted", value).with("count", compared.len());
        findings.push(say.text("compared", labels(&compared)).text("others", labels(&others)).done());
    }
    Ok(findings)
}

/// What places are called, one after the other.
fn labels(places: &[&LinkedPlaceState]) -> LocalizedText {
    let listed = |locale| places.iter().map(|place| place.label.get(locale)).collect::<Vec<_>>().join("; ");
    LocalizedText { en: listed(Locale::En), nl: listed(Locale::Nl) }
}
