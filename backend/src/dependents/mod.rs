//! What refers to something. Whoever changes, renames, deletes or duplicates a resource type or a resource is shown
//! this first; what each act means for each kind of thing is data (`catalog/dependents.toml`).
//!
//! One file a source, and one line in [`ALL`].

mod credentials;
mod migrations;
mod resources_of_type;
mod secret_values;
mod settings;
mod sign_ins;
mod tokens;

use std::{future::Future, pin::Pin};

use shared::{
    api::dependents::{Dependent, DependentGroup},
    ids::{ResourceId, ResourceTypeId, TenantId},
};

use crate::{app::App, store::Tx, vault::VaultError};

/// The most items that a group names; the rest is only counted.
pub const MOST_NAMED: usize = 50;

/// What may be referred to.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A resource type: by resources of this tenant, or of all.
    ResourceType(Option<&'a TenantId>, &'a ResourceTypeId),
    /// A resource.
    Resource(&'a TenantId, &'a ResourceId),
}

/// Things of one kind that refer to a subject.
#[derive(Debug, Default)]
pub struct Found {
    /// How many there are.
    pub total: u64,
    /// The first of them, at most [`MOST_NAMED`].
    pub items: Vec<Dependent>,
}

type Search<'a> = Pin<Box<dyn Future<Output = Result<Found, VaultError>> + Send + 'a>>;

/// A kind of thing that refers to others.
pub struct Source {
    /// Names it in the API and finds its words.
    pub id: &'static str,
    find: for<'a> fn(&'a mut Tx, Subject<'a>, &'a App) -> Search<'a>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// Every source, in the order in which they are shown.
pub const ALL: &[&Source] = &[
    &resources_of_type::SOURCE,
    &settings::SOURCE,
    &migrations::SOURCE,
    &tokens::SOURCE,
    &credentials::SOURCE,
    &secret_values::SOURCE,
    &sign_ins::SOURCE,
];

/// What refers to `subject`. Ask inside the transaction that acts on the answer, after holding the subject.
pub async fn of(tx: &mut Tx, app: &App, subject: Subject<'_>) -> Result<Vec<DependentGroup>, VaultError> {
    let mut groups = Vec::new();
    for source in ALL {
        let found = (source.find)(tx, subject, app).await?;
        let Some(words) = app.catalog.dependents(source.id) else { continue };
        if found.total > 0 {
            groups.push(DependentGroup {
                source: source.id.to_owned(),
                name: words.name.clone(),
                total: found.total,
                items: found.items,
                effects: words.effects(),
            });
        }
    }
    Ok(groups)
}

impl Found {
    /// All of them, of which the first are named.
    fn all(mut items: Vec<Dependent>) -> Self {
        let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
        items.truncate(MOST_NAMED);
        Self { total, items }
    }

    /// So many, without names.
    fn counted(total: i64) -> Self {
        Self { total: u64::try_from(total).unwrap_or_default(), items: Vec::new() }
    }
}
