//! What an incident must say by itself: both the reporting node and departure ask (PD-41).

use super::{Incident, Place};
use crate::profile::ContainerNumber;
use crate::profile::ids::ContainerError;
use crate::profile::lists::{FunctionalErrorCode, IncidentCode, LossExtent, PlaceKind};

/// A rule that an incident breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Code of the FNK.
    pub code: FunctionalErrorCode,
    /// Name of the rule.
    pub rule: &'static str,
    /// For people: what is wrong.
    pub why: String,
}

impl Broken {
    fn new(code: FunctionalErrorCode, rule: &'static str, why: &str) -> Self {
        Self { code, rule, why: why.to_owned() }
    }
}

impl Incident {
    /// The first rule that the incident breaks; none when all hold. A withdrawal takes back, and
    /// needs nothing of its own.
    pub fn broken_rule(&self) -> Option<Broken> {
        if self.withdraws.is_some() {
            return None;
        }
        let checks = [
            Self::endorsement_rule,
            Self::change_rule,
            Self::limit_rule,
            Self::place_rule,
            Self::loss_rule,
            Self::container_rule,
        ];
        checks.iter().find_map(|check| check(self))
    }

    /// PD-41: 2 4 7 8 need an authority that vouches.
    fn endorsement_rule(&self) -> Option<Broken> {
        let missing = self.code.needs_endorsement() && self.endorsement.is_none();
        let why = "an incident of this kind needs an endorsement";
        missing.then(|| Broken::new(FunctionalErrorCode::Rule, "R-ENDORSE", why))
    }

    /// What is new must be named [NCTS C0240, C0396].
    fn change_rule(&self) -> Option<Broken> {
        let missing = FunctionalErrorCode::MissingByCondition;
        match self.code {
            IncidentCode::SealsBroken if self.units.iter().all(|unit| unit.seals.is_empty()) => {
                Some(Broken::new(missing, "C0396", "broken seals name the new ones"))
            }
            IncidentCode::Transhipment | IncidentCode::MeansChanged if self.vehicles.is_empty() => {
                Some(Broken::new(missing, "C0240", "a change of means names the new ones"))
            }
            IncidentCode::Deviation
            | IncidentCode::SealsBroken
            | IncidentCode::Transhipment
            | IncidentCode::Unloading
            | IncidentCode::Obligations
            | IncidentCode::MeansChanged
            | IncidentCode::Attack
            | IncidentCode::TotalLoss
            | IncidentCode::SecondConsignment => None,
        }
    }

    /// PD-19: more time is asked for with code 5.
    fn limit_rule(&self) -> Option<Broken> {
        let stray = self.requested_limit.is_some() && self.code != IncidentCode::Obligations;
        let why = "a new limit is asked for with code 5 only";
        stray.then(|| Broken::new(FunctionalErrorCode::NotAllowed, "R-LIMIT", why))
    }

    fn place_rule(&self) -> Option<Broken> {
        let why = "the place is not written as its kind says";
        (!self.place.is_written()).then(|| Broken::new(FunctionalErrorCode::Rule, "R-PLACE", why))
    }

    fn loss_rule(&self) -> Option<Broken> {
        let loss = self.loss.as_ref()?;
        let unnamed = loss.extent == LossExtent::Part && loss.items.is_empty();
        let half = loss.extent == LossExtent::Part && self.code == IncidentCode::TotalLoss;
        let why = "a partial loss names its items, and is no total loss";
        (unnamed || half).then(|| Broken::new(FunctionalErrorCode::Rule, "R-LOSS", why))
    }

    fn container_rule(&self) -> Option<Broken> {
        let numbers = self.units.iter().filter_map(|unit| unit.container.as_deref());
        let wrong = numbers.map(str::parse::<ContainerNumber>).find_map(|parsed| match parsed {
            Err(error @ ContainerError::CheckDigit { .. }) => Some(error.to_string()),
            Ok(_) | Err(_) => None,
        })?;
        Some(Broken::new(FunctionalErrorCode::Rule, "R-CONTAINER", &wrong))
    }

    /// Every free text of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let vouched = self.endorsement.iter().flat_map(|by| [by.authority.as_str(), &by.place]);
        [self.text.as_str(), &self.place.text].into_iter().chain(vouched)
    }
}

impl Place {
    /// True when the text is what its kind says.
    fn is_written(&self) -> bool {
        match self.kind {
            PlaceKind::Address => true,
            PlaceKind::Locode => {
                let (country, place) = self.text.split_at_checked(2).unwrap_or_default();
                country.bytes().all(|byte| byte.is_ascii_uppercase())
                    && place.len() == 3
                    && place.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            }
            PlaceKind::Gnss => {
                let degrees = |text: &str, most: f64| {
                    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
                    text.bytes().all(plain)
                        && text.parse().is_ok_and(|value: f64| value.abs() <= most)
                };
                let pair = self.text.split_once(',');
                pair.is_some_and(|(lat, lon)| degrees(lat, 90.0) && degrees(lon, 180.0))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::message::{Body, sample};
    use crate::profile::Code;
    use crate::profile::lists::IncidentCode;

    use super::*;

    fn rule_of(change: impl FnOnce(&mut Incident)) -> Option<&'static str> {
        let Body::Inc(mut incident) = sample(Code::Inc, 3).body else { panic!("an incident") };
        incident.withdraws = None;
        incident.requested_limit = None;
        incident.loss = None;
        change(&mut incident);
        incident.broken_rule().map(|broken| broken.rule)
    }

    #[test]
    fn what_an_authority_must_vouch_for_is_refused_without() {
        for code in IncidentCode::ALL {
            let rule = rule_of(|incident| {
                incident.code = *code;
                incident.endorsement = None;
            });
            assert_eq!(rule == Some("R-ENDORSE"), code.needs_endorsement(), "{code}");
        }
        let withdrawn = rule_of(|incident| {
            incident.code = IncidentCode::TotalLoss;
            incident.endorsement = None;
            incident.withdraws = Some(1);
        });
        assert_eq!(withdrawn, None);
    }

    #[test]
    fn what_changes_is_named_and_more_time_is_asked_for_with_code_5() {
        let seals = rule_of(|incident| {
            incident.code = IncidentCode::SealsBroken;
            incident.units.clear();
        });
        assert_eq!(seals, Some("C0396"));
        let means = rule_of(|incident| {
            incident.code = IncidentCode::Transhipment;
            incident.vehicles.clear();
        });
        assert_eq!(means, Some("C0240"));
        let limit = rule_of(|incident| {
            incident.code = IncidentCode::Deviation;
            incident.requested_limit = Some(incident.event.at);
        });
        assert_eq!(limit, Some("R-LIMIT"));
        let container = rule_of(|incident| {
            incident.code = IncidentCode::Unloading;
            incident.units[0].container = Some("CSQU3054384".to_owned());
        });
        assert_eq!(container, Some("R-CONTAINER"));
    }

    #[test]
    fn places_are_written_as_their_kind_says() {
        let written = |kind, text: &str| Place { kind, text: text.to_owned() }.is_written();
        assert!(written(PlaceKind::Gnss, "11.11,0.02") && written(PlaceKind::Gnss, "-8.98,-1.13"));
        assert!(written(PlaceKind::Locode, "TGLFW") && written(PlaceKind::Address, "km 42"));
        for wrong in ["11.11", "91,0", "11,11,0", "inf,0", ""] {
            assert!(!written(PlaceKind::Gnss, wrong), "{wrong}");
        }
        for wrong in ["LFW", "tglfw", "TGLFWX", "é"] {
            assert!(!written(PlaceKind::Locode, wrong), "{wrong}");
        }
    }
}
