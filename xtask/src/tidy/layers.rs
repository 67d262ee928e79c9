//! What may be named where: no HTTP framework below `http/`, no SQL outside `store/`, no IO in `shared`, no
//! difference between databases outside `store/dialect.rs`.

use super::{
    Finding,
    tree::{Tree, code_lines},
};

/// Words that a part of the tree may not use.
struct Layer {
    folder: &'static str,
    except: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

const LAYERS: &[Layer] = &[
    Layer {
        folder: "backend/src/",
        except: &["backend/src/http/", "backend/src/main.rs", "backend/src/server.rs", "backend/src/cli/"],
        words: &["axum::"],
        why: "axum stays in backend/src/http, and in the files that serve it",
    },
    Layer {
        folder: "backend/src/",
        except: &["backend/src/store/"],
        words: &["sqlx::"],
        why: "sqlx stays in backend/src/store",
    },
    Layer {
        folder: "shared/src/",
        except: &[],
        words: &[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "SystemTime",
            "Instant::",
            "println!(",
            "tokio::",
            "reqwest::",
        ],
        why: "shared does no IO and reads no clock",
    },
    Layer {
        folder: "backend/src/",
        except: &["backend/src/store/"],
        words: &["Tx::Sqlite", "Tx::Postgres"],
        why: "which database it is matters in backend/src/store only",
    },
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    LAYERS.iter().flat_map(|layer| violations(tree, layer)).collect()
}

fn violations(tree: &Tree, layer: &Layer) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_extension(layer.folder, "rs") {
        // Unit tests in a file of their own may play the other side.
        if path.ends_with("/tests.rs") || layer.except.iter().any(|except| path.starts_with(except)) {
            continue;
        }
        let bad = code_lines(text).filter(|(_, line)| layer.words.iter().any(|word| line.contains(word)));
        findings.extend(bad.map(|(number, _)| Finding::new(path, number, layer.why)));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_the_wrong_room_is_found() {
        let bad = Tree::of(&[
            ("backend/src/domain/tenant.rs", "use axum::Json;\nuse sqlx::Row;\n"),
            ("shared/src/ids.rs", "let text = std::fs::read(path);\n"),
            ("backend/src/jobs/sweep.rs", "if let Tx::Postgres(tx) = tx {}\n"),
        ]);
        assert_eq!(check(&bad).len(), 4);
        let good = Tree::of(&[
            ("backend/src/http/routes.rs", "use axum::Router;\n"),
            ("backend/src/store/tenant.rs", "use sqlx::Row;\n"),
            ("backend/src/domain/tenant.rs", "//! Knows nothing of axum::Json.\n"),
        ]);
        assert!(check(&good).is_empty());
    }
}
