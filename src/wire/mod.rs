//! STOMP 1.2 on the wire: frames, their bytes, and where one ends.
