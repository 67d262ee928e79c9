//! Files that are broken, hostile or odd.

use super::*;

fn fault(text: &str) -> (FaultKind, usize, usize, Option<String>) {
    let fault = ConfigFile::parse_text(text).expect_err("refused");
    (fault.kind, fault.at.line, fault.at.column, fault.name)
}

fn kind(text: &str) -> FaultKind {
    fault(text).0
}

#[test]
fn entities_of_its_own_are_refused_before_anything_is_expanded() {
    let laughs =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><c>&lol2;</c>";
    assert_eq!(fault(laughs), (FaultKind::DocumentType, 2, 1, None));
    assert_eq!(kind("<!DOCTYPE c SYSTEM \"file:///etc/passwd\"><c/>"), FaultKind::DocumentType);
    assert_eq!(fault("<c a=\"&xxe;\"/>"), (FaultKind::UnknownEntity, 1, 7, Some("&xxe;".to_owned())));
    assert_eq!(kind("<c><!ENTITY a 'b'></c>"), FaultKind::Unexpected);
}

#[test]
fn depth_and_size_have_limits() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(ConfigFile::parse_text(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(kind(&nested(MAX_DEPTH + 1)), FaultKind::TooDeep);
    assert_eq!(kind(&"<a>".repeat(200_000)), FaultKind::TooDeep);
    let wide = |length: usize| format!("<a>{}</a>", " ".repeat(length - 7));
    assert!(ConfigFile::parse(wide(MAX_BYTES).as_bytes()).is_ok());
    assert_eq!(ConfigFile::parse(wide(MAX_BYTES + 1).as_bytes()).expect_err("refused").kind, FaultKind::TooLarge);
    let attributes: Vec<String> = (0..80_000).map(|n| format!(" a{n}=''")).collect();
    assert!(ConfigFile::parse_text(&format!("<c{}/>", attributes.concat())).is_ok());
}

#[test]
fn an_attribute_that_stands_twice_is_refused_with_its_place() {
    let text = "<c>\r\n  <system self=\"a\"\r\n    self=\"b\"/></c>";
    assert_eq!(fault(text), (FaultKind::DuplicateAttribute, 3, 5, Some("self".to_owned())));
    assert!(ConfigFile::parse_text("<c a='1' A='2' x:a='3'/>").is_ok());
}

#[test]
fn what_never_ends_is_named_where_it_begins() {
    assert_eq!(fault("<c>\n<!-- never"), (FaultKind::Unterminated, 2, 1, Some("<!--".to_owned())));
    assert_eq!(fault("<c><![CDATA[ ]] >"), (FaultKind::Unterminated, 1, 4, Some("<![CDATA[".to_owned())));
    assert_eq!(fault("<c a=\"x>\n<d/></c>"), (FaultKind::Unterminated, 1, 4, Some("a".to_owned())));
    assert_eq!(fault("<c>\n  <d>\n</c>"), (FaultKind::MismatchedEnd, 3, 1, Some("c".to_owned())));
    assert_eq!(fault("<c>\n  <d>"), (FaultKind::Unclosed, 2, 3, Some("d".to_owned())));
    for text in ["<c", "<", "<c ", "<c a", "<c a=", "<c/", "</", "<c></c", "<?xml version='1.0'"] {
        assert!(ConfigFile::parse_text(text).is_err(), "{text}");
    }
}

#[test]
fn what_does_not_belong_is_refused() {
    assert_eq!(fault("<c a=b/>"), (FaultKind::Unexpected, 1, 6, Some("b".to_owned())));
    assert_eq!(kind("<c a='1'b='2'/>"), FaultKind::Unexpected);
    assert_eq!(kind("<c>]]></c>"), FaultKind::Unexpected);
    assert_eq!(kind("<c><!-- a -- b --></c>"), FaultKind::Unexpected);
    assert_eq!(kind("<c><?xml version='1.0'?></c>"), FaultKind::Unexpected);
    assert_eq!(kind(" <?xml version='1.0'?><c/>"), FaultKind::Unexpected);
    assert_eq!(kind("<?xml version='1.1'?><c/>"), FaultKind::Version);
    assert_eq!(kind("<c>a & b</c>"), FaultKind::BadReference);
    assert_eq!(kind("<c>\u{1}</c>"), FaultKind::ForbiddenCharacter);
    assert_eq!(kind("<c/><d/>"), FaultKind::OutsideRoot);
    assert_eq!(kind("<c/>text"), FaultKind::OutsideRoot);
    assert_eq!(kind("<c/><![CDATA[x]]>"), FaultKind::OutsideRoot);
    for empty in ["", "  \r\n", "<!-- only -->", "Server=a;Pwd=b"] {
        assert!(matches!(kind(empty), FaultKind::NoRoot | FaultKind::OutsideRoot), "{empty}");
    }
}

#[test]
fn odd_but_sound_files_are_read_whole() {
    let odd = [
        "\u{FEFF}<?xml version='1.0' encoding='utf-8' standalone=\"yes\" ?>\r\n<c/>\r\n\n\r<!-- tail <a b='c'> & -->",
        "<c\n a\t=\r\n'\"'  b=\"'\"\n/>",
        "<c><![CDATA[ <a b=\"]]\" & ]]]]><![CDATA[>]]></c  >",
        "<?pi <x> ?><c xmlns:x='u'><x:y x:z='1'/><é ü='1'/></c>",
    ];
    for text in odd {
        let file = ConfigFile::parse(text.as_bytes()).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        assert_eq!(file.emit(), text.as_bytes());
    }
    let file = ConfigFile::parse_text(odd[2]).expect("reads");
    assert_eq!(file.text_of(ElementId(0)), " <a b=\"]]\" & ]]>");
    let declared = "<?xml version='1.0' encoding='utf-16'?><c a='é'/>";
    let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(declared.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let file = ConfigFile::parse(&little).expect("UTF-16");
    assert_eq!((file.attribute(ElementId(0), "a"), file.emit()), (Some("é"), little));
}
