//! Both databases have the same migrations: same numbers, same names, no number twice.

use std::collections::BTreeSet;

use super::{Finding, tree::Tree};

const SQLITE: &str = "migrations/sqlite/";
const POSTGRES: &str = "migrations/postgres/";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let (sqlite, postgres) = (names(tree, SQLITE), names(tree, POSTGRES));
    let missing = |from: &BTreeSet<&str>, other: &BTreeSet<&str>, folder: &str| -> Vec<Finding> {
        let absent = from.difference(other);
        absent
            .map(|name| Finding::new(&format!("{folder}{name}"), 0, "the other database has it; write it here"))
            .collect()
    };
    let mut findings = missing(&sqlite, &postgres, POSTGRES);
    findings.extend(missing(&postgres, &sqlite, SQLITE));
    let mut numbers = BTreeSet::new();
    for name in &sqlite {
        let number = name.split('_').next().unwrap_or_default();
        let fits = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
        if !fits || !numbers.insert(number) {
            let path = format!("{SQLITE}{name}");
            findings.push(Finding::new(&path, 0, "needs a number of four digits that no other migration has"));
        }
    }
    findings
}

fn names<'a>(tree: &'a Tree, folder: &'a str) -> BTreeSet<&'a str> {
    tree.with_extension(folder, "sql").filter_map(|(path, _)| path.strip_prefix(folder)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_differ_are_found() {
        let same = [("migrations/sqlite/0001_a.sql", ""), ("migrations/postgres/0001_a.sql", "")];
        assert!(check(&Tree::of(&same)).is_empty());
        let renamed = [("migrations/sqlite/0001_a.sql", ""), ("migrations/postgres/0001_b.sql", "")];
        assert_eq!(check(&Tree::of(&renamed)).len(), 2);
        let twice = [
            ("migrations/sqlite/0001_a.sql", ""),
            ("migrations/sqlite/0001_b.sql", ""),
            ("migrations/postgres/0001_a.sql", ""),
            ("migrations/postgres/0001_b.sql", ""),
        ];
        assert_eq!(check(&Tree::of(&twice)).len(), 1);
    }
}
