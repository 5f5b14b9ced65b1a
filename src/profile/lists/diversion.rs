//! Code lists of record requests, their answers and what follows (section 3, TRQ TRR FWD).

use super::{CodeList, NotInList, fmt};

code_list! {
    /// Role of an office where goods are presented (section 3, TRQ).
    OfficeRole {
        Exi = "EXI", "passage office of exit", "bureau de passage à la sortie";
        Ent = "ENT", "passage office of entry", "bureau de passage à l'entrée";
        Dst = "DST", "office of destination", "bureau de destination";
    }
}

code_list! {
    /// Answer to a record request (PD-45).
    RecordVerdict {
        Granted = "GRANTED", "granted", "accordée";
        Refused = "REFUSED", "refused", "refusée";
    }
}

code_list! {
    /// Why a record request was refused (section 3, TRR).
    RecordRefusal {
        Elsewhere = "1", "goods arrived elsewhere", "marchandises arrivées ailleurs";
        Cancelled = "2", "movement is cancelled", "mouvement annulé";
        Unknown = "3", "movement is unknown", "mouvement inconnu";
        Other = "4", "another reason", "autre motif";
    }
}

code_list! {
    /// The other reason of a refused record request (PD-45).
    RefusalReason {
        Closed = "CLOSED", "movement has ended without arrival", "mouvement terminé sans arrivée";
        Fuel = "FUEL", "fuel, and no approval recorded before the presentation",
            "carburant, sans accord enregistré avant la présentation";
        Guarantee = "GUARANTEE", "guarantee has no portion for the country",
            "pas de part de garantie pour le pays";
        NoDecision = "NO_DECISION", "no decision in time, may be asked again",
            "pas de décision à temps, peut être redemandé";
        Officer = "OFFICER", "refused by an officer", "refusé par un agent";
    }
}
