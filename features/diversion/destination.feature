Feature: Goods at another office of destination
  Goods turn up at an office that nobody expected them at. The office asks departure for the record, and the goods wait.

  @DV01 @REQ-DIV-002 @REQ-DIV-003 @REQ-FWD-001 @REQ-DEP-004
  Scenario: Another office of the same country is approved
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented at another office of destination
    Then nothing is granted before an officer of departure decides
    When the officer of departure approves the other office
    Then the whole record is granted
    And all are told where the goods have arrived
    When control finds the goods in order at the other office
    Then the movement is written off at the other office, and the guarantee free

  @DV02 @REQ-DIV-001 @REQ-DIV-004 @REQ-DIV-011 @REQ-DIV-012 @REQ-GUA-002
  Scenario: Another office of the same country is refused
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented at another office of destination
    Then the record is asked for, and no arrival is told
    When the officer of departure refuses the other office
    Then the goods are held at the other office, and no arrival is told
    And the guarantee stays reserved
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented at another office of destination
    And nobody decides for a day
    Then the record is refused for want of a decision, and officers were reminded
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented at another office of destination
    And the officer of departure refuses the other office
    And the goods are presented at the other office once more
    And the officer of departure approves the other office
    Then the arrival at the other office is told after all

  @DV04 @REQ-DIV-004 @REQ-DIV-010
  Scenario: Goods turn up whose movement is cancelled
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    And the cancellation is complete
    And the goods are presented at the office of destination all the same
    Then the record is refused because the movement is cancelled, and it stays so
    Given a journey into the country under test, secured by its own guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    And the cancellation is complete
    And the goods are presented at the office of destination all the same
    Then the goods are held at the office of destination, and no arrival is told

  @DV06 @HT29 @REQ-DIV-009 @REQ-FWD-003
  Scenario: The response is lost with the line, and the request is sent again
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented at another office of destination
    And the line drops before the approval of the other office is acknowledged
    And the line is back, and the request is sent again
    Then the arrival at the other office is told once
    And the declared office expects the goods no longer
    When control finds the goods in order at the other office
    Then the movement is written off at the other office

  @DV07 @FR02 @HT02 @REQ-DIV-003 @REQ-DIV-005 @REQ-DIV-006 @REQ-GUA-002
  Scenario: A tanker may change its destination only with an approval from before
    Given a journey out of the country under test, secured by its own guarantor
    And its goods are fuel
    And the goods are released and have entered the country of destination
    When the goods are presented at another office of destination
    Then the record is refused because the goods are fuel
    And the guarantee stays reserved
    Given a journey out of the country under test, secured by its own guarantor
    And its goods are fuel
    And the goods are released and have entered the country of destination
    When the officer of departure records an approval of the other office
    And the goods are presented at another office of destination
    Then the record is granted at once
    And the whole record is granted
