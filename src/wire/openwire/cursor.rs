//! Reads the simple values of one frame, tight or loose.
//!
//! Loose, everything stands in the order of the fields. Tight, all that is true or false stands before the rest
//! as bits: flags, whether something is there at all, how many bytes a number has.

use super::error::OpenWireError;
use super::text::{java_text, latin};
use std::ops::Range;

/// A place in a frame.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    raw: &'a [u8],
    at: usize,
    /// The bits of a tight frame, and how many are read.
    bits: Option<(&'a [u8], usize)>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(raw: &'a [u8], at: usize) -> Self {
        Self { raw, at, bits: None }
    }

    /// Reads the bits of a tight frame, which stand before its fields.
    pub(super) fn read_bits(&mut self) -> Result<(), OpenWireError> {
        let length = match self.byte()? {
            192 => usize::from(self.byte()?),
            128 => usize::from(self.short()?),
            length => usize::from(length),
        };
        let span = self.take(length)?;
        self.bits = Some((&self.raw[span], 0));
        Ok(())
    }

    pub(super) fn is_tight(&self) -> bool {
        self.bits.is_some()
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Bytes that are not read.
    pub(super) fn left(&self) -> usize {
        self.raw.len().saturating_sub(self.at)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<Range<usize>, OpenWireError> {
        if length > self.left() {
            return Err(OpenWireError::Short);
        }
        let span = self.at..self.at + length;
        self.at = span.end;
        Ok(span)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], OpenWireError> {
        let span = self.take(N)?;
        self.raw[span].try_into().map_err(|_| OpenWireError::Short)
    }

    pub(super) fn byte(&mut self) -> Result<u8, OpenWireError> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn short(&mut self) -> Result<u16, OpenWireError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn int(&mut self) -> Result<i32, OpenWireError> {
        self.array().map(i32::from_be_bytes)
    }

    pub(super) fn flag(&mut self) -> Result<bool, OpenWireError> {
        let Some((bits, read)) = &mut self.bits else { return Ok(self.byte()? != 0) };
        let byte = bits.get(*read / 8).ok_or(OpenWireError::Short)?;
        let flag = byte >> (*read % 8) & 1 == 1;
        *read += 1;
        Ok(flag)
    }

    pub(super) fn long(&mut self) -> Result<i64, OpenWireError> {
        if !self.is_tight() {
            return self.array().map(i64::from_be_bytes);
        }
        Ok(match (self.flag()?, self.flag()?) {
            (false, false) => 0,
            (false, true) => i64::from(self.short()?),
            (true, false) => i64::from(u32::from_be_bytes(self.array()?)),
            (true, true) => i64::from_be_bytes(self.array()?),
        })
    }

    /// Bytes with their length before them, where there are any.
    pub(super) fn bytes(&mut self) -> Result<Option<Range<usize>>, OpenWireError> {
        if !self.flag()? {
            return Ok(None);
        }
        self.sized().map(Some)
    }

    /// Bytes with their length, of four bytes, before them.
    pub(super) fn sized(&mut self) -> Result<Range<usize>, OpenWireError> {
        let length = usize::try_from(self.int()?).map_err(|_| OpenWireError::Short)?;
        self.take(length)
    }

    /// A text, where there is one.
    pub(super) fn text(&mut self) -> Result<Option<String>, OpenWireError> {
        if !self.flag()? {
            return Ok(None);
        }
        if self.is_tight() && self.flag()? {
            let length = usize::from(self.short()?);
            let span = self.take(length)?;
            return Ok(Some(latin(&self.raw[span])));
        }
        self.utf().map(Some)
    }

    /// A text with its length, of two bytes, before it.
    pub(super) fn utf(&mut self) -> Result<String, OpenWireError> {
        let length = usize::from(self.short()?);
        let span = self.take(length)?;
        Ok(java_text(&self.raw[span]).into_owned())
    }

    /// A copy of bytes of the frame.
    pub(super) fn copy(&self, span: Range<usize>) -> Vec<u8> {
        self.raw[span].to_vec()
    }
}
