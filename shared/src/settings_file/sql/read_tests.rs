//! Scripts as people have them, and broken ones.

use super::*;

fn pairs(source: &str) -> Vec<(String, String)> {
    let gathered = read(source).unwrap_or_else(|fault| panic!("{fault} in {source}")).last_wins();
    gathered.entries.iter().map(|entry| (entry.name.clone(), entry.value.expose().to_owned())).collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn every_way_to_set_a_parameter_is_understood() {
    let both = [("WICBOXMethod", "OAuth2"), ("Note", "it's; here\n-- no comment")];
    for source in [
        "INSERT INTO [dbo].[WIC_PARAMETER] ([ID], [NAME], [VALUE]) VALUES (1, N'WICBOXMethod', N'OAuth2'), (2, N'Note', N'it''s; here\n-- no comment')\nGO",
        "insert into p(name,value) values('WICBOXMethod','OAuth2'); insert p values ('Note','it''s; here\n-- no comment');",
        "INSERT INTO `p` (`value`, `name`) VALUES ('OAuth2', 'WICBOXMethod'), (\"it's; here\\n-- no comment\", 'Note');",
        "UPDATE p SET VALUE = 'OAuth2', CHANGED = GETDATE() WHERE NAME = 'WICBOXMethod' AND COMPANY = 1;\nUPDATE p SET p.VALUE = E'it\\'s; here\\n-- no comment' WHERE p.NAME = 'Note'",
        "IF NOT EXISTS (SELECT 1 FROM p WHERE NAME = 'WICBOXMethod')\nBEGIN\n  INSERT INTO p (NAME, VALUE) SELECT 'WICBOXMethod', 'OAuth' + CAST(2 AS varchar(1))\nEND\n             ELSE UPDATE p SET VALUE='OAuth2' WHERE NAME='WICBOXMethod'\nINSERT INTO p (NAME, VALUE) SELECT 'Note', CONCAT('it''s; here', CHAR(10), '-- no comment')",
        "DECLARE @m nvarchar(50) = N'OAuth2', @n varchar(9);\nSET @n = 'Note';\nINSERT INTO p (NAME, VALUE) VALUES ('WICBOXMethod', @m), (@n, 'it''s; here' + CHAR(10) + '-- no comment')",
        "MERGE INTO p AS t USING (VALUES ('WICBOXMethod', 'OAuth2'), ('Note', 'it''s; here' || chr(10) || '-- no comment')) AS s (NAME, VALUE) ON t.NAME = s.NAME\n             WHEN MATCHED THEN UPDATE SET VALUE = s.VALUE WHEN NOT MATCHED THEN INSERT (NAME, VALUE) VALUES (s.NAME, s.VALUE);",
        "MERGE INTO p t USING (SELECT 'OAuth2' AS value, 'WICBOXMethod' AS name FROM DUAL UNION ALL SELECT 'it''s; here' || CHR(10) || '-- no comment', 'Note' FROM DUAL) s\n             ON (t.name = s.name) WHEN MATCHED THEN UPDATE SET t.value = s.value;",
        "/* a /* nested */ comment */ INSERT INTO p (name, value) VALUES ('WICBOXMethod', 'OAuth2') ON CONFLICT (name) DO UPDATE SET value = excluded.value;\n             INSERT INTO p (name, value) VALUES ('Note', 'it''s; here\n-- no comment'::text) ON DUPLICATE KEY UPDATE value = VALUES(value);",
    ] {
        assert_eq!(pairs(source), owned(&both), "{source}");
    }
}

#[test]
fn what_is_no_value_is_told_of() {
    let source = "UPDATE p SET NAME = 'WICBOXACCOUNTMODE' WHERE NAME = 'ACCOUNTMODE';\nDELETE FROM p WHERE NAME IN ('OLD', 'OLDER');\n                      INSERT INTO p (NAME, VALUE) VALUES ('A', NULL);\nUPDATE p SET VALUE = (SELECT VALUE FROM q) WHERE NAME = 'B';";
    let gathered = read(source).expect("readable");
    let skipped: Vec<_> = gathered.skipped.iter().map(|s| (&*s.name, s.line, s.reason)).collect();
    let expected = [
        ("ACCOUNTMODE", 1, SkipReason::NotAValue),
        ("OLD", 2, SkipReason::NotAValue),
        ("OLDER", 2, SkipReason::NotAValue),
        ("A", 3, SkipReason::Null),
        ("B", 4, SkipReason::Computed),
    ];
    assert_eq!(skipped, expected);
    assert!(gathered.entries.is_empty());
}

#[test]
fn other_tables_are_left_alone() {
    let source = "INSERT INTO Customer (Id, City, Street) VALUES (1, 'Gent', 'x');\nINSERT INTO p (NAME, VALUE) VALUES ('A', '1')";
    assert_eq!(pairs(source), owned(&[("A", "1")]));
}

#[test]
fn a_broken_script_is_explained_by_its_place() {
    for (source, expected) in [
        ("SELECT 1", (1, 1, Expected::SqlStatements)),
        ("INSERT INTO p (NAME, VALUE)\nVALUES ('A', 'open)", (2, 14, Expected::ClosingQuote)),
        ("-- x\n/* open", (2, 1, Expected::SqlCommentEnd)),
        ("INSERT INTO p (NAME, VALUE)\nVALUES ('A', '1', 2)", (2, 9, Expected::SqlColumns)),
    ] {
        let Fault { line, column, expected: what } = read(source).expect_err("broken");
        assert_eq!((line, column, what), expected, "{source}");
    }
}
