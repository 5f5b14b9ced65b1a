//! The one function from outcome to everything that speaks of it: banner, JSON, `JUnit`, exit code.

use crate::conformance::outcome::Outcome;
use crate::conformance::verdict::Verdict;
use crate::report::text::{Mark, Text};

/// How a run ended, as every rendering tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The outcome itself, as `result.json` writes it.
    pub outcome: Outcome,
    /// The process exit code.
    pub exit: u8,
    /// The word of the banner.
    pub headline: Text,
    /// What the word means, one sentence.
    pub meaning: Text,
    /// Shape and colour of the banner, and what `JUnit` makes of it: only
    /// [`Verdict::Pass`] is green.
    pub verdict: Verdict,
}

impl Ending {
    /// What every rendering says of that outcome.
    pub fn of(outcome: Outcome) -> Self {
        let (verdict, fr, en) = words(outcome);
        Self {
            outcome,
            exit: outcome.exit(),
            headline: Text::new(fr.0, en.0),
            meaning: Text::new(fr.1, en.1),
            verdict,
        }
    }

    /// True for the one outcome that is exit 0 and a green build.
    pub fn is_green(&self) -> bool {
        self.verdict == Verdict::Pass
    }

    /// Shape and colour of the banner.
    pub fn mark(&self) -> Mark {
        Mark::of(self.verdict)
    }

    /// The outcome as machines read it, e.g. `harness_error`.
    pub fn code(&self) -> String {
        match serde_json::to_value(self.outcome) {
            Ok(serde_json::Value::String(code)) => code,
            other => panic!("an outcome is written as a text, not as {other:?}"),
        }
    }
}

/// Verdict, then word and sentence in French, then in English.
type Words = (Verdict, (&'static str, &'static str), (&'static str, &'static str));

fn words(outcome: Outcome) -> Words {
    match outcome {
        Outcome::Conformant => (
            Verdict::Pass,
            ("CONFORME", "Tout ce qui était prévu a été jugé, et aucune exigence n'est enfreinte."),
            ("CONFORMANT", "Everything planned was judged, and no requirement is violated."),
        ),
        Outcome::Nonconformant => (
            Verdict::Fail,
            ("NON CONFORME", "Au moins une exigence obligatoire est enfreinte."),
            ("NOT CONFORMANT", "At least one mandatory requirement is violated."),
        ),
        Outcome::LatencyFailed => (
            Verdict::Fail,
            ("TROP LENT", "Conforme quant au fond, mais une limite de temps est dépassée."),
            ("TOO SLOW", "Functionally conformant, but a limit of time is exceeded."),
        ),
        Outcome::SelfTestFailed => (
            Verdict::Fail,
            (
                "AUTOCONTRÔLE ÉCHOUÉ",
                "Ce banc d'essai n'a pas vu un défaut connu, ou a refusé une variante permise.",
            ),
            ("SELF-TEST FAILED", "This harness missed a known flaw, or refused a legal variant."),
        ),
        Outcome::Different => (
            Verdict::Fail,
            ("DIFFÉRENT", "Les deux exécutions diffèrent."),
            ("DIFFERENT", "The two runs differ."),
        ),
        Outcome::Invalid => (
            Verdict::Fail,
            ("INVALIDE", "L'enregistrement n'est pas ce qu'il prétend être."),
            ("INVALID", "The record is not what it claims to be."),
        ),
        Outcome::KnownIssuesStale => (
            Verdict::Fail,
            ("LISTE PÉRIMÉE", "La liste des défauts connus ne correspond plus."),
            ("KNOWN ISSUES STALE", "The list of known issues no longer fits."),
        ),
        other => undecided(other),
    }
}

fn undecided(outcome: Outcome) -> Words {
    match outcome {
        Outcome::Inconclusive => (
            Verdict::Inconclusive,
            (
                "INCOMPLET",
                "Aucune infraction vue, mais une exigence obligatoire n'a pu être jugée.",
            ),
            ("INCOMPLETE", "No violation was seen, but something mandatory could not be judged."),
        ),
        Outcome::Interrupted => (
            Verdict::Inconclusive,
            ("INTERROMPU", "L'exécution a été arrêtée avant sa fin."),
            ("INTERRUPTED", "The run was stopped before its end."),
        ),
        Outcome::NothingRun => (
            Verdict::NotRun,
            ("RIEN N'A ÉTÉ JOUÉ", "La sélection ne correspond à aucun scénario."),
            ("NOTHING WAS PLAYED", "The selection matches no scenario."),
        ),
        Outcome::HarnessError => (
            Verdict::Error,
            (
                "ERREUR DU BANC D'ESSAI",
                "Le banc d'essai, le courtier ou la machine a failli : rien n'est dit du nœud.",
            ),
            (
                "HARNESS ERROR",
                "The harness, the broker or the host failed: nothing is said of the node.",
            ),
        ),
        Outcome::PreflightFailed => (
            Verdict::Error,
            ("PAS PRÊT", "Le nœud ou son environnement n'était pas prêt : rien n'a été joué."),
            ("NOT READY", "The node or its environment was not ready: nothing was played."),
        ),
        Outcome::Usage => (
            Verdict::Error,
            ("MAL DEMANDÉ", "La ligne de commande ou un fichier de scénario est erroné."),
            ("USAGE ERROR", "The command line or a scenario file is wrong."),
        ),
        other => unusable(other),
    }
}

fn unusable(outcome: Outcome) -> Words {
    match outcome {
        Outcome::LoadInvalid => (
            Verdict::Error,
            (
                "CHARGE NON VALABLE",
                "Le générateur n'a pas suivi le plan : ses chiffres ne veulent rien dire.",
            ),
            ("LOAD NOT VALID", "The generator did not follow its plan: its figures mean nothing."),
        ),
        Outcome::Incomparable => (
            Verdict::Error,
            ("INCOMPARABLE", "Les deux exécutions ne peuvent être comparées."),
            ("INCOMPARABLE", "The two runs cannot be compared."),
        ),
        Outcome::Expired => (
            Verdict::Error,
            ("EXPIRÉ", "Valable autrefois, plus maintenant."),
            ("EXPIRED", "Valid once, no longer."),
        ),
        _ => (
            Verdict::Error,
            ("DÉFAUT DU BANC D'ESSAI", "Ce programme a un défaut : rien n'est dit du nœud."),
            ("DEFECT OF THE HARNESS", "This program has a defect: nothing is said of the node."),
        ),
    }
}
