//! Files stay short enough to read in one sitting. (Clippy watches functions: `too_many_lines`.)

use super::{
    Finding,
    tree::{Tree, numbered},
};

const LOOK_AGAIN: usize = 300;
const MOST: usize = 500;
const EXTENSIONS: [&str; 4] = ["css", "js", "mjs", "rs"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    EXTENSIONS
        .iter()
        .flat_map(|extension| tree.with_extension("", extension))
        .filter_map(|(path, text)| judge(path, numbered(text).count()))
        .collect()
}

fn judge(path: &str, lines: usize) -> Option<Finding> {
    if lines > MOST {
        Some(Finding::new(path, 0, format!("{lines} lines; the most is {MOST}: split it")))
    } else if lines > LOOK_AGAIN {
        Some(Finding::warning(path, 0, format!("{lines} lines; look for a seam above {LOOK_AGAIN}")))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found_and_longish_ones_mentioned() {
        let tree = |lines| Tree::of(&[("a.rs", "x\n".repeat(lines).as_str())]);
        assert!(check(&tree(300)).is_empty());
        assert!(check(&tree(301))[0].warning);
        assert!(!check(&tree(501))[0].warning);
    }
}
