//! What a file is, told by its content: nobody's word is taken for it.

use exchange::Media;

/// What a content is, if it is of a kind that is taken.
pub(super) fn media_of(content: &[u8]) -> Option<Media> {
    if content.starts_with(b"%PDF-") {
        Some(Media::Pdf)
    } else if content.starts_with(b"\xff\xd8\xff") {
        Some(Media::Jpeg)
    } else if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Media::Png)
    } else if is_text(content) {
        Some(Media::Text)
    } else {
        None
    }
}

/// Whether it is something to read, in UTF-8 and without control characters but tabs and ends of
/// lines.
fn is_text(content: &[u8]) -> bool {
    let is_plain = |letter: char| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r');
    let text = str::from_utf8(content).unwrap_or_default();
    !text.is_empty() && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says() {
        for (content, media) in [
            (b"%PDF-1.7\n%\xe2\xe3".as_slice(), Some(Media::Pdf)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(Media::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(Media::Png)),
            ("标的说明\r\n\t一".as_bytes(), Some(Media::Text)),
            (b"%PDF", Some(Media::Text)),
            (b" %PDF-1.7", Some(Media::Text)),
            (b"<html><script>", Some(Media::Text)),
            (b"", None),
            (b"\xff\xd8", None),
            (b"\x89PNG\n\x1a\n", None),
            (b"GIF89a\x01\0", None),
            (b"PK\x03\x04", None),
            (b"one\0two", None),
            (b"\x1b[2J", None),
            ("a\u{85}b".as_bytes(), None),
            (b"\xb1\xea\xb5\xc4", None), // 标的 in GBK
        ] {
            assert_eq!(media_of(content), media, "{content:?}");
        }
    }
}
