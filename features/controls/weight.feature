Feature: Weights
  Scales are off, and everybody knows by how much. A weight accuses nobody before someone has looked.

  @CT11 @REQ-CTL-007 @REQ-CTL-008 @REQ-CTL-001 @REQ-DST-002
  Scenario: What the scale's bias explains, and what it does not
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the office of entry weighs the vehicle, and the scale shows 10 % too much
    Then nobody is alerted at the office of entry
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the office of entry weighs the vehicle, and the scale shows 20 % too much
    Then the officers at the office of entry are alerted
    When the goods are presented at the office of destination
    And control finds goods that were not declared
    Then the unsatisfactory result is notified, with the new item after the last
