//! The application that lives on the toolkit: people, their tasks with tags, their conversations, over HTTP.
//!
//! [`main`] is the whole program: it reads [`Args`](args::Args), brings the schema to where this build can serve it
//! ([`schema`]), and serves [`http::router`] until it is told to stop.

pub mod access;
pub mod api;
pub mod args;
mod command;
mod database;
mod health;
pub mod http;
mod logs;
mod sample;
pub mod schema;
mod serve;
mod service;

pub use command::main;
pub use service::{Service, Settings};
