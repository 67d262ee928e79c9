//! Starts the real program, talks to it, stops it. Nothing here knows a fixed port or waits for a fixed time.

mod answer;
mod client;
mod command;
mod database;
mod output;
mod portal;
mod server;
mod waiting;

pub use answer::Answer;
pub use client::{Client, Identity};
pub use command::Run;
pub use database::Database;
pub use output::Output;
pub(crate) use output::PATIENCE;
pub use portal::{ADMINISTRATOR, PASSWORD, callback_parameters, follow};
pub use server::{Installation, Node, Server};
pub use waiting::until;
