//! Code lists of cancellation, recovery and claims.

use super::{CodeList, NotInList};
use std::fmt;

code_list! {
    /// What a CAN wants (PD-31).
    CancellationAction {
        Request = "REQUEST", "cancel the movement", "annuler le mouvement";
        Revoke = "REVOKE", "the cancellation is taken back", "l'annulation est retirée";
    }
}

code_list! {
    /// Which way recovery is to go (section 3, RCQ).
    RecoveryRequestKind {
        Transfer = "TRANSFER", "departure hands recovery over", "le départ transmet le recouvrement";
        Claim = "CLAIM", "another country claims it", "un autre pays le réclame";
    }
}

code_list! {
    /// Answer to a request for recovery (D37).
    RecoveryVerdict {
        Accepted = "ACCEPTED", "the asker's wish is granted", "demande acceptée";
        Refused = "REFUSED", "departure stays competent", "demande refusée";
    }
}

code_list! {
    /// How recovery stands (section 3, RCC).
    RecoveryAction {
        Opened = "OPENED", "recovery is open", "recouvrement ouvert";
        Stop = "STOP", "recovery is to stop", "recouvrement à arrêter";
        Paid = "PAID", "duties were paid", "droits payés";
        Waived = "WAIVED", "duties were waived", "droits remis";
        Unrecoverable = "UNRECOVERABLE", "duties cannot be recovered", "droits irrécouvrables";
    }
}

impl RecoveryAction {
    /// True for what ends recovery (D40).
    pub const fn ends(self) -> bool {
        matches!(self, Self::Paid | Self::Waived | Self::Unrecoverable)
    }
}

code_list! {
    /// What a competent country does about its claim (GCL).
    ClaimAction {
        Claim = "CLAIM", "claims its portion", "appelle sa part";
        Withdraw = "WITHDRAW", "claims no longer", "retire son appel";
    }
}

code_list! {
    /// What has become of a claim (G7, G8, G10; GCR).
    ClaimResult {
        Accepted = "ACCEPTED", "the guarantor will pay", "le garant paiera";
        Rejected = "REJECTED", "the guarantor does not pay", "le garant ne paie pas";
        Paid = "PAID", "paid", "payé";
        Withdrawn = "WITHDRAWN", "withdrawn", "retiré";
        Ended = "ENDED", "the portion had ended before", "la part avait déjà pris fin";
    }
}
