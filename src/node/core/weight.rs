//! Masses, compared after the bias of the scale (PD-44).

/// Share of the declared mass that a difference must exceed to be told.
const SHARE: f64 = 0.05;
/// Kilograms that a difference must exceed to be told.
const FLOOR: f64 = 2_000.0;

/// By how many kilograms a mass on a scale differs from the declared one, once the scale's bias is
/// taken out; none while that is within what is told to nobody. An alert, never a hold.
pub fn beyond_tolerance(declared_kg: f64, shown_kg: f64, bias_percent: f64) -> Option<f64> {
    let difference = shown_kg / (1.0 + bias_percent / 100.0) - declared_kg;
    (difference.abs() > FLOOR.max(declared_kg * SHARE)).then_some(difference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_that_shows_too_much_accuses_nobody() {
        assert!(beyond_tolerance(25_000.0, 27_500.0, 0.0).is_some());
        assert!(beyond_tolerance(25_000.0, 27_500.0, 4.0).is_none());
        assert!(beyond_tolerance(25_000.0, 22_500.0, -4.0).is_none());
        assert!(beyond_tolerance(25_000.0, 30_000.0, 4.0).is_some_and(|excess| excess > 3_000.0));
        assert!(beyond_tolerance(25_000.0, 20_000.0, 0.0).is_some_and(|lack| lack < -4_000.0));
    }

    #[test]
    fn two_tonnes_or_five_percent_whichever_is_more() {
        assert!(beyond_tolerance(10_000.0, 11_900.0, 0.0).is_none());
        assert!(beyond_tolerance(10_000.0, 12_100.0, 0.0).is_some());
        assert!(beyond_tolerance(60_000.0, 62_900.0, 0.0).is_none());
        assert!(beyond_tolerance(60_000.0, 63_100.0, 0.0).is_some());
    }
}
