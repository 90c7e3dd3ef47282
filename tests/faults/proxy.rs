//! A line to a server that is cut after so many messages.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Messages to the server, counted over all connections; behind the last one nothing passes any more.
pub(crate) struct Proxy {
    address: String,
    sent: Arc<AtomicUsize>,
}

impl Proxy {
    /// Listens, and passes on to `server` (a host and a port) `limit` messages; the last one is passed on or held back.
    pub(crate) fn to(server: &str, limit: usize, last_arrives: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let sent = Arc::new(AtomicUsize::new(0));
        let (server, counter) = (server.to_owned(), Arc::clone(&sent));
        // The thread ends with the process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else { continue };
                pass(client, server, Arc::clone(&counter), limit, last_arrives);
            }
        });
        Self { address, sent }
    }

    /// Where a client connects to.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// How many messages were sent.
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

fn pass(client: TcpStream, server: TcpStream, sent: Arc<AtomicUsize>, limit: usize, last_arrives: bool) {
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let number = sent.fetch_add(1, Ordering::SeqCst) + 1;
            let arrives = number < limit || (number == limit && last_arrives);
            if arrives && to.write_all(&buffer[..length]).is_err() {
                break;
            }
            if number >= limit {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut from, mut to) = (server, client);
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}
