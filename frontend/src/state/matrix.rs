//! Variables beside each other: found by name without going through them all, and searched by what is seen of them.

use std::collections::HashMap;

use shared::{
    api::{
        resource::ShownValue,
        variable::{MatrixCell, MatrixEnvironment, MatrixRow, VariableMatrix},
    },
    secret::SecretState,
    variable::key,
};

/// Dots for a secret, with what may be shown of its end.
pub(crate) fn dots(secret: &SecretState) -> String {
    format!("••••{}", secret.last4.as_deref().unwrap_or_default())
}

/// A value as a line of text.
pub(crate) fn say(value: &ShownValue) -> String {
    match value {
        ShownValue::Plain(text) => text.clone(),
        ShownValue::Secret(secret) if !secret.set => String::new(),
        ShownValue::Secret(secret) => dots(secret),
    }
}

/// The matrix with an index of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matrix {
    /// The columns.
    pub environments: Vec<MatrixEnvironment>,
    /// The rows.
    pub rows: Vec<MatrixRow>,
    /// Whether there are more.
    pub truncated: bool,
    index: HashMap<String, usize>,
}

impl Matrix {
    /// What the server answered.
    pub(crate) fn new(matrix: VariableMatrix) -> Self {
        let VariableMatrix { environments, rows, truncated } = matrix;
        let index = rows.iter().enumerate().map(|(at, row)| (key(&row.name), at)).collect();
        Self { environments, rows, truncated, index }
    }

    /// The column of an environment.
    pub(crate) fn column(&self, environment: &str) -> Option<usize> {
        self.environments.iter().position(|one| one.id.as_str() == environment)
    }

    /// The row of a name.
    pub(crate) fn row(&self, name: &str) -> Option<&MatrixRow> {
        self.rows.get(*self.index.get(&key(name))?)
    }

    /// The variable of a name in a column.
    pub(crate) fn cell(&self, name: &str, column: usize) -> Option<&MatrixCell> {
        self.row(name)?.cells.get(column)?.as_ref()
    }

    /// The same variable in another environment, where it has a cell at all.
    pub(crate) fn like(&self, name: &str) -> Option<&MatrixCell> {
        self.row(name)?.cells.iter().flatten().next()
    }
}

/// What the search looks at.
pub(crate) fn haystack(row: &MatrixRow) -> String {
    let mut text = row.name.clone();
    for cell in row.cells.iter().flatten() {
        if let ShownValue::Plain(value) = &cell.value {
            text.push('\n');
            text.push_str(value);
        }
        if !cell.description.is_empty() {
            text.push('\n');
            text.push_str(&cell.description);
        }
    }
    text
}
