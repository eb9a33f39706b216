//! The way to a sale and from it, told in tables: `table` runs them, `words` reads and prints them.

mod applications;
mod books;
mod conflicts;
mod listings;
mod properties;
mod road;
mod settlements;
mod table;
mod words;
