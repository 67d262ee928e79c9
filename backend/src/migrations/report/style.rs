//! The style of the page: its own sheet, and the lines above and below each printed page, which name the report.

use base64::{Engine, engine::general_purpose::STANDARD};

const SHEET: &str = include_str!("report.css");

/// The sheet with what stands above and below every printed page: texts, which may hold anything.
pub(super) fn sheet(above: &str, below: &str) -> String {
    let (above, below) = (quoted(above), quoted(below));
    let line = "font: 8pt system-ui, sans-serif; color: #4a5058;";
    format!(
        "{SHEET}@page {{ size: A4; margin: 20mm 16mm 18mm; @top-left {{ content: {above}; {line} white-space: nowrap }} \
         @bottom-left {{ content: {below}; {line} white-space: nowrap }} \
         @bottom-right {{ content: counter(page) \" / \" counter(pages); {line} }} }}\n"
    )
}

/// What a browser may do with a page of that sheet: show it in its own style, and nothing else.
pub(super) fn policy(sheet: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, sheet.as_bytes());
    format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
        STANDARD.encode(digest)
    )
}

/// A string of CSS (CSS Syntax §4.3.7): whatever is no letter or digit is written as its number and the space that ends
/// it, so that nothing ends the string or the sheet.
fn quoted(text: &str) -> String {
    let mut written = String::from('"');
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            written.push(c);
        } else {
            let number = format!("\\{:x} ", u32::from(c));
            written.push_str(&number);
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_comes_from_outside_ends_the_sheet() {
        assert_eq!(quoted("a b\"</style>\n\\é"), "\"a b\\22 \\3c \\2f style\\3e \\a \\5c é\"");
        let policy = policy(&sheet("a", "b"));
        assert!(policy.contains("style-src 'sha256-") && !policy.contains("unsafe"));
    }
}
