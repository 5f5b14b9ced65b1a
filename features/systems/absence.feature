Feature: Planned unavailability
  A system that will be away says so. What waits for it waits until it is back, and nobody is blamed meanwhile.

  @TL11 @REQ-UNA-001 @REQ-UNA-002 @REQ-UNA-003 @REQ-ENQ-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The limit passes while the partner is away as announced
    When the country under test announces that it will be away
    Then the partner is told of the window
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the partner announces that it will be away when the limit passes
    And the limit passes while the partner is away
    Then the movement is not called overdue
    When the announced window has ended
    Then the movement is called overdue
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    And the partner announces that it will be away for three days
    And nobody answers the enquiry for 28 days
    Then the principal is not asked yet, for the partner was away
    When three more days have passed
    Then the principal is asked for a proof, and nothing is recovered yet

  @LF28 @REQ-UNA-004 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The partner's line is down while the partner is away as announced
    Given both systems watch their link
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the partner goes away as announced, and its line is down meanwhile
    And the announced window ends, and its line is back
    Then nobody was alarmed about the partner's silence
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
