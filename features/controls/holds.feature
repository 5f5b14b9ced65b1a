Feature: Holds
  What nobody has explained forbids the end of a movement until evidence or an officer clears it; time never does.

  @CT06 @REQ-HLD-002 @REQ-HLD-003 @REQ-DEP-004 @REQ-GUA-002 @REQ-GUA-003
  Scenario: A seal is missing at destination, the goods are intact
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the goods arrive with a seal missing, and control finds them intact
    Then the movement is held for its seals, and nothing is written off
    And the guarantee stays reserved
    When the officer of departure clears the hold with a reason
    Then the hold is gone, and the write-off leaves
    And the movement is written off and the guarantee free

  @CT14 @REQ-HLD-004
  Scenario: A gate tells of a vehicle only after its arrival was recorded
    Given gates and tags tell all countries what they see
    And a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When their arrival is recorded, and no gate has seen the vehicle
    And the vehicle comes in through the gate after all
    And control finds the goods in order
    Then the result is told with the time at the gate, and the hold is gone
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When their arrival is recorded, and no gate has seen the vehicle
    And the vehicle comes in through the gate after all
    And control finds the goods in order
    Then the result is told with the time at the gate, and the hold is gone
