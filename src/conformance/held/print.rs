//! Claims about a printed document: the judge reads it again, codes included.

use super::Held;
use crate::conformance::evidence::{Evidence, Page};
use crate::record::claim::Print;

/// Decides by the newest document that the country printed for the movement.
pub(super) fn printed(
    evidence: &Evidence<'_>,
    since: u64,
    (country, mrn): (&str, &str),
    demand: &Print,
) -> Held {
    let path = format!("/v1/movements/{mrn}/document");
    let Some(answer) = evidence.newest_query(country, |asked| asked == path, since) else {
        return Held::not_yet(format!("{country} has not been asked for the document yet"));
    };
    let at = answer.at;
    let html = answer.body.as_str().filter(|_| answer.status == 200);
    let Some(html) = html else {
        let observed = format!("{country} answered {} to {path}", answer.status);
        let absent = *demand == Print::Absent && answer.status == 404;
        return if absent { Held::yes(at, 1, observed) } else { Held::no(at, observed) };
    };
    let complaint = match Page::read(html) {
        Ok(page) => complaint(&page, mrn, demand),
        Err(why) => Some(format!("the document is {why}")),
    };
    match complaint {
        None => Held::yes(at, 1, format!("{country} printed it so")),
        Some(why) => Held::no(at, why),
    }
}

fn complaint(page: &Page, mrn: &str, demand: &Print) -> Option<String> {
    match demand {
        Print::Absent => Some(format!("a document was printed for {mrn}")),
        Print::There if page.lang != "fr" => Some(format!("it is in `{}`", page.lang)),
        Print::There => missing(page, &[mrn.to_owned()]),
        Print::Codes => {
            let wrong = |kind: &str, said: &Result<String, String>| match said {
                Ok(said) if said == mrn => None,
                Ok(said) => Some(format!("the {kind} say `{said}` instead of `{mrn}`")),
                Err(why) => Some(format!("the {kind} cannot be read ({why})")),
            };
            wrong("bars", &page.bars).or_else(|| wrong("squares", &page.squares))
        }
        Print::Bears(texts) => missing(page, texts),
        Print::Inert(texts) => match page.live.first() {
            Some(live) => Some(format!("the document holds {live}")),
            None => missing(page, texts),
        },
    }
}

fn missing(page: &Page, texts: &[String]) -> Option<String> {
    let text = texts.iter().find(|text| !page.bears(text))?;
    Some(format!("the document does not bear `{text}`"))
}
