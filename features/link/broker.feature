Feature: Broker restarts
  The broker dies with messages that nobody has acknowledged, and comes back with its journal.

  @LF20 @REQ-LNK-003 @REQ-DUP-002
  Scenario: The broker is killed with an unacknowledged entry
    Given a broker that may be killed
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the broker is killed before the country under test acknowledges the entry
    And the broker is back
    Then the entry is answered again by a node that took its queues up
    When the goods are presented at the office of destination
    Then the arrival is answered by a node that took its queues up
    And the entry has had one effect
    When control finds the goods in order
    Then the movement is written off and the guarantee free
