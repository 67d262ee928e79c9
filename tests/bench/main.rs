//! `cargo xtask bench`: what the program costs, in numbers. Prints; judges nothing, because a machine that does other
//! things as well must not fail anybody's tests.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on stops and says why")]

mod broker;
mod first_load;
mod load;
mod many;
mod peers;
mod process;
mod stampede;
mod start;
mod witness;

use std::fmt::Display;

/// What can be measured, in order.
const PARTS: [&str; 6] = ["broker", "many", "stampede", "others", "first-load", "start"];

/// Measures what the arguments name; everything, when they name nothing.
#[tokio::main]
async fn main() {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(&name.as_str())) {
        eprintln!("{unknown} cannot be measured; there is {}", PARTS.join(", "));
        std::process::exit(2);
    }
    println!("{}", machine());
    for part in PARTS {
        if named.is_empty() || named.iter().any(|name| name == part) {
            println!("\n{}", measure(part).await);
        }
    }
    println!("\n{}", machine());
}

async fn measure(part: &str) -> Box<dyn Display> {
    match part {
        "broker" => Box::new(broker::measure().await),
        "many" => Box::new(many::measure().await),
        "stampede" => Box::new(stampede::measure().await),
        "others" => Box::new(peers::measure().await),
        "first-load" => Box::new(first_load::measure().await),
        _ => Box::new(start::measure().await),
    }
}

/// How busy the machine is: on one that does other things as well, ratios say more than times.
fn machine() -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minute = load.split(' ').next().unwrap_or("?");
    format!("{processors} processors, {minute} processes running or waiting on average over the last minute")
}
