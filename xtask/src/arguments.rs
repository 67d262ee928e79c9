//! The few options that tasks take: flags that the usage line names, words, and what follows `--`.

use crate::Outcome;

/// Arguments of a task.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Arguments {
    flags: Vec<String>,
    /// Words that are no flags.
    pub(crate) words: Vec<String>,
    /// What follows `--`, for another program.
    pub(crate) rest: Vec<String>,
}

impl Arguments {
    /// Reads `given`; a flag that `usage` does not name is refused.
    pub(crate) fn parse(given: impl Iterator<Item = String>, usage: &str) -> Outcome<Self> {
        let mut arguments = Self::default();
        let mut given = given;
        for argument in given.by_ref() {
            if argument == "--" {
                break;
            }
            if !argument.starts_with('-') {
                arguments.words.push(argument);
            } else if usage.split(['[', ']', ' ', '|']).any(|word| word == argument) {
                arguments.flags.push(argument);
            } else {
                return Err(format!("{argument} is not an option here; it takes: {usage}"));
            }
        }
        arguments.rest = given.collect();
        Ok(arguments)
    }

    /// Whether `flag` was given.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Outcome<Arguments> {
        Arguments::parse(line.split_whitespace().map(str::to_owned), "[--dev] [FILTER] [-- OPTIONS]")
    }

    #[test]
    fn flags_words_and_the_rest_are_told_apart() {
        let given = parse("--dev journey -- --listen 127.0.0.1:0 --dev").expect("parsed");
        assert!(given.has("--dev"));
        assert_eq!(given.words, ["journey"]);
        assert_eq!(given.rest, ["--listen", "127.0.0.1:0", "--dev"]);
    }

    #[test]
    fn an_unknown_flag_is_refused() {
        assert!(parse("--fast").is_err());
        assert!(parse("--de").is_err());
    }
}
