//! Words: every text that is needed is there in every language, no other is, and each can be shown.

use std::collections::{BTreeMap, BTreeSet};

use shared::{
    playbook::Playbook,
    prose::{Block, Inline, parse},
};

use super::{Around, Fault, places::places, words::Words};

/// What a text is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    /// It must be there.
    needed: bool,
    /// It may have paragraphs, lists, links.
    prose: bool,
    /// It may have places.
    filled: bool,
}

const NAME: Kind = Kind { needed: true, prose: false, filled: false };
const PROSE: Kind = Kind { needed: true, prose: true, filled: false };
const HELP: Kind = Kind { needed: false, prose: true, filled: false };
const STEP: Kind = Kind { needed: true, prose: true, filled: true };

pub(super) fn judge(playbook: &Playbook, around: &Around<'_>, words: [&Words; 2], faults: &mut Vec<Fault>) {
    let wanted = wanted(playbook, around);
    for (own, other) in [(words[0], words[1]), (words[1], words[0])] {
        for (key, kind) in &wanted {
            if own.text(key).is_none() && (kind.needed || other.text(key).is_some()) {
                faults.push(Fault::new(own.file, own.line(key), "missing_text", &[("name", key)]));
            }
        }
        for (key, (text, line)) in &own.texts {
            match wanted.get(key) {
                Some(kind) => one(playbook, own.file, key, text, *line, *kind, faults),
                None => faults.push(Fault::new(own.file, *line, "unknown_text", &[("name", key)])),
            }
        }
    }
    let [en, nl] = words;
    for (key, (text, line)) in &nl.texts {
        let set = |text: &str| places(text).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        let Some(english) = en.text(key).filter(|_| !text.is_empty()) else { continue };
        let (here, there) = (set(text), set(english));
        if here != there {
            let differ: Vec<String> = here.symmetric_difference(&there).map(|place| format!("{{{place}}}")).collect();
            let about = [("name", key.as_str()), ("names", &differ.join(", "))];
            faults.push(Fault::new(nl.file, *line, "places_differ", &about));
        }
    }
}

/// The texts that a playbook has or may have, by key.
fn wanted(playbook: &Playbook, around: &Around<'_>) -> BTreeMap<String, Kind> {
    let mut wanted = BTreeMap::new();
    let mut add = |key: String, kind: Kind| wanted.insert(key, kind);
    add("name".to_owned(), NAME);
    add("summary".to_owned(), PROSE);
    add("affected".to_owned(), PROSE);
    add("why".to_owned(), PROSE);
    for option in &playbook.options {
        add(format!("option.{}.name", option.id), NAME);
        add(format!("option.{}.help", option.id), HELP);
        for choice in &option.choices {
            add(format!("option.{}.choice.{choice}.name", option.id), NAME);
            add(format!("option.{}.choice.{choice}.help", option.id), HELP);
        }
    }
    for value in &playbook.values {
        add(format!("value.{}.label", value.id), NAME);
        add(format!("value.{}.help", value.id), Kind { filled: true, ..HELP });
    }
    for step in &playbook.steps {
        add(format!("step.{}.title", step.id), NAME);
        add(format!("step.{}.why", step.id), STEP);
        add(format!("step.{}.do", step.id), STEP);
        add(format!("step.{}.caution", step.id), Kind { needed: false, ..STEP });
        add(format!("step.{}.today", step.id), Kind { needed: false, ..STEP });
    }
    for export in &playbook.exports {
        add(format!("export.{}.name", export.id), NAME);
        add(format!("export.{}.help", export.id), HELP);
    }
    of_assessment(playbook, around, &mut wanted);
    wanted
}

/// The words of a question that several playbooks ask may stand in any of them.
fn of_assessment(playbook: &Playbook, around: &Around<'_>, wanted: &mut BTreeMap<String, Kind>) {
    let elsewhere = |key: &str| {
        let others = around.playbooks.iter().filter(|known| known.playbook.id != playbook.id);
        others.into_iter().any(|known| known.texts.find(key).is_some())
    };
    let mut add = |key: String, kind: Kind| {
        let needed = kind.needed && !elsewhere(&key);
        wanted.insert(key, Kind { needed, ..kind });
    };
    for question in &playbook.questions {
        add(format!("question.{}.text", question.id), NAME);
        add(format!("question.{}.help", question.id), HELP);
        for choice in &question.choices {
            add(format!("question.{}.choice.{choice}", question.id), NAME);
        }
    }
    for effect in &playbook.effects {
        wanted.insert(format!("effect.{}.what", effect.id), NAME);
        wanted.insert(format!("effect.{}.why", effect.id), PROSE);
    }
}

fn one(
    playbook: &Playbook,
    file: &'static str,
    key: &str,
    text: &str,
    line: usize,
    kind: Kind,
    faults: &mut Vec<Fault>,
) {
    let mut say = |code, name: &str| faults.push(Fault::new(file, line, code, &[("name", name), ("key", key)]));
    for place in places(text) {
        if !kind.filled {
            say("misplaced_place", place);
        } else if playbook.value(place).is_none() {
            say("unknown_place", place);
        }
    }
    let blocks = parse(text);
    if !kind.prose && !is_plain(&blocks) {
        say("not_plain", key);
        return;
    }
    for inline in inlines(&blocks) {
        // What could not be read as markup is still there as text.
        if let Inline::Text(rest) = inline
            && let Some(mark) = ["**", "`", "]("].into_iter().find(|mark| rest.contains(mark))
        {
            say("unread_markup", mark);
        }
    }
}

fn is_plain(blocks: &[Block]) -> bool {
    match blocks {
        [] => true,
        [Block::Paragraph(parts)] => parts.iter().all(|part| matches!(part, Inline::Text(_))),
        _ => false,
    }
}

fn inlines(blocks: &[Block]) -> Vec<&Inline> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(parts) => found.extend(parts),
            Block::Numbered(items) => {
                found.extend(items.iter().flat_map(|item| item.words.iter().chain(item.beneath.iter().flatten())));
            }
            Block::Bulleted(items) => found.extend(items.iter().flatten()),
        }
    }
    found
}
