//! Named values: a message's properties, and what an end says of how it writes.

use super::cursor::Cursor;
use super::error::OpenWireError;
use super::item::Value;
use super::text::java_text;
use std::collections::BTreeMap;

/// Lists in lists, at most.
const DEEPEST: usize = 16;

/// Reads named values. Those that are no text, number or flag are passed over.
pub fn properties(raw: &[u8]) -> Result<BTreeMap<String, Value>, OpenWireError> {
    let mut cursor = Cursor::new(raw, 0);
    let mut found = BTreeMap::new();
    // A map that is none has the size -1.
    for _ in 0..cursor.int()? {
        let name = cursor.utf()?;
        found.insert(name, value(&mut cursor, DEEPEST)?);
    }
    Ok(found)
}

fn value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Value, OpenWireError> {
    let depth = depth.checked_sub(1).ok_or(OpenWireError::Deep)?;
    Ok(match cursor.byte()? {
        0 => Value::Absent,
        1 => Value::Flag(cursor.byte()? != 0),
        2 => Value::Number(i64::from(cursor.byte()?.cast_signed())),
        4 => Value::Number(i64::from(cursor.short()?.cast_signed())),
        5 => Value::Number(i64::from(cursor.int()?)),
        // A value of eight bytes, as no frame without bits writes it otherwise.
        6 => Value::Number(cursor.long()?),
        9 => Value::Text(cursor.utf()?),
        13 => {
            let span = cursor.sized()?;
            Value::Text(java_text(&cursor.copy(span)).into_owned())
        }
        other => {
            pass_over(cursor, other, depth)?;
            Value::Absent
        }
    })
}

fn pass_over(cursor: &mut Cursor<'_>, kind: u8, depth: usize) -> Result<(), OpenWireError> {
    match kind {
        3 => cursor.take(2).map(drop),
        7 => cursor.take(8).map(drop),
        8 => cursor.take(4).map(drop),
        10 => cursor.sized().map(drop),
        11 => (0..cursor.int()?).try_for_each(|_| {
            cursor.utf()?;
            value(cursor, depth).map(drop)
        }),
        12 => (0..cursor.int()?).try_for_each(|_| value(cursor, depth).map(drop)),
        other => Err(OpenWireError::Kind(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_read_and_the_rest_is_passed_over() {
        let raw = b"\0\0\0\x04\0\x01a\x09\0\x02hi\0\x01b\x0b\0\0\0\x01\0\x01x\x08\0\0\0\0\0\x01c\x05\0\0\0\x07\
            \0\x01d\x0d\0\0\0\x01e";
        let found = properties(raw).unwrap();
        let words: Vec<String> = found.values().map(Value::words).collect();
        assert_eq!(words, ["hi", "", "7", "e"]);
    }

    #[test]
    fn what_ends_too_soon_or_nests_too_deep_is_refused() {
        assert_eq!(properties(b"\0\0\0\x01\0\x01a\x09\0\x05hi"), Err(OpenWireError::Short));
        let deep = [b"\0\0\0\x01\0\x01a".to_vec(), b"\x0c\0\0\0\x01".repeat(99)].concat();
        assert_eq!(properties(&deep), Err(OpenWireError::Deep));
        assert_eq!(properties(b"\xff\xff\xff\xff").unwrap().len(), 0);
    }
}
