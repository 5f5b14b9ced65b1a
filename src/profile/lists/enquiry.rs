//! Codes of the search for goods that are missed.

use std::fmt;

use super::{CodeList, NotInList};

code_list! {
    /// What made a country ask for the status of a movement (PD-51).
    StatusReason {
        Limit = "LIMIT", "the time limit has passed", "le délai est dépassé";
        NoResult = "NO_RESULT", "no control result since the arrival",
            "aucun résultat de contrôle depuis l'arrivée";
        NoEntry = "NO_ENTRY", "nobody saw the entry", "personne n'a vu l'entrée";
        Held = "HELD", "a message waits for its forerunner",
            "un message attend celui qui le précède";
        NoAnswer = "NO_ANSWER", "a message was not answered for a day",
            "un message est sans réponse depuis un jour";
        Gap = "GAP", "sequence numbers are missing", "des numéros d'ordre manquent";
        Epoch = "EPOCH", "the partner was restored from a backup",
            "le partenaire a été restauré d'une sauvegarde";
        Officer = "OFFICER", "an officer asks", "un agent le demande";
    }
}

code_list! {
    /// Answer to an enquiry (D31, D32).
    EnquiryCode {
        Unknown = "1", "the movement is unknown here", "mouvement inconnu ici";
        Duplicate = "2", "the answer was given before", "réponse déjà donnée";
        ProofSent = "3", "a proof was sent", "preuve envoyée";
        WantsRecovery = "4", "this country claims the recovery",
            "ce pays revendique le recouvrement";
    }
}

code_list! {
    /// What is told in an open enquiry (section 3, ENI).
    EnquiryKind {
        Info = "INFO", "information", "information";
        Proof = "PROOF", "a proof", "preuve";
        Close = "CLOSE", "the enquiry is closed", "recherche close";
    }
}
