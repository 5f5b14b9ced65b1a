//! An MRN as bars (Code 128) and as squares (QR), drawn with SVG rectangles.

use std::fmt::Write as _;

use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};

/// Light space that a reader needs on either side of bars, in widths of the thinnest bar.
const BARS_QUIET: usize = 10;
/// Light frame that a reader needs around squares, in squares.
const SQUARES_QUIET: usize = 4;
/// Height of the bars, in widths of the thinnest bar.
const BARS_HEIGHT: usize = 40;
/// Code 128 is told by this character to use its set B: digits and letters alike.
const SET_B: char = '\u{181}';

/// Bars that say the text; none if they cannot.
pub(super) fn bars(text: &str) -> Option<String> {
    let modules = Code128::new(format!("{SET_B}{text}")).ok()?.encode();
    let dark: Vec<bool> = modules.iter().map(|module| *module == 1).collect();
    let width = dark.len() + 2 * BARS_QUIET;
    let rects = row(&dark, BARS_QUIET, 0, BARS_HEIGHT);
    Some(drawing("mrn-code128", "Code 128", width, BARS_HEIGHT, &rects))
}

/// Squares that say the text; none if they cannot.
pub(super) fn squares(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q).ok()?;
    let side = code.width();
    let colours = code.to_colors();
    let rows = colours.chunks(side).enumerate().map(|(y, colours)| {
        let dark: Vec<bool> = colours.iter().map(|colour| *colour == Color::Dark).collect();
        row(&dark, SQUARES_QUIET, y + SQUARES_QUIET, 1)
    });
    let all = side + 2 * SQUARES_QUIET;
    Some(drawing("mrn-qr", "QR", all, all, &rows.collect::<String>()))
}

/// One rectangle for each run of dark modules.
fn row(dark: &[bool], left: usize, top: usize, height: usize) -> String {
    let mut rects = String::new();
    let mut x = 0;
    for run in dark.chunk_by(|a, b| a == b) {
        if run[0] {
            let (at, width) = (x + left, run.len());
            // Writing to a String cannot fail.
            let _infallible =
                write!(rects, r#"<rect x="{at}" y="{top}" width="{width}" height="{height}"/>"#);
        }
        x += run.len();
    }
    rects
}

fn drawing(id: &str, kind: &str, width: usize, height: usize, rects: &str) -> String {
    format!(
        r#"<svg id="{id}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="MRN, {kind}" viewBox="0 0 {width} {height}" shape-rendering="crispEdges">{rects}</svg>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_mrn_fits_both_codes() {
        let mrn = "26TGLP0000000001J2";
        assert!(bars(mrn).unwrap().contains("mrn-code128"));
        assert!(squares(mrn).unwrap().contains("mrn-qr"));
    }

    #[test]
    fn runs_of_dark_modules_become_one_rectangle_each() {
        let drawn = row(&[true, true, false, true], 1, 2, 3);
        let expected =
            r#"<rect x="1" y="2" width="2" height="3"/><rect x="4" y="2" width="1" height="3"/>"#;
        assert_eq!(drawn, expected);
    }
}
