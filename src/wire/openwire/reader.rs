//! Reads the commands of one direction, and remembers what they give numbers to.

use super::cursor::Cursor;
use super::error::OpenWireError;
use super::format::{Format, LENGTH};
use super::item::{Item, Value};
use super::layout::{Written, is_cacheable, layout};
use std::collections::HashMap;
use std::sync::Arc;

/// Values in values, at most; causes of exceptions count as such.
const DEEPEST: usize = 64;

/// Bytes of the longest value that is remembered under a number.
const LONGEST_CACHED: usize = 4096;

/// One direction of a connection.
#[derive(Debug, Default)]
pub struct Reader {
    cache: HashMap<i16, Option<Arc<Item>>>,
}

impl Reader {
    /// Reads one whole frame, its length included; none where it holds no command. Spans in it count from
    /// the frame's first byte.
    pub fn read(&mut self, frame: &[u8], format: &Format) -> Result<Option<Item>, OpenWireError> {
        let mut cursor = Cursor::new(frame, LENGTH);
        let kind = cursor.byte()?;
        if kind == 0 {
            return Ok(None);
        }
        if format.tight {
            cursor.read_bits()?;
        }
        let item = Reading { cursor: &mut cursor, format, cache: &mut self.cache }.item(kind, 0)?;
        match cursor.left() {
            0 => Ok(Some(item)),
            surplus => Err(OpenWireError::Surplus(surplus)),
        }
    }
}

/// One frame that is being read.
struct Reading<'a, 'b> {
    cursor: &'a mut Cursor<'b>,
    format: &'a Format,
    cache: &'a mut HashMap<i16, Option<Arc<Item>>>,
}

impl Reading<'_, '_> {
    fn item(&mut self, kind: u8, depth: usize) -> Result<Item, OpenWireError> {
        if depth > DEEPEST {
            return Err(OpenWireError::Deep);
        }
        let layout = layout(kind).ok_or(OpenWireError::Kind(kind))?;
        let mut fields = Vec::with_capacity(layout.iter().map(|part| part.len()).sum());
        for (name, written) in layout.iter().copied().flatten() {
            fields.push((*name, self.value(*written, depth)?));
        }
        Ok(Item { kind, fields })
    }

    fn value(&mut self, written: Written, depth: usize) -> Result<Value, OpenWireError> {
        Ok(match written {
            Written::Flag => Value::Flag(self.cursor.flag()?),
            Written::Byte => Value::Number(i64::from(self.cursor.byte()?)),
            Written::Int => Value::Number(i64::from(self.cursor.int()?)),
            Written::Long => Value::Number(self.cursor.long()?),
            Written::Text => self.cursor.text()?.map_or(Value::Absent, Value::Text),
            Written::Span => self.cursor.bytes()?.map_or(Value::Absent, Value::Span),
            Written::Bytes => {
                let span = self.cursor.bytes()?;
                span.map_or(Value::Absent, |span| Value::Bytes(self.cursor.copy(span)))
            }
            Written::Magic => Value::Span(self.cursor.take(8)?),
            Written::Nested => self.nested(depth)?.map_or(Value::Absent, Value::Item),
            Written::Cached => self.cached(depth)?.map_or(Value::Absent, Value::Item),
            Written::List => self.list(depth)?,
            Written::Throwable => self.throwable(depth)?,
        })
    }

    fn nested(&mut self, depth: usize) -> Result<Option<Arc<Item>>, OpenWireError> {
        if !self.cursor.flag()? {
            return Ok(None);
        }
        let kind = self.cursor.byte()?;
        // Messages may stand in a frame as they were encoded before; no broker of our time does so.
        if matches!(kind, 1 | 23..=29) && self.cursor.is_tight() && self.cursor.flag()? {
            return Err(OpenWireError::Encoded);
        }
        self.item(kind, depth + 1).map(|item| Some(Arc::new(item)))
    }

    fn cached(&mut self, depth: usize) -> Result<Option<Arc<Item>>, OpenWireError> {
        let Some(room) = self.format.cache else { return self.nested(depth) };
        let fresh = self.cursor.flag()?;
        let number = self.cursor.short()?.cast_signed();
        if !fresh {
            return self.cache.get(&number).cloned().ok_or(OpenWireError::Number(number));
        }
        let began = self.cursor.at();
        let item = self.nested(depth)?;
        let small = self.cursor.at() - began <= LONGEST_CACHED;
        if let Some(item) = item.as_ref().filter(|item| !small || !is_cacheable(item.kind)) {
            return Err(OpenWireError::Cached(item.kind));
        }
        // A writer that has no number left says -1. Nothing at all has a number too.
        if number != -1 {
            if !(0..room).contains(&number) {
                return Err(OpenWireError::Number(number));
            }
            self.cache.insert(number, item.clone());
        }
        Ok(item)
    }

    /// Nobody asks what is in a list, but it may give numbers.
    fn list(&mut self, depth: usize) -> Result<Value, OpenWireError> {
        if self.cursor.flag()? {
            for _ in 0..self.cursor.short()? {
                self.nested(depth)?;
            }
        }
        Ok(Value::Absent)
    }

    fn throwable(&mut self, depth: usize) -> Result<Value, OpenWireError> {
        if depth > DEEPEST {
            return Err(OpenWireError::Deep);
        }
        if self.cursor.flag()? {
            let class = self.cursor.text()?.unwrap_or_default();
            let message = self.cursor.text()?.unwrap_or_default();
            if self.format.stack_traces {
                for _ in 0..self.cursor.short()? {
                    for _class_method_file in 0..3 {
                        self.cursor.text()?;
                    }
                    self.cursor.int()?;
                }
                self.throwable(depth + 1)?;
            }
            return Ok(Value::Text(format!("{class}: {message}")));
        }
        Ok(Value::Absent)
    }
}
