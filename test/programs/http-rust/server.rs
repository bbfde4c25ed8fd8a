// SPDX-License-Identifier: MIT
// Answers with what was asked, and a checksum of what was sent along.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn serve(stream: TcpStream) -> std::io::Result<()> {
    let mut to = stream.try_clone()?;
    let mut from = BufReader::new(stream);

    loop {
        let mut line = String::new();
        let (mut length, mut stays, mut first) = (0, false, String::new());

        loop {
            line.clear();
            if from.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let text = line.trim_end().to_string();
            let low = text.to_lowercase();
            if text.is_empty() {
                break;
            } else if first.is_empty() {
                stays = text.ends_with("1.1");
                first = text;
            } else if let Some(n) = low.strip_prefix("content-length: ") {
                length = n.parse().unwrap_or(0);
            } else if low == "connection: keep-alive" {
                stays = true;
            }
        }
        let mut body = vec![0u8; length];
        from.read_exact(&mut body)?;
        let sum = body.iter().fold(0u64, |s, &b| s.wrapping_mul(31).wrapping_add(b as u64));
        let text = format!("{} {:x}\n", first, sum);
        write!(to, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: {}\r\n\r\n{}", text.len(),
               if stays { "keep-alive" } else { "close" }, text)?;
        if !stays {
            return Ok(());
        }
    }
}

fn main() {
    for stream in TcpListener::bind("0.0.0.0:28018").unwrap().incoming() {
        if let Ok(stream) = stream {
            thread::spawn(move || serve(stream));
        }
    }
}
