Feature: Closed offices
  On a holiday nobody is at the desk. What waits for an officer waits for the door to open; what the traveller owes does not.

  @HP18 @REQ-CAL-001 @REQ-CAL-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods travel over a holiday
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When its offices close on a holiday on which the result of what arrives next is due
    And the goods are presented at the office of destination
    And the holiday is not over yet
    Then nobody misses the result
    When the offices open again
    Then officers there miss the result
    When control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by its own guarantor
    When the offices of the country under test close around the limit of what is released next
    Given the goods are released and have entered the country of destination
    When the limit passes on that holiday
    Then the movement is overdue all the same
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
