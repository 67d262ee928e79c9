//! Counting tests: what nextest, `cargo test` and Node's runner say at their end, summed.

use std::{fmt, ops::AddAssign};

/// How many tests passed, failed, and were skipped; and how many of those that passed needed a second try.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
    pub(super) flaky: u64,
}

/// Who runs the tests, and so how the count reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runner {
    /// `cargo nextest run`
    Nextest,
    /// `cargo test`
    CargoTest,
    /// `node --test`
    Node,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.flaky += other.flaky;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)?;
        if self.flaky > 0 {
            write!(f, ", {} flaky", self.flaky)?;
        }
        Ok(())
    }
}

impl Counts {
    /// What one line of `runner`'s output adds, if it is one that counts. Others may stand in the output of a test.
    pub(super) fn in_line(runner: Runner, line: &str) -> Option<Self> {
        let line = without_colour(line);
        let line = line.trim();
        match runner {
            Runner::Nextest => {
                let (_, list) = line.strip_prefix("Summary [")?.split_once("run:")?;
                Some(Self { flaky: flaky(list), ..Self::labelled(&without_parentheses(list), ',') })
            }
            Runner::CargoTest => {
                let (_, list) = line.strip_prefix("test result:")?.split_once(". ")?;
                Some(Self::labelled(list, ';'))
            }
            Runner::Node => {
                let (label, number) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?.split_once(' ')?;
                let mut counts = Self::default();
                *counts.place(label)? = number.parse().ok()?;
                Some(counts)
            }
        }
    }

    /// `3 passed, 1 timed out, 2 skipped`
    fn labelled(list: &str, separator: char) -> Self {
        let mut counts = Self::default();
        for part in list.split(separator) {
            if let Some((number, label)) = part.trim().split_once(' ')
                && let (Ok(number), Some(place)) = (number.parse::<u64>(), counts.place(label))
            {
                *place += number;
            }
        }
        counts
    }

    fn place(&mut self, label: &str) -> Option<&mut u64> {
        match label {
            "pass" | "passed" => Some(&mut self.passed),
            "fail" | "failed" | "cancelled" | "timed out" | "exec failed" => Some(&mut self.failed),
            "skip" | "skipped" | "ignored" | "todo" => Some(&mut self.skipped),
            _ => None,
        }
    }
}

/// `4 passed (1 slow, 1 flaky), 2 failed (1 leaky)` → 1
fn flaky(list: &str) -> u64 {
    let parts = list.split([',', '(', ')']);
    parts.filter_map(|part| part.trim().strip_suffix(" flaky")?.parse::<u64>().ok()).sum()
}

fn without_colour(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, text)| text));
    }
    plain
}

fn without_parentheses(text: &str) -> String {
    let mut parts = text.split('(');
    let mut plain = parts.next().unwrap_or_default().trim_end().to_owned();
    for part in parts {
        plain = plain.trim_end().to_owned() + part.split_once(')').map_or("", |(_, rest)| rest);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    use Runner::{CargoTest, Nextest, Node};

    fn judged(runner: Runner, line: &str) -> Option<(u64, u64, u64)> {
        Counts::in_line(runner, line).map(|counts| (counts.passed, counts.failed, counts.skipped))
    }

    #[test]
    fn nextest_is_understood() {
        let line = "     Summary [   0.029s] 26 tests run: 26 passed, 0 skipped";
        assert_eq!(judged(Nextest, line), Some((26, 0, 0)));
        let line = "     Summary [   9.1s] 8/9 tests run: 4 passed (1 slow, 1 flaky), 2 failed (1 leaky), 1 timed out, 1 exec failed, 3 skipped";
        assert_eq!(judged(Nextest, line), Some((4, 4, 3)));
        assert_eq!(Counts::in_line(Nextest, line).map(|counts| counts.flaky), Some(1));
        let colourful = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m1\u{1b}[0m test run: \u{1b}[1m1\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m \u{1b}[33;1mskipped\u{1b}[0m";
        assert_eq!(judged(Nextest, colourful), Some((1, 0, 0)));
    }

    #[test]
    fn cargo_test_is_understood() {
        let line = "test result: FAILED. 24 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s";
        assert_eq!(judged(CargoTest, line), Some((24, 2, 1)));
    }

    #[test]
    fn node_is_understood() {
        assert_eq!(judged(Node, "ℹ pass 7"), Some((7, 0, 0)));
        assert_eq!(judged(Node, "# fail 2"), Some((0, 2, 0)));
        assert_eq!(judged(Node, "ℹ cancelled 1"), Some((0, 1, 0)));
        assert_eq!(judged(Node, "ℹ todo 1"), Some((0, 0, 1)));
        assert_eq!(judged(Node, "ℹ duration_ms 12.5"), None);
        assert_eq!(judged(Node, "ℹ tests 9"), None);
    }

    #[test]
    fn other_lines_do_not_count() {
        assert_eq!(judged(Nextest, "test result: FAILED. 0 passed; 1 failed; 0 ignored"), None);
        assert_eq!(judged(CargoTest, "test counts::passed ... ok"), None);
        assert_eq!(judged(Node, "# a heading"), None);
    }

    #[test]
    fn the_last_line_reads_as_promised() {
        let mut sum = Counts { passed: 3, failed: 0, skipped: 1, flaky: 0 };
        sum += Counts { passed: 2, failed: 1, skipped: 0, flaky: 0 };
        assert_eq!(sum.to_string(), "5 passed, 1 failed, 1 skipped");
        sum += Counts { passed: 1, flaky: 1, ..Counts::default() };
        assert_eq!(sum.to_string(), "6 passed, 1 failed, 1 skipped, 1 flaky");
    }
}
