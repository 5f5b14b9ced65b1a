//! Message to bytes: one canonical spelling, and other legal ones on request.

use std::borrow::Cow;

use quick_xml::escape::partial_escape;

use crate::message::chars::is_forbidden;
use crate::message::tree::{Attribute, Element};
use crate::message::{Body, Message};
use crate::profile::NAMESPACE;

/// How a document is spelled. All styles mean the same; a receiver must take each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// Default namespace, two spaces per level, line feeds, double quotes.
    Canonical,
    /// The same with a prefix on every element: another legal namespace prefix.
    Prefixed,
    /// Tabs, carriage returns, blank lines, space inside tags, single quotes, attributes from last
    /// to first, a comment: legal white space and attribute order.
    Spaced,
}

impl Style {
    /// Every style.
    pub const ALL: [Self; 3] = [Self::Canonical, Self::Prefixed, Self::Spaced];

    const fn prefix(self) -> &'static str {
        match self {
            Self::Canonical | Self::Spaced => "",
            Self::Prefixed => "sig:",
        }
    }

    const fn line(self) -> &'static str {
        match self {
            Self::Canonical | Self::Prefixed => "\n",
            Self::Spaced => "\r\n\r\n",
        }
    }

    const fn indent(self) -> &'static str {
        match self {
            Self::Canonical | Self::Prefixed => "  ",
            Self::Spaced => "\t",
        }
    }
}

/// The message in the canonical spelling.
///
/// Characters that XML or the profile forbid cannot be written: they become U+FFFD.
pub fn write(message: &Message) -> Vec<u8> {
    write_as(message, Style::Canonical)
}

/// The message in the given spelling.
pub fn write_as(message: &Message, style: Style) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    out.push_str(style.line());
    if style == Style::Spaced {
        out.push_str("<!-- white space and attribute order carry no meaning -->\r\n");
    }
    element(&mut out, &document(message), style, 0);
    out.push_str(style.line());
    out.into_bytes()
}

/// The body without its header, canonically: what two copies of one content share.
pub(super) fn body_without_header(message: &Message) -> String {
    let root = body(&message.body, Element::new(message.code().as_str()));
    let mut out = String::new();
    element(&mut out, &root, Style::Canonical, 0);
    out
}

fn document(message: &Message) -> Element<'static> {
    let code = message.code();
    let mut root = Element::new(code.as_str());
    root.children.push(message.header.to_element(code));
    body(&message.body, root)
}

fn body(body: &Body, root: Element<'static>) -> Element<'static> {
    match body {
        Body::Tda(advice) | Body::Tpa(advice) => advice.add_to(root),
        Body::Pas(pas) => pas.add_to(root),
        Body::Arr(arr) => arr.add_to(root),
        Body::Res(res) => res.add_to(root),
        Body::Wro(wro) => wro.add_to(root),
        Body::Inc(incident) | Body::Inf(incident) => incident.add_to(root),
        Body::Dsp(dsp) => dsp.add_to(root),
        Body::Dsv(dsv) => dsv.add_to(root),
        Body::Can(can) => can.add_to(root),
        Body::Ext(ext) => ext.add_to(root),
        Body::Rcq(rcq) => rcq.add_to(root),
        Body::Rca(rca) => rca.add_to(root),
        Body::Rcc(rcc) => rcc.add_to(root),
        Body::Trq(trq) => trq.add_to(root),
        Body::Trr(trr) => trr.add_to(root),
        Body::Fwd(fwd) => fwd.add_to(root),
        Body::Stq(stq) => root.with_part("StatusRequest", &**stq),
        Body::Sts(sts) => root.with_part("StatusReply", &**sts),
        Body::Enq(enq) => enq.add_to(root),
        Body::Enr(enr) => enr.add_to(root),
        Body::Eni(eni) => eni.add_to(root),
        Body::Guq(guq) => root.with_part("GuaranteeRequest", &**guq),
        Body::Gur(gur) => root.with_part("GuaranteeResult", &**gur),
        Body::Gcl(gcl) => root.with_part("GuaranteeClaim", &**gcl),
        Body::Gcr(gcr) => root.with_part("GuaranteeClaimResult", &**gcr),
        Body::Guc(guc) => root.with_part("GuaranteeCancellation", &**guc),
        Body::Gul(gul) => root.with_part("GuaranteeRelease", &**gul),
        Body::Hbt(hbt) => root.with_part("Heartbeat", hbt),
        Body::Una(una) => una.add_to(root),
        Body::Sta(sta) => sta.add_to(root),
        Body::Rfd(rfd) => rfd.add_to(root),
        Body::Ack(ack) => root.with_part("Acknowledgement", ack),
        Body::Fnk(fnk) => root.with_part("Errors", fnk),
        Body::Xnk(xnk) => root.with_part("Errors", xnk),
    }
}

fn element(out: &mut String, element: &Element<'_>, style: Style, depth: usize) {
    out.push('<');
    out.push_str(style.prefix());
    out.push_str(&element.name);
    attributes(out, element, style, depth);
    if element.children.is_empty() && element.text.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    if element.children.is_empty() {
        out.push_str(&escaped(&element.text, Place::Text));
    } else {
        for child in &element.children {
            new_line(out, style, depth + 1);
            self::element(out, child, style, depth + 1);
        }
        new_line(out, style, depth);
    }
    out.push_str("</");
    out.push_str(style.prefix());
    out.push_str(&element.name);
    if style == Style::Spaced {
        out.push(' ');
    }
    out.push('>');
}

fn new_line(out: &mut String, style: Style, depth: usize) {
    out.push_str(style.line());
    for _ in 0..depth {
        out.push_str(style.indent());
    }
}

fn attributes(out: &mut String, element: &Element<'_>, style: Style, depth: usize) {
    let mut all: Vec<(String, Cow<'_, str>)> = Vec::with_capacity(element.attributes.len() + 1);
    if depth == 0 {
        let name = match style.prefix().trim_end_matches(':') {
            "" => "xmlns".to_owned(),
            prefix => format!("xmlns:{prefix}"),
        };
        all.push((name, NAMESPACE.into()));
    }
    let own = |Attribute { name, value, .. }: &Attribute<'_>| {
        (name.clone().into_owned(), escaped(value, Place::Attribute).into_owned().into())
    };
    all.extend(element.attributes.iter().map(own));
    if style == Style::Spaced {
        all.reverse();
    }
    for (name, value) in all {
        match style {
            Style::Canonical | Style::Prefixed => {
                out.extend([" ", &name, "=\"", &value, "\""]);
            }
            Style::Spaced => out.extend(["\r\n\t ", &name, " = '", &value, "'"]),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// Markup escaped, line ends and tabs kept by references where a reader would change them.
fn escaped(text: &str, place: Place) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '\r' | '"' | '\'' | '\n' | '\t') || is_forbidden(c);
    let markup = partial_escape(text);
    if !markup.contains(special) {
        return markup;
    }
    let mut out = String::with_capacity(markup.len() + 16);
    for c in markup.chars() {
        match (c, place) {
            ('\r', _) => out.push_str("&#13;"),
            ('\n', Place::Attribute) => out.push_str("&#10;"),
            ('\t', Place::Attribute) => out.push_str("&#9;"),
            ('"', Place::Attribute) => out.push_str("&quot;"),
            ('\'', Place::Attribute) => out.push_str("&apos;"),
            (c, _) if is_forbidden(c) => out.push('\u{fffd}'),
            (c, _) => out.push(c),
        }
    }
    Cow::Owned(out)
}
