//! Rewrites `index.html`: tags marked `data-asset` get the hashed address and an integrity attribute, and the script
//! marked `data-app` becomes the three tags that start the application. Nothing inline, so the page's
//! Content-Security-Policy needs no hash.

use std::fmt::Write;

use crate::asset::Asset;

/// What starts the application.
pub(crate) struct Start {
    /// The script of two lines that imports the bindings and fetches the module.
    pub(crate) boot: Asset,
    /// The bindings.
    pub(crate) script: Asset,
    /// The module.
    pub(crate) wasm: Asset,
    /// Further module scripts: the development build's page reloader.
    pub(crate) more: Vec<Asset>,
}

/// The page with hashed addresses. `asset` gives the hashed file for a path as it is written in the page.
pub(crate) fn rewrite(
    page: &str,
    start: &Start,
    mut asset: impl FnMut(&str) -> Result<Asset, String>,
) -> Result<String, String> {
    let mut out = String::with_capacity(page.len() + 1024);
    let mut rest = page;
    let mut started = false;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = tag_end(rest).ok_or("index.html: a tag or comment is not closed")?;
        let tag = &rest[..end];
        rest = &rest[end..];
        if tag.starts_with("<!--") {
            continue;
        }
        if has_attribute(tag, "data-app") {
            started = true;
            out.push_str(&start_tags(start));
            rest = rest.trim_start().strip_prefix("</script>").ok_or("index.html: data-app wants an empty <script>")?;
        } else if has_attribute(tag, "data-asset") {
            out.push_str(&asset_tag(tag, &mut asset)?);
        } else {
            out.push_str(tag);
        }
    }
    out.push_str(rest);
    if started { Ok(out) } else { Err("index.html: no <script data-app></script>".to_owned()) }
}

/// Where the tag or comment that `text` begins with ends.
fn tag_end(text: &str) -> Option<usize> {
    let close = if text.starts_with("<!--") { "-->" } else { ">" };
    text.find(close).map(|at| at + close.len())
}

fn has_attribute(tag: &str, name: &str) -> bool {
    tag.split_whitespace().any(|word| {
        let word = word.trim_end_matches(['>', '/']);
        word == name || word.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))
    })
}

/// The value of a double-quoted attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

fn asset_tag(tag: &str, asset: &mut impl FnMut(&str) -> Result<Asset, String>) -> Result<String, String> {
    let source = attribute(tag, "href").or_else(|| attribute(tag, "src"));
    let source = source.ok_or_else(|| format!("index.html: {tag} has no href or src"))?;
    let found = asset(source)?;
    let plain = tag.replacen(" data-asset", "", 1).replacen(source, &found.href(), 1);
    let checked = tag.starts_with("<script") || attribute(tag, "rel") == Some("stylesheet");
    if !checked {
        return Ok(plain);
    }
    let body = plain.trim_end_matches('>').trim_end_matches('/').trim_end();
    Ok(format!("{body} integrity=\"{}\">", found.integrity))
}

fn start_tags(start: &Start) -> String {
    let mut tags = format!(
        "<link rel=\"modulepreload\" href=\"{}\" integrity=\"{}\">\n<link rel=\"preload\" href=\"{}\" as=\"fetch\" \
         type=\"application/wasm\" crossorigin=\"anonymous\">",
        start.script.href(),
        start.script.integrity,
        start.wasm.href(),
    );
    for script in std::iter::once(&start.boot).chain(&start.more) {
        let (href, integrity) = (script.href(), &script.integrity);
        let _ = write!(tags, "\n<script type=\"module\" src=\"{href}\" integrity=\"{integrity}\"></script>");
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Start {
        Start {
            boot: Asset::new("boot.js", b"boot"),
            script: Asset::new("consentry.js", b"script"),
            wasm: Asset::new("consentry.wasm", b"wasm"),
            more: Vec::new(),
        }
    }

    fn named(path: &str) -> Asset {
        Asset::new(path.rsplit('/').next().unwrap_or(path), path.as_bytes())
    }

    #[test]
    fn marked_tags_are_rewritten_and_the_rest_is_kept() {
        let page = "<!doctype html>\n<head><!-- a > note --><meta charset=\"utf-8\">\n\
                    <link data-asset rel=\"stylesheet\" href=\"style/main.css\">\n\
                    <link data-asset rel=\"icon\" href=\"static/favicon.svg\" />\n\
                    <script data-app></script></head><body>1 &lt; 2</body>\n";
        let out = rewrite(page, &start(), |path| Ok(named(path))).expect("rewritten");
        let css = named("style/main.css");
        assert!(out.starts_with("<!doctype html>\n<head><meta charset=\"utf-8\">"), "{out}");
        assert!(out.contains(&format!(
            "<link rel=\"stylesheet\" href=\"{}\" integrity=\"{}\">",
            css.href(),
            css.integrity
        )));
        assert!(out.contains("<link rel=\"icon\" href=\"/assets/favicon-"), "{out}");
        assert!(!out.contains("data-asset") && !out.contains("data-app"), "{out}");
        assert!(out.ends_with("</head><body>1 &lt; 2</body>\n"), "{out}");
    }

    #[test]
    fn the_application_starts_from_files_only() {
        let out = rewrite("<script data-app></script>", &start(), |path| Ok(named(path))).expect("rewritten");
        assert_eq!(out.matches("<script ").count(), 1);
        assert_eq!(out.matches("></script>").count(), 1, "no inline script: {out}");
        assert!(out.contains("rel=\"modulepreload\"") && out.contains("as=\"fetch\""));
    }

    #[test]
    fn a_page_that_cannot_start_is_refused() {
        assert!(rewrite("<body></body>", &start(), |path| Ok(named(path))).is_err());
        assert!(rewrite("<script data-app>alert(1)</script>", &start(), |path| Ok(named(path))).is_err());
        assert!(
            rewrite("<link data-asset rel=\"icon\"><script data-app></script>", &start(), |path| Ok(named(path)))
                .is_err()
        );
        let missing = |path: &str| Err(format!("{path} is missing"));
        let page = "<link data-asset rel=\"icon\" href=\"x.svg\"><script data-app></script>";
        assert_eq!(rewrite(page, &start(), missing).err().as_deref(), Some("x.svg is missing"));
    }
}
