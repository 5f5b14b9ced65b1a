Feature: Planned unavailability
  A system that will be away says so. What waits for it waits until it is back, and nobody is blamed meanwhile.

  @TL11 @REQ-UNA-001 @REQ-UNA-002 @REQ-DEP-004 @REQ-GUA-003
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
