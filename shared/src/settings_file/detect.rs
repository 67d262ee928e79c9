//! Finds out what a file is by looking at it.

use super::{Format, connection_strings::looks_like_one};

/// How lines begin that only SQL has; lower case.
const SQL_BEGINS: [&str; 12] = [
    "insert into ",
    "insert ",
    "update ",
    "merge ",
    "if not exists",
    "if exists",
    "begin tran",
    "declare @",
    "set @",
    "use [",
    "exec ",
    "set nocount",
];

/// The most likely format; never [`Format::Auto`]. What nothing else fits is a list.
pub fn detect(content: &str) -> Format {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let lines = || content.lines().map(str::trim).filter(|line| !line.is_empty());
    match content.trim_start().chars().next() {
        Some('{' | '[') if !content.trim_start().starts_with("[dbo]") => return Format::Json,
        Some('<') => return Format::DotnetConfig,
        _ => {}
    }
    if lines().any(is_sql) {
        return Format::Sql;
    }
    let meant = || lines().filter(|line| !line.starts_with('#'));
    if meant().next().is_some() && meant().all(looks_like_one) {
        return Format::ConnectionStrings;
    }
    match meant().next() {
        Some(first) if is_assignment(first) => Format::Env,
        _ => Format::List,
    }
}

fn is_sql(line: &str) -> bool {
    let lower: String = line.chars().take(20).collect::<String>().to_lowercase();
    let begins = SQL_BEGINS.iter().any(|begin| lower.starts_with(begin));
    // `update = yes` is a setting.
    begins && !line.split_whitespace().nth(1).is_some_and(|word| word.starts_with(['=', ':']))
}

/// `NAME=` as shells have it, with nothing between.
fn is_assignment(line: &str) -> bool {
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        for (content, format) in [
            ("# c\nA=1\nB=2", Format::Env),
            ("export A=1", Format::Env),
            ("A = 1\nB = 2", Format::List),
            ("A\t1\nB\t2", Format::List),
            ("A: 1", Format::List),
            ("name,value\nA,1", Format::List),
            ("\u{feff}{\"A\": 1}", Format::Json),
            ("[{\"name\":\"A\",\"value\":\"1\"}]", Format::Json),
            ("<?xml version=\"1.0\"?><configuration/>", Format::DotnetConfig),
            ("  <add key=\"a\" value=\"b\"/>", Format::DotnetConfig),
            ("-- 40201575.sql\nINSERT INTO P VALUES ('A','1')\nGO", Format::Sql),
            ("update [dbo].[P] set V='1' where N='A'", Format::Sql),
            ("update = yes", Format::List),
            ("Host=a;Port=5555;Integrated=True", Format::ConnectionStrings),
            ("Db = Server=a;Database=b\n# c\nAutodiscover=True;URL=https://x/", Format::ConnectionStrings),
            ("", Format::List),
        ] {
            assert_eq!(detect(content), format, "{content}");
        }
    }
}
