//! Places in texts and templates: `{value_id}`. Braces around anything that is no name are just braces, and so are
//! those of references (`${resource:…}`).

use std::collections::BTreeSet;

use super::{Judge, ids::is_well_formed};

/// The places of a text, in their order.
pub(super) fn places(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let reference = rest[..at].ends_with('$');
        rest = &rest[at + 1..];
        if let Some((name, _)) = rest.split_once('}')
            && !reference
            && is_well_formed(name)
        {
            found.push(name);
        }
    }
    found
}

impl Judge<'_> {
    /// Says which places of a template are no values.
    pub(super) fn template(&mut self, path: &str, text: &str) {
        for place in places(text) {
            self.known(self.playbook.value(place).is_some(), path, "unknown_place", place);
        }
    }

    /// Defaults that lead back to themselves would never be filled.
    pub(super) fn circles_of_defaults(&mut self) {
        let playbook = self.playbook;
        for (index, value) in playbook.values.iter().enumerate() {
            let next = |id: &str| {
                let default = playbook.value(id).and_then(|value| value.default.as_deref()).unwrap_or_default();
                places(default).into_iter().map(str::to_owned).collect()
            };
            if let Some(names) = circle(&value.id, &next) {
                self.say(&format!("values/{index}/default"), "cycle", &[("names", &names)]);
            }
        }
    }
}

/// The way from `start` back to itself, if there is one: `a → b → a`.
pub(super) fn circle(start: &str, next: &dyn Fn(&str) -> Vec<String>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Vec<String>> = vec![vec![start.to_owned()]];
    while let Some(way) = open.pop() {
        for following in way.last().map(|last| next(last)).unwrap_or_default() {
            let mut longer = way.clone();
            longer.push(following.clone());
            if following == start {
                return Some(longer.join(" → "));
            }
            if seen.insert(following) {
                open.push(longer);
            }
        }
    }
    None
}
