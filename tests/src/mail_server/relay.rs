//! The next mail server on a letter's way: takes everything and keeps it, so that a test can see it arrive.

use std::sync::Arc;

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

use crate::harness::PATIENCE;

/// A letter that arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// The sender of the envelope.
    pub from: String,
    /// Whom the envelope names.
    pub to: Vec<String>,
    /// Header and text.
    pub text: String,
}

/// A running relay; it ends when this is dropped.
pub struct Relay {
    port: u16,
    letters: watch::Receiver<Vec<Letter>>,
    task: tokio::task::JoinHandle<()>,
}

impl Relay {
    /// Starts on a free port of loopback.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (arrived, letters) = watch::channel(Vec::new());
        let arrived = Arc::new(arrived);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let arrived = Arc::clone(&arrived);
                // A client that hangs up in the middle of a letter has sent none.
                tokio::spawn(async move { drop(converse(stream, &arrived).await) });
            }
        });
        Self { port, letters, task }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The first letter, waiting for it.
    pub async fn letter(&self) -> Letter {
        let mut letters = self.letters.clone();
        let some = timeout(PATIENCE, letters.wait_for(|letters| !letters.is_empty())).await;
        some.expect("a letter in time").expect("the relay runs")[0].clone()
    }

    /// How many letters arrived.
    pub fn count(&self) -> usize {
        self.letters.borrow().len()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(stream: TcpStream, arrived: &watch::Sender<Vec<Letter>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut letter = Letter::default();
    stream.write_all(b"220 relay.example.com ESMTP\r\n").await?;
    loop {
        let line = line(&mut stream).await?;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let reply: &[u8] = match verb.as_str() {
            "EHLO" | "HELO" => b"250-relay.example.com\r\n250 8BITMIME\r\n",
            "MAIL" => {
                letter = Letter { from: address(), ..Letter::default() };
                b"250 sender taken\r\n"
            }
            "RCPT" => {
                letter.to.push(address());
                b"250 recipient taken\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                letter.text = text(&mut stream).await?;
                arrived.send_modify(|letters| letters.push(std::mem::take(&mut letter)));
                b"250 letter taken\r\n"
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n").await,
            "" => return Ok(()),
            _ => b"250 as you like\r\n",
        };
        stream.write_all(reply).await?;
    }
}

async fn line(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}

/// Everything up to the line with a single dot (RFC 5321 §4.5.2).
async fn text(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "." => return Ok(text),
            _ => text.push_str(line.strip_prefix('.').unwrap_or(&line)),
        }
    }
}
