//! What the permissions page decides: how each permission stands, and the text in which an administrator writes what
//! is needed.

use shared::{
    api::permission::{PermissionCheck, ResourcePermissions},
    resource::{NeededPermissions, PermissionKind},
};

/// How a permission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// No token told.
    Unknown,
    /// The last token carried it.
    Granted,
    /// The last token did not.
    Missing,
}

/// How the permission `name` of `api` stands after `check`.
pub(crate) fn standing(check: Option<&PermissionCheck>, api: &str, name: &str) -> Standing {
    let proof = check.and_then(|check| check.apis.iter().find(|proof| proof.api == api));
    let among = |names: &[String]| names.iter().any(|known| known == name);
    match proof {
        Some(proof) if among(&proof.granted) => Standing::Granted,
        Some(proof) if among(&proof.missing) => Standing::Missing,
        _ => Standing::Unknown,
    }
}

/// What is needed, as text: an API a line, its permissions after a colon.
pub(crate) fn written(permissions: &ResourcePermissions) -> String {
    let line = |needed: &NeededPermissions| format!("{}: {}", needed.api, needed.of(permissions.kind).join(" "));
    permissions.needed.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads such a text. What the other kind of permission needs stays as it is. `None`: a line has no API or no name.
pub(crate) fn read(text: &str, before: &ResourcePermissions) -> Option<Vec<NeededPermissions>> {
    let mut all: Vec<NeededPermissions> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // The API may be an address with colons of its own, so the last colon before a space or the end counts.
        let at = line.find(": ").or_else(|| line.ends_with(':').then(|| line.len() - 1))?;
        let (api, names) = (line[..at].trim(), line[at + 1..].replace(',', " "));
        let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
        if api.is_empty() {
            return None;
        }
        let known = before.needed.iter().find(|needed| needed.api == api).cloned();
        let mut needed = known.unwrap_or_else(|| NeededPermissions { api: api.to_owned(), ..Default::default() });
        match before.kind {
            PermissionKind::Application => needed.application = names,
            PermissionKind::Delegated => needed.delegated = names,
        }
        all.push(needed);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn permissions() -> ResourcePermissions {
        let needed = NeededPermissions {
            api: "graph".to_owned(),
            application: texts(&["Mail.Send", "Mail.Read"]),
            delegated: texts(&["User.Read"]),
        };
        ResourcePermissions {
            kind: PermissionKind::Application,
            apis: Vec::new(),
            needed: vec![needed],
            overridden: false,
            directory_id: None,
            consent: true,
            last_check: None,
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_the_other_kind_stays() {
        let before = permissions();
        assert_eq!(written(&before), "graph: Mail.Send Mail.Read");
        assert_eq!(read(&written(&before), &before), Some(before.needed.clone()));
        let read = read("graph: Mail.Read, Mail.Send\n\n api://orders: Orders.Read", &before).expect("two lines");
        assert_eq!((read[0].application.len(), read[0].delegated.len()), (2, 1));
        assert_eq!(
            (read[1].api.as_str(), read[1].application.as_slice()),
            ("api://orders", texts(&["Orders.Read"]).as_slice())
        );
    }

    #[test]
    fn a_line_without_an_api_is_refused() {
        for wrong in ["Mail.Send", ": Mail.Send", "api://orders"] {
            assert_eq!(read(wrong, &permissions()), None, "{wrong}");
        }
        assert_eq!(read("graph:", &permissions()).map(|all| all[0].application.len()), Some(0));
    }
}
