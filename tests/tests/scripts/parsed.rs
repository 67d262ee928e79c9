//! Every script in every language of the product, with plain and with nasty values, read by a parser of its language.

use std::process::Command;

use shared::{
    script::{Language, Registration, Script, ScriptId, quote_powershell, write},
    text::Locale,
};
use tree_sitter::{Node, Parser, Tree};

use crate::sample::{full, nasty};

/// Every script that exists for a registration.
fn scripts(registration: &Registration, language: Language) -> Vec<Script> {
    let of = |id: ScriptId| {
        Locale::ALL.map(|locale| {
            write(id, language, registration, locale).unwrap_or_else(|fault| panic!("{id:?} {language:?}: {fault:?}"))
        })
    };
    ScriptId::ALL.into_iter().filter(|id| id.languages().contains(&language)).flat_map(of).collect()
}

fn parse(language: Language, text: &str) -> Tree {
    let mut parser = Parser::new();
    let grammar = match language {
        Language::PowerShell => tree_sitter_powershell::LANGUAGE.into(),
        _ => tree_sitter_bash::LANGUAGE.into(),
    };
    parser.set_language(&grammar).unwrap();
    parser.parse(text, None).unwrap()
}

/// Visits every node.
fn walk<'t>(node: Node<'t>, visit: &mut impl FnMut(Node<'t>)) {
    visit(node);
    let mut cursor = node.walk();
    for child in node.children(&mut cursor).collect::<Vec<_>>() {
        walk(child, visit);
    }
}

fn assert_understood(script: &Script) -> Tree {
    let tree = parse(script.language, &script.text);
    let mut bad = Vec::new();
    walk(tree.root_node(), &mut |node| {
        if node.is_error() || node.is_missing() {
            let row = node.start_position().row;
            bad.push(format!("{}: {}", row + 1, script.text.lines().nth(row).unwrap_or_default()));
        }
    });
    assert!(bad.is_empty(), "{}: {bad:#?}", script.file_name);
    tree
}

/// The kinds of all nodes in their order: what the script does, whatever its values are.
fn shape(tree: &Tree) -> Vec<String> {
    let mut kinds = Vec::new();
    walk(tree.root_node(), &mut |node| {
        if node.is_named() && node.kind() != "comment" {
            kinds.push(node.kind().to_owned());
        }
    });
    kinds
}

#[test]
fn every_powershell_script_is_understood_by_a_parser_of_the_language() {
    let plain = scripts(&full(), Language::PowerShell);
    assert_eq!(plain.len(), 2 * ScriptId::ALL.len());
    for script in &plain {
        assert_understood(script);
    }
}

#[test]
fn scripts_for_exchange_ask_the_directory_for_an_object_id_that_is_not_known() {
    let mut registration = full();
    registration.enterprise_object_id = None;
    for id in [ScriptId::ExchangePrincipal, ScriptId::MailboxPermissions, ScriptId::Rbac] {
        let script = write(id, Language::PowerShell, &registration, Locale::En).unwrap();
        assert_understood(&script);
        assert!(script.text.contains("Get-MgServicePrincipal") && script.text.contains("Microsoft.Graph.Applications"));
        let known = write(id, Language::PowerShell, &full(), Locale::En).unwrap();
        assert!(!known.text.contains("Mg"), "{}", known.text);
    }
}

#[test]
fn no_value_becomes_code_in_powershell() {
    for registration in nasty() {
        let mut simple = full();
        simple.mailboxes.truncate(1);
        for (script, plain) in
            scripts(&registration, Language::PowerShell).iter().zip(scripts(&simple, Language::PowerShell))
        {
            // The typographic quotes are quotes for PowerShell, and not for the grammar: for it they become straight.
            let straight = |c| if matches!(c, '\u{2018}'..='\u{201b}') { '\'' } else { c };
            let as_read = Script { text: script.text.chars().map(straight).collect(), ..script.clone() };
            assert_eq!(shape(&assert_understood(&as_read)), shape(&assert_understood(&plain)), "{}", registration.name);
            let uses_name = plain.text.contains("$applicationName = ");
            assert!(!uses_name || script.text.contains(&quote_powershell(&registration.name)), "{}", script.file_name);
        }
    }
}

#[test]
fn every_shell_script_is_understood_by_a_parser_and_by_two_shells() {
    let registrations = std::iter::once(full()).chain(nasty());
    for registration in registrations {
        for script in scripts(&registration, Language::Az) {
            assert_understood(&script);
            for shell in ["bash", "dash"] {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join(&script.file_name);
                std::fs::write(&file, script.file_bytes()).unwrap();
                let read = Command::new(shell).arg("-n").arg(&file).output().unwrap();
                assert!(read.status.success(), "{shell} {}: {read:?}", script.file_name);
            }
        }
    }
}

#[test]
fn the_parsers_are_no_yes_men() {
    for text in ["if ($a { }", "$x = 'open", "foreach ($a in ) {", "& { $x = @(1, }"] {
        assert!(parse(Language::PowerShell, text).root_node().has_error(), "{text}");
    }
    for text in ["if [ 1 ]; then", "x='open", "case x in a) ;; "] {
        assert!(parse(Language::Az, text).root_node().has_error(), "{text}");
    }
}

#[test]
fn scripts_open_with_what_they_do_who_can_run_them_and_what_they_need() {
    for language in [Language::PowerShell, Language::Az] {
        for script in scripts(&full(), language) {
            let comments: Vec<&str> =
                script.text.lines().skip_while(|l| l.starts_with("#!")).take_while(|l| l.starts_with('#')).collect();
            assert!(comments.len() >= 4, "{}", script.text);
            let opening = comments.join("\n").replace("\n# ", " ");
            assert!(opening.contains(&script.about), "{opening}");
            let needs = if language == Language::Az { "Azure CLI" } else { "Install-Module" };
            assert!(opening.contains(needs) && opening.contains("Admin") | opening.contains("Reader"), "{opening}");
        }
    }
}

#[test]
fn retired_modules_and_clearing_commands_appear_nowhere() {
    for script in [Language::PowerShell, Language::Az].into_iter().flat_map(|l| scripts(&full(), l)) {
        let text = &script.text;
        for retired in ["AzureADApplication", "AzureADServicePrincipal", "Connect-AzureAD", "Connect-Msol", "MSOnline"]
        {
            assert!(!text.contains(retired), "{}: {retired}", script.file_name);
        }
        assert!(!text.contains("Install-Module AzureAD"), "{}", script.file_name);
        for (at, _) in text.match_indices("credential reset") {
            assert!(text[at..].lines().next().unwrap().contains("--append"), "{}", script.file_name);
        }
        assert!(
            text.starts_with("#!/bin/sh") || text.contains("$ErrorActionPreference = 'Stop'"),
            "{}",
            script.file_name
        );
    }
}

#[test]
fn a_powershell_file_says_that_it_is_utf8() {
    for script in scripts(&full(), Language::PowerShell) {
        assert!(script.file_bytes().starts_with(&[0xef, 0xbb, 0xbf]));
    }
    assert!(scripts(&full(), Language::Az).iter().all(|script| script.file_bytes().starts_with(b"#!/bin/sh\n#")));
}
