//! The line to a server, which can be cut and mended.

use std::{
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use tests::Database;

/// A line to a server.
pub(crate) struct Line {
    address: String,
    /// Nothing where the line is cut.
    open: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Line {
    /// To the server of a database; none where there is no server.
    pub(crate) fn to(database: &Database) -> Option<Self> {
        let server = database.url().split_once('@')?.1.split('/').next()?.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let open = Arc::new(Mutex::new(Some(Vec::new())));
        let passing = Arc::clone(&open);
        // The thread ends with the process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let mut held = passing.lock().unwrap();
                let Some(held) = held.as_mut() else { continue };
                let Ok(server) = TcpStream::connect(&server) else { continue };
                held.extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
                pass(client.try_clone().unwrap(), server.try_clone().unwrap());
                pass(server, client);
            }
        });
        Some(Self { address, open })
    }

    /// The database's URL by way of the line.
    pub(crate) fn url(&self, database: &Database) -> String {
        let (before, rest) = database.url().split_once('@').unwrap();
        format!("{before}@{}/{}", self.address, rest.split_once('/').unwrap().1)
    }

    /// Cuts it: what is connected is not any more, and nothing else will be.
    pub(crate) fn cut(&self) {
        for stream in self.open.lock().unwrap().take().unwrap_or_default() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Mends it.
    pub(crate) fn mend(&self) {
        self.open.lock().unwrap().get_or_insert_default();
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}
