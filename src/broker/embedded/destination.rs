//! Destination names, and topic patterns.

use std::fmt;

/// A queue or a topic by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Destination {
    Queue(String),
    Topic(String),
}

impl Destination {
    /// Reads `/queue/NAME` or `/topic/NAME`; a bare name is a queue, as `ActiveMQ` has it.
    pub(super) fn parse(text: &str) -> Self {
        if let Some(name) = text.strip_prefix("/topic/") {
            return Self::Topic(name.to_owned());
        }
        Self::Queue(text.strip_prefix("/queue/").unwrap_or(text).to_owned())
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Queue(name) | Self::Topic(name) => name,
        }
    }

    /// The name as STOMP headers carry it.
    pub(super) fn header(&self) -> String {
        match self {
            Self::Queue(name) => format!("/queue/{name}"),
            Self::Topic(name) => format!("/topic/{name}"),
        }
    }

    /// True when the name stands for several destinations, or for none.
    pub(super) fn is_pattern(&self) -> bool {
        let name = self.name();
        name.is_empty()
            || name.contains(',')
            || name.split('.').any(|part| part == "*" || part == ">" || part.is_empty())
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Queue(name) => write!(out, "queue://{name}"),
            Self::Topic(name) => write!(out, "topic://{name}"),
        }
    }
}

/// Whether a topic's name matches a pattern: `*` is one part, a last `>` is all the rest.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = name.split('.');
    for wanted in pattern.split('.') {
        match (wanted, parts.next()) {
            (">", _) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_part_by_part() {
        assert!(matches("audit.>", "audit.TRANSIT.TG.FROM.BF.CORE"));
        assert!(matches("audit.*.TG", "audit.X.TG"));
        assert!(!matches("audit.*", "audit.X.TG"));
        assert!(!matches("audit.X", "audit"));
    }

    #[test]
    fn wildcards_and_composites_are_patterns() {
        for text in ["/queue/A.*.B", "/queue/A.>", "/queue/A,/queue/B", "/queue/", "/queue/A..B"] {
            assert!(Destination::parse(text).is_pattern(), "{text}");
        }
        assert!(!Destination::parse("/queue/TRANSIT.TG.FROM.BF.CORE").is_pattern());
    }
}
