Feature: The regional database
  A country that takes part in it tells a database of the region how each of its movements ended, and each night what its
  offices did. The region can count; it learns no name.

  @IO10 @REQ-STA-001 @REQ-STA-003 @REQ-STA-004 @REQ-STA-005 @REQ-STA-006 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A movement ends, and so does the day
    Given a regional database that both countries report to
    And a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    And the regional database is told the end of the movement, once and without a name
    When two in the morning has passed
    Then the regional database is told the totals of the day
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And the regional database falls silent
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    And the end of the movement is told again, five minutes later
    When the regional database answers again
    And two in the morning has passed
    Then the regional database is told the totals of the day

  @IO11 @REQ-STA-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The country under test does not take part
    Given a regional database that only the partner reports to
    And a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    And the country under test tells the regional database nothing
    When two in the morning has passed
    Then the country under test tells the regional database nothing
