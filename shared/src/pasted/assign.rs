//! Which of the values that were found goes where: a place for each kind, the one that is asked for right now before
//! others.

use super::{Found, KnownValues, PasteFault, PasteKind, Verdict, collect, judge};
use crate::secret::SecretText;

/// A place that a pasted value can fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its stable name.
    pub id: String,
    /// What belongs there.
    pub kind: PasteKind,
    /// Whether it is asked for right now.
    pub asked: bool,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// What it is.
    pub kind: PasteKind,
    /// As it would be filled; `None`: nothing in it can be.
    pub value: Option<SecretText>,
    /// The place; `None`: nothing here needs it.
    pub slot: Option<String>,
    /// How it stands.
    pub verdict: Verdict,
    /// What was recognised, the worst first.
    pub what: Vec<PasteFault>,
}

impl Assigned {
    /// Whether it may be filled without anybody looking at it again.
    pub fn fills(&self) -> bool {
        self.slot.is_some() && self.value.is_some() && self.verdict != Verdict::Wrong
    }
}

/// Takes a text apart: a tool's output into its values, or one bare value for the one place that is asked for.
pub fn assign(text: &str, slots: &[Slot], known: &KnownValues) -> Vec<Assigned> {
    let found = collect(text);
    if found.is_empty() {
        let mut asked = slots.iter().filter(|slot| slot.asked);
        let (Some(slot), None) = (asked.next(), asked.next()) else { return Vec::new() };
        return vec![assigned(slot.kind, text, Some(slot), known)];
    }
    let several = |kind: PasteKind| found.iter().filter(|other| other.kind == kind).count() > 1;
    // Among several, one that is known already needs no choice: the others are simply there too.
    let is_known = |one: &Found| known.of(one.kind).any(|known| known == one.value.expose());
    let settled = |kind: PasteKind| found.iter().any(|other| other.kind == kind && is_known(other));
    let of = |found: &Found| {
        let Found { kind, value } = found;
        let slot = slots.iter().filter(|slot| slot.kind == *kind).max_by_key(|slot| slot.asked);
        if several(*kind) && settled(*kind) {
            return assigned(*kind, value.expose(), slot.filter(|_| is_known(found)), known);
        }
        let mut one = assigned(*kind, value.expose(), slot, known);
        if several(*kind) && slot.is_some() {
            one.what.insert(0, PasteFault::Several);
            one.verdict = Verdict::Wrong;
            one.value = None;
        }
        one
    };
    found.iter().map(of).collect()
}

fn assigned(kind: PasteKind, text: &str, slot: Option<&Slot>, known: &KnownValues) -> Assigned {
    let pasted = judge(kind, text, known);
    Assigned {
        kind,
        value: pasted.cleaned.map(SecretText::new),
        slot: slot.map(|slot| slot.id.clone()),
        verdict: pasted.verdict,
        what: pasted.what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "11111111-2222-4333-8444-555555555555";
    const DIRECTORY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

    fn slots() -> Vec<Slot> {
        let slot = |id: &str, kind, asked| Slot { id: id.to_owned(), kind, asked };
        vec![
            slot("directory_id", PasteKind::DirectoryId, false),
            slot("other_app", PasteKind::ClientId, false),
            slot("client_id", PasteKind::ClientId, true),
            slot("client_secret", PasteKind::ClientSecret, false),
        ]
    }

    fn summary(text: &str, known: &KnownValues) -> Vec<(PasteKind, Option<String>, bool)> {
        assign(text, &slots(), known).into_iter().map(|one| (one.kind, one.slot.clone(), one.fills())).collect()
    }

    #[test]
    fn every_value_goes_to_its_place_and_the_one_that_is_asked_for_comes_first() {
        let text = format!(
            r#"{{"appId":"{CLIENT}","password":"abc8Q~0123456789.abcdefghijklmnopq","tenant":"{DIRECTORY}","displayName":"x"}}"#
        );
        assert_eq!(
            summary(&text, &KnownValues::default()),
            [
                (PasteKind::DirectoryId, Some("directory_id".to_owned()), true),
                (PasteKind::ClientId, Some("client_id".to_owned()), true),
                (PasteKind::ClientSecret, Some("client_secret".to_owned()), true),
            ]
        );
    }

    #[test]
    fn a_bare_value_is_for_the_one_place_that_is_asked_for() {
        let known = KnownValues::new([(PasteKind::DirectoryId, DIRECTORY.to_owned())]);
        let client = (PasteKind::ClientId, Some("client_id".to_owned()));
        assert_eq!(summary(&format!(" {CLIENT}\n"), &known), [(client.0, client.1.clone(), true)]);
        assert_eq!(summary(DIRECTORY, &known), [(client.0, client.1, false)]);
    }

    #[test]
    fn several_applications_are_left_to_the_reader() {
        let text = format!(r#"[{{"appId":"{CLIENT}"}},{{"appId":"{DIRECTORY}"}}]"#);
        assert!(assign(&text, &slots(), &KnownValues::default()).iter().all(|one| !one.fills() && one.value.is_none()));
        let known = KnownValues::new([(PasteKind::ClientId, DIRECTORY.to_owned())]);
        let filled: Vec<bool> = assign(&text, &slots(), &known).iter().map(Assigned::fills).collect();
        assert_eq!(filled, [false, true]);
        let nowhere = assign(r#"{"keyId":"x","secretText":"y"}"#, &[], &KnownValues::default());
        assert!(nowhere.iter().all(|one| one.slot.is_none() && !one.fills()));
    }
}
