//! Every rule finds what it should, on the right line, and says it in both languages. What is broken here is the example
//! of `docs/playbooks.md`.

use super::*;

const DOCUMENT: &str = include_str!("../../../../docs/playbooks.md");

/// The example of the documentation.
fn example() -> Files {
    let file = |name: &str| {
        let (_, after) = DOCUMENT.split_once(&format!("`{name}`:\n\n```toml\n")).expect("the example has the file");
        after.split_once("```").expect("the example ends").0.to_owned()
    };
    Files { playbook: file("playbook.toml"), en: file("en.toml"), nl: file("nl.toml") }
}

fn judged(files: &Files) -> Vec<PlaybookFault> {
    let catalog = Catalog::load().expect("the data files are sound");
    judge(
        files,
        &Around { catalog: &catalog, playbooks: catalog.playbooks(), origin: PlaybookOrigin::Folder("desk-mail") },
    )
    .faults
}

fn told(faults: &[PlaybookFault]) -> Vec<String> {
    faults.iter().map(|fault| format!("{}:{}: {} {}", fault.file, fault.line, fault.code, fault.detail.en)).collect()
}

#[test]
fn the_example_of_the_documentation_is_sound() {
    assert_eq!(told(&judged(&example())), Vec::<String>::new());
}

#[test]
fn all_playbooks_of_the_program_are_sound() {
    let catalog = Catalog::load().expect("the data files are sound");
    for id in crate::catalog::playbooks::folders() {
        let files = crate::catalog::playbooks::files(&id).expect("three files");
        let around = Around { catalog: &catalog, playbooks: catalog.playbooks(), origin: PlaybookOrigin::Folder(&id) };
        let faults = judge(&files, &around).faults;
        assert_eq!(told(&faults), Vec::<String>::new(), "{id}");
    }
}

/// What is put instead of what in which file; what is said about it; and what stands on the line that is named.
struct Broken(&'static str, &'static str, &'static str, &'static str, &'static str);

const PLAYBOOK_BROKEN: &[Broken] = &[
    Broken("playbook.toml", "version = 3", "version = ", "syntax", "version = "),
    Broken("playbook.toml", "version = 3", "version = 3\ncolour = 1", "unknown_field", "colour"),
    Broken("playbook.toml", "version = 3", "version = \"3\"", "wrong_value", "version = \"3\""),
    Broken("playbook.toml", "version = 3", "version = 0", "wrong_value", "version = 0"),
    Broken("playbook.toml", "version = 3\n", "", "missing_field", ""),
    Broken("playbook.toml", "version = 3", "version = 3\ndeadlines = [\"never\"]", "unknown_deadline", "never"),
    Broken("playbook.toml", "format = 1", "format = 9", "format", "format = 9"),
    Broken("playbook.toml", "id = \"desk-mail\"", "id = \"desk-post\"", "wrong_id", "desk-post"),
    Broken("playbook.toml", "id = \"desk-mail\"", "id = \"Desk mail\"", "malformed_id", "Desk mail"),
    Broken("playbook.toml", "url = \"https://learn", "url = \"http://learn", "not_https", "http://learn"),
    Broken("playbook.toml", "default = \"delegated\"", "default = \"both\"", "unknown_choice", "\"both\""),
    Broken(
        "playbook.toml",
        "\"delegated\", \"app",
        "\"application\", \"app",
        "duplicate",
        "choices = [\"application\"",
    ),
    Broken("playbook.toml", "id = \"mailbox\"", "id = \"host\"", "duplicate", "id = \"host\"\nkind"),
    Broken("playbook.toml", "id = \"mailbox\"", "id = \"mail.box\"", "malformed_id", "mail.box"),
    Broken("playbook.toml", "kind = \"guid\"", "kind = \"uuid\"", "wrong_value", "uuid"),
    Broken("playbook.toml", "kind = \"guid\"", "kind = \"enum\"", "missing_field", "[[values]]\nid = \"client_id\""),
    Broken("playbook.toml", "kind = \"guid\"", "kind = \"guid\"\nchoices = [\"a\"]", "choices_of_no_enum", "[\"a\"]"),
    Broken("playbook.toml", "resource.mail.parameter", "resource.post.parameter", "unknown_role", "resource.post"),
    Broken("playbook.toml", "parameter.client_id", "parameter.customer", "unknown_parameter", "customer"),
    Broken("playbook.toml", "paste = \"client_id\"", "paste = \"clientid\"", "unknown_paste", "clientid"),
    Broken("playbook.toml", "at = \"computed\"", "at = \"nowhere\"", "wrong_value", "nowhere"),
    Broken("playbook.toml", "https://{host}", "https://{sign_in_url}", "cycle", "https://{sign"),
    Broken("playbook.toml", "https://{host}", "https://{hosts}", "unknown_place", "{hosts}"),
    Broken("playbook.toml", "paste = \"client_secret\"", "default = \"x\"", "secret_in_file", "default = \"x\""),
    Broken("playbook.toml", "type = \"exchange-online-imap\"", "type = \"imap\"", "unknown_type", "type = \"imap\""),
    Broken("playbook.toml", "\"authorization_code\"", "\"magic\"", "unknown_grant", "magic"),
    Broken("playbook.toml", "parameters.scope", "parameters.scoop", "unknown_parameter", "scoop"),
    Broken("playbook.toml", "kind = \"imap-account\"", "kind = \"imap\"", "unknown_connection_kind", "kind = \"imap\""),
    Broken("playbook.toml", "\"imap-account\"", "\"k2-ews-connection\"", "unknown_property", "Host = "),
    Broken("playbook.toml", "value = \"{mailbox}\"", "value = \"{post}\"", "unknown_place", "{post}"),
    Broken("playbook.toml", "after = [\"token\"]", "after = [\"tokens\"]", "unknown_step", "tokens"),
    Broken("playbook.toml", "after = [\"register\"]", "after = [\"switch\"]", "cycle", "after = [\"switch\"]"),
    Broken("playbook.toml", "copy = [\"sign_in_url\"]", "copy = [\"url\"]", "unknown_value", "copy = [\"url\"]"),
    Broken("playbook.toml", "inputs = [\"host\"", "inputs = [\"sign_in_url\"", "not_writable", "inputs = [\"sign"),
    Broken("playbook.toml", "authorize:mail", "authorize:post", "unknown_role", "authorize:post"),
    Broken("playbook.toml", "authorize:mail", "launch", "wrong_value", "launch"),
    Broken("playbook.toml", "resource = \"mail\"", "resource = \"post\"", "unknown_role", "resource = \"post\""),
    Broken("playbook.toml", "check = \"token\"", "check = \"tokens\"", "unknown_check", "\"tokens\""),
    Broken("playbook.toml", "check = \"token\", resource = \"mail\"", "check = \"token\"", "missing_field", "check = "),
    Broken(
        "playbook.toml",
        "check = \"token\"",
        "check = \"token\", arguments = { who = \"a\" }",
        "unknown_argument",
        "who = ",
    ),
    Broken("playbook.toml", "check = \"token\"", "check = \"variable_set\"", "wrong_argument", "check = "),
    Broken(
        "playbook.toml",
        "by_hand = true",
        "scripts = [{ script = \"magic\", resource = \"mail\" }]",
        "unknown_script",
        "magic",
    ),
    Broken("playbook.toml", "owner = \"customer\"", "owner = \"nobody\"", "wrong_value", "nobody"),
    Broken("playbook.toml", "owner = \"customer\"\n", "", "missing_field", "[[steps]]\nid = \"token\""),
    Broken("playbook.toml", "format = \"env\"", "format = \"pdf\"", "unknown_format", "pdf"),
    Broken("playbook.toml", "of = \"option.model\"", "of = \"option.modal\"", "unknown_condition", "option.modal"),
    Broken(
        "playbook.toml",
        "of = \"option.model\"",
        "of = \"answer.product\"",
        "out_of_scope",
        "[{ of = \"answer.product\", is = \"one_of\", text = [\"app",
    ),
    Broken("playbook.toml", "text = [\"application\"]", "text = [\"app\"]", "unknown_choice", "\"app\""),
    Broken("playbook.toml", "text = [\"basic\"]", "text = []", "missing_field", "text = []"),
    Broken("playbook.toml", "\"answer.instance_service_type\"", "\"answer.nothing\"", "unknown_condition", "nothing"),
    Broken("playbook.toml", "id = \"desk_sign_in\"", "id = \"instance_x\"", "reserved", "instance_x"),
    Broken("playbook.toml", "mended = true", "mended_by = [\"none\"]", "unknown_playbook", "\"none\""),
];

const WORDS_BROKEN: &[Broken] = &[
    Broken("en.toml", "title = \"Register", "title \"Register", "syntax", "title \"Register"),
    Broken("en.toml", "title = \"Register the application\"\n", "", "missing_text", "[step.register]"),
    Broken(
        "nl.toml",
        "today = \"De handleiding van de leverancier toont hier nog een wachtwoord; laat het leeg.\"\n",
        "",
        "missing_text",
        "[step.switch]",
    ),
    Broken(
        "en.toml",
        "[value.mailbox]",
        "[value.post]\nlabel = \"x\"\n[value.mailbox]",
        "unknown_text",
        "label = \"x\"",
    ),
    Broken("en.toml", "label = \"Mailbox\"", "label = 3", "not_a_text", "label = 3"),
    Broken("nl.toml", "Meld u aan als {mailbox}.", "Meld u aan.", "places_differ", "Meld u aan."),
    Broken("en.toml", "Sign in as {mailbox}.", "Sign in as {post}.", "unknown_place", "{post}"),
    Broken("en.toml", "It signs in with a password.", "{host} signs in.", "misplaced_place", "{host} signs"),
    Broken("en.toml", "(https://entra", "(http://entra", "unread_markup", "do = \"\"\""),
    Broken("en.toml", "**redirect URI**", "**redirect URI", "unread_markup", "do = \"\"\""),
    Broken("nl.toml", "label = \"Postvak\"", "label = \"Het **postvak**\"", "not_plain", "**postvak**"),
];

#[test]
fn every_fault_is_told_with_its_file_and_line_in_both_languages() {
    for Broken(file, from, to, code, at) in PLAYBOOK_BROKEN.iter().chain(WORDS_BROKEN) {
        let mut files = example();
        let text = match *file {
            "playbook.toml" => &mut files.playbook,
            "en.toml" => &mut files.en,
            _ => &mut files.nl,
        };
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
        let line = if at.is_empty() { 0 } else { text.split_once(at).expect(at).0.lines().count().max(1) };
        // `lines` does not count a line that has only begun.
        let begun = !at.is_empty() && text.split_once(at).is_some_and(|(before, _)| before.ends_with('\n'));
        let line = line + usize::from(begun);
        let faults = judged(&files);
        let found = faults.iter().find(|fault| fault.code == *code && fault.file == *file && fault.line == line);
        let found = found.unwrap_or_else(|| panic!("{code} at {file}:{line} for {to:?}: {:?}", told(&faults)));
        assert!(found.detail.en.len() > 20 && found.detail.nl.len() > 20, "{code}: {found:?}");
        assert_ne!(found.detail.en, found.detail.nl, "{code}");
    }
}

#[test]
fn several_faults_of_shape_are_told_at_once() {
    let mut files = example();
    files.playbook =
        files.playbook.replace("owner = \"customer\"", "owner = \"x\"\ncolour = 1").replace("id = \"host\"\n", "");
    let faults = judged(&files);
    let mut codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["missing_field", "unknown_field", "wrong_value"], "{:?}", told(&faults));
}

#[test]
fn hostile_files_are_refused_in_time() {
    for text in [
        "[".repeat(100_000),
        "a.".repeat(60_000),
        "x = [".repeat(50_000),
        "\u{feff}\0".to_owned(),
        "a = 1\r\na = 2".to_owned(),
    ] {
        let faults = judged(&Files { playbook: text.clone(), en: text.clone(), nl: text });
        assert!(faults.iter().any(|fault| fault.code == "syntax"), "{:?}", told(&faults));
    }
}
