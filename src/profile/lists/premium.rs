//! Code lists of the premium of a guarantee, and of what it secures (PD-15).

use super::{CodeList, NotInList};
use std::fmt;

code_list! {
    /// Where goods of a transit come from (PD-15).
    GoodsOrigin {
        Overseas = "OVERSEAS", "from overseas", "d'outre-mer";
        Local = "LOCAL", "bought in the country of departure", "achetées dans le pays de départ";
    }
}

code_list! {
    /// Whose guarantor secures the goods (PD-15).
    GuarantorSide {
        Departure = "DEPARTURE", "the guarantor of the country of departure",
            "le garant du pays de départ";
        Destination = "DESTINATION", "the guarantor of the country of destination",
            "le garant du pays de destination";
    }
}

code_list! {
    /// Which countries have a portion of the guarantee (PD-15).
    PortionScope {
        Crossed = "CROSSED", "every country crossed", "chaque pays traversé";
        Entered = "ENTERED", "every country entered, so not that of departure",
            "chaque pays où l'on entre, donc pas celui de départ";
    }
}
