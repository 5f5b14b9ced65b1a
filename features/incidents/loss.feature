Feature: Losses
  Goods that are lost owe no duties, if an authority vouches for the loss and the office of departure believes it. Nobody
  else is believed.

  @IN06 @REQ-LOS-001 @REQ-LOS-002 @REQ-LOS-003
  Scenario: Everything burns
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the vehicle burns with all its goods, and the police vouch for it
    Then the loss waits for a decision, and the guarantee stays reserved
    And officers are reminded when a month has passed without one
    When the officer of departure gives relief
    Then the movement is written off without an arrival, and the guarantee free

  @IN12 @REQ-LOS-001 @REQ-LOS-005
  Scenario: The office of departure does not believe a loss
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the vehicle burns with all its goods, and the police vouch for it
    Then the loss waits for a decision, and the guarantee stays reserved
    When the officer of departure gives no relief
    Then departure recovers the duties and tells so, and nothing is written off or freed

  @IN09 @FR22 @REQ-INC-004 @REQ-INC-005 @REQ-INC-007
  Scenario: Nobody vouches for a loss
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When a total loss that nobody vouches for comes from the partner
    Then it is refused for want of an endorsement, and the movement goes on as before
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When an office is to report a total loss that nobody vouches for
    Then the office may not, and nobody is told
    When the vehicle breaks down, and the goods go on in another one under new seals
    And the office finds that it was another vehicle
    Then the country of departure is told that the incident is withdrawn

  @IN05 @REQ-LOS-004 @REQ-INC-006 @REQ-INC-008 @REQ-DEP-004
  Scenario: A vehicle overturns and some goods are lost
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the vehicle overturns, some goods are lost, and the police vouch for it
    Then the movement goes on with what is left
    When the goods are presented at the office of destination
    And control finds what the incident has left, not satisfactory
    And the officer of departure finds the discrepancy resolved
    Then what the incident has changed keeps nothing from being written off
    And the movement is written off and the guarantee free

  @IN11 @REQ-LOS-004 @REQ-INC-006 @REQ-INC-008 @REQ-DEP-004
  Scenario: Perishable goods are sold by order of customs
    Given a journey out of the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When customs have some of the perishable goods sold on the way
    Then the movement goes on with what is left
    When the goods are presented at the office of destination
    And control finds what the incident has left, considered satisfactory
    Then what the incident has changed keeps nothing from being written off
    And the movement is written off and the guarantee free
