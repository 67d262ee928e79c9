//! The page to return to after a visit to a provider. Its address is kept for this tab only, under the id of the
//! authorization, and taken away when it is read: nothing in it is secret.

use leptos::prelude::window;

const KEY: &str = "consentry.way-back";

/// Remembers `path` for the authorization `id`.
pub(crate) fn remember(id: &str, path: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        drop(storage.set_item(KEY, &format!("{id} {path}")));
    }
}

/// Reads it once.
pub(crate) fn recall(id: &str) -> Option<String> {
    let storage = window().session_storage().ok()??;
    let kept = storage.get_item(KEY).ok()??;
    drop(storage.remove_item(KEY));
    path_for(&kept, id)
}

/// Whether a path leads to a migration, or to a step of one.
pub(crate) fn leads_to_migration(path: &str) -> bool {
    path.starts_with("/tenants/") && path.contains("/environments/") && path.contains("/migrations/")
}

fn path_for(kept: &str, id: &str) -> Option<String> {
    let (known, path) = kept.split_once(' ')?;
    (known == id && path.starts_with("/tenants/")).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_authorizations_page_of_this_portal_is_returned_to() {
        assert_eq!(
            path_for("a1 /tenants/contoso/resources/r1", "a1").as_deref(),
            Some("/tenants/contoso/resources/r1")
        );
        assert_eq!(path_for("a1 /tenants/contoso/resources/r1", "a2"), None);
        assert_eq!(path_for("a1 https://evil.example.com", "a1"), None);
    }

    #[test]
    fn a_step_of_a_migration_is_told_from_a_resource() {
        assert!(leads_to_migration("/tenants/contoso/environments/production/migrations/m1/steps/first-token"));
        assert!(!leads_to_migration("/tenants/migrations/resources/r1"));
        assert!(!leads_to_migration("/tenants"));
    }
}
