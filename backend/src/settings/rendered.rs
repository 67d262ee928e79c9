//! Every setting of an environment with its references resolved: what the programs that use it get.

use std::collections::HashMap;

use shared::{
    api::setting_change::SettingKind,
    connection_string::ConnectionString,
    secret::SecretText,
    variable::{Fault, Resolved},
};

use super::{Place, Setting, connection_strings::parsed, resolve, source, variables};
use crate::{app::App, store::Tx, vault::VaultError};

/// A setting as its users get it.
#[derive(Debug)]
pub struct Rendered {
    /// Which kind of setting.
    pub kind: SettingKind,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it comes to; `None`: a reference leads nowhere.
    pub value: Option<SecretText>,
    /// Whether it is secret, or anything it refers to.
    pub secret: bool,
    /// What is wrong with its references.
    pub problems: Vec<(Fault, String)>,
}

/// The settings by kind and name.
///
/// # Errors
/// Those of storage.
pub async fn render(tx: &mut Tx, app: &App, place: &Place) -> Result<Vec<Rendered>, VaultError> {
    let own = variables(tx, app, place).await?;
    let strings = match source(SettingKind::ConnectionString) {
        Some(source) => source.load(tx, app, place, None).await?,
        None => Vec::new(),
    };
    // Each value of a string by itself: what it comes to has to be quoted anew.
    let values = |setting: &Setting| -> Vec<String> {
        let pairs = parsed(&setting.state).map(|(_, string)| string.pairs().filter_map(|p| p.value.clone()).collect());
        pairs.unwrap_or_default()
    };
    let referring: Vec<String> = strings.iter().flat_map(values).filter(|value| value.contains("${")).collect();
    let texts: Vec<(&str, bool)> = referring.iter().map(|text| (text.as_str(), false)).collect();
    let resolution = resolve(tx, app, place, &own, &texts).await?;
    let resolved: HashMap<&str, &Resolved> = referring.iter().map(String::as_str).zip(&resolution.texts).collect();
    let of_variables = own.into_iter().zip(&resolution.variables).map(|(variable, resolved)| Rendered {
        kind: SettingKind::Variable,
        name: variable.name,
        description: variable.state.description,
        value: resolved.text.clone(),
        secret: resolved.secret,
        problems: resolved.problems.clone(),
    });
    let of_strings = strings.iter().map(|setting| string_of(setting, &resolved));
    Ok(of_variables.chain(of_strings).collect())
}

fn string_of(setting: &Setting, resolved: &HashMap<&str, &Resolved>) -> Rendered {
    let mut rendered = Rendered {
        kind: SettingKind::ConnectionString,
        name: setting.name.clone(),
        description: setting.state.description.clone(),
        value: Some(setting.state.value.clone()),
        secret: setting.state.secret,
        problems: Vec::new(),
    };
    let Some((_, mut string)) = parsed(&setting.state) else { return rendered };
    let used: Vec<&Resolved> =
        string.pairs().filter_map(|pair| resolved.get(pair.value.as_deref()?).copied()).collect();
    rendered.secret |= used.iter().any(|one| one.secret);
    rendered.problems = used.iter().flat_map(|one| one.problems.clone()).collect();
    let whole = used.iter().all(|one| one.text.is_some());
    rendered.value = rendered.value.filter(|_| whole);
    if whole && !used.is_empty() {
        rendered.value = written(&mut string, resolved);
    }
    rendered
}

fn written(string: &mut ConnectionString, resolved: &HashMap<&str, &Resolved>) -> Option<SecretText> {
    let text = |value: &str| resolved.get(value)?.text.as_ref().map(|text| text.expose().to_owned());
    // What a reference comes to can be something that no connection string can hold.
    string.rewrite(|_, value| text(value)).ok()?;
    Some(SecretText::new(string.emit()))
}
