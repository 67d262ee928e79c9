//! What a patch changes, and that it changes nothing else.

use proptest::prelude::*;

use super::*;

fn file(text: &str) -> ConfigFile {
    ConfigFile::parse_text(text).expect("well-formed")
}

fn find(file: &ConfigFile, name: &str) -> ElementId {
    file.elements().map(|(id, _)| id).find(|id| file.name(*id) == name).expect("there")
}

fn add(name: &str, value: &str) -> NewElement {
    let attributes = vec![("name".to_owned(), name.to_owned()), ("connectionString".to_owned(), value.to_owned())];
    NewElement { name: "add".to_owned(), attributes, children: Vec::new() }
}

fn appended(text: &str, to: &str, children: &[NewElement]) -> String {
    let file = file(text);
    let mut patch = Patch::new(&file);
    patch.append(find(&file, to), children).expect("can be added");
    patch.apply().expect("well-formed").text().to_owned()
}

#[test]
fn one_value_changes_between_its_own_quotes() {
    let text = "<c>\r\n  <!-- < self='no' -->\n\t<system  self = 'a'\tother=\"&#65;\"/></c>\r";
    let file = file(text);
    let mut patch = Patch::new(&file);
    let system = find(&file, "system");
    patch.set_attribute(system, "self", "it's \"K2\" & <x>").expect("can be said");
    patch.set_attribute(system, "other", "A").expect("is so already");
    patch.set_attribute(system, "third", "é").expect("can be added");
    let expected =
        text.replace("= 'a'", "= 'it&apos;s \"K2\" &amp; &lt;x&gt;'").replace("\"&#65;\"", "\"&#65;\" third=\"é\"");
    assert_eq!(patch.apply().expect("well-formed").text(), expected);
}

#[test]
fn text_keeps_the_space_around_it_and_children_are_not_overwritten() {
    let file = file("<c><from>\n  a@x.be\n</from><mixed>a<b/></mixed></c>");
    let mut patch = Patch::new(&file);
    patch.set_place(&file.called("from")[0], "b&c").expect("one text");
    assert_eq!(patch.set_place(&file.called("mixed")[0], "x"), Err(PatchFault::NotOneValue));
    assert_eq!(patch.apply().expect("well-formed").text(), "<c><from>\n  b&amp;c\n</from><mixed>a<b/></mixed></c>");
}

#[test]
fn elements_are_added_as_the_file_indents() {
    let one = add("A:b", "X=1");
    let text = "<c>\r\n\t<s>\r\n\t\t<add name=\"Z\"/><!-- tail -->\r\n\t</s>\r\n\t<e />\r\n\t<f></f>\r\n</c>";
    let line = "\r\n\t\t<add name=\"A:b\" connectionString=\"X=1\" />";
    assert_eq!(appended(text, "s", std::slice::from_ref(&one)), text.replace("tail -->", &format!("tail -->{line}")));
    assert_eq!(
        appended(text, "e", &[one.clone(), one.clone()]),
        text.replace("<e />", &format!("<e>{line}{line}\r\n\t</e>"))
    );
    assert_eq!(appended(text, "f", &[one]), text.replace("<f></f>", &format!("<f>{line}\r\n\t</f>")));
    let section = NewElement { name: "s".to_owned(), attributes: Vec::new(), children: vec![add("A", "")] };
    assert_eq!(
        appended("<c>\n</c>", "c", &[section]),
        "<c>\n  <s>\n    <add name=\"A\" connectionString=\"\" />\n  </s>\n</c>"
    );
}

#[test]
fn encrypted_sections_are_left_alone() {
    let file = file("<c><s configProtectionProvider=\"P\"><EncryptedData x='1'/></s></c>");
    let mut patch = Patch::new(&file);
    assert_eq!(patch.set_attribute(find(&file, "EncryptedData"), "x", "2"), Err(PatchFault::Protected));
    assert_eq!(patch.append(find(&file, "s"), &[add("a", "b")]), Err(PatchFault::Protected));
}

#[test]
fn what_xml_cannot_say_is_refused_and_what_the_encoding_cannot_is_referred_to() {
    let bytes = b"<?xml version='1.0' encoding='Windows-1252'?><c a='\xE9'/>";
    let file = ConfigFile::parse(bytes).expect("well-formed");
    let mut patch = Patch::new(&file);
    let root = find(&file, "c");
    assert_eq!(patch.set_attribute(root, "a", "\u{1}"), Err(PatchFault::Character));
    assert_eq!(patch.set_attribute(root, "a b", "x"), Err(PatchFault::Name));
    patch.set_attribute(root, "a", "€ł").expect("can be said");
    let patched = patch.apply().expect("well-formed").emit();
    assert_eq!(patched, b"<?xml version='1.0' encoding='Windows-1252'?><c a='\x80&#322;'/>");
}

/// A small file whose attribute values are arbitrary, with the encoding to write it in.
fn files() -> impl Strategy<Value = (Encoding, bool, String, Vec<String>)> {
    let encodings = prop_oneof![
        Just((Encoding::Utf8, "utf-8")),
        Just((Encoding::Utf16Le, "utf-16")),
        Just((Encoding::Utf16Be, "utf-16")),
        Just((Encoding::Windows1252, "Windows-1252")),
        Just((Encoding::Latin1, "iso-8859-1")),
    ];
    let between = prop::sample::select(vec![
        "",
        " ",
        "\r\n\t",
        "\n<!-- < & é -->",
        "\r<![CDATA[<x a='1'>&]]>",
        "text &#8364; &amp;",
    ]);
    let parts = prop::collection::vec(
        (between, "[^\u{0}-\u{8}\u{B}\u{C}\u{E}-\u{1F}\u{FFFE}\u{FFFF}]{0,12}", any::<bool>()),
        1..6,
    );
    (encodings, any::<bool>(), parts).prop_map(|((encoding, name), mark, parts)| {
        let mut text = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\r\n<c>");
        let mut values = Vec::new();
        for (space, value, single) in parts {
            let quote = if single { '\'' } else { '"' };
            let value: String = value.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
            let raw = escape::attribute(&value, quote, encoding).expect("allowed");
            let space: String = space.chars().filter(|c| encoding.has(*c)).collect();
            text.extend([space, format!("<e  v = {quote}{raw}{quote} />")]);
            values.push(value);
        }
        text.push_str("</c>\n");
        (encoding, mark, text, values)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_read_comes_out_byte_for_byte((encoding, mark, text, values) in files()) {
        let bytes = encoding.encode(&text, mark).expect("can be written");
        let file = ConfigFile::parse(&bytes).expect("well-formed");
        prop_assert_eq!(file.emit(), bytes);
        let tiled: String = file.pieces().iter().map(|piece| &file.text()[piece.span.clone()]).collect();
        prop_assert_eq!(tiled.as_str(), file.text());
        let read: Vec<String> = file.elements().skip(1).map(|(id, _)| file.attribute(id, "v").expect("v").to_owned()).collect();
        prop_assert_eq!(read, values);
    }

    #[test]
    fn patching_one_attribute_leaves_every_other_byte(
        (encoding, mark, text, values) in files(), pick in any::<prop::sample::Index>(), new in "[ -~é€\t\r\n𝄞]{0,10}",
    ) {
        let bytes = encoding.encode(&text, mark).expect("can be written");
        let file = ConfigFile::parse(&bytes).expect("well-formed");
        let id = ElementId(1 + pick.index(values.len()));
        let mut patch = Patch::new(&file);
        patch.set_attribute(id, "v", &new).expect("can be said");
        let patched = ConfigFile::parse(&patch.apply().expect("well-formed").emit()).expect("reads again");
        prop_assert_eq!(patched.attribute(id, "v"), Some(new.as_str()));
        let (before, after) = (file.element(id).attribute("v").expect("v"), patched.element(id).attribute("v").expect("v"));
        prop_assert_eq!(&file.text()[..before.raw.start], &patched.text()[..after.raw.start]);
        prop_assert_eq!(&file.text()[before.raw.end..], &patched.text()[after.raw.end..]);
        prop_assert_eq!((patched.encoding(), patched.has_byte_order_mark()), (file.encoding(), file.has_byte_order_mark()));
    }

    #[test]
    fn arbitrary_bytes_are_read_whole_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(file) = ConfigFile::parse(&bytes) {
            prop_assert_eq!(file.emit(), bytes);
        }
    }

    #[test]
    fn nearly_xml_is_read_whole_or_refused(text in "(<[a-c/!?&-]|[a-c]|=|\"|'|>|/>|-->|&#6[0-9];|&amp;|<!--|<!\\[CDATA\\[|\\]\\]>|[ \r\n\té]){0,40}") {
        if let Ok(file) = ConfigFile::parse_text(&text) {
            prop_assert_eq!(file.emit(), text.into_bytes());
        }
    }
}
