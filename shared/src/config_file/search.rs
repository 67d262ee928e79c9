//! Finds values by what they are called, wherever they stand: vendors do not say where, and move them.

use super::{ConfigFile, ElementId, PieceKind, Position};

/// A value in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What carries it.
    pub kind: PlaceKind,
    /// The element.
    pub element: ElementId,
    /// The value as a program sees it.
    pub value: String,
    /// Where it stands.
    pub at: Position,
}

/// What carries a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceKind {
    /// An attribute, by its exact name.
    Attribute(String),
    /// The text of an element.
    Text,
}

impl ConfigFile {
    /// The values of everything called `pattern` ([`glob`]): an attribute, an element with text, or an element whose
    /// `key` or `name` it is and that has a `value`. Encrypted sections are left out.
    pub fn called(&self, pattern: &str) -> Vec<Place> {
        let mut places = Vec::new();
        for (id, element) in self.elements().filter(|(id, _)| !self.is_protected(*id)) {
            for attribute in &element.attributes {
                if glob(pattern, &attribute.name) {
                    places.extend(self.attribute_place(id, &attribute.name));
                }
            }
            let labelled = ["key", "name"].into_iter().any(|l| self.attribute(id, l).is_some_and(|v| glob(pattern, v)));
            if labelled {
                places.extend(self.attribute_place(id, "value"));
            }
            if glob(pattern, self.name(id)) || labelled {
                places.extend(self.text_place(id));
            }
        }
        places
    }

    /// The attributes called `attribute` of elements called `element`, both as [`glob`] compares.
    pub fn attributes_called(&self, element: &str, attribute: &str) -> Vec<Place> {
        let elements = self.elements().filter(|(id, _)| glob(element, self.name(*id)) && !self.is_protected(*id));
        let matching = elements.flat_map(|(id, found)| found.attributes.iter().map(move |a| (id, a)));
        let named = matching.filter(|(_, found)| glob(attribute, &found.name));
        named.filter_map(|(id, found)| self.attribute_place(id, &found.name)).collect()
    }

    /// Every value that `wanted` accepts, in attributes and in text.
    pub fn values_like(&self, wanted: impl Fn(&str) -> bool) -> Vec<Place> {
        let mut places = Vec::new();
        for (id, element) in self.elements().filter(|(id, _)| !self.is_protected(*id)) {
            let attributes = element.attributes.iter().filter(|attribute| wanted(&attribute.value));
            places.extend(attributes.filter_map(|attribute| self.attribute_place(id, &attribute.name)));
            places.extend(self.text_place(id).filter(|place| wanted(&place.value)));
        }
        places
    }

    /// `configuration/messageBus/system/@self`.
    pub fn path_of(&self, place: &Place) -> String {
        match &place.kind {
            PlaceKind::Attribute(name) => format!("{}/@{name}", self.path(place.element)),
            PlaceKind::Text => self.path(place.element),
        }
    }

    fn attribute_place(&self, element: ElementId, name: &str) -> Option<Place> {
        let attribute = self.element(element).attribute(name)?;
        Some(Place {
            kind: PlaceKind::Attribute(name.to_owned()),
            element,
            value: attribute.value.clone(),
            at: self.at(attribute.start),
        })
    }

    /// The text of an element that has some, without the white space around it.
    fn text_place(&self, element: ElementId) -> Option<Place> {
        let inner = &self.element(element).inner;
        let has_text = |raw: &str| !raw.trim().is_empty();
        if !has_text(&self.text[inner.clone()]) {
            return None;
        }
        let value = self.text_of(element).trim().to_owned();
        let is_text = |kind| matches!(kind, PieceKind::Text | PieceKind::CharacterData);
        let own = self.pieces.iter().skip(self.pieces.partition_point(|piece| piece.span.start < inner.start));
        let first = own.take_while(|piece| piece.span.end <= inner.end).find(|piece| {
            piece.element == Some(element) && is_text(piece.kind) && has_text(&self.text[piece.span.clone()])
        })?;
        let raw = &self.text[first.span.clone()];
        let start = first.span.start + (raw.len() - raw.trim_start().len());
        Some(Place { kind: PlaceKind::Text, element, value, at: self.at(start) })
    }
}

/// Whether `text` fits `pattern`, whatever the capitals; `*` stands for anything, `?` for one character.
pub fn glob(pattern: &str, text: &str) -> bool {
    let fold = |text: &str| -> Vec<char> { text.chars().flat_map(char::to_lowercase).collect() };
    let (pattern, text) = (fold(pattern), fold(text));
    let (mut p, mut t) = (0, 0);
    // Where the last `*` stands, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name) in [
            ("a", "A"),
            ("*", ""),
            ("max*mail*", "MaxMailsPerRun"),
            ("*run", "run"),
            ("a*b*a", "aba"),
            ("?*:?*", "K2:x"),
            ("a?", "aé"),
        ] {
            assert!(glob(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("a", "ab"),
            ("max*mail", "MaxMails"),
            ("*run*x", "run"),
            ("a*a", "a"),
            ("", "a"),
            ("?*:?*", ":x"),
            ("a?", "a"),
        ] {
            assert!(!glob(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_value_is_found_wherever_it_stands() {
        let text = "<c><mail sendMailFrom='a@x.be'/><SENDMAILFROM>\n <!-- no -->\n b@x.be </SENDMAILFROM>\
                    <add key='sendmailfrom' value='c@x.be'/><s configProtectionProvider='P' sendmailfrom='no'/></c>";
        let file = ConfigFile::parse_text(text).expect("reads");
        let found = file.called("sendmailfrom");
        let values: Vec<_> = found.iter().map(|place| (place.value.as_str(), place.at.line)).collect();
        assert_eq!(values, [("a@x.be", 1), ("b@x.be", 3), ("c@x.be", 3)]);
        assert_eq!(file.path_of(&found[0]), "c/mail/@sendMailFrom");
        assert_eq!(file.path_of(&found[2]), "c/add[@key='sendmailfrom']/@value");
        assert_eq!(file.values_like(|value| value.ends_with("@x.be")).len(), 3);
        assert_eq!(file.attributes_called("MAIL", "sendmailfrom").len(), 1);
    }
}
