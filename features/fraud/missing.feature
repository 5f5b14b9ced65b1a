Feature: Goods that never come
  Goods in transit that are sold on the way are missed by somebody. Whoever is only late has asked in time.

  @FR01 @REQ-FRD-001 @REQ-GUA-002
  Scenario: Goods are unloaded on the way, and never presented
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and a week more
    Then officers in the country under test are told of goods that nobody has seen, and of no other fraud
    And nothing is written off on it
    And the guarantee stays reserved
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and a week more
    Then officers in the country under test are told of goods that nobody has seen, and of no other fraud

  @HT01 @REQ-HON-001 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A convoy is late, and has said so in time
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the convoy is held up, and ten days more are asked for
    And the officer of departure grants the time that was asked for
    And the old limit passes
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free

  @FR12 @REQ-FRD-012 @REQ-GUA-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The time limit passes without an arrival
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes
    Then officers in the country under test are told of a limit that has passed, and of no other fraud
    And nothing is written off on it
    And the guarantee stays reserved
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @FR20 @REQ-FRD-020
  Scenario: A used car never leaves the country that it only crosses
    Given the car journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    And the time limit passes, and a week more
    Then officers in the country under test are told of a car that never left, and of no other fraud
    And nothing is written off on it

  @HT20 @REQ-HON-020 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A used car is cleared where it was declared to go
    Given the car journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    And the goods travel to the office of destination
    And control finds the goods in order, and they are cleared for home use
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free
