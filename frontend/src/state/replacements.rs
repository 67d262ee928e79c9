//! Token replacement values as lines of `name=value`, the way they are typed.

use std::collections::BTreeMap;

/// One line a value.
pub(crate) fn to_lines(values: &BTreeMap<String, String>) -> String {
    values.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("\n")
}

/// Reads the lines; empty ones and those without a name are left out.
pub(crate) fn from_lines(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_values_agree() {
        let values = from_lines(" expires_in = 3600 \n\nnonsense\nresource=https://a.example.com/?a=b\n=x");
        assert_eq!(to_lines(&values), "expires_in=3600\nresource=https://a.example.com/?a=b");
    }
}
