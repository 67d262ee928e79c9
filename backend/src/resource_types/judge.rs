//! What only the server knows about a type of one's own: which grants and clouds there are, which names are taken by
//! built-in types.

use shared::{
    api::resource_type::TypeDefinition,
    field::{FieldFault, Report, Validate},
};

use crate::{catalog::Catalog, oauth::grants};

/// Adds to `report` whatever is wrong with `definition`.
pub fn judge(catalog: &Catalog, definition: &TypeDefinition, report: &mut Report) {
    definition.validate(report);
    let built_in = |name: &str| catalog.resource_types().iter().any(|kind| kind.name.to_lowercase() == name);
    if built_in(&definition.name.trim().to_lowercase()) {
        report.add("/name", FieldFault::Taken);
    }
    for (index, grant) in definition.grants.iter().enumerate() {
        if grants::find(grant).is_none() {
            report.add(format!("/grants/{index}"), FieldFault::Choice);
        }
    }
    // Metadata is asked for at these hosts; they are never taken from what was typed.
    let clouds = definition.directory.iter().flat_map(|directory| &directory.clouds);
    for (index, cloud) in clouds.enumerate() {
        if !catalog.clouds().contains(cloud) {
            report.add(format!("/directory/clouds/{index}"), FieldFault::Choice);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(change: impl FnOnce(&mut TypeDefinition)) -> Vec<(String, FieldFault)> {
        let catalog = Catalog::load().expect("the data files are sound");
        let kind = catalog.resource_types().iter().find(|kind| kind.directory.is_some()).expect("one has");
        let mut definition = TypeDefinition { name: "Mine".to_owned(), ..kind.clone().into() };
        change(&mut definition);
        let mut report = Report::default();
        judge(&catalog, &definition, &mut report);
        report.into_faults()
    }

    #[test]
    fn every_built_in_type_is_sound_under_another_name() {
        let catalog = Catalog::load().expect("the data files are sound");
        for kind in catalog.resource_types() {
            let mut report = Report::default();
            judge(&catalog, &TypeDefinition { name: "Mine".to_owned(), ..kind.clone().into() }, &mut report);
            assert_eq!(report.into_faults(), [], "{}", kind.id);
        }
    }

    #[test]
    fn grants_clouds_and_names_come_from_what_there_is() {
        assert_eq!(faults(|d| d.name = "microsoft online".into()), [("/name".to_owned(), FieldFault::Taken)]);
        assert_eq!(faults(|d| d.grants.push("magic".into())).last().expect("one").1, FieldFault::Choice);
        let evil = faults(|d| {
            let directory = d.directory.as_mut().expect("it has one");
            directory.clouds[0].login = "evil.example.com".to_owned();
        });
        assert_eq!(evil, [("/directory/clouds/0".to_owned(), FieldFault::Choice)]);
    }
}
