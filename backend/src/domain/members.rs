//! Who may give which role to whom.

use shared::permission::Role;

/// Nobody gives away more than they have, and nobody touches somebody above them. Keys that may manage people act as
/// owners.
pub fn may_change(own: Option<Role>, theirs: Option<Role>, new: Option<Role>) -> bool {
    let own = own.unwrap_or(Role::Owner);
    theirs.is_none_or(|theirs| theirs <= own) && new.is_none_or(|new| new <= own)
}

/// Whether a change takes the last owner away.
pub fn leaves_no_owner(theirs: Option<Role>, new: Option<Role>, other_owners: i64) -> bool {
    theirs == Some(Role::Owner) && new != Some(Role::Owner) && other_owners == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_neither_makes_nor_unmakes_an_owner() {
        assert!(!may_change(Some(Role::Admin), None, Some(Role::Owner)));
        assert!(!may_change(Some(Role::Admin), Some(Role::Owner), None));
        assert!(may_change(Some(Role::Admin), Some(Role::Admin), Some(Role::Viewer)));
        assert!(may_change(Some(Role::Owner), Some(Role::Owner), None));
        assert!(may_change(None, None, Some(Role::Owner)));
    }

    #[test]
    fn the_last_owner_stays() {
        assert!(leaves_no_owner(Some(Role::Owner), Some(Role::Admin), 0));
        assert!(leaves_no_owner(Some(Role::Owner), None, 0));
        assert!(!leaves_no_owner(Some(Role::Owner), None, 1));
        assert!(!leaves_no_owner(Some(Role::Owner), Some(Role::Owner), 0));
        assert!(!leaves_no_owner(Some(Role::Editor), None, 0));
    }
}
