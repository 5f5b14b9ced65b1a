Feature: Incidents
  A vehicle breaks down, seals break, a road is closed. The nearest office writes down what happened and what is new, the
  country of departure takes it over, and the goods go on as what they are now.

  @IN01 @HT09 @REQ-INC-009 @REQ-DEP-004
  Scenario: Another tractor takes the trailer over
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When another tractor takes over, and the seals are intact
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the change of tractor keeps nothing from being written off
    And the movement is written off and the guarantee free

  @IN02 @REQ-INC-001 @REQ-INC-002
  Scenario: Goods are moved to another vehicle under customs supervision
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the vehicle breaks down, and the goods go on in another one under new seals
    Then the country of departure is told of the incident as recorded
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @IN03 @REQ-INC-006 @REQ-INC-008 @REQ-DEP-004
  Scenario: Seals break in an accident
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the seals break in an accident, and the police vouch for it
    Then the country of departure applies the incident
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then what the incident has changed keeps nothing from being written off
    And the movement is written off and the guarantee free

  @IN04 @REQ-INC-008 @REQ-DEP-004
  Scenario: A road is closed
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the road is closed, and the vehicle has to leave its itinerary
    Then the country of departure applies the incident
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @IN07 @REQ-INC-001 @REQ-INC-002 @REQ-INC-008 @REQ-EXT-001 @REQ-EXT-003 @REQ-DEP-004
  Scenario: A convoy is held up for ten days
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the convoy is held up, and ten days more are asked for
    Then the country of departure is told of the incident as recorded
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the convoy is held up, and ten days more are asked for
    Then the country of departure applies the incident
    When the officer of departure grants the time that was asked for
    Then the other country is told of the limit that was asked for
    When the old limit passes
    Then the movement is not overdue
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @IN08 @HT22 @REQ-INC-006 @REQ-INC-008 @REQ-DEP-004
  Scenario: An authority other than customs vouches for an attack
    Given a journey out of the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When robbers break the seals, and the police vouch for it
    Then the country of departure applies the incident
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then what the incident has changed keeps nothing from being written off
    And the movement is written off and the guarantee free

  @IN10 @REQ-INC-003 @REQ-DEP-004
  Scenario: Goods are stuffed into another container before they leave
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released in the country of departure
    When the container is damaged before the exit, and the goods go into another one
    Then the country of destination is told of the incident as recorded
    When the goods travel on to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
