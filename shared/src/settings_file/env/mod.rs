//! `.env` files.
//!
//! Written so that shells, Docker, systemd and the usual libraries read the same: plain where nothing is special, in
//! single quotes where something is, in double quotes with escapes only where a single quote is inside.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// A comment that says what the name on the next line is elsewhere, where it cannot be the name of a variable of a
/// process: `#@name From Address`.
const REAL_NAME: &str = "#@name ";

/// `name` as processes accept it: letters, digits and underscores.
fn process_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_string() } else { "_".to_owned() };
    // .NET reads two underscores as the colon between levels.
    let folded: String = name.chars().map(|c| if c == ':' { "__".to_owned() } else { plain(c) }).collect();
    if folded.starts_with(|c: char| c.is_ascii_digit()) { format!("_{folded}") } else { folded }
}
