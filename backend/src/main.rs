//! The executable `consentry`.

fn main() {}
