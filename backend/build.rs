//! Tells cargo that what gets embedded is part of the source: the migrations, and the built pages when there are any.
//! `CONSENTRY_PAGES=none` leaves the pages out, so that a server for tests need not wait for them, nor be compiled anew
//! when they change.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-env-changed=CONSENTRY_PAGES");
    let folder = if std::env::var("CONSENTRY_PAGES").is_ok_and(|pages| pages == "none") { "none" } else { "dist" };
    if folder == "dist" {
        println!("cargo:rerun-if-changed=../dist");
    }
    println!("cargo:rustc-env=CONSENTRY_PAGES_FOLDER={folder}");
}
