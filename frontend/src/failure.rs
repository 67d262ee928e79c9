//! What can go wrong with a call: the server's own problem, or no usable answer at all.

use shared::problem::{Problem, ProblemCode};

use crate::i18n::{Text, txt};

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The server said what is wrong, in the language of the page.
    Problem(Box<Problem>),
    /// The server could not be reached.
    Network,
    /// Something answered, but not the way our server does.
    Unreadable(u16),
}

impl Failure {
    /// Whether it is the server's problem `code`.
    pub(crate) fn is(&self, code: ProblemCode) -> bool {
        self.problem().is_some_and(|problem| problem.code == code.as_str())
    }

    /// The server's problem, when it sent one.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Title and remedy for failures that the server could not word itself.
    pub(crate) fn own_words(&self) -> Option<(Text, Text)> {
        match self {
            Self::Problem(_) => None,
            Self::Network => Some((txt::FAILURE_NETWORK_TITLE, txt::FAILURE_NETWORK_REMEDY)),
            Self::Unreadable(_) => Some((txt::FAILURE_UNREADABLE_TITLE, txt::FAILURE_UNREADABLE_REMEDY)),
        }
    }
}
