//! `summary.md`: what a CI page shows of a run.

use crate::conformance::judgement::{Finding, Judgement};
use crate::conformance::verdict::Verdict;
use crate::report::clean::{markdown, markdown_code, short};
use crate::report::run::Run;
use crate::report::statement::Statement;
use crate::report::text::{Lang, Mark, attribution};
use std::fmt::Write as _;

/// Greatest size of the file in bytes.
pub(super) const MOST: usize = 200_000;

/// The file's text.
pub(super) fn text(run: &Run, judgement: &Judgement, lang: Lang) -> String {
    let statement = Statement::of(run, judgement);
    let mut out = format!("## {} {}\n\n", statement.mark.shape, statement.headline.of(lang));
    for part in [&statement.sentence, &statement.basis] {
        write!(out, "{}\n\n", markdown(part.of(lang))).expect(FITS);
    }
    if let Some(reason) = &statement.reason {
        write!(out, "**{}**\n\n", markdown(reason)).expect(FITS);
    }
    for caveat in &statement.caveats {
        write!(out, "> {}\n>\n", markdown(caveat.of(lang))).expect(FITS);
    }
    scores(&mut out, &statement, lang);
    findings(&mut out, judgement, lang);
    scenarios(&mut out, judgement, lang);
    identity(&mut out, run, lang);
    cut(out)
}

const FITS: &str = "a String takes every character";

fn scores(out: &mut String, statement: &Statement, lang: Lang) {
    out.push_str(match lang {
        Lang::Fr => "\n| | Note | Satisfaites | Applicables | Au catalogue |\n",
        Lang::En => "\n| | Score | Satisfied | Applicable | In the catalogue |\n",
    });
    out.push_str("|---|---|---:|---:|---:|\n");
    for row in &statement.scores {
        writeln!(
            out,
            "| {} {} | {} | {} | {} | {} |",
            row.shape,
            row.state.of(lang),
            row.name.of(lang),
            row.score.satisfied,
            row.score.applicable,
            row.score.total
        )
        .expect(FITS);
    }
}

fn findings(out: &mut String, judgement: &Judgement, lang: Lang) {
    let roots: Vec<&Finding> =
        judgement.findings.iter().filter(|it| it.caused_by.is_none()).collect();
    if roots.is_empty() {
        return;
    }
    out.push_str(match lang {
        Lang::Fr => "\n### À corriger d'abord\n\n",
        Lang::En => "\n### What to fix first\n\n",
    });
    let (expected, observed, repeat) = match lang {
        Lang::Fr => ("attendu", "observé", "rejouer"),
        Lang::En => ("expected", "observed", "repeat"),
    };
    for finding in roots {
        let mark = Mark::of(finding.verdict);
        writeln!(
            out,
            "- {} **{}** {} {} ({})\n  - {expected}: {}\n  - {observed}: {}\n  - {repeat}: {}",
            mark.shape,
            markdown(if finding.requirement.is_empty() {
                mark.word.of(lang)
            } else {
                &finding.requirement
            }),
            markdown(&finding.about),
            markdown(&short(&finding.scenarios.join(", "), 200)),
            attribution(finding.attribution).of(lang),
            markdown(&short(&finding.expected, 600)),
            markdown(&short(&finding.observed, 600)),
            markdown_code(&finding.reproduce)
        )
        .expect(FITS);
    }
}

fn scenarios(out: &mut String, judgement: &Judgement, lang: Lang) {
    let it = judgement.inventory;
    match lang {
        Lang::Fr => write!(
            out,
            "\n### Parcours : {} prévus = {} joués + {} sans objet + {} non joués\n\n",
            it.planned, it.run, it.not_applicable, it.not_run
        ),
        Lang::En => write!(
            out,
            "\n### Journeys: {} planned = {} run + {} not applicable + {} not run\n\n",
            it.planned, it.run, it.not_applicable, it.not_run
        ),
    }
    .expect(FITS);
    out.push_str(match lang {
        Lang::Fr => "| Verdict | Scénario | Titre | Motif |\n|---|---|---|---|\n",
        Lang::En => "| Verdict | Scenario | Title | Reason |\n|---|---|---|---|\n",
    });
    let mut rows: Vec<_> = judgement.scenarios.iter().collect();
    rows.sort_by_key(|row| row.verdict == Verdict::Pass);
    for row in rows {
        let mark = Mark::of(row.verdict);
        writeln!(
            out,
            "| {} {} | {}/{} | {} | {} |",
            mark.shape,
            mark.word.of(lang),
            markdown(&row.id),
            markdown(&row.subject),
            markdown(&short(&row.title, 120)),
            markdown(&short(row.reason.as_deref().unwrap_or_default(), 240))
        )
        .expect(FITS);
    }
}

fn identity(out: &mut String, run: &Run, lang: Lang) {
    let it = run.started;
    let (label, suite) = match lang {
        Lang::Fr => ("Exécution", "banc d'essai"),
        Lang::En => ("Run", "suite"),
    };
    write!(
        out,
        "\n{label} {} · {suite} {} {} · {} · seed {} · {}\n",
        markdown_code(&it.id),
        markdown(&it.suite.version),
        markdown_code(&short(&it.suite.digest, 16)),
        markdown(&it.stack),
        it.seed,
        markdown_code(&it.command)
    )
    .expect(FITS);
}

/// Ends the text at a line end below [`MOST`], and says so.
fn cut(mut out: String) -> String {
    const NOTE: &str = "\n… cut here: see conformance.html\n";
    if out.len() > MOST {
        let mut end = MOST - NOTE.len();
        while !out.is_char_boundary(end) {
            end -= 1;
        }
        out.truncate(out[..end].rfind('\n').unwrap_or(end));
        out.push_str(NOTE);
    }
    out
}
