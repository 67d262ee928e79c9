//! What the program wrote, line by line, and a way to wait for a line.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    sync::watch,
    time::{Duration, timeout},
};

/// How long anything may take before a test gives up. Nothing waits this long when all is well.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// One stream of a process.
#[derive(Clone)]
pub struct Output {
    lines: Arc<Mutex<Vec<String>>>,
    state: watch::Receiver<State>,
}

#[derive(Clone, Copy, Default)]
struct State {
    count: usize,
    ended: bool,
}

impl Output {
    /// Reads `stream` to its end, in the background.
    pub(super) fn capture(stream: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (sender, state) = watch::channel(State::default());
        let store = Arc::clone(&lines);
        tokio::spawn(async move {
            let mut reader = BufReader::new(stream).lines();
            while let Ok(Some(line)) = reader.next_line().await {
                store.lock().unwrap().push(line);
                sender.send_modify(|state| state.count += 1);
            }
            sender.send_modify(|state| state.ended = true);
        });
        Self { lines, state }
    }

    /// Everything so far.
    pub fn text(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }

    /// The first line for which `wanted` is true, waiting for it; `None` when the stream ends without one.
    pub async fn line(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let mut state = self.state.clone();
        let found = async {
            loop {
                let ended = state.borrow_and_update().ended;
                if let Some(line) = self.lines.lock().unwrap().iter().find(|line| wanted(line)) {
                    return Some(line.clone());
                }
                if ended || state.changed().await.is_err() {
                    return None;
                }
            }
        };
        timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("the line did not come; so far:\n{}", self.text()))
    }

    /// Waits until the process has closed the stream.
    pub async fn ended(&self) {
        let mut state = self.state.clone();
        let end = async { state.wait_for(|state| state.ended).await.map(|_| ()) };
        timeout(PATIENCE, end).await.expect("the stream stayed open").expect("the reader is alive");
    }
}
