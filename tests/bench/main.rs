//! `cargo xtask bench`: what the program costs, in numbers. Prints; judges nothing, because a machine that does other
//! things as well must not fail anybody's tests.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on stops and says why")]

mod broker;
mod first_load;
mod load;
mod process;
mod start;

#[tokio::main]
async fn main() {
    let broker = broker::measure().await;
    println!("\n{broker}");
    println!("{}", first_load::measure().await);
    println!("{}", start::measure().await);
}
