//! Which fields each `OpenWire` type has, in the order of the wire: versions 10 to 12, where those that a link
//! meets are the same.

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Flag,
    Byte,
    Int,
    Long,
    Text,
    /// Bytes that belong to an identifier.
    Bytes,
    /// Bytes that stay where they are in the frame.
    Span,
    /// A value of a type that is named before it.
    Nested,
    /// The same, or the number under which it was written before.
    Cached,
    /// Several nested values.
    List,
    Throwable,
    /// The eight bytes of `ActiveMQ`.
    Magic,
}

use Written::{Byte, Bytes, Cached, Flag, Int, List, Long, Magic, Nested, Span, Text, Throwable};

/// Fields in their order.
pub(super) type Fields = &'static [(&'static str, Written)];

const COMMAND: Fields = &[("command_id", Int), ("response_required", Flag)];

const RESPONSE: Fields = &[("correlation_id", Int)];

const WIRE_FORMAT: Fields = &[("magic", Magic), ("version", Int), ("properties", Span)];

const BROKER: Fields = &[
    ("broker_id", Cached),
    ("broker_url", Text),
    ("peers", List),
    ("broker_name", Text),
    ("slave", Flag),
    ("master", Flag),
    ("fault_tolerant", Flag),
    ("duplex", Flag),
    ("network", Flag),
    ("connection_id", Long),
    ("upload_url", Text),
    ("network_properties", Text),
];

const CONNECTION: Fields = &[
    ("connection_id", Cached),
    ("client_id", Text),
    ("password", Text),
    ("user_name", Text),
    ("broker_path", List),
    ("master_connector", Flag),
    ("manageable", Flag),
    ("client_master", Flag),
    ("fault_tolerant", Flag),
    ("failover_reconnect", Flag),
    ("client_ip", Text),
];

const CONSUMER: Fields = &[
    ("consumer_id", Cached),
    ("browser", Flag),
    ("destination", Cached),
    ("prefetch", Int),
    ("pending_limit", Int),
    ("dispatch_async", Flag),
    ("selector", Text),
    ("client_id", Text),
    ("subscription", Text),
    ("no_local", Flag),
    ("exclusive", Flag),
    ("retroactive", Flag),
    ("priority", Byte),
    ("broker_path", List),
    ("predicate", Nested),
    ("network", Flag),
    ("optimized_ack", Flag),
    ("no_range_acks", Flag),
    ("network_path", List),
];

const PRODUCER: Fields = &[
    ("producer_id", Cached),
    ("destination", Cached),
    ("broker_path", List),
    ("dispatch_async", Flag),
    ("window", Int),
];

const TRANSACTION: Fields =
    &[("connection_id", Cached), ("transaction_id", Cached), ("operation", Byte)];

const DESTINATION_INFO: Fields = &[
    ("connection_id", Cached),
    ("destination", Cached),
    ("operation", Byte),
    ("timeout", Long),
    ("broker_path", List),
];

const REMOVE_SUBSCRIPTION: Fields =
    &[("connection_id", Cached), ("subscription", Text), ("client_id", Text)];

const REMOVE: Fields = &[("object_id", Cached), ("last_delivered", Long)];

const CONSUMER_CONTROL: Fields = &[
    ("destination", Nested),
    ("close", Flag),
    ("consumer_id", Nested),
    ("prefetch", Int),
    ("flush", Flag),
    ("start", Flag),
    ("stop", Flag),
];

const CONNECTION_CONTROL: Fields = &[
    ("close", Flag),
    ("exit", Flag),
    ("fault_tolerant", Flag),
    ("resume", Flag),
    ("suspend", Flag),
    ("brokers", Text),
    ("reconnect_to", Text),
    ("rebalance", Flag),
    ("token", Bytes),
];

const PULL: Fields = &[
    ("consumer_id", Cached),
    ("destination", Cached),
    ("timeout", Long),
    ("correlation", Text),
    ("message_id", Nested),
];

const DISPATCH: Fields = &[
    ("consumer_id", Cached),
    ("destination", Cached),
    ("message", Nested),
    ("redelivery_counter", Int),
];

const ACK: Fields = &[
    ("destination", Cached),
    ("transaction_id", Cached),
    ("consumer_id", Cached),
    ("ack_type", Byte),
    ("first", Nested),
    ("last", Nested),
    ("count", Int),
    ("poison_cause", Throwable),
];

const MESSAGE: Fields = &[
    ("producer_id", Cached),
    ("destination", Cached),
    ("transaction_id", Cached),
    ("original_destination", Cached),
    ("message_id", Nested),
    ("original_transaction", Cached),
    ("group_id", Text),
    ("group_sequence", Int),
    ("correlation", Text),
    ("persistent", Flag),
    ("expiration", Long),
    ("priority", Byte),
    ("reply_to", Nested),
    ("timestamp", Long),
    ("jms_type", Text),
    ("content", Span),
    ("properties", Span),
    ("data_structure", Nested),
    ("target_consumer", Cached),
    ("compressed", Flag),
    ("redelivery_counter", Int),
    ("broker_path", List),
    ("arrival", Long),
    ("user_id", Text),
    ("received_by_bridge", Flag),
    ("droppable", Flag),
    ("cluster", List),
    ("broker_in_time", Long),
    ("broker_out_time", Long),
    ("first_for_consumer", Flag),
];

const BLOB: Fields = &[("remote_url", Text), ("mime_type", Text), ("deleted_by_broker", Flag)];

const DISPATCH_NOTE: Fields =
    &[("consumer_id", Cached), ("destination", Cached), ("delivery", Long), ("message_id", Nested)];

const MESSAGE_ID: Fields =
    &[("text", Text), ("producer_id", Cached), ("sequence", Long), ("broker_sequence", Long)];

const XA_TRANSACTION: Fields = &[("format", Int), ("global", Bytes), ("branch", Bytes)];

/// An identifier of something that a session has.
const OF_SESSION: [(&str, Written); 3] = [("connection", Text), ("session", Long), ("value", Long)];

/// The same, as producers have it: value before session.
const OF_PRODUCER: [(&str, Written); 3] =
    [("connection", Text), ("value", Long), ("session", Long)];

/// What a type's fields are, those of its kin first; none for a type that no client and broker exchange.
pub(super) fn layout(kind: u8) -> Option<&'static [Fields]> {
    Some(match kind {
        1 => &[WIRE_FORMAT],
        2 => &[COMMAND, BROKER],
        3 => &[COMMAND, CONNECTION],
        4 => &[COMMAND, &[("session_id", Cached)]],
        5 => &[COMMAND, CONSUMER],
        6 => &[COMMAND, PRODUCER],
        7 => &[COMMAND, TRANSACTION],
        8 => &[COMMAND, DESTINATION_INFO],
        9 => &[COMMAND, REMOVE_SUBSCRIPTION],
        10 | 11 | 15 => &[COMMAND],
        12 => &[COMMAND, REMOVE],
        14 => &[COMMAND, &[("order", Text)]],
        16 => &[COMMAND, &[("exception", Throwable), ("connection_id", Nested)]],
        17 => &[COMMAND, CONSUMER_CONTROL],
        18 => &[COMMAND, CONNECTION_CONTROL],
        19 => &[COMMAND, &[("producer_id", Nested), ("size", Int)]],
        20 => &[COMMAND, PULL],
        21 => &[COMMAND, DISPATCH],
        22 => &[COMMAND, ACK],
        23..=28 => &[COMMAND, MESSAGE],
        29 => &[COMMAND, MESSAGE, BLOB],
        30 => &[COMMAND, RESPONSE],
        31 => &[COMMAND, RESPONSE, &[("exception", Throwable)]],
        32 => &[COMMAND, RESPONSE, &[("data", Nested)]],
        33 => &[COMMAND, RESPONSE, &[("data", List)]],
        34 => &[COMMAND, RESPONSE, &[("result", Int)]],
        90 => &[COMMAND, DISPATCH_NOTE],
        91 => &[&[("broker_id", Cached), ("message_ttl", Int), ("consumer_ttl", Int)]],
        100..=103 => &[&[("name", Text)]],
        110 => &[MESSAGE_ID],
        111 => &[&[("value", Long), ("connection_id", Cached)]],
        112 => &[XA_TRANSACTION],
        120 | 124 => &[&[("value", Text)]],
        121 => &[&[("connection", Text), ("value", Long)]],
        122 => &[&OF_SESSION],
        123 => &[&OF_PRODUCER],
        _ => return None,
    })
}

/// Identifiers and destinations: what is written once and named by its number afterwards.
pub(super) fn is_cacheable(kind: u8) -> bool {
    matches!(kind, 100..=103 | 110..=112 | 120..=124)
}
