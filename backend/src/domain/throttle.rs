//! How long somebody waits after failed attempts.
//!
//! Three counts stand beside each other. An address on one account: a person who mistypes, or a guesser at home; waits
//! grow quickly. An address on all accounts: a sprayer. An account from all addresses: a guesser with many addresses;
//! here the wait stays short and does not concern addresses from which the account has signed in before, so that
//! strangers cannot lock anybody out.

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One address on one account.
    AddressOnAccount,
    /// One address on all accounts.
    Address,
    /// One account from all addresses.
    Account,
}

impl Count {
    /// Failures without a wait.
    fn free(self) -> i64 {
        match self {
            Self::AddressOnAccount => 5,
            Self::Address => 30,
            Self::Account => 50,
        }
    }

    fn longest(self) -> i64 {
        match self {
            Self::AddressOnAccount | Self::Address => 300,
            Self::Account => 10,
        }
    }

    /// After so many seconds without a failure the count begins anew.
    pub fn forgotten_after(self) -> i64 {
        match self {
            Self::AddressOnAccount | Self::Account => 24 * 60 * 60,
            Self::Address => 60 * 60,
        }
    }

    /// Seconds to wait after the given number of failures.
    pub fn wait(self, failures: i64) -> i64 {
        let over = failures - self.free();
        if over < 0 { 0 } else { (2_i64 << over.min(20)).min(self.longest()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_begins_late_doubles_and_ends_growing() {
        let waits: Vec<i64> = (1..=14).map(|n| Count::AddressOnAccount.wait(n)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(Count::Address.wait(29), 0);
        assert_eq!(Count::Account.wait(1_000_000), 10);
    }
}
