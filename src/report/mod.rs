//! Pages and machine files drawn from a record and its verdicts.
