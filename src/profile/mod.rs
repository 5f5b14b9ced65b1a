//! The corridor profile as data: codes, identifiers, queues, schemas, lists, timers.
