//! Which column holds the name of a parameter, and which its value.

use super::{
    token::Token,
    value::{Value, Variables, value},
};

/// Where name and value are among the values of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) value: usize,
}

/// Columns of names, the best first; folded.
const NAMES: [&str; 15] = [
    "name",
    "naam",
    "parametername",
    "paramname",
    "parameternaam",
    "parameter",
    "param",
    "settingname",
    "setting",
    "keyname",
    "key",
    "variable",
    "variablename",
    "optionname",
    "code",
];
/// Columns of values, the best first; folded.
const VALUES: [&str; 9] = [
    "value",
    "waarde",
    "parametervalue",
    "paramvalue",
    "parameterwaarde",
    "settingvalue",
    "val",
    "textvalue",
    "stringvalue",
];

/// Lower case, letters and digits only.
fn folded(column: &str) -> String {
    column.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

pub(super) fn is_name(column: &str) -> bool {
    let column = folded(column);
    NAMES.contains(&column.as_str())
        || ["parametername", "paramname", "name", "naam", "key"].iter().any(|end| column.ends_with(end))
}

pub(super) fn is_value(column: &str) -> bool {
    let column = folded(column);
    VALUES.contains(&column.as_str()) || ["value", "waarde", "val"].iter().any(|end| column.ends_with(end))
}

/// The columns by their names.
pub(super) fn by_name(columns: &[String]) -> Option<Columns> {
    let best = |known: &[&str], is: fn(&str) -> bool| {
        let exact = known.iter().find_map(|name| columns.iter().position(|column| folded(column) == *name));
        exact.or_else(|| columns.iter().position(|column| is(column)))
    };
    let value = best(&VALUES, is_value)?;
    let name = best(&NAMES, is_name).filter(|name| *name != value)?;
    Some(Columns { name, value })
}

/// The columns of a row that does not say: the first two texts, and of two values simply the two.
pub(super) fn by_position(row: &[&[Token]], variables: &Variables) -> Option<Columns> {
    if row.len() == 2 {
        return Some(Columns { name: 0, value: 1 });
    }
    let is_text = |expression: &[Token]| {
        let number = expression.iter().all(|token| matches!(token.kind, super::token::Kind::Number(_)));
        !number && matches!(value(expression, variables), Value::Text(_))
    };
    let mut texts = row.iter().enumerate().filter(|(_, expression)| is_text(expression)).map(|(index, _)| index);
    Some(Columns { name: texts.next()?, value: texts.next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_names() {
        for (columns, expected) in [
            (["ID", "PARAMNAME", "PARAMVALUE", "DESCRIPTION"], Some((1, 2))),
            (["Value", "Name", "Kind", "User"], Some((1, 0))),
            (["WIC_NAAM", "WIC_WAARDE", "x", "y"], Some((0, 1))),
            (["Code", "Omschrijving", "StringValue", "Id"], Some((0, 2))),
            (["Id", "Customer", "City", "Street"], None),
        ] {
            let columns = columns.map(str::to_owned);
            assert_eq!(by_name(&columns).map(|columns| (columns.name, columns.value)), expected, "{columns:?}");
        }
    }
}
