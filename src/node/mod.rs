//! A reference national system: departure, passage, destination, guarantor.
