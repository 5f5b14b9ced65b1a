Feature: Vehicles at another border
  A vehicle comes to an office of entry that was not declared.

  @DV03 @REQ-DIV-008 @REQ-FWD-002 @REQ-DEP-004
  Scenario: Where the itinerary does not bind, the other border is granted by itself
    Given a journey out of the country under test, secured by its own guarantor
    And its itinerary does not bind
    And the goods are released and have left the country of departure
    When the vehicle is presented at another office of entry
    Then the other office of entry is granted by itself, and nothing is forwarded yet
    When the vehicle goes on from the other office of entry
    Then all are told where the vehicle has entered
    And the declared office of entry expects the vehicle no longer
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @DV05 @REQ-DIV-007 @REQ-DIV-013 @REQ-DEP-004
  Scenario: The goods have arrived elsewhere already
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And a second vehicle under the same number is presented at another office of entry
    Then the record is refused because the goods have arrived elsewhere, and officers are alerted
    And the second vehicle is held, and the movement stands as it was
    When control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey into the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And a second vehicle under the same number is presented at another office of entry
    And an officer records what became of the second vehicle
    Then departure is told what became of the second vehicle
