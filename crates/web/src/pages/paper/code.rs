//! The square code of a paper (QR), drawn as one path.

use qrcode::{Color, EcLevel, QrCode};

/// How many modules of white stand around the code; readers ask for four.
const MARGIN: usize = 4;

/// A square code as an SVG path, one unit a module.
pub(super) struct Square {
    /// How many units it is wide and high, margins included.
    pub(super) size: usize,
    pub(super) path: String,
}

impl Square {
    /// The code of a text; none where it is too long for one.
    pub(super) fn of(text: &str) -> Option<Self> {
        use std::fmt::Write as _;
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (place, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let column = place.checked_rem(width)? + MARGIN;
                let row = place.checked_div(width)? + MARGIN;
                // Writing to a String cannot fail.
                let _ = write!(path, "M{column} {row}h1v1h-1z");
            }
        }
        Some(Self { size: width + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_its_margin() {
        let square =
            Square::of("https://exchange.example/papers/0123456789abcdef01234567L").unwrap();
        let has = |column: usize, row: usize| square.path.contains(&format!("M{column} {row}h"));
        let far = square.size - MARGIN - 1;
        for (column, row) in [(MARGIN, MARGIN), (far, MARGIN), (MARGIN, far)] {
            assert!(has(column, row), "a corner at {column} {row}");
        }
        assert!(!has(MARGIN + 1, MARGIN + 1), "a corner's ring is white inside");
        assert!(!(0..square.size).any(|place| has(0, place) || has(place, square.size - 1)));
        let other =
            Square::of("https://exchange.example/papers/0123456789abcdef01234567C").unwrap();
        assert_ne!(square.path, other.path);
        assert!(Square::of(&"x".repeat(5_000)).is_none());
    }
}
