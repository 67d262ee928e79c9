//! Tells cargo that what gets embedded is part of the source: the migrations, and the built pages when there are any.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=../dist");
}
