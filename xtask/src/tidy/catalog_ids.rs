//! A data file's `id` is its name, so that one look at a folder shows what there is.

use super::{Finding, tree::Tree};

/// Folders whose files each describe one thing with an id.
const FOLDERS: [&str; 6] = [
    "backend/catalog/checks/",
    "backend/catalog/config_checks/",
    "backend/catalog/connection_kinds/",
    "backend/catalog/linked_settings/",
    "backend/catalog/resource_types/",
    "backend/catalog/variable_sets/",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    FOLDERS
        .iter()
        .flat_map(|folder| tree.with_extension(folder, "toml"))
        .filter_map(|(path, text)| judge(path, text))
        .collect()
}

fn judge(path: &str, text: &str) -> Option<Finding> {
    let name = path.rsplit('/').next()?.strip_suffix(".toml")?;
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return Some(Finding::new(path, 0, format!("does not parse: {error}"))),
    };
    match table.get("id").and_then(toml::Value::as_str) {
        Some(id) if id == name => None,
        Some(id) => Some(Finding::new(path, 0, format!("its id is `{id}`; name the file after it"))),
        None => Some(Finding::new(path, 0, "has no `id`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_named_otherwise_is_found() {
        let one = |text| check(&Tree::of(&[("backend/catalog/resource_types/oidc.toml", text)]));
        assert!(one("id = \"oidc\"\n").is_empty());
        assert_eq!(one("id = \"oauth2\"\n").len(), 1);
        assert_eq!(one("name = \"x\"\n").len(), 1);
        assert_eq!(one("id = \n").len(), 1);
    }
}
