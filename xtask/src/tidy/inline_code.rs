//! The page has no inline script or style: its Content-Security-Policy allows none.

use super::{
    Finding,
    tree::{Tree, numbered},
};

const PAGE: &str = "frontend/index.html";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(PAGE) else { return Vec::new() };
    let bad = numbered(text).filter(|(_, line)| is_inline(line));
    bad.map(|(number, _)| Finding::new(PAGE, number, "inline script or style; the policy refuses it")).collect()
}

fn is_inline(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    let script = line.contains("<script") && !line.contains("></script>");
    let handler = line.split_whitespace().any(|word| word.starts_with("on") && word.contains("=\""));
    script || handler || line.contains("<style") || line.contains(" style=") || line.contains("javascript:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_code_is_found() {
        for bad in ["<script>go()</script>x", "<style>", "<p style=\"color:red\">", "<body onload=\"go()\">"] {
            assert_eq!(check(&Tree::of(&[(PAGE, bad)])).len(), 1, "{bad}");
        }
        let good = "<script data-app></script>\n<link data-asset rel=\"stylesheet\" href=\"style/main.css\">\n";
        assert!(check(&Tree::of(&[(PAGE, good)])).is_empty());
    }
}
