//! The course's TCP server.

use std::time::Duration;

use bridge::demo_server::{DemoConfig, DemoServer};
use protocol::source::{Generator, Simulated};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;

use crate::support::{Bridge, within};

/// A server with this rate; gives its port.
async fn start(rate: f64) -> u16 {
    let simulated = Simulated { rate, ..Simulated::default() };
    let config = DemoConfig { host: "127.0.0.1".to_owned(), port: 0, simulated };
    let server = DemoServer::bind(config).await.expect("a free port");
    let port = server.address().expect("an address").port();
    tokio::spawn(server.run(std::future::pending(), |_| {}));
    port
}

async fn client(port: u16) -> Lines<BufReader<TcpStream>> {
    BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.expect("it listens")).lines()
}

async fn next(client: &mut Lines<BufReader<TcpStream>>) -> String {
    within(client.next_line()).await.expect("it sends").expect("it goes on for ever")
}

#[tokio::test]
async fn each_client_gets_the_lines_of_the_simulated_source() {
    let port = start(1000.0).await;
    let generator = Generator::new(&Simulated::default());
    for _ in 0..2 {
        let mut client = client(port).await;
        for line_idx in 0..50 {
            let line = next(&mut client).await;
            assert_eq!(line, generator.line(line_idx));
            let number = line.strip_prefix("This is line ").expect("it says so");
            assert!(matches!(number.parse(), Ok(0..=5)), "{line}");
        }
    }
}

#[tokio::test]
async fn the_first_line_comes_at_once_and_the_next_one_after_its_time() {
    let mut client = client(start(1.0).await).await;
    next(&mut client).await;
    let early = tokio::time::timeout(Duration::from_millis(100), client.next_line()).await;
    assert!(early.is_err(), "{early:?} is early");
}

#[tokio::test]
async fn it_survives_clients_that_go_away() {
    let port = start(2000.0).await;
    let mut staying = client(port).await;
    for _ in 0..5 {
        let mut leaving = client(port).await;
        next(&mut leaving).await;
        let stream = leaving.into_inner().into_inner();
        stream.set_zero_linger().expect("a socket");
        drop(stream);
        drop(TcpStream::connect(("127.0.0.1", port)).await.expect("it listens"));
        for _ in 0..20 {
            next(&mut staying).await;
        }
    }
}

#[tokio::test]
async fn the_highest_rate_is_kept() {
    let mut client = client(start(1_000_000.0).await).await;
    let begin = std::time::Instant::now();
    for _ in 0..100_000 {
        next(&mut client).await;
    }
    // A tenth of a second is due; a slow machine may take longer.
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_page_reads_it_through_the_bridge() {
    let bridge = Bridge::start().await;
    let mut page = bridge.page().await;
    page.connect(0, start(1000.0).await).await;
    let generator = Generator::new(&Simulated::default());
    let lines = page.lines(10).await;
    assert_eq!(lines[..10], (0..10).map(|line_idx| generator.line(line_idx)).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let port = start(1.0).await;
    let config = DemoConfig { host: "127.0.0.1".to_owned(), port, simulated: Simulated::default() };
    let error = DemoServer::bind(config).await.err().expect("it is taken").to_string();
    assert!(error.contains(&format!("port {port} of 127.0.0.1")), "{error}");
}
