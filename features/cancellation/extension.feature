Feature: Time limit
  Goods in transit have so much time. Departure may grant more; lateness is noted, and never punished by itself.

  @CA05 @REQ-EXT-001 @REQ-EXT-002 @REQ-EXT-003 @REQ-GUA-003 @REQ-DEP-004
  Scenario: More time is granted before the limit
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the officer of departure grants three days more
    And the goods are presented between the old limit and the new one
    Then their arrival is told as in time
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the officer of departure grants three days more
    Then the other country is told of the new limit
    When the old limit passes
    Then the movement is not overdue
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @CA06 @REQ-EXT-001 @REQ-EXT-003 @REQ-GUA-003 @REQ-DEP-004
  Scenario: More time is granted after the limit
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the limit passes, and the movement is overdue
    And the officer of departure grants three days more
    Then the other country is told of the new limit
    And the movement is not overdue
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @TL09 @REQ-EXT-004 @REQ-EXT-005 @REQ-GUA-003
  Scenario: Goods arrive two days late, all intact
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented two days after the limit
    Then their arrival is told as late
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented two days after the limit
    And control finds the goods in order
    Then the movement is written off although late, and the guarantee free

  @CT13 @REQ-EXT-005
  Scenario: A late arrival is validated after a physical control
    Given a journey out of the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented two days after the limit
    And a physical control finds the goods in order
    Then the movement is written off although late, and marked so
