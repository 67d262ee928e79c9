//! The program running on a free port of loopback with everything in a temporary folder, for tasks that ask it things.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{Outcome, shell::output};

/// A running server. Dropping it ends it and removes its folder.
pub(crate) struct Server {
    child: Child,
    folder: PathBuf,
    address: String,
}

impl Server {
    /// Starts `binary` and waits until it says where it listens.
    pub(crate) fn start(binary: &Path) -> Outcome<Self> {
        let folder = PathBuf::from(output(Command::new("mktemp").args(["-d", "-t", "consentry.XXXXXX"]))?);
        let mut command = Command::new(binary);
        command.arg("serve").current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.env("CONSENTRY_LISTEN", "127.0.0.1:0").env_remove("CONSENTRY_PUBLIC_URL");
        command.env("CONSENTRY_DATABASE_URL", format!("sqlite:{}", folder.join("consentry.db").display()));
        command.env("CONSENTRY_KEY_FILE", folder.join("master.key"));
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", binary.display()))?;
        let stdout = child.stdout.take();
        let mut server = Self { child, folder, address: String::new() };
        let mut lines = BufReader::new(stdout.ok_or("no output")?).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("listening on "));
        let line = line.ok_or_else(|| format!("{} ended before it listened", binary.display()))?;
        server.address.push_str(line.rsplit("//").next().unwrap_or_default().trim());
        // Nobody reads on, and a full pipe would stop the server.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }

    /// The body of an answer to `GET path`.
    pub(crate) fn get(&self, path: &str) -> Outcome<String> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        let mut answer = String::new();
        TcpStream::connect(&self.address)
            .and_then(|mut stream| {
                stream.write_all(request.as_bytes())?;
                stream.read_to_string(&mut answer)
            })
            .map_err(|error| format!("GET {path}: {error}"))?;
        body(&answer).map_err(|error| format!("GET {path}: {error}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The body of a whole answer with status 200 and a declared length.
fn body(answer: &str) -> Outcome<String> {
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("not an HTTP answer")?;
    if head.split_whitespace().nth(1) != Some("200") {
        return Err(head.lines().next().unwrap_or_default().to_owned());
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    if length == Some(body.len()) { Ok(body.to_owned()) } else { Err("the answer is cut short".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_and_good_answers_count() {
        assert_eq!(body("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").as_deref(), Ok("{}"));
        assert!(body("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{}").is_err());
        assert_eq!(body("HTTP/1.1 404 Not Found\r\n\r\n").err().as_deref(), Some("HTTP/1.1 404 Not Found"));
        assert!(body("").is_err());
    }
}
