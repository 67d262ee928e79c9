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

#[tokio::main]
async fn main() {
    let broker = broker::measure().await;
    println!("\n{broker}");
    println!("{}", many::measure().await);
    println!("{}", stampede::measure().await);
    match peers::measure().await {
        Some(peers) => print!("{peers}"),
        None => println!("others                 not measured: CONSENTRY_TEST_PEERS names no Python environment"),
    }
    println!("{}", first_load::measure().await);
    println!("{}", start::measure().await);
}
