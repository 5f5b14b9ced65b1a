Feature: Other seals, containers and vehicles
  What arrives must be what left. Only what was told on the way may have changed.

  @FR07 @REQ-FRD-007 @REQ-FRD-050 @REQ-GUA-002
  Scenario: Seals are exchanged for others that look as good
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the goods arrive under other seals that look as good, and control finds them in order
    Then officers in the country under test are told of other seals, and of no other fraud
    And the alert about other seals says what it blocks
    And nothing is written off on it
    And the guarantee stays reserved

  @HT07 @REQ-HON-007 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Seals broke in an accident, and the police set new ones
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the seals break in an accident, and the police vouch for it
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free

  @FR08 @REQ-FRD-008 @REQ-GUA-002
  Scenario: Somebody calls another container satisfactory
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And an officer there finds another container, and calls it satisfactory
    Then the officer may not
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And a control result comes from the partner that calls another container satisfactory
    Then it is refused, for another container is none that left
    And officers in the country under test are told of another container, and of no other fraud
    And nothing is written off on it
    And the guarantee stays reserved

  @HT08 @REQ-HON-008 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A container leaked, and customs had the goods put into another one
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released in the country of departure
    When the container is damaged before the exit, and the goods go into another one
    And the goods travel on to the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free

  @FR09 @REQ-FRD-009 @REQ-GUA-002
  Scenario: Another vehicle brings the goods, and nobody has said why
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When another vehicle brings the goods, and control finds them in order
    Then officers in the country under test are told of another vehicle, and of no other fraud
    And nothing is written off on it
    And the guarantee stays reserved
