//! Somebody else saved meanwhile: what was edited here goes on from what they saved.

use shared::{api::connection_entry::ConnectionEntry, connection_string::ConnectionString};

use super::{
    Draft, Start,
    differences::{keys, value},
    read, told,
};

/// Stands for the target among the properties.
pub(crate) const TARGET: &str = "\u{0}target";

/// Something that somebody else changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meanwhile {
    /// The property, or [`TARGET`].
    pub key: String,
    /// What they made of it; `None`: they took it out.
    pub theirs: Option<String>,
    /// What stands here instead, where it was edited here too; inside, `None`: it was taken out here.
    pub mine: Option<Option<String>>,
}

impl Draft {
    /// Goes on from what somebody else saved: what was edited here stays, what was not follows them. Tells what they
    /// changed.
    pub(crate) fn rebase(&mut self, theirs: &ConnectionEntry) -> Vec<Meanwhile> {
        let kind = self.kind.clone();
        let start = Start::of(theirs);
        let (base, saved) = (read(&kind, &self.start.text), read(&kind, &start.text));
        let mut merged = saved.clone();
        let mut told_of = self.rebase_target(&start);
        for key in keys(&kind, &[&base, &saved, &self.string]) {
            let [was, they, mine] = [&base, &saved, &self.string].map(|string| value(&kind, string, &key));
            let shown = |value: Option<&str>| value.map(|value| told(&kind, &key, value));
            let edited = mine != was && mine != they;
            if they != was {
                let mine = edited.then(|| shown(mine));
                told_of.push(Meanwhile { key: key.clone(), theirs: shown(they), mine });
            }
            if edited {
                apply(&mut merged, &written(self, &key), mine);
            }
        }
        // Where they changed nothing in the text, it stays as it is written here, spaces and all.
        if start.text != self.start.text {
            self.string = merged;
        }
        self.typing = None;
        self.start = start;
        told_of
    }

    fn rebase_target(&mut self, start: &Start) -> Vec<Meanwhile> {
        if start.target == self.start.target {
            return Vec::new();
        }
        let mine = self.target.trim().to_owned();
        let edited = mine != self.start.target && mine != start.target;
        if !edited {
            self.target.clone_from(&start.target);
        }
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        vec![Meanwhile { key: TARGET.to_owned(), theirs: some(&start.target), mine: edited.then(|| some(&mine)) }]
    }

    /// Gives up what was edited.
    pub(crate) fn revert(&mut self) {
        *self = Self::from(self.kind.clone(), self.start.clone());
    }
}

/// A key as it is written here.
fn written(draft: &Draft, key: &str) -> String {
    draft.written_key(key)
}

fn apply(string: &mut ConnectionString, key: &str, value: Option<&str>) {
    match value {
        // It was written once already, so that it can be written again.
        Some(value) => _ = string.set(key, value).ok(),
        None => string.remove(key),
    }
}
