//! Reads bytes that others wrote, and believes none of them.

/// Why bytes are no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes end within the entry.
    #[error("decode entry: the bytes end too early")]
    Short,
    /// Bytes are left over behind the last entry.
    #[error("decode entry: bytes are left over")]
    LeftOver,
    /// A moment outside the years that moments have.
    #[error("decode entry: a moment is out of range")]
    Moment,
    /// A part that is neither open nor withheld.
    #[error("decode entry: a part has an unknown tag")]
    Tag,
    /// A part longer than any part may be.
    #[error("decode entry: a part is too long")]
    PartSize,
}

/// The bytes not yet read.
pub(crate) struct Reader<'bytes> {
    rest: &'bytes [u8],
}

impl<'bytes> Reader<'bytes> {
    pub(crate) fn new(bytes: &'bytes [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are not yet read.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    /// Takes as many bytes as the array holds.
    pub(crate) fn array<const SIZE: usize>(&mut self) -> Result<[u8; SIZE], DecodeError> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(DecodeError::Short)?;
        self.rest = rest;
        Ok(*array)
    }

    /// Takes `size` bytes.
    pub(crate) fn bytes(&mut self, size: usize) -> Result<&'bytes [u8], DecodeError> {
        let (bytes, rest) = self.rest.split_at_checked(size).ok_or(DecodeError::Short)?;
        self.rest = rest;
        Ok(bytes)
    }
}
