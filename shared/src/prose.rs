//! Instructions as they are written in playbooks: paragraphs, numbered and plain lists, `**strong**`, `` `code` `` and
//! `[links](https://…)`. Nothing else, and no HTML: what is not understood stays text.

/// A part of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A numbered list.
    Numbered(Vec<Item>),
    /// A list without numbers.
    Bulleted(Vec<Vec<Inline>>),
}

/// An item of a numbered list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it says.
    pub words: Vec<Inline>,
    /// The items without numbers that follow it directly, with no empty line between.
    pub beneath: Vec<Vec<Inline>>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text.
    Text(String),
    /// Text that matters.
    Strong(String),
    /// Something to be read or typed letter by letter.
    Code(String),
    /// A link to an `https` page.
    Link {
        /// What it is called.
        text: String,
        /// Where it leads.
        url: String,
    },
}

/// Reads an instruction. A line that does not begin anything continues the one before; an item without a number stands
/// beneath the numbered one that it follows, unless an empty line parts them.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks: Vec<(Kind, Vec<Lines>)> = Vec::new();
    let mut fresh = true;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            fresh = true;
            continue;
        }
        let (kind, content) = begun(line);
        match (kind, blocks.last_mut()) {
            (Kind::Paragraph, Some((_, items))) if !fresh => {
                if let Some(last) = items.last_mut() {
                    last.go_on(content);
                }
            }
            (kind, Some((open, items))) if kind == *open && kind != Kind::Paragraph => items.push(Lines::of(content)),
            (Kind::Bulleted, Some((Kind::Numbered, items))) if !fresh => {
                if let Some(last) = items.last_mut() {
                    last.beneath.push(content.to_owned());
                }
            }
            (kind, _) => blocks.push((kind, vec![Lines::of(content)])),
        }
        fresh = false;
    }
    blocks.into_iter().map(|(kind, items)| kind.block(items)).collect()
}

/// An item as it is written.
struct Lines {
    words: String,
    beneath: Vec<String>,
}

impl Lines {
    fn of(words: &str) -> Self {
        Self { words: words.to_owned(), beneath: Vec::new() }
    }

    fn go_on(&mut self, content: &str) {
        let last = self.beneath.last_mut().unwrap_or(&mut self.words);
        last.push(' ');
        last.push_str(content);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Numbered,
    Bulleted,
}

impl Kind {
    fn block(self, items: Vec<Lines>) -> Block {
        let words = |items: Vec<Lines>| items.into_iter().map(|item| inline(&item.words));
        match self {
            Self::Paragraph => Block::Paragraph(words(items).flatten().collect()),
            Self::Numbered => Block::Numbered(items.iter().map(Item::read).collect()),
            Self::Bulleted => Block::Bulleted(words(items).collect()),
        }
    }
}

impl Item {
    fn read(lines: &Lines) -> Self {
        Self { words: inline(&lines.words), beneath: lines.beneath.iter().map(|line| inline(line)).collect() }
    }
}

fn begun(line: &str) -> (Kind, &str) {
    if let Some(rest) = line.strip_prefix("- ") {
        return (Kind::Bulleted, rest.trim_start());
    }
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match after_digits.strip_prefix(". ") {
        Some(rest) if after_digits.len() < line.len() => (Kind::Numbered, rest.trim_start()),
        _ => (Kind::Paragraph, line),
    }
}

fn inline(text: &str) -> Vec<Inline> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let found = match next {
            '*' => between(rest, "**", "**").map(|(inner, after)| (Inline::Strong(inner.to_owned()), after)),
            '`' => between(rest, "`", "`").map(|(inner, after)| (Inline::Code(inner.to_owned()), after)),
            '[' => link(rest),
            _ => None,
        };
        if let Some((part, after)) = found {
            if !plain.is_empty() {
                parts.push(Inline::Text(std::mem::take(&mut plain)));
            }
            parts.push(part);
            rest = after;
        } else {
            plain.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        parts.push(Inline::Text(plain));
    }
    parts
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    let (inner, after) = text.strip_prefix(open)?.split_once(close)?;
    (!inner.is_empty()).then_some((inner, after))
}

fn link(text: &str) -> Option<(Inline, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (url, after) = after.split_once(')')?;
    let fine = !label.is_empty() && !label.contains(['[', ']']) && url.starts_with("https://");
    fine.then(|| (Inline::Link { text: label.to_owned(), url: url.to_owned() }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    fn item(words: Vec<Inline>) -> Item {
        Item { words, beneath: Vec::new() }
    }

    #[test]
    fn items_without_numbers_stand_beneath_the_numbered_one_that_they_follow() {
        let read = parse("1. Enter:\n- a,\n  and more\n- b\n2. Save.\n\n- c\n");
        let entered = Item { words: vec![text("Enter:")], beneath: vec![vec![text("a, and more")], vec![text("b")]] };
        let expected =
            vec![Block::Numbered(vec![entered, item(vec![text("Save.")])]), Block::Bulleted(vec![vec![text("c")]])];
        assert_eq!(read, expected);
    }

    #[test]
    fn paragraphs_and_lists_are_told_apart() {
        let read = parse("First\nline.\n\n1. Open `x.exe`.\n   It is big.\n2. Press **OK**.\n\n- a\n- b\n");
        let expected = vec![
            Block::Paragraph(vec![text("First line.")]),
            Block::Numbered(vec![
                item(vec![text("Open "), Inline::Code("x.exe".to_owned()), text(". It is big.")]),
                item(vec![text("Press "), Inline::Strong("OK".to_owned()), text(".")]),
            ]),
            Block::Bulleted(vec![vec![text("a")], vec![text("b")]]),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn links_lead_to_https_pages_only_and_the_rest_stays_text() {
        let read = parse("[Entra](https://entra.microsoft.com) [x](javascript:alert(1)) 5. <b>*`");
        let link = Inline::Link { text: "Entra".to_owned(), url: "https://entra.microsoft.com".to_owned() };
        assert_eq!(read, vec![Block::Paragraph(vec![link, text(" [x](javascript:alert(1)) 5. <b>*`")])]);
    }
}
