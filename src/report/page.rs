//! The templates and what every page has around its content.

use crate::report::clean;
use crate::report::run::Run;
use crate::report::text::Lang;
use base64::Engine;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use tera::{Context, Tera};

const STYLE: &str = include_str!("templates/style.css");

static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.set_escape_fn(clean::escape);
    tera.add_raw_templates([
        ("components.html", include_str!("templates/components.html")),
        ("base.html", include_str!("templates/base.html")),
        ("ladder.html", include_str!("templates/ladder.html")),
        ("journey.html", include_str!("templates/journey.html")),
        ("one_journey.html", "{{ <journey j={view} /> }}"),
        ("legend.html", include_str!("templates/legend.html")),
        ("conformance.html", include_str!("templates/conformance.html")),
        ("latency.html", include_str!("templates/latency.html")),
    ])
    .unwrap_or_else(|error| panic!("the compiled-in templates are right: {error}"));
    tera
});

/// What every page has around its content.
#[derive(Debug, Clone, Serialize)]
struct Frame<'a> {
    lang: Lang,
    run_id: &'a str,
    suite: &'a str,
    started: String,
    style: String,
    style_digest: String,
}

/// Renders a page from its view.
pub(super) fn render(run: &Run, lang: Lang, template: &str, view: &impl Serialize) -> String {
    let style = style(&run.started.id);
    let style_digest =
        base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style.as_bytes()));
    let frame = Frame {
        lang,
        run_id: &run.started.id,
        suite: &run.started.suite.version,
        started: run.started.started.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        style,
        style_digest,
    };
    let mut context = Context::new();
    context.insert("frame", &frame);
    context.insert("view", view);
    TEMPLATES
        .render(template, &context)
        .unwrap_or_else(|error| panic!("a template fits its view: {error}"))
}

/// Renders a part of a page from its own view, so that parts can be drawn at the same time.
pub(super) fn part(template: &str, view: &impl Serialize) -> String {
    let mut context = Context::new();
    context.insert("view", view);
    TEMPLATES
        .render(template, &context)
        .unwrap_or_else(|error| panic!("a template fits its view: {error}"))
}

/// The style sheet, with the run's id for the foot of printed pages. The id is reduced to characters
/// that mean nothing in CSS.
fn style(run_id: &str) -> String {
    STYLE.replace("RUN-ID", &clean::token(run_id))
}
