Feature: Trips beside the common one
  Empty vehicles, split consignments, arrivals at the last moment, and many vehicles at once.

  @HP13 @REQ-RUL-007 @REQ-RUL-008
  Scenario: The empty vehicle goes home
    Given a journey out of the country under test, secured by its own guarantor
    And it has come to its end
    When the empty vehicle goes back across the border
    Then nobody is told of it
    And no officer is alarmed

  @HP14 @REQ-RUL-003 @REQ-RUL-009 @REQ-DEP-004 @REQ-GUA-003
  Scenario: One bill of lading is split over four vehicles
    Given four vehicles out of the country under test under one bill of lading
    When each is declared, guaranteed and released
    Then the advance data of each name the bill of lading
    When each has entered the country of destination
    And the goods of one are presented and found in order
    Then that one is written off, and the others travel on
    When the goods of the others are presented and found in order
    Then each is written off for itself, and the guarantee is whole

  @HP15 @HT12 @REQ-RUL-010 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods arrive in the last hour of the time limit
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When half an hour of the time limit is left
    And the goods are presented at the office of destination
    Then their arrival is in time
    When control finds the goods in order
    Then the movement is written off and the guarantee free

  @HP16 @REQ-RUL-011
  Scenario: A hundred movements cross in both directions
    Given a hundred movements of all kinds of goods, half of them in each direction
    When all travel at the same time, and control finds all goods in order
    Then each is written off once, and every guarantee is whole
