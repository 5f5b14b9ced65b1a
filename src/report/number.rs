//! Numbers as people read them: rounded, grouped, with a unit, in the locale of each language.

use crate::report::text::Text;

/// Narrow space between thousands: right in French, and clear in English.
const THIN: char = '\u{202f}';

/// A whole number with its thousands grouped.
pub(super) fn whole(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(THIN);
        }
        grouped.push(digit);
    }
    grouped
}

/// A decimal number with three significant digits or so, and a unit.
fn decimal(value: f64, unit: &str) -> Text {
    let places = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let plain = format!("{value:.places$}");
    Text::new(format!("{}{THIN}{unit}", plain.replace('.', ",")), format!("{plain}{THIN}{unit}"))
}

/// A duration given in milliseconds: `340 µs`, `12.5 ms`, `3.20 s`, `4 min 05 s`.
pub(super) fn millis(ms: f64) -> Text {
    if ms < 1.0 {
        decimal(ms * 1000.0, "µs")
    } else if ms < 1000.0 {
        decimal(ms, "ms")
    } else if ms < 120_000.0 {
        decimal(ms / 1000.0, "s")
    } else {
        let seconds = ms / 1000.0;
        let minutes = (seconds / 60.0).floor();
        let rest = seconds - minutes * 60.0;
        Text::same(format!("{minutes:.0}{THIN}min {rest:02.0}{THIN}s"))
    }
}

/// A tick of an axis, in milliseconds that are a round number: `200 µs`, `5 ms`, `2 s`.
pub(super) fn round_millis(ms: f64) -> Text {
    let (value, unit) = match ms {
        ms if ms < 1.0 => (ms * 1000.0, "µs"),
        ms if ms < 1000.0 => (ms, "ms"),
        ms => (ms / 1000.0, "s"),
    };
    let plain = format!("{}", (value * 1000.0).round() / 1000.0);
    Text::new(format!("{}{THIN}{unit}", plain.replace('.', ",")), format!("{plain}{THIN}{unit}"))
}

/// A duration given in nanoseconds.
pub(super) fn nanos(ns: u64) -> Text {
    millis(float(ns) / 1e6)
}

/// A size in bytes: `812 B`, `1.9 kB`.
pub(super) fn bytes(n: u64) -> Text {
    if n < 1000 {
        return Text::new(format!("{n}{THIN}o"), format!("{n}{THIN}B"));
    }
    let kilo = float(n) / 1000.0;
    let text = decimal(kilo, "k");
    Text::new(format!("{}o", text.fr), format!("{}B", text.en))
}

/// A whole number as a fraction, for drawing and rounding: exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "what is drawn is rounded far more than this")]
pub(super) fn float(n: u64) -> f64 {
    n as f64
}

/// A rate per second.
pub(super) fn rate(per_second: f64) -> Text {
    decimal(per_second, "/s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_grouped() {
        assert_eq!(whole(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(millis(0.34).en, "340\u{202f}µs");
        assert_eq!(millis(12.54).fr, "12,5\u{202f}ms");
        assert_eq!(millis(3200.0).en, "3.20\u{202f}s");
        assert_eq!(millis(245_000.0).en, "4\u{202f}min 05\u{202f}s");
        assert_eq!(bytes(1900).en, "1.90\u{202f}kB");
    }
}
