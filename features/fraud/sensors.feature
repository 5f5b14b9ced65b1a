Feature: Gates and tags
  The gate of an office and the tag on a vehicle tell what they see, whatever somebody writes down.

  @FR27 @REQ-FRD-027 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The tag is taken off on the road
    Given gates and tags tell all countries what they see
    And a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And the tag is taken off on the road, and no exit follows
    Then officers in the country under test are told of a tag that was taken off before the exit, and of no other fraud
    When the vehicle goes on to the office of destination, and comes in through its gate
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HT27 @REQ-HON-027 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The tag is taken off at the office of exit
    Given gates and tags tell all countries what they see
    And a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And the tag is taken off at the exit, ten minutes before the vehicle goes on
    And the vehicle enters, and comes in through the gate of the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free

  @FR31 @REQ-FRD-031 @REQ-GUA-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: An insider records goods that no gate has seen
    Given gates and tags tell all countries what they see
    And a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When their arrival is recorded, and no gate has seen the vehicle
    Then the arrival is told without any gate's word
    And officers in the country under test are told of an arrival that no gate has seen, and of no other fraud
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When their arrival is recorded, and no gate has seen the vehicle
    And control finds the goods in order
    Then officers in the country under test are told of an arrival that no gate has seen, and of no other fraud
    And nothing is written off on it
    And the guarantee stays reserved
    When the officer of departure clears the hold for the gate
    Then the movement is written off and the guarantee free

  @HT31 @REQ-HON-031 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods are recorded that came in through the gate
    Given gates and tags tell all countries what they see
    And a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When goods arrive that came in through the gate of the office of destination
    Then the arrival is told with the time at the gate
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When goods arrive that came in through the gate of the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free
