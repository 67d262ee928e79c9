//! Writes statements that bring a table of parameters to what the variables say, whether rows are there or not.

use super::{
    super::{Setting, SettingKind, WriteFault},
    Dialect, Table,
};

/// An `UPDATE` and an `INSERT` for each variable, in one transaction. Both are understood by every database, and running
/// them twice changes nothing more.
pub(in super::super) fn write(settings: &[Setting], table: &Table) -> Result<String, WriteFault> {
    let dialect = table.dialect;
    let parts: Result<Vec<String>, WriteFault> = table.table.split('.').map(|part| dialect.identifier(part)).collect();
    let into = parts?.join(".");
    let (key, value) = (dialect.identifier(&table.name_column)?, dialect.identifier(&table.value_column)?);
    let from = match dialect {
        Dialect::Oracle | Dialect::MySql => " FROM DUAL",
        _ => "",
    };
    let (begin, commit) = match dialect {
        Dialect::SqlServer => ("SET XACT_ABORT ON;\nBEGIN TRANSACTION;\n", "COMMIT TRANSACTION;\n"),
        Dialect::MySql => ("START TRANSACTION;\n", "COMMIT;\n"),
        Dialect::Oracle => ("", "COMMIT;\n"),
        Dialect::PostgreSql | Dialect::Sqlite => ("BEGIN;\n", "COMMIT;\n"),
    };
    let mut written = String::from(begin);
    for setting in settings.iter().filter(|setting| setting.kind == SettingKind::Variable) {
        let name = dialect.text(&setting.name);
        let Some(text) = &setting.value else {
            written.extend([format!("-- {}\n", setting.name)]);
            continue;
        };
        let text = dialect.text(text.expose());
        written.extend([format!(
            "UPDATE {into} SET {value} = {text} WHERE {key} = {name};\n\
             INSERT INTO {into} ({key}, {value}) SELECT {name}, {text}{from} \
             WHERE NOT EXISTS (SELECT 1 FROM {into} WHERE {key} = {name});\n"
        )]);
    }
    written.push_str(commit);
    Ok(written)
}
