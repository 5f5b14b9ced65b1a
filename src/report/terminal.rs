//! The summary on the terminal: verdict first, counts, then failures last where the eye rests.

use crate::conformance::judgement::{Finding, Judgement};
use crate::conformance::verdict::Verdict;
use crate::report::clean::{line, short};
use crate::report::run::Run;
use crate::report::statement::Statement;
use crate::report::text::{Lang, Mark, attribution};
use std::fmt::Write as _;

/// Columns of the terminal.
const COLUMNS: usize = 80;

/// Most findings that are told in full; the rest is counted.
const FINDINGS: usize = 8;

/// The summary, each line at most 80 columns wide except commands, which are never broken.
pub(super) fn text(run: &Run, judgement: &Judgement, lang: Lang) -> String {
    let statement = Statement::of(run, judgement);
    let mut out = String::new();
    let banner = format!("{} {}", statement.mark.shape, statement.headline.of(lang));
    push(&mut out, "", &banner);
    push(&mut out, "  ", statement.sentence.of(lang));
    if let Some(reason) = &statement.reason {
        push(&mut out, "  ", reason);
    }
    push(&mut out, "  ", statement.basis.of(lang));
    for caveat in &statement.caveats {
        push(&mut out, "  ! ", caveat.of(lang));
    }
    out.push('\n');
    scores(&mut out, &statement, lang);
    inventory(&mut out, judgement, lang);
    scenarios(&mut out, judgement, lang);
    findings(&mut out, judgement, lang);
    out
}

fn scores(out: &mut String, statement: &Statement, lang: Lang) {
    for row in &statement.scores {
        let numbers =
            format!("{}/{}/{}", row.score.satisfied, row.score.applicable, row.score.total);
        let told = format!(
            "  {} {:<24} {:>10}  {}\n",
            row.shape,
            row.name.of(lang),
            numbers,
            row.state.of(lang)
        );
        out.push_str(&told);
    }
    out.push_str(match lang {
        Lang::Fr => "  (satisfaites / applicables / au catalogue)\n",
        Lang::En => "  (satisfied / applicable / in the catalogue)\n",
    });
}

fn inventory(out: &mut String, judgement: &Judgement, lang: Lang) {
    let it = judgement.inventory;
    let told = match lang {
        Lang::Fr => format!(
            "  scénarios : {} prévus = {} joués + {} sans objet + {} non joués\n",
            it.planned, it.run, it.not_applicable, it.not_run
        ),
        Lang::En => format!(
            "  scenarios: {} planned = {} run + {} not applicable + {} not run\n",
            it.planned, it.run, it.not_applicable, it.not_run
        ),
    };
    out.push_str(&told);
}

/// Scenarios that did not pass, one line each.
fn scenarios(out: &mut String, judgement: &Judgement, lang: Lang) {
    let open: Vec<_> =
        judgement.scenarios.iter().filter(|it| it.verdict != Verdict::Pass).collect();
    if open.is_empty() {
        return;
    }
    out.push('\n');
    for scenario in open {
        let mark = Mark::of(scenario.verdict);
        let told = format!(
            "  {} {:<14} {}/{} {}",
            mark.shape,
            mark.word.of(lang),
            line(&scenario.id),
            line(&scenario.subject),
            line(&scenario.title)
        );
        out.push_str(&short(&told, COLUMNS - 2).replacen("", "  ", 1));
        out.push('\n');
    }
}

fn findings(out: &mut String, judgement: &Judgement, lang: Lang) {
    let roots: Vec<&Finding> =
        judgement.findings.iter().filter(|it| it.caused_by.is_none()).collect();
    for (at, finding) in roots.iter().take(FINDINGS).enumerate() {
        out.push('\n');
        one(out, at + 1, finding, lang);
    }
    if roots.len() > FINDINGS {
        let rest = roots.len() - FINDINGS;
        let told = match lang {
            Lang::Fr => format!("\n... et {rest} autres : voir conformance.html\n"),
            Lang::En => format!("\n... and {rest} more: see conformance.html\n"),
        };
        out.push_str(&told);
    }
}

fn one(out: &mut String, number: usize, finding: &Finding, lang: Lang) {
    let (expected, observed, whose, repeat) = match lang {
        Lang::Fr => ("attendu  ", "observé  ", "cause    ", "rejouer  "),
        Lang::En => ("expected ", "observed ", "whose    ", "repeat   "),
    };
    let mark = Mark::of(finding.verdict);
    let what =
        if finding.requirement.is_empty() { mark.word.of(lang) } else { &finding.requirement };
    let head = format!(
        "{number}. {} {} {} {}",
        mark.shape,
        what,
        line(&finding.about),
        line(&finding.scenarios.join(", "))
    );
    push(out, "", &head);
    labelled(out, expected, &finding.expected);
    labelled(out, observed, &finding.observed);
    labelled(out, whose, attribution(finding.attribution).of(lang));
    writeln!(out, "   {repeat}{}", line(&finding.reproduce)).expect("a String takes all");
}

fn labelled(out: &mut String, label: &str, text: &str) {
    let indent = " ".repeat(3 + label.chars().count());
    wrap(out, &format!("   {label}"), &indent, &short(text, 400));
}

/// Pushes text wrapped at [`COLUMNS`], each line after the first indented as far as `lead`.
fn push(out: &mut String, lead: &str, text: &str) {
    wrap(out, lead, &" ".repeat(lead.chars().count()), &line(text));
}

fn wrap(out: &mut String, lead: &str, indent: &str, text: &str) {
    let mut row = lead.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        let wide = row.chars().count() + usize::from(!empty) + word.chars().count();
        if wide > COLUMNS && !empty {
            out.push_str(row.trim_end());
            out.push('\n');
            indent.clone_into(&mut row);
            empty = true;
        }
        if !empty {
            row.push(' ');
        }
        row.push_str(word);
        empty = false;
    }
    out.push_str(row.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_wrapped_and_indented() {
        let mut out = String::new();
        push(&mut out, "  ! ", &"word ".repeat(30));
        assert!(out.lines().all(|row| row.chars().count() <= COLUMNS));
        assert_eq!(out.lines().filter(|row| row.starts_with("    word")).count(), 1);
    }
}
