//! The REST API and the process, proved against the real program. One file an area; one executable, so that it
//! is linked once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops and says why")]

mod admin_consent;
mod api_keys;
mod audiences;
mod audit;
mod authorization_flow;
mod authorization_table;
mod breaker;
mod broker;
mod broker_contract;
mod canary;
mod claims;
mod clouds;
mod commands;
mod connection_strings;
mod credentials;
mod dependents;
mod device_flow;
mod discovery;
mod duplicate;
mod explanations;
mod handed_in;
mod identity_server;
mod lists_and_versions;
mod mail_servers;
mod nodes;
mod password_grant;
mod process;
mod provider_misbehaves;
mod quarantine;
mod renewals;
mod request_rules;
mod resource_types;
mod resources;
mod security_headers;
mod session;
mod setup;
mod ssrf;
mod step_up;
mod tenants;
mod time_and_tampering;
mod variables;
mod variables_at_once;
mod variables_over_time;
