//! What a line suffers, in words.

use crate::record::event::BiteFacts;
use crate::report::text::Text;

/// A fault by its name: `cut`, `delay`, ...
pub(super) fn effect(name: &str) -> Text {
    let (fr, en) = match name {
        "" | "cut" => ("coupée", "cut"),
        "refuse" => ("fermée aux nouvelles connexions", "closed to new connections"),
        "half-open" => ("muette", "silent"),
        "delay" => ("retardée", "delayed"),
        "jitter" => ("irrégulière", "jittery"),
        "throttle" => ("étranglée", "throttled"),
        "loss" => ("à pertes", "lossy"),
        "stall" => ("arrêtée", "stalled"),
        "reset" => ("réinitialisée", "reset"),
        "slow-close" => ("lente à fermer", "slow to close"),
        other => return Text::same(other),
    };
    Text::new(fr, en)
}

/// The same with its direction, where it has only one.
pub(super) fn directed(bite: &BiteFacts) -> Text {
    let effect = effect(&bite.effect);
    let (fr, en) = match bite.direction.as_str() {
        "up" => (" vers le courtier", " towards the broker"),
        "down" => (" depuis le courtier", " from the broker"),
        _ => return effect,
    };
    Text::new(format!("{}{fr}", effect.fr), format!("{}{en}", effect.en))
}

/// The exact point at which something failed, by its name.
pub(super) fn point(name: &str) -> Option<Text> {
    let (fr, en) = match name {
        "before-forward" => {
            ("après l'envoi, avant le courtier", "after sending, before the broker")
        }
        "before-receipt" => {
            ("après le courtier, avant le reçu", "after the broker, before the receipt")
        }
        "before-delivery" => {
            ("après le courtier, avant la lecture", "after the broker, before delivery")
        }
        "before-ack" => {
            ("après traitement, avant l'acquittement", "after processing, before the ACK")
        }
        "after-receive" => {
            ("à la réception, avant l'enregistrement", "on receipt, before the commit")
        }
        "after-commit" => {
            ("après l'enregistrement, avant l'acquittement", "after the commit, before the ACK")
        }
        "after-ack" => ("après l'acquittement", "after the ACK"),
        _ => return None,
    };
    Some(Text::new(fr, en))
}

/// Where and of which message: `after sending, before the broker (PAS)`.
pub(super) fn phase(bite: &BiteFacts) -> Text {
    let Some(point) = point(&bite.point) else { return any_moment() };
    match bite.code.as_str() {
        "" => point,
        code => Text::new(format!("{} ({code})", point.fr), format!("{} ({code})", point.en)),
    }
}

/// No exact point was asked for.
pub(super) fn any_moment() -> Text {
    Text::new("à tout moment", "at any moment")
}
