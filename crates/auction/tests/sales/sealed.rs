//! The rules of the sealed sale (一次报价).

mod bids;
mod candidates;
mod lots;
mod pauses;
mod pricing;
mod properties;
mod publication;
mod rounds;
mod secrecy;
