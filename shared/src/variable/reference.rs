//! References inside values: `${variable:Name}`, `${resource:Name.field}`, `${credential:Name.field}`,
//! `${tenant:field}`, `${environment:field}`. `$${` writes `${` itself; any other `${` is text, and said to be
//! malformed.

use super::name::key;

/// What a reference looks into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// Another variable of the environment.
    Variable,
    /// A resource of the tenant.
    Resource,
    /// The newest credential of a resource.
    Credential,
    /// The tenant.
    Tenant,
    /// The environment.
    Environment,
}

impl Space {
    /// Every space.
    pub const ALL: [Self; 5] = [Self::Variable, Self::Resource, Self::Credential, Self::Tenant, Self::Environment];

    /// Its name in a reference.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Resource => "resource",
            Self::Credential => "credential",
            Self::Tenant => "tenant",
            Self::Environment => "environment",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.as_str() == name)
    }
}

/// One reference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// What it looks into.
    pub space: Space,
    /// The variable's or resource's name; empty for tenant and environment.
    pub name: String,
    /// The field; empty for a variable.
    pub field: String,
}

impl Reference {
    /// One to a variable.
    pub fn variable(name: &str) -> Self {
        Self { space: Space::Variable, name: name.to_owned(), field: String::new() }
    }

    /// Reads what stands between the braces. A field begins after the last dot, for names may have dots themselves.
    fn read(inside: &str) -> Option<Self> {
        let (space, rest) = inside.split_once(':')?;
        let space = Space::parse(space)?;
        let (name, field) = match space {
            Space::Variable => (rest, ""),
            Space::Resource | Space::Credential => rest.rsplit_once('.')?,
            Space::Tenant | Space::Environment => ("", rest),
        };
        let whole = match space {
            Space::Variable => !name.is_empty(),
            Space::Resource | Space::Credential => !name.is_empty() && !field.is_empty(),
            Space::Tenant | Space::Environment => !field.is_empty(),
        };
        whole.then(|| Self { space, name: name.to_owned(), field: field.to_owned() })
    }

    /// Whether both mean the same thing: case does not count.
    pub fn is_same(&self, other: &Self) -> bool {
        self.space == other.space && key(&self.name) == key(&other.name) && key(&self.field) == key(&other.field)
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let dot = if self.name.is_empty() || self.field.is_empty() { "" } else { "." };
        write!(f, "${{{}:{}{dot}{}}}", self.space.as_str(), self.name, self.field)
    }
}

/// A piece of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it is.
    Text(&'a str),
    /// `$${`, which stands for `${`.
    Escape,
    /// `${` without anything known after it; stands for itself.
    Malformed(&'a str),
    /// A reference.
    Reference(Reference),
}

const OPEN: &str = "${";
const ESCAPED: &str = "$${";

/// Takes a value apart. The pieces, each as it was written, make up the value.
pub fn parse(value: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.find(OPEN) {
        let escaped = rest[..at].ends_with('$');
        let before = &rest[..at - usize::from(escaped)];
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let after = &rest[at + OPEN.len()..];
        if escaped {
            parts.push(Part::Escape);
            rest = after;
            continue;
        }
        // A reference ends on its line: a brace far below belongs to something else.
        let end = after.find(['}', '\n']).filter(|end| after[*end..].starts_with('}'));
        let reference = end.and_then(|end| Reference::read(&after[..end]));
        if let (Some(reference), Some(end)) = (reference, end) {
            parts.push(Part::Reference(reference));
            rest = &after[end + 1..];
        } else {
            parts.push(Part::Malformed(OPEN));
            rest = after;
        }
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// The references of a value, each once, in the order in which they stand.
pub fn references(value: &str) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    for part in parse(value) {
        if let Part::Reference(reference) = part
            && !found.iter().any(|known| known.is_same(&reference))
        {
            found.push(reference);
        }
    }
    found
}

/// A thing that got another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renaming {
    /// A variable of the environment.
    Variable {
        /// What it was called.
        from: String,
        /// What it is called now.
        to: String,
    },
    /// A resource of the tenant.
    Resource {
        /// What it was called.
        from: String,
        /// What it is called now.
        to: String,
    },
}

impl Renaming {
    fn of(&self, reference: &Reference) -> Option<Reference> {
        let (spaces, from, to): (&[Space], _, _) = match self {
            Self::Variable { from, to } => (&[Space::Variable], from, to),
            Self::Resource { from, to } => (&[Space::Resource, Space::Credential], from, to),
        };
        let meant = spaces.contains(&reference.space) && key(&reference.name) == key(from);
        meant.then(|| Reference { name: to.clone(), ..reference.clone() })
    }
}

/// The value with its references following the names; `None`: it has none that would.
pub fn renamed(value: &str, renamings: &[Renaming]) -> Option<String> {
    let parts = parse(value);
    let mut changed = false;
    let mut text = String::with_capacity(value.len() + 16);
    for part in &parts {
        match part {
            Part::Text(plain) | Part::Malformed(plain) => text.push_str(plain),
            Part::Escape => text.push_str(ESCAPED),
            Part::Reference(reference) => {
                let new = renamings.iter().find_map(|renaming| renaming.of(reference));
                changed |= new.is_some();
                text.push_str(&new.as_ref().unwrap_or(reference).to_string());
            }
        }
    }
    changed.then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(value: &str) -> Reference {
        references(value).into_iter().next().unwrap_or_else(|| panic!("no reference in {value}"))
    }

    #[test]
    fn a_field_begins_after_the_last_dot() {
        let found = one("x${resource:Exchange - contoso.onmicrosoft.com.client_id}y");
        assert_eq!((found.name.as_str(), found.field.as_str()), ("Exchange - contoso.onmicrosoft.com", "client_id"));
        assert_eq!(found.to_string(), "${resource:Exchange - contoso.onmicrosoft.com.client_id}");
        assert_eq!(one("${variable:a.b}").name, "a.b");
        assert_eq!(one("${tenant:directory_id}").field, "directory_id");
    }

    #[test]
    fn what_is_no_reference_is_text() {
        for text in
            ["${PATH}", "${variable:}", "${resource:Mail}", "${variable:a", "${", "$", "${resource:.x}", "${x:y}"]
        {
            assert_eq!(references(text), [], "{text}");
        }
        assert_eq!(parse("a$${variable:x}"), [Part::Text("a"), Part::Escape, Part::Text("variable:x}")]);
        assert_eq!(parse("${variable:a\nb}"), [Part::Malformed("${"), Part::Text("variable:a\nb}")]);
    }

    #[test]
    fn references_follow_a_new_name_and_nothing_else_does() {
        let rename = [Renaming::Variable { from: "Host".into(), to: "Mail Host".into() }];
        let value = "https://${variable:host}/$${variable:Host}/${variable:Hosts}/${resource:Host.name}";
        let expected = "https://${variable:Mail Host}/$${variable:Host}/${variable:Hosts}/${resource:Host.name}";
        assert_eq!(renamed(value, &rename).as_deref(), Some(expected));
        assert_eq!(renamed("${variable:Hosts}", &rename), None);
        let rename = [Renaming::Resource { from: "Mail".into(), to: "E-mail".into() }];
        let value = "${resource:Mail.name} ${credential:mail.secret}";
        assert_eq!(renamed(value, &rename).as_deref(), Some("${resource:E-mail.name} ${credential:E-mail.secret}"));
    }

    #[test]
    fn two_names_can_be_exchanged() {
        let swap = [
            Renaming::Variable { from: "a".into(), to: "b".into() },
            Renaming::Variable { from: "b".into(), to: "a".into() },
        ];
        assert_eq!(renamed("${variable:a}${variable:b}", &swap).as_deref(), Some("${variable:b}${variable:a}"));
    }

    fn written(parts: &[Part<'_>]) -> String {
        parts
            .iter()
            .map(|part| match part {
                Part::Text(text) | Part::Malformed(text) => (*text).to_owned(),
                Part::Escape => ESCAPED.to_owned(),
                Part::Reference(reference) => reference.to_string(),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_pieces_make_up_the_value(value in r"[a-c$ {}:.\n]{0,40}|(\$\{(variable|resource|tenant):[a-c.]{0,6}\}|\$|\$\$\{|x){0,8}") {
            prop_assert_eq!(written(&parse(&value)), value);
        }

        #[test]
        fn a_new_name_and_the_old_one_again_change_nothing(value in r"(\$\{variable:(a|b|c)\}|\$\$\{|[a-c. ]){0,10}") {
            let there = [Renaming::Variable { from: "a".into(), to: "z".into() }];
            let back = [Renaming::Variable { from: "z".into(), to: "a".into() }];
            let moved = renamed(&value, &there).unwrap_or_else(|| value.clone());
            prop_assert!(!references(&moved).contains(&Reference::variable("a")));
            prop_assert_eq!(renamed(&moved, &back).unwrap_or(moved), value);
        }
    }
}
