Feature: Joint posts
  At a joint post a vehicle leaves one country and enters the other. One event without the other is told to the officers of
  both; it holds nobody.

  @FR21 @REQ-PCJ-001 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A vehicle has left the other country, and has not come
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the vehicle dwells at the joint post for 23 hours
    And it dwells there for two hours more
    Then officers in the country under test are told that the entry is missing
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HT21 @REQ-PCJ-001 @REQ-PCJ-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A vehicle dwells at the joint post for nearly a day, and then for longer
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the vehicle dwells at the joint post for 23 hours
    Then nobody in the country under test is alerted
    When it dwells there for two hours more
    Then officers in the country under test are told that the entry is missing
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
