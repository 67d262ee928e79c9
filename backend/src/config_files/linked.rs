//! One value in several places: what stands in each.

use shared::{
    api::linked_setting::{LinkedFinding, LinkedPlaceState, LinkedSettingState},
    ids::ConfigFileId,
    linked_setting::LinkedSetting,
    resource::Value,
};

use super::{Opened, Values};
use crate::app::App;

/// The state of every linked setting that the environment has anything of.
pub fn states(app: &App, values: &Values, files: &[Opened]) -> Vec<LinkedSettingState> {
    app.catalog.settings().linked_settings.iter().map(|linked| state(app, linked, values, files)).collect()
}

/// The state of one.
pub fn state(app: &App, linked: &LinkedSetting, values: &Values, files: &[Opened]) -> LinkedSettingState {
    let wanted = linked.wanted(values.variables());
    let mut places: Vec<LinkedPlaceState> = Vec::new();
    for place in &linked.places {
        let bare = LinkedPlaceState {
            label: place.label.clone(),
            variable: place.variable.clone(),
            config_file: None,
            path: None,
            line: None,
            value: None,
            right: None,
            todo: place.todo.clone(),
        };
        if let Some(name) = &place.variable {
            let value = match values.variables().get(&name.to_lowercase()) {
                Some(Value::Known(value)) if !value.is_empty() => Some(value.clone()),
                _ => None,
            };
            let right = value.as_ref().zip(wanted.as_ref()).map(|(value, wanted)| value == wanted);
            places.push(LinkedPlaceState { value, right, ..bare.clone() });
        }
        let counts = place.counts(values.variables()) == Some(true);
        let before = places.len();
        for opened in files.iter().filter(|_| place.file.is_some()) {
            let kinds: Vec<&str> = opened.kinds(app).iter().map(|kind| kind.id.as_str()).collect();
            for (_, found) in linked.in_file(&kinds, &opened.file).into_iter().filter(|(known, _)| *known == place) {
                let right = wanted.as_ref().filter(|_| counts).map(|wanted| *wanted == found.value);
                places.push(LinkedPlaceState {
                    config_file: Some(ConfigFileId::new(&opened.row.id)),
                    path: Some(opened.file.path_of(&found)),
                    line: Some(found.at.line),
                    value: Some(found.value.clone()),
                    right,
                    ..bare.clone()
                });
            }
        }
        if place.file.is_some() && places.len() == before {
            places.push(bare);
        }
    }
    let differs = places.iter().any(|place| place.right == Some(false));
    LinkedSettingState {
        id: linked.id.clone(),
        name: linked.name.clone(),
        description: linked.description.clone(),
        kind: linked.kind,
        wanted,
        differs,
        finding: differs.then(|| LinkedFinding { what: linked.differs.clone(), remedy: linked.remedy.clone() }),
        places,
    }
}
