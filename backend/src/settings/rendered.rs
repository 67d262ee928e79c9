//! Every setting of an environment with its references resolved: what the programs that use it get.

use shared::{api::setting_change::SettingKind, secret::SecretText, variable::Fault};

use super::{Place, resolve, variables};
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
    let resolution = resolve(tx, app, place, &own, &[]).await?;
    let of_variables = own.into_iter().zip(&resolution.variables).map(|(variable, resolved)| Rendered {
        kind: SettingKind::Variable,
        name: variable.name,
        description: variable.state.description,
        value: resolved.text.clone(),
        secret: resolved.secret,
        problems: resolved.problems.clone(),
    });
    Ok(of_variables.collect())
}
