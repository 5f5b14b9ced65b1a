//! Every state of the profile's tables 5.1 to 5.3, by name.

use serde::{Deserialize, Serialize};

/// The states of one table as an enum, each with its name in the profile.
macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$what])* $variant,)*
        }

        impl $name {
            /// Every state, in the profile's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Name in the profile.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

states! {
    /// States of the office of departure (5.1). OVERDUE, late and diverted are flags beside them.
    DepartureState {
        /// Declared.
        Registered = "REGISTERED",
        /// The guarantor is asked.
        GuaPending = "GUA_PENDING",
        /// The guarantor refused.
        GuaAmend = "GUA_AMEND",
        /// Covered.
        Guaranteed = "GUARANTEED",
        /// Never released: final.
        NotReleased = "NOT_RELEASED",
        /// On the road, in the country of departure.
        Released = "RELEASED",
        /// Left the country of departure.
        Exited = "EXITED",
        /// Entered a partner's country.
        InPartner = "IN_PARTNER",
        /// Cancellation is on its way to those advised.
        CancelPending = "CANCEL_PENDING",
        /// Cancelled: final.
        Cancelled = "CANCELLED",
        /// Presented at destination.
        Arrived = "ARRIVED",
        /// Control at destination was not satisfactory.
        Discrepancy = "DISCREPANCY",
        /// Overdue, and the partner is asked where the goods are.
        Enquiry = "ENQUIRY",
        /// Goods are reported lost; relief is asked for.
        LossReview = "LOSS_REVIEW",
        /// Duties are to be recovered.
        Recovery = "RECOVERY",
        /// Written off: final.
        Discharged = "DISCHARGED",
        /// Recovery has ended: final.
        ClosedRecovered = "CLOSED_RECOVERED",
    }
}

impl DepartureState {
    /// `TRAVEL` of the profile.
    pub const fn is_travel(self) -> bool {
        matches!(self, Self::Released | Self::Exited | Self::InPartner)
    }

    /// True before the release, while a release is still possible.
    pub const fn is_before_release(self) -> bool {
        matches!(self, Self::Registered | Self::GuaPending | Self::GuaAmend | Self::Guaranteed)
    }

    /// True when the movement has ended (`*` in the profile).
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::NotReleased | Self::Cancelled | Self::Discharged | Self::ClosedRecovered
        )
    }
}

states! {
    /// States of one office of passage and direction (5.2). NONE is the absence of a record.
    PassageState {
        /// Advised.
        Expected = "EXPECTED",
        /// Presented without a usable record: departure is asked.
        Requested = "REQUESTED",
        /// Vehicle and goods are here.
        Presented = "PRESENTED",
        /// Refused onward.
        Stopped = "STOPPED",
        /// Departure refused the record: goods stand here.
        Held = "HELD",
        /// Let on: final.
        Passed = "PASSED",
        /// Another office of the same direction let it on: final.
        PassedElsewhere = "PASSED_ELSEWHERE",
        /// Departure cancelled the movement.
        Cancelled = "CANCELLED",
        /// Presented on a cancelled movement.
        CancelledPresented = "CANCELLED_PRESENTED",
        /// Ended before it came, or by a national outcome: final.
        Closed = "CLOSED",
    }
}

impl PassageState {
    /// True when vehicle and goods were presented here (P11).
    pub const fn has_seen_goods(self) -> bool {
        match self {
            Self::Requested
            | Self::Presented
            | Self::Stopped
            | Self::Held
            | Self::Passed
            | Self::CancelledPresented => true,
            Self::Expected | Self::PassedElsewhere | Self::Cancelled | Self::Closed => false,
        }
    }

    /// True while this office still waits for the vehicle or holds it (I4).
    pub const fn is_open(self) -> bool {
        match self {
            Self::Expected
            | Self::Requested
            | Self::Presented
            | Self::Stopped
            | Self::Held
            | Self::CancelledPresented => true,
            Self::Passed | Self::PassedElsewhere | Self::Cancelled | Self::Closed => false,
        }
    }
}

states! {
    /// States of the destination's part (5.3). NONE is the absence of a record.
    DestinationState {
        /// Advised.
        Expected = "EXPECTED",
        /// Presented without a usable record: departure is asked.
        Requested = "REQUESTED",
        /// Departure refused the record: goods stand here.
        Held = "HELD",
        /// Presented, and departure told.
        Arrived = "ARRIVED",
        /// Control has begun.
        Control = "CONTROL",
        /// A result has left.
        ResultSent = "RESULT_SENT",
        /// Departure has opened the discrepancy procedure.
        Discrepancy = "DISCREPANCY",
        /// The discrepancy was not resolved: duties are to be recovered.
        Recovery = "RECOVERY",
        /// Departure refused the arrival: goods are held until it decides.
        ArrivalDisputed = "ARRIVAL_DISPUTED",
        /// Another office has the goods: final unless departure decides anew.
        ArrivedElsewhere = "ARRIVED_ELSEWHERE",
        /// Departure cancelled the movement.
        Cancelled = "CANCELLED",
        /// Presented on a cancelled movement.
        CancelledPresented = "CANCELLED_PRESENTED",
        /// Written off: final.
        Closed = "CLOSED",
    }
}

impl DestinationState {
    /// True when nothing more is expected here.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::ArrivedElsewhere | Self::Cancelled)
    }

    /// True when the goods were presented here (A16).
    pub const fn has_seen_goods(self) -> bool {
        match self {
            Self::Requested
            | Self::Held
            | Self::Arrived
            | Self::Control
            | Self::ResultSent
            | Self::Discrepancy
            | Self::Recovery
            | Self::ArrivalDisputed
            | Self::CancelledPresented => true,
            Self::Expected | Self::ArrivedElsewhere | Self::Cancelled | Self::Closed => false,
        }
    }

    /// True once the goods were presented here and departure was told (A2 and later).
    pub const fn has_arrival(self) -> bool {
        matches!(
            self,
            Self::Arrived
                | Self::Control
                | Self::ResultSent
                | Self::Discrepancy
                | Self::Recovery
                | Self::ArrivalDisputed
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_given_once_and_only_ended_movements_are_final() {
        let names: BTreeSet<&str> = DepartureState::ALL.iter().map(|s| s.as_str()).collect();
        assert_eq!(names.len(), DepartureState::ALL.len());
        let ended: Vec<&str> =
            DepartureState::ALL.iter().filter(|s| s.is_final()).map(|s| s.as_str()).collect();
        assert_eq!(ended, ["NOT_RELEASED", "CANCELLED", "DISCHARGED", "CLOSED_RECOVERED"]);
        assert!(DepartureState::ALL.iter().all(|s| !(s.is_final() && s.is_travel())));
        assert!(DestinationState::ALL.iter().all(|s| !(s.is_final() && s.has_arrival())));
    }
}
