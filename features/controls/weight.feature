Feature: Weights
  Scales are off, and everybody knows by how much. Some goods lose mass by nature. A weight accuses nobody before someone
  has looked.

  @CT11 @FR10 @HT10 @REQ-CTL-007 @REQ-CTL-008 @REQ-CTL-001 @REQ-DST-002
  Scenario: What the bias of the scale explains, and what it does not
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the office of entry weighs the vehicle, and the scale shows what its bias explains
    Then nobody is alerted at the office of entry
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the office of entry weighs the vehicle, and the scale shows more than its bias explains
    Then the officers at the office of entry are alerted
    When the goods are presented at the office of destination
    And control finds goods that were not declared
    Then the unsatisfactory result is notified, with the new item after the last

  @FR19 @HT19 @REQ-CTL-009 @REQ-CTL-010 @REQ-CTL-011
  Scenario: What cement loses by nature, and what it does not
    Given a journey into the country under test, secured by its own guarantor
    And the goods are cement in bags
    When the goods are released and travel to the office of destination
    And control finds as much mass missing as cement loses by nature
    Then the result is satisfactory, and its remark tells the natural loss
    And nobody is alerted at the office of destination
    And the movement is written off and the guarantee free
    Given a journey into the country under test, secured by its own guarantor
    And the goods are cement in bags
    When the goods are released and travel to the office of destination
    And control finds more mass missing than cement loses by nature
    Then the officers at the office of destination are alerted
