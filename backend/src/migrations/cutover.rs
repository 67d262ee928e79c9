//! The way back: settings as they were before a change, if nobody has changed the same ones since.

use shared::api::setting_change::SettingsChanged;

use crate::{
    app::AppState,
    settings::{
        ALL, Save, Setting, SettingsFault, Source, change, history,
        restore::{Choice, restore},
    },
    store::Tx,
};

/// What became of the way back.
#[derive(Debug)]
pub enum WayBack {
    /// It was gone, or would be.
    Gone(SettingsChanged),
    /// Somebody has changed these since; nothing was written.
    Changed(Vec<String>),
}

/// Puts back what the change of that number did, in one change. With `force`, also what was changed since.
///
/// # Errors
/// Why nothing was put back.
pub async fn put_back(
    tx: &mut Tx,
    app: &AppState,
    save: &Save<'_>,
    number: i64,
    force: bool,
) -> Result<WayBack, SettingsFault> {
    change::lock(tx, save.place).await?;
    let (_, items) = history::get(tx, app, save.place, number).await?;
    let names: Vec<String> = items.iter().map(|item| item.name.clone()).collect();
    if !force {
        let mut moved = Vec::new();
        for source in ALL {
            let then = source.load(tx, app, save.place, Some(number)).await?;
            let now = source.load(tx, app, save.place, None).await?;
            let own = items.iter().filter(|item| item.kind == source.kind());
            moved.extend(own.filter(|item| differs(*source, &item.name, &then, &now)).map(|item| item.name.clone()));
        }
        if !moved.is_empty() {
            return Ok(WayBack::Changed(moved));
        }
    }
    let kinds: Vec<_> = items.iter().map(|item| item.kind).collect();
    let choice = Choice { names: Some(&names), kinds: Some(&kinds) };
    restore(tx, app, save, number - 1, choice).await.map(WayBack::Gone)
}

/// Whether a setting is another than the change left it. What was changed and put back is the same again.
fn differs(source: &dyn Source, name: &str, then: &[Setting], now: &[Setting]) -> bool {
    let find = |all: &[Setting]| all.iter().find(|setting| source.key(&setting.name) == source.key(name)).cloned();
    match (find(then), find(now)) {
        (None, None) => false,
        (Some(then), Some(now)) => then.name != now.name || then.state != now.state,
        _ => true,
    }
}
