//! The judge's own reader of a printed document: its texts, and the codes that it draws.

use roxmltree::{Document, Node, ParsingOptions};
use rxing::BarcodeFormat;
use rxing::helpers::detect_in_luma;

/// Pixels for one unit of a drawing.
const SCALE: u32 = 4;
/// Largest drawing that is looked at, in units either way.
const MOST: u32 = 1000;
/// More nodes than a document of 9,999 items holds.
const MAX_NODES: u32 = 600_000;

/// A document as it was printed, read.
pub(crate) struct Page {
    /// Language that it says it is in.
    pub lang: String,
    /// All text that a reader sees, every run of white space as one space.
    pub text: String,
    /// What runs or fetches something, in a few words.
    pub live: Vec<String>,
    /// What the bars say, or why they cannot be read.
    pub bars: Result<String, String>,
    /// What the squares say, or why they cannot be read.
    pub squares: Result<String, String>,
}

impl Page {
    /// Reads a document; what is not well-formed is none.
    pub(crate) fn read(html: &str) -> Result<Self, String> {
        let options =
            ParsingOptions { nodes_limit: MAX_NODES, allow_dtd: true, ..ParsingOptions::default() };
        let parsed = Document::parse_with_options(html, options)
            .map_err(|error| format!("not well-formed: {error}"))?;
        let root = parsed.root_element();
        Ok(Self {
            lang: root.attribute("lang").unwrap_or_default().to_owned(),
            text: visible(root),
            live: root.descendants().flat_map(live).collect(),
            bars: drawn(root, "mrn-code128", BarcodeFormat::CODE_128),
            squares: drawn(root, "mrn-qr", BarcodeFormat::QR_CODE),
        })
    }

    /// True when the text stands in the document, white space aside.
    pub(crate) fn bears(&self, text: &str) -> bool {
        self.text.contains(&one_line(text))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn visible(root: Node<'_, '_>) -> String {
    let hidden = |node: &Node<'_, '_>| {
        node.ancestors().any(|above| matches!(above.tag_name().name(), "style" | "script" | "head"))
    };
    let texts = root.descendants().filter(Node::is_text).filter(|node| !hidden(node));
    one_line(&texts.filter_map(|node| node.text()).collect::<Vec<_>>().join(" "))
}

/// Elements and attributes that make a reader's browser do something.
fn live(node: Node<'_, '_>) -> Vec<String> {
    let name = node.tag_name().name().to_ascii_lowercase();
    let mut found = Vec::new();
    let acts = ["script", "iframe", "object", "embed", "img", "link", "form", "base", "meta"];
    let harmless = name == "meta" && node.attribute("http-equiv").is_none();
    if acts.contains(&name.as_str()) && !harmless {
        found.push(format!("<{name}>"));
    }
    for attribute in node.attributes() {
        let name = attribute.name().to_ascii_lowercase();
        if name.starts_with("on") || matches!(name.as_str(), "href" | "src" | "action" | "data") {
            found.push(format!("{name}="));
        }
    }
    found
}

/// What the drawing with this id says.
fn drawn(root: Node<'_, '_>, id: &str, format: BarcodeFormat) -> Result<String, String> {
    let drawing = root.descendants().find(|node| node.attribute("id") == Some(id));
    let drawing = drawing.ok_or_else(|| format!("no drawing {id}"))?;
    let (pixels, width, height) = raster(drawing).ok_or_else(|| format!("{id} cannot be drawn"))?;
    let read = detect_in_luma(pixels, width, height, Some(format));
    read.map(|code| code.getText().to_owned()).map_err(|error| format!("{id}: {error}"))
}

/// The drawing's rectangles, black on white.
fn raster(drawing: Node<'_, '_>) -> Option<(Vec<u8>, u32, u32)> {
    let number = |text: &str| text.parse::<f64>().ok();
    let view_box: Option<Vec<f64>> =
        drawing.attribute("viewBox")?.split_whitespace().map(number).collect();
    let [left, top, width, height] = view_box?[..] else { return None };
    let (width, height) = (whole(width)?, whole(height)?);
    let mut pixels = vec![u8::MAX; (width * height) as usize];
    for rect in drawing.descendants().filter(|node| node.tag_name().name() == "rect") {
        let side = |name: &str| rect.attribute(name).map_or(Some(0.0), number);
        let (x, y) = (side("x")? - left, side("y")? - top);
        let (right, bottom) = (x + side("width")?, y + side("height")?);
        let (columns, rows) = (span(x, right, width), span(y, bottom, height));
        for row in rows {
            for column in columns.clone() {
                pixels[(row * width + column) as usize] = 0;
            }
        }
    }
    Some((pixels, width, height))
}

/// Pixels of a length in units, if it is one that can be looked at.
fn whole(units: f64) -> Option<u32> {
    (1..=MOST).find(|whole| f64::from(*whole) >= units).map(|whole| whole * SCALE)
}

/// Pixels from one place to another, within the drawing.
fn span(from: f64, to: f64, most: u32) -> std::ops::Range<u32> {
    let pixel = |at: f64| {
        let at = at * f64::from(SCALE);
        (0..most).find(|pixel| f64::from(*pixel) >= at).unwrap_or(most)
    };
    pixel(from)..pixel(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_seen_and_what_acts_is_named() {
        let page = Page::read(
            "<!DOCTYPE html><html lang='fr'><head><title>x</title></head><body><p>Riz\n  étuvé \
             &lt;b&gt;</p><a href='x'>y</a><script>z</script></body></html>",
        );
        let page = page.unwrap();
        assert_eq!((page.lang.as_str(), page.text.as_str()), ("fr", "Riz étuvé <b> y"));
        assert!(page.bears("Riz étuvé <b>") && !page.bears("z"));
        assert_eq!(page.live, ["href=", "<script>"]);
        assert_eq!(page.bars, Err("no drawing mrn-code128".to_owned()));
        assert!(Page::read("<p>").is_err());
    }

    #[test]
    fn rectangles_are_drawn_where_they_stand() {
        let svg = "<svg id='a' viewBox='0 0 3 2'><rect x='1' y='0' width='1' height='2'/></svg>";
        let parsed = Document::parse(svg).unwrap();
        let (pixels, width, height) = raster(parsed.root_element()).unwrap();
        assert_eq!((width, height), (12, 8));
        let dark: Vec<usize> = (0..12).filter(|x| pixels[*x] == 0).collect();
        assert_eq!(dark, [4, 5, 6, 7]);
    }
}
