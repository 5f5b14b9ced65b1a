Feature: The broker fails
  The broker dies with messages that nobody has acknowledged, and comes back with its journal. Its store is full, and takes
  nothing until there is room again. It cannot be reached for days. It knows a country's credentials no more, until they are renewed.

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

  @LF19 @heavy @REQ-BUR-001 @REQ-RUL-011
  Scenario: Two thousand messages wait for a line that is down for three days
    Given forty movements into the country under test
    And all have entered the country of destination
    When the line of the country under test is down for three days, and its officers record fifty facts of each
    And the line is back
    Then all that waited is told, each once
    And each is written off once, and every guarantee is whole

  @LF34 @REQ-BUR-001 @REQ-RUL-011 @REQ-INV-006
  Scenario: A hundred messages wait for a line that is down for three days
    Given two movements into the country under test
    And all have entered the country of destination
    When the line of the country under test is down for three days, and its officers record fifty facts of each
    And the line is back
    Then all that waited is told, each once
    And each is written off once, and every guarantee is whole

  @LF21 @REQ-FUL-001 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The broker's store is full when goods arrive
    Given a broker that may be killed
    And a journey into the country under test, secured by its own guarantor
    And the journey stands before the arrival
    When the broker's store is full
    Then officers of the country under test can record the arrival, which stands before the broker
    When the broker has room again
    Then what stood there is taken, once, and is answered
    When the journey goes on to its end
    Then the movement is written off and the guarantee free
    And both countries say that the movement is over

  @LF25 @REQ-CRD-001 @REQ-HUB-005 @REQ-INV-006 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The credentials of the country under test expire, and are renewed
    Given a broker that may be killed
    And both systems watch their link
    And a journey into the country under test, secured by its own guarantor
    And the journey stands before the arrival
    When the broker's credentials of the country under test expire
    Then officers of the country under test can record the arrival without their broker
    And officers of the country under test can record the control without their broker
    When hours go by
    Then its officers were told that the partner cannot be heard
    When its credentials are renewed
    Then what was recorded goes out with the new credentials, once, and is answered
    When the journey goes on to its end
    Then the movement is written off and the guarantee free
    And both countries say that the movement is over

  @LF27 @REQ-LNK-003 @REQ-DUP-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A second broker takes over the store of the first
    Given a second broker that waits for the store of the first
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the broker is killed before the country under test acknowledges the entry
    And the second broker takes over
    Then the entry is answered again by a node that took its queues up
    When the goods are presented at the office of destination
    Then the arrival is answered by a node that took its queues up
    And the entry has had one effect
    When control finds the goods in order
    Then the movement is written off and the guarantee free
