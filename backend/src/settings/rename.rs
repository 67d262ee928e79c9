//! What settings have to do with resources: they follow a new name, and whoever deletes one is told of them.

use shared::{
    api::{environment::Environment, setting_change::ChangeOrigin},
    ids::TenantId,
    variable::Renaming,
};

use super::{ALL, Edit, Place, Setting, Source, change};
use crate::{
    app::AppState,
    audit::{Author, Entry, record},
    store::{Tx, environments},
    vault::VaultError,
};

/// A setting that refers to a resource.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Where.
    pub environment: Environment,
    /// The setting.
    pub setting: Setting,
}

/// Every setting of the tenant that refers to the resource of that name.
pub async fn mentions(
    tx: &mut Tx,
    app: &crate::app::App,
    tenant: &TenantId,
    resource: &str,
) -> Result<Vec<Mention>, VaultError> {
    let mut found = Vec::new();
    for environment in environments::list(tx, tenant).await? {
        let place = Place { tenant: tenant.clone(), environment: environment.id.clone() };
        for source in ALL {
            let all = source.load(tx, app, &place, None).await?;
            let mentioning = all.into_iter().filter(|setting| source.mentions(&setting.state, resource));
            found.extend(mentioning.map(|setting| Mention { environment: environment.clone(), setting }));
        }
    }
    Ok(found)
}

/// Lets what refers to a resource follow its new name, in every environment: one change each.
pub async fn resource_renamed(
    tx: &mut Tx,
    app: &AppState,
    tenant: &TenantId,
    author: &Author,
    (from, to): (&str, &str),
) -> Result<(), VaultError> {
    let renamings = [Renaming::Resource { from: from.to_owned(), to: to.to_owned() }];
    let mut all = environments::list(tx, tenant).await?;
    // In one order, so that two of these wait for each other and not in a ring.
    all.sort_by(|one, other| one.id.cmp(&other.id));
    for environment in all {
        let place = Place { tenant: tenant.clone(), environment: environment.id };
        change::lock(tx, &place).await?;
        let mut edits: Vec<(&'static dyn Source, Vec<Edit>)> = Vec::new();
        for source in ALL {
            let stored = source.load(tx, app, &place, None).await?;
            let edit = |setting: Setting| {
                let after = source.renamed(&setting.state, &renamings)?;
                Some(Edit { name: setting.name.clone(), before: Some(setting), id: None, after: Some(after) })
            };
            edits.push((*source, stored.into_iter().filter_map(edit).collect()));
        }
        if edits.iter().all(|(_, edits)| edits.is_empty()) {
            continue;
        }
        let note = format!("{from} → {to}");
        let begun = change::begin(tx, app, &place, author, ChangeOrigin::Rename, Some(&note)).await?;
        let mut names = Vec::new();
        for (source, edits) in &edits {
            source.write(tx, app, &begun, edits).await?;
            names.extend(edits.iter().map(|edit| edit.name.clone()));
        }
        let detail = serde_json::json!({
            "change": begun.number, "origin": ChangeOrigin::Rename.as_str(), "names": names, "touched": names.len(),
        });
        let entry = Entry::new(author.clone(), "settings.change").tenant(tenant);
        record(tx, app, entry.target("environment", place.environment.as_str()).detail(detail)).await?;
    }
    Ok(())
}
