//! `outlay rates update`, against a server on the loopback address in each of its moods: a damaged or doubtful table is never
//! stored, and what is stored is used.
#![cfg(all(unix, feature = "update"))]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use common::NO_SETTINGS;

/// The ECB's history that is built in.
const BUILT_IN: &str = include_str!("../data/eurofxref-hist.csv");

/// The built-in history with a new day, whose rates are those of the day before with another dollar.
fn newer(day: &str, dollar: &str) -> String {
    let (header, days) = BUILT_IN.split_once('\n').unwrap();
    let mut cells: Vec<&str> = days.split_once('\n').unwrap().0.split(',').collect();
    assert!(header.starts_with("Date,USD,"));
    cells[0] = day;
    cells[1] = dollar;
    format!("{header}\n{}\n{days}", cells.join(","))
}

/// The first day after the built-in ones.
fn next_day() -> String {
    let newest = &BUILT_IN.split_once('\n').unwrap().1[..10];
    let newest = newest.parse::<chrono::NaiveDate>().unwrap();
    newest.succ_opt().unwrap().to_string()
}

/// Serves requests by `answer`, and returns the address.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
            answer(&path, &mut stream);
        }
    });
    format!("http://{address}/eurofxref-hist.csv")
}

/// Sends a body with a length that may be a lie.
fn send(stream: &mut TcpStream, body: &[u8], length: usize) {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

/// A folder for stored rates.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Runs a command line; returns the exit code, standard output and standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
        command.args(arguments).envs(NO_SETTINGS).env("XDG_DATA_HOME", self.0.path());
        command.env("NO_PROXY", "127.0.0.1").env_remove("http_proxy").env_remove("HTTP_PROXY");
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    fn update(&self, from: &str) -> (i32, String, String) {
        self.run(&["rates", "update", "--from", from])
    }

    fn stored(&self) -> PathBuf {
        self.0.path().join("outlay/eurofxref-hist.csv")
    }

    /// One euro in dollars on a day, or the message.
    fn dollars(&self, day: &str, more: &[&str]) -> String {
        let question = [&["convert", "EUR 1", "USD", "--on", day, "--format", "csv"][..], more].concat();
        let (_, stdout, stderr) = self.run(&question);
        stdout.lines().nth(1).and_then(|row| row.split(',').nth(9)).map_or(stderr, str::to_owned)
    }

    /// Checks that an update fails with a message, and stores nothing.
    fn refuses(&self, from: &str, more: &[&str], message: &str) {
        let (code, stdout, stderr) = self.run(&[&["rates", "update", "--from", from][..], more].concat());
        assert_eq!((code, stdout.as_str()), (1, ""), "{stderr}");
        assert!(stderr.contains(message), "{message:?} is not in: {stderr}");
        assert!(stderr.contains("hint: "), "{stderr}");
        assert!(!self.stored().exists(), "{message}");
    }
}

#[test]
fn a_newer_table_is_stored_and_used() {
    let (home, day) = (Home::new(), next_day());
    let body = newer(&day, "1.2345");
    let url = serve(move |path, stream| match path {
        "/old" => {
            let head = "HTTP/1.1 302 Found\r\nLocation: /eurofxref-hist.csv\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
        }
        _ => send(stream, body.as_bytes(), body.len()),
    });
    // The redirected address, first as a trial.
    let old = url.replace("/eurofxref-hist.csv", "/old");
    let (code, _, stderr) = home.run(&["rates", "update", "--from", &old, "--dry-run"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("1 new day") && stderr.contains("nothing was written"), "{stderr}");
    assert!(!home.stored().exists());
    let (code, _, stderr) = home.update(&old);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains(&format!("the newest of {day}")) && home.stored().exists(), "{stderr}");

    assert_eq!(home.dollars(&day, &[]), "1.2345");
    assert_ne!(home.dollars(&day, &["--built-in-rates"]), "1.2345");
    let (_, stdout, _) = home.run(&["rates", "USD", "--format", "csv"]);
    assert!(stdout.contains(&day), "{stdout}");

    let (code, _, stderr) = home.update(&url);
    assert!(code == 0 && stderr.contains("nothing new"), "{stderr}");
    // A table that ends earlier than the stored one is no update.
    let older = home.0.path().join("older.csv");
    fs::write(&older, BUILT_IN).unwrap();
    let (code, _, stderr) = home.update(older.to_str().unwrap());
    assert!(code == 1 && stderr.contains("the rates in use on"), "{stderr}");
    assert_eq!(home.dollars(&day, &[]), "1.2345");
}

#[test]
fn a_bad_answer_stores_nothing() {
    let (home, good) = (Home::new(), newer(&next_day(), "1.2345"));
    let whole = good.clone();
    let cut_off = serve(move |_, stream| send(stream, &whole.as_bytes()[..whole.len() / 2], whole.len()));
    home.refuses(&cut_off, &[], "cannot fetch");
    // A server that claims less than there is: the end is missing.
    let whole = good.clone();
    let shorter = serve(move |_, stream| {
        let end = whole[..whole.len() / 2].rfind('\n').unwrap();
        send(stream, &whole.as_bytes()[..end], end);
    });
    home.refuses(&shorter, &[], "that are in use, the first of");
    let page = "<html><body>We moved.</body></html>";
    let page = serve(move |_, stream| send(stream, page.as_bytes(), page.len()));
    home.refuses(&page, &[], "there are no rates in the file");
    let missing = serve(|_, stream| {
        stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    home.refuses(&missing, &[], "there is no such file");
    let slow = serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nDate,USD\n");
        thread::sleep(Duration::from_secs(10));
    });
    home.refuses(&slow, &["--timeout", "1"], "it took longer than 1 seconds");
    let endless = serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let block = vec![b'0'; 1 << 20];
        while stream.write_all(&block).is_ok() {}
    });
    home.refuses(&endless, &[], "it is larger than 64 MB");
    let circle = serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    });
    home.refuses(&circle, &[], "cannot fetch");
    home.refuses("http://127.0.0.1:1/", &[], "cannot fetch");
}

#[test]
fn changed_and_doubtful_rates_are_listed_and_need_consent() {
    let (home, day) = (Home::new(), next_day());
    let file = home.0.path().join("tampered.csv");
    let from = file.to_str().unwrap();
    // The dollar of the first day of the ECB's table was 1.1789.
    let tampered = newer(&day, "1.2345").replace("1999-01-04,1.1789,", "1999-01-04,1.8789,");
    assert_ne!(tampered, newer(&day, "1.2345"));
    fs::write(&file, &tampered).unwrap();
    home.refuses(from, &[], "1999-01-04 EUR/USD: 1.1789, now 1.8789");
    fs::write(&file, newer(&day, "12.345")).unwrap();
    home.refuses(from, &[], &format!("{day} EUR/USD: "));
    fs::write(&file, newer("2999-01-01", "1.2345")).unwrap();
    home.refuses(from, &[], "which is in the future");
    fs::write(&file, &tampered).unwrap();
    let (code, _, stderr) = home.run(&["rates", "update", "--from", from, "--accept-revisions"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("1 changed or doubtful rate accepted"), "{stderr}");
    assert_eq!(home.dollars("1999-01-04", &[]), "1.8789");
    assert_eq!(home.dollars("1999-01-04", &["--built-in-rates"]), "1.1789");
}

#[test]
fn a_stored_table_that_is_damaged_is_never_used() {
    let (home, day) = (Home::new(), next_day());
    let file = home.0.path().join("good.csv");
    fs::write(&file, newer(&day, "1.2345")).unwrap();
    assert_eq!(home.update(file.to_str().unwrap()).0, 0);
    let stored = fs::read_to_string(home.stored()).unwrap();
    damage(&home, &stored[..stored.len() - 9]);
    damage(&home, &stored.replacen("1.2345", "1,2345", 1));
    damage(&home, "");
    fs::write(home.stored(), [0xff, 0xfe, 0x00]).unwrap();
    assert!(home.dollars(&day, &[]).contains("damaged"));
    // What needs no rates goes on, and so does an update.
    assert_eq!(home.run(&["list"]).0, 0);
    assert_eq!(home.update(file.to_str().unwrap()).0, 0);
    assert_eq!(home.dollars(&day, &[]), "1.2345");
    assert_eq!(temporary_files(&home.stored()), 0);
}

fn damage(home: &Home, content: &str) {
    fs::write(home.stored(), content).unwrap();
    let message = home.dollars(&next_day(), &[]);
    assert!(message.contains("damaged") && message.contains("outlay rates update"), "{message}");
}

/// How many files are beside the stored one.
fn temporary_files(stored: &Path) -> usize {
    fs::read_dir(stored.parent().unwrap()).unwrap().count() - 1
}
