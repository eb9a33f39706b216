//! Statements that insert many rows at once: most of what is drawn are entries and bids, and a
//! statement for each would be a way to the server and back for each.
//!
//! They are put together when the program is compiled, so that they are constants as all others.

/// How many rows a statement inserts; fewer are inserted one by one.
pub(super) const MANY: usize = 64;

/// A statement of `INSERT INTO … VALUES` for [`MANY`] rows of so many columns.
macro_rules! many {
    ($head:expr, $columns:expr) => {{
        const SIZE: usize = $crate::rows::many::Text::<0>::inserting($head, $columns).size;
        const TEXT: $crate::rows::many::Text<SIZE> =
            $crate::rows::many::Text::inserting($head, $columns);
        match std::str::from_utf8(&TEXT.bytes) {
            Ok(text) => text,
            Err(_) => panic!("a statement is a text"),
        }
    }};
}

/// A text that is put together; what does not fit is only counted.
pub(super) struct Text<const SIZE: usize> {
    pub(super) bytes: [u8; SIZE],
    pub(super) size: usize,
}

impl<const SIZE: usize> Text<SIZE> {
    /// `INSERT INTO … VALUES ($1, $2), ($3, $4), …`.
    pub(super) const fn inserting(head: &str, columns: usize) -> Self {
        let mut text = Self { bytes: [0; SIZE], size: 0 };
        text.write(head);
        let mut parameter = 0;
        while parameter < MANY * columns {
            let is_first = parameter.is_multiple_of(columns);
            text.write(match (is_first, parameter) {
                (true, 0) => " ($",
                (true, _) => "), ($",
                (false, _) => ", $",
            });
            parameter += 1;
            text.write_number(parameter);
        }
        text.write(")");
        text
    }

    const fn write(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut place = 0;
        while place < bytes.len() {
            self.push(bytes[place]);
            place += 1;
        }
    }

    const fn write_number(&mut self, number: usize) {
        let mut power = 1;
        while number / power >= 10 {
            power *= 10;
        }
        while power > 0 {
            self.push(b"0123456789"[number / power % 10]);
            power /= 10;
        }
    }

    const fn push(&mut self, byte: u8) {
        if self.size < SIZE {
            self.bytes[self.size] = byte;
        }
        self.size += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_a_parameter_for_every_column_of_every_row() {
        const STATEMENT: &str = many!("INSERT INTO bid (lot_id, paddle) VALUES", 2);
        let parameters: Vec<String> =
            (0..MANY).map(|row| format!("(${}, ${})", 2 * row + 1, 2 * row + 2)).collect();
        let expected = format!("INSERT INTO bid (lot_id, paddle) VALUES {}", parameters.join(", "));
        assert_eq!(STATEMENT, expected);
    }
}
