//! What is logged, and how.

use super::raw::{Raw, variable};

/// What is logged, and how.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// Which events, in the notation of `tracing-subscriber`: `info`, `info,backend=debug`.
    pub filter: String,
    /// How they are written.
    pub format: LogFormat,
}

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

impl LogConfig {
    pub(super) fn read(raw: &Raw, faults: &mut Vec<String>) -> Option<Self> {
        let filter = raw.get_or("log", "info").to_owned();
        let readable = tracing_subscriber::EnvFilter::try_new(&filter).is_ok();
        if !readable {
            faults.push(format!("{}: must be a level such as info, or info,backend=debug", variable("log")));
        }
        let format = match raw.get_or("log_format", "text") {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => {
                faults.push(format!("{}: must be text or json", variable("log_format")));
                None
            }
        };
        readable.then_some(Self { filter, format: format? })
    }
}
