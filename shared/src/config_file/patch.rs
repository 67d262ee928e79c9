//! Changes single values of a file; every other byte stays.

use std::ops::Range;

use super::{
    ConfigFile, ElementId, Fault, LineEnds, Place, PlaceKind, escape,
    names::{is_name, is_space},
};

/// Changes that are applied together.
#[derive(Debug)]
pub struct Patch<'f> {
    file: &'f ConfigFile,
    /// Stretches of the text and what replaces them; they do not overlap.
    edits: Vec<(Range<usize>, String)>,
}

/// An element to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewElement {
    /// Its name.
    pub name: String,
    /// Its attributes, in this order.
    pub attributes: Vec<(String, String)>,
    /// What it holds.
    pub children: Vec<NewElement>,
}

/// A change that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchFault {
    /// XML has no way to say a character of the value.
    #[error("the value holds a character that XML cannot say")]
    Character,
    /// No name that XML allows.
    #[error("not a name")]
    Name,
    /// The section is encrypted; only the machine with the key can change it.
    #[error("the section is encrypted")]
    Protected,
    /// The element has children, and its text is not one value.
    #[error("the element's text is not one value")]
    NotOneValue,
    /// The result would not be a file that can be read.
    #[error("the changes do not fit together: {0}")]
    Result(Fault),
}

impl<'f> Patch<'f> {
    /// No changes yet.
    pub fn new(file: &'f ConfigFile) -> Self {
        Self { file, edits: Vec::new() }
    }

    /// Sets an attribute: between its own quotes if it is there, else behind the last one.
    ///
    /// # Errors
    /// When it cannot be said, or lies in an encrypted section.
    pub fn set_attribute(&mut self, id: ElementId, name: &str, value: &str) -> Result<(), PatchFault> {
        let element = self.unprotected(id)?;
        if let Some(attribute) = element.attribute(name) {
            if attribute.value != value {
                let raw = escape::attribute(value, attribute.quote, self.file.encoding).ok_or(PatchFault::Character)?;
                self.replace(attribute.raw.clone(), raw);
            }
            return Ok(());
        }
        let raw = self.written_attribute(name, value)?;
        let end = element.attributes.last().map_or(element.name.end, |last| last.raw.end + 1);
        self.edits.push((end..end, raw));
        Ok(())
    }

    /// Sets the value of a place that was searched for; white space around a text stays.
    ///
    /// # Errors
    /// When it cannot be said, lies in an encrypted section, or is no single text.
    pub fn set_place(&mut self, place: &Place, value: &str) -> Result<(), PatchFault> {
        match &place.kind {
            PlaceKind::Attribute(name) => self.set_attribute(place.element, name, value),
            PlaceKind::Text => {
                let inner = self.unprotected(place.element)?.inner.clone();
                let raw = &self.file.text[inner.clone()];
                if raw.contains('<') {
                    return Err(PatchFault::NotOneValue);
                }
                let start = inner.start + raw.find(|c| !is_space(c)).unwrap_or_default();
                let end = inner.start + raw.trim_end_matches(is_space).len();
                if place.value != value {
                    let raw = escape::text(value, self.file.encoding).ok_or(PatchFault::Character)?;
                    self.replace(start..end.max(start), raw);
                }
                Ok(())
            }
        }
    }

    /// Puts elements behind the last thing in `parent`, indented as its other children are. Once for each parent.
    ///
    /// # Errors
    /// When they cannot be said, or `parent` is encrypted.
    pub fn append(&mut self, parent: ElementId, children: &[NewElement]) -> Result<(), PatchFault> {
        let element = self.unprotected(parent)?;
        let layout = Layout::of(self.file, parent);
        let mut added = String::new();
        for child in children {
            self.write(&mut added, child, &layout, &layout.child)?;
        }
        let inner = &self.file.text[element.inner.clone()];
        if element.closed_at_once {
            let start = element.tag.end - "/>".len();
            let name = self.file.name(parent);
            // `<a />` keeps no space before its new bracket.
            let start = self.file.text[..start].trim_end_matches(is_space).len();
            self.replace(start..element.tag.end, format!(">{added}{}</{name}>", layout.own));
        } else if inner.trim_matches(is_space).is_empty() && !inner.contains(['\r', '\n']) {
            self.replace(element.inner.clone(), format!("{added}{}", layout.own));
        } else {
            let at = element.inner.start + inner.trim_end_matches(is_space).len();
            self.edits.push((at..at, added));
        }
        Ok(())
    }

    /// The file with the changes.
    ///
    /// # Errors
    /// When the result would not be well-formed.
    pub fn apply(mut self) -> Result<ConfigFile, PatchFault> {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(self.file.text.len());
        let mut done = 0;
        for (range, replacement) in &self.edits {
            text.push_str(self.file.text.get(done..range.start).unwrap_or_default());
            text.push_str(replacement);
            done = done.max(range.end);
        }
        text.push_str(&self.file.text[done..]);
        ConfigFile::of_text(self.file.encoding, self.file.mark, text).map_err(PatchFault::Result)
    }

    fn unprotected(&self, id: ElementId) -> Result<&'f super::Element, PatchFault> {
        if self.file.is_protected(id) { Err(PatchFault::Protected) } else { Ok(self.file.element(id)) }
    }

    /// The last change of the same stretch wins.
    fn replace(&mut self, range: Range<usize>, text: String) {
        self.edits.retain(|(known, _)| *known != range);
        self.edits.push((range, text));
    }

    fn written_attribute(&self, name: &str, value: &str) -> Result<String, PatchFault> {
        if !is_name(name) || !name.chars().all(|c| self.file.encoding.has(c)) {
            return Err(PatchFault::Name);
        }
        let raw = escape::attribute(value, '"', self.file.encoding).ok_or(PatchFault::Character)?;
        Ok(format!(" {name}=\"{raw}\""))
    }

    fn write(&self, out: &mut String, new: &NewElement, layout: &Layout, indent: &str) -> Result<(), PatchFault> {
        if !is_name(&new.name) || !new.name.chars().all(|c| self.file.encoding.has(c)) {
            return Err(PatchFault::Name);
        }
        out.extend([indent, "<", &new.name]);
        for (name, value) in &new.attributes {
            out.push_str(&self.written_attribute(name, value)?);
        }
        if new.children.is_empty() {
            out.push_str(" />");
            return Ok(());
        }
        out.push('>');
        let inside = format!("{indent}{}", layout.unit);
        for child in &new.children {
            self.write(out, child, layout, &inside)?;
        }
        out.extend([indent, "</", &new.name, ">"]);
        Ok(())
    }
}

/// How a file indents.
struct Layout {
    /// Line end and indentation of the parent.
    own: String,
    /// Line end and indentation of its children.
    child: String,
    /// What one level adds.
    unit: String,
}

impl Layout {
    fn of(file: &ConfigFile, parent: ElementId) -> Self {
        let unit = file.elements().find_map(|(id, element)| {
            let (inner, outer) = (indent(file, id)?, indent(file, element.parent?)?);
            inner.strip_prefix(outer).filter(|unit| !unit.is_empty()).map(str::to_owned)
        });
        let unit = unit.unwrap_or_else(|| "  ".to_owned());
        let line_end = LineEnds::of(&file.text).1;
        let own = indent(file, parent).unwrap_or_default();
        let child = file.children(parent).last().and_then(|last| indent(file, last).map(str::to_owned));
        let child = child.unwrap_or_else(|| format!("{own}{unit}"));
        Self { own: format!("{line_end}{own}"), child: format!("{line_end}{child}"), unit }
    }
}

/// The white space before an element, if nothing else is on its line.
fn indent(file: &ConfigFile, id: ElementId) -> Option<&str> {
    let before = &file.text[..file.element(id).tag.start];
    let line = &before[before.rfind(['\r', '\n']).map_or(0, |at| at + 1)..];
    line.chars().all(is_space).then_some(line)
}
