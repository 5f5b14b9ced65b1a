//! The transit accompanying document: what the driver carries and every office on the way reads.

mod codes;
mod view;

use std::sync::LazyLock;

use tera::{Context, Tera};

use super::desk::{self, Desk};
use super::flaw::Flaw;
use super::store::{StoreError, Stored};
use crate::message::advice::Advice;
use crate::profile::Mrn;

const TEMPLATE: &str = "document.html";

static PAGES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.add_raw_template(TEMPLATE, include_str!("document.html"))
        .unwrap_or_else(|error| panic!("the compiled-in template is right: {error}"));
    tera
});

/// The document of a movement that departed here and was released; none otherwise.
pub(super) fn print(desk: &Desk<'_>, mrn: Mrn) -> Stored<Option<String>> {
    let Some(mut advice) = desk::released(desk, mrn)? else { return Ok(None) };
    if desk.deviates(Flaw::PrintsNothing)? {
        return Ok(None);
    }
    if desk.flaw == Some(Flaw::OmitsSeal) && omit_seal(&mut advice) {
        desk.deviates(Flaw::OmitsSeal)?;
    }
    let coded = match desk::another(mrn) {
        Some(other) if desk.deviates(Flaw::PrintsAnotherMrn)? => other,
        _ => mrn,
    };
    let mut context = Context::new();
    context.insert("view", &view::View::of(desk, &advice)?);
    context.insert("bars", &codes::bars(coded.as_str()).unwrap_or_default());
    context.insert("squares", &codes::squares(coded.as_str()).unwrap_or_default());
    context.insert("printed", &view::minute(desk.now));
    let rendered = PAGES.render(TEMPLATE, &context);
    let page = rendered.map_err(|error| StoreError::Document {
        what: "accompanying document",
        text: error.to_string(),
    })?;
    if desk.deviates(Flaw::PrintsMarkup)? {
        let plain =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'")];
        return Ok(Some(plain.iter().fold(page, |page, (from, to)| page.replace(from, to))));
    }
    Ok(Some(page))
}

fn omit_seal(advice: &mut Advice) -> bool {
    let mut units = advice.equipment.iter_mut();
    units.find_map(|unit| unit.seals.pop()).is_some()
}
