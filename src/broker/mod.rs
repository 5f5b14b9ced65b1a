//! A STOMP client, and an embedded broker that behaves as the corridor's ActiveMQ does.
