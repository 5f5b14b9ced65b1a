Feature: One vehicle on two roads
  Loads for one office may share a vehicle. While it is under way, it cannot leave for another.

  @FR33 @REQ-FRD-033 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A vehicle that is under way leaves once more, for another office
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released in the country of departure
    When the same vehicle leaves once more, with goods for an office at the border
    Then officers in the country under test are told of a vehicle on two roads, and of no other fraud
    When they leave, and are presented at the office of entry, which is their destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released in the country of departure
    When the partner goes away as announced, and its line is down meanwhile
    And the same vehicle leaves once more, with goods for an office at the border
    And the announced window ends, and its line is back
    And six hours go by
    Then officers in the country under test are told of a vehicle on two roads, and of no other fraud

  @HT33 @REQ-HON-033
  Scenario: A vehicle takes two loads to one office, and leaves once more when they have arrived
    Given two loads out of the country under test for one office, on one vehicle
    When each is declared, guaranteed and released
    And both loads enter the country of destination, arrive, and are found in order
    And the same vehicle leaves once more, with goods for an office at the border
    Then nobody in the country under test suspects anything
